using System.CommandLine;
using System.Globalization;
using IpGuard.Flows.Sweeps;
using Spectre.Console;

namespace IpGuard.Cli;

/// <summary>`ipguard compare`: the quick audit of one folder of pictures against another. Its arguments and its file stay as they
/// are.</summary>
static class CompareVerb
{
    public static Command Make()
    {
        var works = new Argument<string>("WORKS")
        {
            Description = "folder of pictures to file; a name without its extension is the work's id",
        };
        var listings = new Argument<string>("LISTINGS") { Description = "folder of pictures; each is one listing" };
        var export = new Option<string>("--export")
        {
            Description = "CSV to write: query_id,matched_source_id,score; the best three works of every listing, whatever their score",
            Required = true,
        };
        var data = new Option<string?>("--data") { Description = "data folder to keep (default: one that is thrown away)" };
        var verb = new Command(
            "compare",
            "Compare two folders of pictures.\n\nExample:\n  ipguard compare works/ found-online/ --export results.csv"
        )
        {
            works,
            listings,
            export,
            data,
        };
        verb.SetAction(
            (parse, stop) =>
                RunAsync(
                    parse.GetRequiredValue(works),
                    parse.GetRequiredValue(listings),
                    parse.GetRequiredValue(export),
                    parse.GetValue(data),
                    stop
                )
        );
        return verb;
    }

    static async Task<int> RunAsync(string works, string listings, string export, string? data, CancellationToken stop)
    {
        var folder = data ?? Path.Combine(Path.GetTempPath(), $"ipguard-compare-{Guid.NewGuid():N}");
        try
        {
            await using var house = await OpenHouse.OpenAsync(OpenHouse.Settings(folder), stop);
            var rows = new List<string>();
            CompareSummary? summary = null;
            await Bars.RunAsync(async bars =>
            {
                var (filing, judging) = (bars.AddTask("filing works", maxValue: 1), bars.AddTask("judging listings", maxValue: 1));
                var progress = Bars.To<(bool IsFiling, double Done)>(p => (p.IsFiling ? filing : judging).Value = p.Done);
                summary = await house.Get<CompareFlow>().RunAsync(works, listings, row => rows.Add(ToLine(row)), progress, stop);
                (filing.Value, judging.Value) = (1, 1);
            });
            await WriteAsync(export, rows, stop);
            Tell(summary!, export);
            return ExitCodes.Done;
        }
        finally
        {
            if (data is null && Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
    }

    static string ToLine(CompareRow row) =>
        string.Create(CultureInfo.InvariantCulture, $"{Quote(row.QueryId)},{Quote(row.MatchedSourceId)},{row.Score:R}");

    // RFC 4180: names are files' names and may hold anything.
    static string Quote(string name) =>
        name.AsSpan().IndexOfAny(",\"\r\n") < 0 ? name : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    static async Task WriteAsync(string export, List<string> rows, CancellationToken stop)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(export))!);
        var temporary = export + ".tmp";
        await File.WriteAllLinesAsync(temporary, rows.Prepend("query_id,matched_source_id,score"), stop);
        File.Move(temporary, export, overwrite: true);
    }

    static void Tell(CompareSummary summary, string export)
    {
        const int named = 20;
        Speech.Line($"{summary.Works} works, {summary.Listings} listings, {summary.Rows} rows in {export}");
        if (summary.Unread.Count == 0)
            return;
        Speech.Line($"{summary.Unread.Count} pictures gave no row:");
        foreach (var line in summary.Unread.Take(named))
            Speech.Line($"  {line}");
        if (summary.Unread.Count > named)
            Speech.Line($"  … and {summary.Unread.Count - named} more");
    }
}
