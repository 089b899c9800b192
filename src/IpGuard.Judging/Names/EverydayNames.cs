using IpGuard.Core.Works;

namespace IpGuard.Judging.Names;

/// <summary>Names that are words of everyday, or too short to be told from one: “MUSE”, 时光, 花.</summary>
/// <remarks>Of Latin words those of the encoder's vocabulary, in which few brands stand (of 16 well-known ones that were looked up, none);
/// of Chinese ones those that a corpus of books has often, since rarer ones of its list are brands as well (耐克), and things of
/// the trade (连衣裙).</remarks>
public static class EverydayNames
{
    // Letters of a Latin name that is anything.
    const int ShortLatin = 3;

    /// <summary>True of a name that needs a sign that it is meant.</summary>
    public static bool Contain(string name)
    {
        var folded = TextFold.Fold(name);
        List<string> words = [.. Pieces.Plain(folded).Select(p => p.In(folded.Text).ToString())];
        if (words.Count == 0)
            return true;
        if (words.TrueForAll(w => w.All(c => TextFold.IsHan(c))))
        {
            var all = string.Concat(words);
            return all.Length == 1 || ChineseWords.IsEveryday(all) || (ChineseWords.IsOrdinary(all) && CategoryWords.Of(all).Count > 0);
        }

        if (!words.TrueForAll(w => w.All(char.IsAsciiLetterOrDigit)))
            return false;
        // Of several words only such as all are of everyday: “New Style”, and not “Copper Wren”.
        return words is [var word]
            ? word.Length <= ShortLatin || LatinWords.IsOrdinary(word) || LatinWords.IsPerson(word)
            : words.Sum(w => w.Length) <= ShortLatin || words.TrueForAll(LatinWords.IsCommon);
    }
}
