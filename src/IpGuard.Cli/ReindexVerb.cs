using System.CommandLine;
using System.Globalization;
using IpGuard.Flows.Filings;
using Spectre.Console;

namespace IpGuard.Cli;

/// <summary>`ipguard reindex`: throws the index away and makes it again from the database.</summary>
static class ReindexVerb
{
    public static Command Make()
    {
        var data = OpenHouse.DataOption();
        var verb = new Command(
            "reindex",
            "Make the picture index again from the database. Nothing is lost by it.\n\nExample:\n  ipguard reindex --data /var/lib/ipguard"
        )
        {
            data,
        };
        verb.SetAction(
            async (parse, stop) =>
            {
                await using var house = await OpenHouse.OpenAsync(OpenHouse.Settings(parse.GetValue(data)), stop);
                long pictures = 0;
                await Bars.RunAsync(async bars =>
                {
                    var bar = bars.AddTask("indexing pictures");
                    bar.IsIndeterminate = true;
                    pictures = await house.Get<IndexFlow>().RebuildAsync(Bars.To<int>(_ => { }), stop);
                });
                Speech.Line($"{pictures} pictures indexed");
                return ExitCodes.Done;
            }
        );
        return verb;
    }
}
