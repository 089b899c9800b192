using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace IpGuard.Judging.Titles;

/// <summary>A folded title cut for evidence: letters and numbers apart, model numbers as well whole.</summary>
/// <param name="Words">In order. Letters and numbers part (<c>38mm</c> is 38 and mm), Roman numerals II to XII are numbers, 2.0 is 2;
/// Chinese text as overlapping pairs of characters.</param>
/// <param name="Codes">Model numbers: runs of letters and digits, joined by hyphens, dots, slashes or underscores or not, five characters
/// or more of which three are digits; without the joints.</param>
readonly partial record struct TitleWords(string[] Words, string[] Codes)
{
    const int ShortestCode = 5;
    const int FewestDigits = 3;

    // A year or a model of a series; longer runs of digits are codes.
    const int LongestNumber = 4;

    // "v", "x" and "i" alone are more often letters than numerals, but V and X number versions of shoes; I does not.
    static readonly FrozenDictionary<string, string> Numerals = new[]
    {
        "ii",
        "iii",
        "iv",
        "v",
        "vi",
        "vii",
        "viii",
        "ix",
        "x",
        "xi",
        "xii",
    }
        .Select((numeral, i) => (numeral, $"{i + 2}"))
        .ToFrozenDictionary(n => n.numeral, n => n.Item2, StringComparer.Ordinal);

    [GeneratedRegex(@"[0-9]+(?:[.,][0-9]+)*|\p{IsCJKUnifiedIdeographs}+|[\p{L}\p{M}]+(?:'s\b)?|\p{Nd}+")]
    private static partial Regex Run { get; }

    [GeneratedRegex(@"[a-z0-9]+(?:[-./_][a-z0-9]+)*")]
    private static partial Regex Joined { get; }

    public static TitleWords Of(string folded)
    {
        var words = new List<string>();
        foreach (var run in Run.EnumerateMatches(folded))
            Cut(folded.AsSpan(run.Index, run.Length), words);
        var codes = Joined
            .Matches(folded)
            .Select(m => string.Concat(m.Value.Where(char.IsAsciiLetterOrDigit)))
            .Where(c => c.Length >= ShortestCode && c.Count(char.IsAsciiDigit) >= FewestDigits)
            .Distinct(StringComparer.Ordinal);
        return new([.. words], [.. codes]);
    }

    public static bool IsNumber(string word) => char.IsAsciiDigit(word[0]) && word.Length <= LongestNumber;

    static void Cut(ReadOnlySpan<char> run, List<string> words)
    {
        // CJK unified ideographs; the rest of the planes are rare in titles and go as one word.
        if (run[0] is >= '\u4E00' and <= '\u9FFF')
        {
            if (run.Length == 1)
                words.Add(run.ToString());
            for (var i = 0; i + 1 < run.Length; i++)
                words.Add(run.Slice(i, 2).ToString());
            return;
        }

        var word = run.ToString();
        if (char.IsAsciiDigit(run[0]))
        {
            var number = word.Replace(',', '.');
            words.Add(number.EndsWith(".0", StringComparison.Ordinal) ? number[..^2] : number);
            return;
        }

        var plain = word.EndsWith("'s", StringComparison.Ordinal) ? word[..^2] + "s" : word;
        words.Add(Numerals.GetValueOrDefault(plain, plain));
    }
}
