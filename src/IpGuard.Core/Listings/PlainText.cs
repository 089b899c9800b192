using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace IpGuard.Core.Listings;

/// <summary>Makes foreign text harmless to show and to log.</summary>
public static class PlainText
{
    // A space and half of a surrogate pair may fall off behind the bound; what is left is still longer than it.
    const int BehindTheBound = 3;

    /// <summary>As <see cref="Clean"/>, but a text that is longer than the bound stays longer: for texts that are refused when they are
    /// too long and never cut.</summary>
    public static string CleanToMeasure(string? text, int maximumLength) => Clean(text, maximumLength + BehindTheBound);

    // Nearly all text that marketplaces send: printable ASCII and Chinese, single spaces within. None of it is changed by NFC, which leaves
    // unified ideographs and full-width forms as they are. Many characters are looked at in one step.
    static bool IsPlain(ReadOnlySpan<char> text)
    {
        if (text[0] == ' ' || text[^1] == ' ')
            return false;
        var units = MemoryMarshal.Cast<char, ushort>(text);
        var at = 0;
        for (; at + Vector<ushort>.Count < units.Length; at += Vector<ushort>.Count)
        {
            var (here, behind) = (new Vector<ushort>(units[at..]), new Vector<ushort>(units[(at + 1)..]));
            var isKnown = Within(here, ' ', '~') | Within(here, '\u4E00', '\u9FFF') | Within(here, '\uFF01', '\uFF5E');
            var isDouble = Vector.Equals(here, new(' ')) & Vector.Equals(behind, new(' '));
            if (isKnown != Vector<ushort>.AllBitsSet || isDouble != Vector<ushort>.Zero)
                return false;
        }

        for (; at < text.Length; at++)
        {
            var c = text[at];
            if (c is not ((>= ' ' and <= '~') or (>= '\u4E00' and <= '\u9FFF') or (>= '\uFF01' and <= '\uFF5E')))
                return false;
            if (c == ' ' && text[at + 1] == ' ')
                return false;
        }

        return true;
    }

    // What lies below the first wraps round, and is greater than all that may be.
    static Vector<ushort> Within(Vector<ushort> units, char first, char last) =>
        Vector.LessThanOrEqual(units - new Vector<ushort>(first), new((ushort)(last - first)));

    /// <summary>Unicode NFC, without control and formatting characters, runs of white space made one space, at most
    /// <paramref name="maximumLength"/> characters, never ending inside a surrogate pair. Null gives the empty text.</summary>
    /// <remarks>Lone surrogates, which have no UTF-8 form, become U+FFFD.</remarks>
    public static string Clean(string? text, int maximumLength)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        if (text.Length <= maximumLength && IsPlain(text))
            return text;
        // A margin of four keeps the work bounded whatever was sent, and still leaves enough after spaces are joined.
        var head = text.Length > maximumLength * 4L ? text[..(maximumLength * 4)] : text;
        var kept = new StringBuilder(Math.Min(head.Length, maximumLength));
        Span<char> one = stackalloc char[2];
        foreach (var rune in head.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Control)
            {
                if (kept.Length > 0 && kept[^1] != ' ')
                    kept.Append(' ');
                continue;
            }

            if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.Format)
                kept.Append(one[..rune.EncodeToUtf16(one)]);
        }

        var clean = kept.ToString().Trim();
        if (clean.Length > 0 && !IsPlain(clean))
            clean = clean.Normalize(NormalizationForm.FormC);
        if (clean.Length <= maximumLength)
            return clean;
        var end = char.IsHighSurrogate(clean[maximumLength - 1]) ? maximumLength - 1 : maximumLength;
        return clean[..end].TrimEnd();
    }
}
