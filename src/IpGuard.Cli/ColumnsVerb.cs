using System.CommandLine;
using System.Globalization;
using IpGuard.Core.Listings;
using IpGuard.Flows.Sweeps;
using Spectre.Console;

namespace IpGuard.Cli;

/// <summary>`ipguard columns`: shows what the columns of a table of listings seem to be, and keeps what is corrected.</summary>
static class ColumnsVerb
{
    public static Command Make()
    {
        var file = new Argument<string>("FILE") { Description = "a table of listings: .csv, .tsv, .tab or .txt, packed with gzip or not" };
        var set = new Option<string[]>("--set")
        {
            Description = "FIELD=COLUMN by name or number from 1; pictures=A,B for several; FIELD= for none",
        };
        var verb = new Command(
            "columns",
            "Show which column of a table is read as which field, and correct it for `ipguard sweep`.\n\nExamples:\n  ipguard columns listings.csv\n  ipguard columns listings.csv --set title=商品名 --set pictures=7,8"
        )
        {
            file,
            set,
        };
        verb.SetAction((parse, _) => Task.FromResult(Run(parse.GetRequiredValue(file), parse.GetValue(set) ?? [])));
        return verb;
    }

    static int Run(string file, string[] corrections)
    {
        if (!File.Exists(file))
        {
            Console.Error.WriteLine($"ipguard: expected a table, found no file {file}");
            return ExitCodes.CannotHere;
        }

        var columns = TableColumns.Of(file);
        foreach (var correction in corrections)
        {
            if (Correct(columns, correction) is not { } corrected)
                return ExitCodes.NotUnderstood;
            columns = corrected;
        }

        if (corrections.Length > 0)
            TableColumns.Keep(file, columns);
        Show(columns);
        foreach (var fault in columns.Faults)
            Console.Error.WriteLine($"ipguard: {fault}");
        return columns.Faults.Count == 0 ? ExitCodes.Done : ExitCodes.No;
    }

    static ListingColumns? Correct(ListingColumns columns, string correction)
    {
        var parts = correction.Split('=', 2, StringSplitOptions.TrimEntries);
        if (
            parts.Length != 2
            || !Enum.TryParse<ListingField>(parts[0].Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var field)
        )
        {
            Console.Error.WriteLine(
                $"ipguard: expected FIELD=COLUMN with one of {string.Join(", ", Enum.GetNames<ListingField>())}, got '{correction}'"
            );
            return null;
        }

        var numbers = new List<int>();
        foreach (var name in parts[1].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var at = columns.Headers.ToList().FindIndex(h => h.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (at < 0 && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                at = number - 1;
            if (at < 0 || at >= columns.Headers.Count)
            {
                Console.Error.WriteLine($"ipguard: expected a column of {string.Join(", ", columns.Headers)}, got '{name}'");
                return null;
            }

            numbers.Add(at);
        }

        if (numbers.Count > 1 && field != ListingField.Pictures)
        {
            Console.Error.WriteLine($"ipguard: expected one column for {field}, got {numbers.Count}");
            return null;
        }

        return columns.With(field, numbers);
    }

    static void Show(ListingColumns columns)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("field", "column", "what stands in it");
        foreach (var choice in columns.Choices)
            table.AddRow(
                Markup.Escape(choice.Field.ToString()),
                Markup.Escape(string.Join(", ", choice.Columns)),
                Markup.Escape(string.Join(" · ", choice.Samples.Select(s => PlainText.Clean(s, 60))))
            );
        AnsiConsole.Write(table);
        var unread = columns.Headers.Where((_, i) => !columns.Used.Contains(i)).ToList();
        if (unread.Count > 0)
            Speech.Line($"not read: {string.Join(", ", unread)}");
    }
}
