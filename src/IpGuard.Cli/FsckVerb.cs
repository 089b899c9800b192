using System.CommandLine;
using IpGuard.Flows.Ledger;
using Spectre.Console;

namespace IpGuard.Cli;

/// <summary>`ipguard fsck`: checks everything that is proven.</summary>
static class FsckVerb
{
    public static Command Make()
    {
        var data = OpenHouse.DataOption();
        var verb = new Command(
            "fsck",
            "Derive every entry, tile, root, signature, token, commitment and blob anew and compare. Changes nothing.\n\nExample:\n  ipguard fsck --data /var/lib/ipguard"
        )
        {
            data,
        };
        verb.SetAction(
            async (parse, stop) =>
            {
                await using var house = await OpenHouse.OpenAsync(OpenHouse.Settings(parse.GetValue(data)), stop);
                return await RunAsync(house, stop);
            }
        );
        return verb;
    }

    /// <summary>Checks an open house and tells what was found.</summary>
    public static async Task<int> RunAsync(OpenHouse house, CancellationToken stop)
    {
        FsckReport? report = null;
        await Bars.RunAsync(async bars =>
        {
            var bar = bars.AddTask("checking");
            bar.IsIndeterminate = true;
            report = await house.Get<FsckFlow>().CheckAsync(Bars.To<string>(part => bar.Description = $"checking {part}"), stop);
        });
        foreach (var part in report!.Parts)
        {
            if (part.Damaged == 0)
                Speech.Markup($"[green]whole[/]    {part.Part, -12} {part.Checked} checked");
            else
                Speech.Markup($"[red]damaged[/]  {part.Part, -12} {part.Checked} checked, {part.Damaged} damaged");
            foreach (var fault in part.Faults)
                Speech.Line($"         {fault}");
        }

        return report.IsClean ? ExitCodes.Done : ExitCodes.No;
    }
}
