using System.CommandLine;
using IpGuard.Flows.Backups;
using Spectre.Console;

namespace IpGuard.Cli;

/// <summary>`ipguard backup` and `ipguard restore`.</summary>
static class BackupVerbs
{
    public static Command MakeBackup()
    {
        var target = new Argument<DirectoryInfo>("BACKUP") { Description = "an empty folder, or an earlier backup to bring up to date" };
        var data = OpenHouse.DataOption();
        var verb = new Command(
            "backup",
            "Copy the whole data folder, also while `serve` runs. It holds the ledger's key: keep it as safe as the house.\n\nExample:\n  ipguard backup /mnt/backup/ipguard --data /var/lib/ipguard"
        )
        {
            target,
            data,
        };
        verb.SetAction(
            async (parse, stop) =>
            {
                var settings = OpenHouse.Settings(parse.GetValue(data));
                BackupFacts? made = null;
                await Bars.RunAsync(async bars =>
                {
                    var bar = bars.AddTask("copying");
                    bar.IsIndeterminate = true;
                    made = await BackupFolder.MakeAsync(
                        settings.Data,
                        parse.GetRequiredValue(target).FullName,
                        TimeProvider.System,
                        Bars.To<string>(part => bar.Description = $"copying {part}"),
                        stop
                    );
                });
                Speech.Markup(
                    $"[green]backed up[/] {made!.Entries} entries, {made.CheckpointSize} of them under a signed checkpoint, {made.Blobs} blobs"
                );
                return ExitCodes.Done;
            }
        );
        return verb;
    }

    public static Command MakeRestore()
    {
        var backup = new Argument<DirectoryInfo>("BACKUP") { Description = "a backup made by `ipguard backup`" };
        var data = OpenHouse.DataOption();
        var published = new Option<FileInfo?>("--published")
        {
            Description =
                "the newest checkpoint or .tlog-proof that can be found outside: from /log/checkpoint, a holder's bundle or a mirror",
        };
        var byWord = new Option<bool>("--nothing-published-since")
        {
            Description = "instead: you state that nothing was published after the backup was made; the audit will say so",
        };
        var verb = new Command(
            "restore",
            "Put a backup in the place of a lost data folder, and check it. A ledger that was published further than the backup goes is refused.\n\nExample:\n  ipguard restore /mnt/backup/ipguard --data /var/lib/ipguard --published checkpoint"
        )
        {
            backup,
            data,
            published,
            byWord,
        };
        verb.Validators.Add(result =>
        {
            if (result.GetValue(published) is null != result.GetValue(byWord))
                result.AddError("expected either --published FILE or --nothing-published-since");
        });
        verb.SetAction(
            async (parse, stop) =>
            {
                var settings = OpenHouse.Settings(parse.GetValue(data));
                var newest = parse.GetValue(published) is { } file ? await File.ReadAllTextAsync(file.FullName, stop) : null;
                var facts = await Restoring.RestoreAsync(
                    parse.GetRequiredValue(backup).FullName,
                    settings.Data,
                    settings.LogOrigin,
                    newest,
                    TimeProvider.System,
                    stop
                );
                Speech.Markup($"[green]restored[/] {facts.Entries} entries, as of {facts.MadeAt:u}");
                await using var house = await OpenHouse.OpenAsync(settings, stop);
                return await FsckVerb.RunAsync(house, stop);
            }
        );
        return verb;
    }
}
