using System.Numerics;

namespace IpGuard.Judging.Titles;

/// <summary>All that is known about one title for comparing it with others: made once a title, not changed afterwards.</summary>
/// <remarks>The <i>head</i> is what stands before the first bar: sellers put the shop and its slogans after it.</remarks>
public sealed class TitleFacts
{
    // A bar further left has no name before it.
    const int ShortestHead = 3;

    internal TitleFacts(string? title, TitleRarity rarity, float[]? meaning, float[]? headMeaning)
    {
        var folded = TitleFold.Of(title);
        var head = TitleFold.Of(HeadOf(title));
        (Words, Codes) = TitleWords.Of(folded);
        (HeadWords, HeadCodes) = TitleWords.Of(head);
        Compact = string.Concat(folded.Where(char.IsLetterOrDigit));
        Distinct = [.. Words.Distinct(StringComparer.Ordinal).Select(w => new Word(w, TitleRarity.Hash(w), rarity.OfWord(w), IsInHead(w)))];
        Known = [.. Words];
        (Numbers, HeadNumbers) = (NumbersOf(Words), NumbersOf(HeadWords));
        foreach (var (before, number) in Words.Zip(Words.Skip(1)))
        {
            if (!char.IsAsciiDigit(before[0]) && TitleWords.IsNumber(number))
                _ = Versions.TryAdd(before, number);
        }

        Colours = [.. Words.Select(TitleLexicon.ColourOf).OfType<int>().Distinct()];
        ColourBits = Bits(Colours);
        HeadColourBits = Bits(HeadWords.Select(TitleLexicon.ColourOf).OfType<int>());
        WearerBits = Bits(Words.Select(TitleLexicon.WearerOf).OfType<int>());
        (ByWord, HeadByWord) = (rarity.WeighWords(Words), rarity.WeighWords(HeadWords));
        ByPairOfWords = rarity.WeighWords(Words.Zip(Words.Skip(1), (a, b) => $"{a} {b}"));
        (ByCharacter, HeadByCharacter) = (rarity.WeighCharacters(folded), rarity.WeighCharacters(head));
        (Meaning, HeadMeaning) = (meaning, headMeaning);
    }

    /// <summary>The title before the first bar; the whole title where there is none.</summary>
    public static string HeadOf(string? title)
    {
        var bar = title?.IndexOf('|', StringComparison.Ordinal) ?? -1;
        return bar > ShortestHead ? title![..bar].Trim() : title ?? "";
    }

    /// <summary>True where the title held nothing to compare by.</summary>
    public bool IsEmpty => ByCharacter.IsEmpty;

    /// <summary>The encoder's direction of the whole title, 512 numbers of length 1; null where no encoder was given.</summary>
    public float[]? Meaning { get; }

    internal float[]? HeadMeaning { get; }

    internal string[] Words { get; }

    internal string[] HeadWords { get; }

    internal string[] Codes { get; }

    internal string[] HeadCodes { get; }

    /// <summary>Letters and digits alone: a model number is found in it however it is joined.</summary>
    internal string Compact { get; }

    internal Word[] Distinct { get; }

    internal HashSet<string> Known { get; }

    internal HashSet<string> Numbers { get; }

    internal HashSet<string> HeadNumbers { get; }

    /// <summary>Word → the number after it, first mention: Pegasus → 33.</summary>
    internal Dictionary<string, string> Versions { get; } = new(StringComparer.Ordinal);

    /// <summary>In order of mention.</summary>
    internal int[] Colours { get; }

    internal uint ColourBits { get; }

    internal uint HeadColourBits { get; }

    internal uint WearerBits { get; }

    internal SparseVector ByWord { get; }

    internal SparseVector HeadByWord { get; }

    internal SparseVector ByPairOfWords { get; }

    internal SparseVector ByCharacter { get; }

    internal SparseVector HeadByCharacter { get; }

    bool IsInHead(string word) => HeadWords.Contains(word, StringComparer.Ordinal);

    static HashSet<string> NumbersOf(string[] words) => [.. words.Where(TitleWords.IsNumber)];

    static uint Bits(IEnumerable<int> places) => places.Aggregate(0u, (bits, place) => bits | (1u << place));

    /// <param name="Rarity">As of <see cref="TitleRarity.OfWord"/>.</param>
    internal readonly record struct Word(string Text, int Hash, float Rarity, bool IsInHead)
    {
        /// <summary>A colour or a wearer: said in another word by a translation, and by another offer of the series.</summary>
        public bool IsVariant { get; } = TitleLexicon.ColourOf(Text) is not null || TitleLexicon.WearerOf(Text) is not null;
    }

    internal static int Count(uint bits) => BitOperations.PopCount(bits);
}
