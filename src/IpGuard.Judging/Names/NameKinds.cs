using IpGuard.Core.Matching;
using IpGuard.Core.Works;

namespace IpGuard.Judging.Names;

/// <summary>Tells coined names from such as are ordinary words.</summary>
/// <remarks>Ordinary are the Latin words of the encoder's vocabulary, in which few brands stand (of 16 well-known ones that were looked up,
/// none), people's names, Chinese words that a corpus of books has often, since rarer ones of its list are brands as well (耐克), and things
/// of the trade (连衣裙).</remarks>
public static class NameKinds
{
    // Letters of a Latin name that is anything.
    const int Short = 3;

    /// <summary>What kind of name it is.</summary>
    public static NameKind Of(string name)
    {
        var folded = TextFold.Fold(name);
        List<string> words = [.. Pieces.Plain(folded).Select(p => p.In(folded.Text).ToString())];
        if (words.Count == 0)
            return NameKind.Everyday;
        if (words.TrueForAll(w => w.All(c => TextFold.IsHan(c))))
            return OfHan(string.Concat(words));
        return words.TrueForAll(w => w.All(char.IsAsciiLetterOrDigit)) ? OfLatin(words) : NameKind.Coined;
    }

    static NameKind OfHan(string name) =>
        name.Length == 1 || (ChineseWords.IsOrdinary(name) && CategoryWords.Of(name).Count > 0) ? NameKind.Everyday
        : ChineseWords.IsEveryday(name) ? NameKind.Word
        : NameKind.Coined;

    // Of several words only such as all are common: “New Style”, and not “Copper Wren”.
    static NameKind OfLatin(List<string> words) =>
        words.Sum(w => w.Length) <= Short ? NameKind.Everyday
        : words is not [var word] ? (words.TrueForAll(LatinWords.IsCommon) ? NameKind.Word : NameKind.Coined)
        : LatinWords.IsEveryday(word) ? NameKind.Everyday
        : LatinWords.IsOrdinary(word) || LatinWords.IsPerson(word) ? NameKind.Word
        : NameKind.Coined;
}
