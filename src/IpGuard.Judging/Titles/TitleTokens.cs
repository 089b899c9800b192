using System.Globalization;
using System.Text;

namespace IpGuard.Judging.Titles;

/// <summary>Cuts a title into the words that are compared: Latin words and numbers as they stand, Chinese, Japanese and Korean text as
/// overlapping pairs of characters, since it has no spaces.</summary>
/// <remarks>Folded by <see cref="TitleFold"/>; everything that is neither letter nor digit parts words.</remarks>
public static class TitleTokens
{
    /// <summary>The words in order, with one space between them; the empty text where there are none.</summary>
    public static string Join(string? title) => string.Join(' ', Of(title));

    public static IReadOnlyList<string> Of(string? title)
    {
        var folded = TitleFold.Of(title);
        var words = new List<string>();
        var run = new StringBuilder();
        var kind = Kind.None;
        foreach (var rune in folded.EnumerateRunes())
        {
            var next = KindOf(rune);
            if (next != kind)
            {
                Flush(run, kind, words);
                kind = next;
            }

            if (next != Kind.None)
                run.Append(rune.ToString());
        }

        Flush(run, kind, words);
        return words;
    }

    static void Flush(StringBuilder run, Kind kind, List<string> words)
    {
        if (run.Length == 0)
            return;
        var text = run.ToString();
        run.Clear();
        if (kind != Kind.Cjk)
        {
            words.Add(text);
            return;
        }

        var characters = text.EnumerateRunes().Select(r => r.ToString()).ToList();
        if (characters.Count == 1)
            words.Add(characters[0]);
        for (var i = 0; i + 1 < characters.Count; i++)
            words.Add(characters[i] + characters[i + 1]);
    }

    static Kind KindOf(Rune rune)
    {
        if (IsCjk(rune.Value))
            return Kind.Cjk;
        // A digit between letters stays with them: model numbers are one word.
        return Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark ? Kind.Latin : Kind.None;
    }

    // Kana, CJK ideographs with extension A and the compatibility block, Hangul, and the planes of the rarer ideographs.
    static bool IsCjk(int c) =>
        c
            is >= 0x3040
                and <= 0x30FF
                or >= 0x3400
                and <= 0x9FFF
                or >= 0xAC00
                and <= 0xD7AF
                or >= 0xF900
                and <= 0xFAFF
                or >= 0x20000
                and <= 0x3FFFF;

    enum Kind
    {
        None,
        Latin,
        Cjk,
    }
}
