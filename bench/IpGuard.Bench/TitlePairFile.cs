using System.Text.RegularExpressions;
using IpGuard.Judging.Training;

namespace IpGuard.Bench;

/// <summary>Reads labelled pairs as Ditto keeps them (github.com/megagonlabs/ditto):
/// <c>COL title VAL … ⇥ COL title VAL … ⇥ 0/1</c>.</summary>
static partial class TitlePairFile
{
    // The column that holds the title: Abt-Buy calls it name.
    static readonly string[] TitleColumns = ["title", "name"];

    [GeneratedRegex(@"COL (\w+) VAL (.*?)(?=COL \w+ VAL |$)", RegexOptions.Singleline)]
    private static partial Regex Column { get; }

    // A literal's language in N-Triples, "…"@en-GB, as the crawl left it.
    [GeneratedRegex("\"@[A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*")]
    private static partial Regex Language { get; }

    public static List<LabelledTitles> Read(string path)
    {
        var pairs = new List<LabelledTitles>();
        foreach (var (line, at) in File.ReadLines(path).Select((line, i) => (line, i + 1)))
        {
            if (line.Length == 0)
                continue;
            if (line.Split('\t') is not [var left, var right, "0" or "1"] parts)
                throw new FormatException($"expected left ⇥ right ⇥ 0 or 1 in {path}, line {at}, got '{line}'");
            pairs.Add(new(TitleOf(left), TitleOf(right), parts[2] == "1"));
        }

        return pairs;
    }

    static string TitleOf(string side)
    {
        var columns = Column.Matches(side);
        var title = columns.FirstOrDefault(c => TitleColumns.Contains(c.Groups[1].Value))?.Groups[2].Value.Trim();
        return title is null ? throw new FormatException($"expected COL title VAL or COL name VAL, got '{side}'") : WithoutQuotes(title);
    }

    // Several literals, the offer's name and the page's title, become parts with bars between them.
    static string WithoutQuotes(string title) =>
        string.Join(
            " | ",
            Language
                .Replace(title, "\"")
                .Split('"', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Where(part => part != ",")
        );
}
