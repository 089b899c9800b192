using System.CommandLine;
using IpGuard.Core.Accounts;
using IpGuard.Flows.Matches;

namespace IpGuard.Cli;

/// <summary>`ipguard labels`: writes people's decisions as labels that a model of verdicts can learn from.</summary>
static class LabelsVerb
{
    public static Command Make()
    {
        var file = new Argument<string>("FILE") { Description = "the file to write" };
        var data = OpenHouse.DataOption();
        var verb = new Command("labels", "Write all standing decisions as labels.\n\nExample:\n  ipguard labels labels.jsonl")
        {
            file,
            data,
        };
        verb.SetAction(
            async (parse, stop) =>
            {
                await using var house = await OpenHouse.OpenAsync(OpenHouse.Settings(parse.GetValue(data)), stop);
                var path = parse.GetRequiredValue(file);
                await using var writer = new StreamWriter(path);
                var count = await house.Get<DecisionFlow>().ExportAsync(Viewer.House, writer, stop);
                Speech.Line($"{count} labels: {path}");
                return ExitCodes.Done;
            }
        );
        return verb;
    }
}
