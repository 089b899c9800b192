using System.CommandLine;
using IpGuard.Cli;

var root = new RootCommand(
    """
    IpGuard: pre-file designs with proof, and watch marketplaces for copies.

    Examples:
      ipguard demo                                  see it all, on works and a marketplace drawn by code
      ipguard serve --data /var/lib/ipguard         run the service
      ipguard file dress.jpg --holder "Studio" --title "Cloud dress" --category apparel
      ipguard compare WORKS LISTINGS --export results.csv
      ipguard verify F-0198.zip
      ipguard backup /mnt/backup/ipguard --data /var/lib/ipguard

    Exit codes: 0 done · 1 the answer is no (refused, not verified) · 2 the command was not understood · 3 it could not be done here
    """
)
{
    DemoVerb.Make(),
    ServeVerb.Make(),
    FileVerb.Make(),
    SweepVerb.Make(),
    ColumnsVerb.Make(),
    CompareVerb.Make(),
    ReindexVerb.Make(),
    VerifyVerb.Make(),
    FsckVerb.Make(),
    BackupVerbs.MakeBackup(),
    BackupVerbs.MakeRestore(),
    AccountVerb.Make(),
    TrainTitlesVerb.Make(),
    TrainVocabularyVerb.Make(),
    TrainMatcherVerb.Make(),
    TrainVerdictVerb.Make(),
    LabelsVerb.Make(),
    PushVerb.Make(),
};
var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    await parsed.InvokeAsync();
    return ExitCodes.NotUnderstood;
}

return await Wall.GuardAsync(() => parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }));
