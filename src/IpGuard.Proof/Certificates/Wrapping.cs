using System.Globalization;

namespace IpGuard.Proof.Certificates;

/// <summary>Breaks text into lines: between words, between Chinese characters, and within a word only where it fits on no line.</summary>
static class Wrapping
{
    // CJK punctuation, ideographs, kana, hangul and full-width forms stand each for itself.
    const char FirstOfAsia = '\u2E80';

    /// <param name="measure">How wide a text is.</param>
    public static IEnumerable<string> Wrap(string text, float width, Func<string, float> measure)
    {
        var line = "";
        foreach (var piece in Pieces(text))
        {
            if (line.Length == 0 || measure((line + piece).TrimEnd()) <= width)
            {
                line += piece;
            }
            else
            {
                yield return line.TrimEnd();
                line = piece.TrimStart();
            }

            while (measure(line.TrimEnd()) > width && Fitting(line, width, measure) is > 0 and var fitting && fitting < line.Length)
            {
                yield return line[..fitting];
                line = line[fitting..];
            }
        }

        if (line.TrimEnd().Length > 0)
            yield return line.TrimEnd();
    }

    static int Fitting(string line, float width, Func<string, float> measure)
    {
        var ends = StringInfo.ParseCombiningCharacters(line).Skip(1).Append(line.Length);
        return ends.TakeWhile(end => measure(line[..end]) <= width).LastOrDefault();
    }

    static IEnumerable<string> Pieces(string text)
    {
        var from = 0;
        for (var i = 1; i <= text.Length; i++)
        {
            var isEnd = i == text.Length || char.IsWhiteSpace(text[i - 1]) || IsOfAsia(text[i - 1]) || IsOfAsia(text[i]);
            // A closing mark stays with what it closes; a pair of surrogates is one character.
            if (!isEnd || (i < text.Length && (IsClosing(text[i]) || char.IsLowSurrogate(text[i]))))
                continue;
            yield return text[from..i];
            from = i;
        }
    }

    static bool IsOfAsia(char letter) => letter >= FirstOfAsia;

    static bool IsClosing(char letter) => "，。、；：！？）》」』】”’,.;:!?)".Contains(letter, StringComparison.Ordinal);
}
