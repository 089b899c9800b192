using System.CommandLine;
using System.Globalization;
using IpGuard.Flows.Filings;
using IpGuard.Flows.Judging;
using Spectre.Console;

namespace IpGuard.Cli;

/// <summary>`ipguard reindex`: throws the index away and makes it again from the database.</summary>
static class ReindexVerb
{
    public static Command Make()
    {
        var (data, elasticsearch) = (OpenHouse.DataOption(), OpenHouse.ElasticsearchOption());
        var verb = new Command(
            "reindex",
            "Make both picture indexes again from the database. Nothing is lost by it.\n\nExample:\n  ipguard reindex --data /var/lib/ipguard"
        )
        {
            data,
            elasticsearch,
        };
        verb.SetAction(
            async (parse, stop) =>
            {
                var settings = OpenHouse.With(OpenHouse.Settings(parse.GetValue(data)), parse.GetValue(elasticsearch));
                await using var house = await OpenHouse.OpenAsync(settings, stop);
                var (pictures, listed) = (0L, 0L);
                await Bars.RunAsync(async bars =>
                {
                    var bar = bars.AddTask("indexing pictures");
                    bar.IsIndeterminate = true;
                    pictures = await house.Get<IndexFlow>().RebuildAsync(Bars.To<int>(_ => { }), stop);
                    bar.Description = "indexing listed pictures";
                    listed = await house.Get<ListedPictures>().Upkeep.RebuildAsync(Bars.To<int>(_ => { }), stop);
                });
                Speech.Line($"{pictures} pictures indexed, {listed} listed ones");
                return ExitCodes.Done;
            }
        );
        return verb;
    }
}
