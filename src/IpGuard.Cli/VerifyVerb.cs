using System.CommandLine;
using IpGuard.Flows.Filings;
using Spectre.Console;

namespace IpGuard.Cli;

/// <summary>`ipguard verify`: checks an evidence bundle with nothing but its bytes.</summary>
static class VerifyVerb
{
    public static Command Make()
    {
        var bundle = new Argument<FileInfo>("BUNDLE") { Description = "an evidence bundle (.zip)" };
        var logKey = new Option<FileInfo?>("--log-key") { Description = "the ledger's verifier key, got from elsewhere than the bundle" };
        var authority = new Option<FileInfo?>("--tsa-ca")
        {
            Description = "the timestamp authority's root certificate (PEM), got from elsewhere than the bundle",
        };
        var verb = new Command(
            "verify",
            "Check an evidence bundle offline: no settings, no server, no database.\n\nExamples:\n  ipguard verify F-0198.zip\n  ipguard verify F-0198.zip --log-key log.pub --tsa-ca tsa-ca.pem"
        )
        {
            bundle,
            logKey,
            authority,
        };
        verb.SetAction(
            async (parse, stop) =>
            {
                var file = parse.GetRequiredValue(bundle);
                if (!file.Exists)
                {
                    await Console.Error.WriteLineAsync($"ipguard: expected a bundle, found none at {file.FullName}");
                    return ExitCodes.CannotHere;
                }

                await using var stream = file.OpenRead();
                var report = Verification.Check(
                    stream,
                    await ReadAsync(parse.GetValue(logKey), stop),
                    await ReadAsync(parse.GetValue(authority), stop)
                );
                foreach (var step in report.Steps)
                {
                    if (step.IsPassed)
                        Speech.Markup($"[green]PASS[/]  {step.Name, -18} {step.Sentence}");
                    else
                        Speech.Markup($"[red]FAIL[/]  {step.Name, -18} {step.Sentence}");
                }

                if (report.IsPassed)
                    Speech.Markup($"[green]verified[/] {report.Number}, existed at {report.StampedAt:u}");
                else
                    Speech.Markup($"[red]not verified[/]");
                return report.IsPassed ? ExitCodes.Done : ExitCodes.No;
            }
        );
        return verb;
    }

    static async Task<string?> ReadAsync(FileInfo? file, CancellationToken stop) =>
        file is null ? null : await File.ReadAllTextAsync(file.FullName, stop);
}
