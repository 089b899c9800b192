using System.Numerics.Tensors;

namespace IpGuard.Judging.Titles;

/// <summary>The numbers known about a pair of titles; the same whichever is first.</summary>
/// <remarks>Where a number is about each title it stands twice, the lower and the higher. −1 where it cannot be said, since a side has no
/// model number, no colour or no wearer.</remarks>
/// <param name="Numbers">In step with <see cref="Names"/>.</param>
public readonly record struct TitleEvidence(float[] Numbers)
{
    /// <summary>What each number is.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        // Cosines, 0 to 1, of words, words of the heads, pairs of words, characters, characters of the heads.
        "WordCosine",
        "HeadWordCosine",
        "WordPairCosine",
        "CharacterCosine",
        "HeadCharacterCosine",
        "HeadToWholeWordCosineLow",
        "HeadToWholeWordCosineHigh",
        "HeadToWholeCharacterCosineLow",
        "HeadToWholeCharacterCosineHigh",
        // Shares, 0 to 1, of a title's rarity that the other holds; rarities in nats.
        "ContainmentLow",
        "ContainmentHigh",
        "HeadContainmentLow",
        "HeadContainmentHigh",
        "RarestUnsharedLow",
        "RarestUnsharedHigh",
        "UnsharedLow",
        "UnsharedHigh",
        "RarestUnsharedOfHeadLow",
        "RarestUnsharedOfHeadHigh",
        "RarestShared",
        "NamingContainmentLow",
        "NamingContainmentHigh",
        // Model numbers: counts; likenesses 0 to 1; characters.
        "EqualCodes",
        "CodePrefix",
        "CodesFoundInOther",
        "CodesLow",
        "CodesHigh",
        "EqualHeadCodes",
        "HeadCodePrefix",
        "HeadCodeLikeness",
        "HeadCodesFoundInOther",
        "LongestCodeFound",
        // Numbers of up to four digits: counts.
        "SharedNumbers",
        "UnsharedNumbersLow",
        "UnsharedNumbersHigh",
        "NumberOverlap",
        "EqualVersions",
        "ConflictingVersions",
        "SharedHeadNumbers",
        "UnsharedHeadNumbersLow",
        "UnsharedHeadNumbersHigh",
        "HeadNumbersMissingLow",
        "HeadNumbersMissingHigh",
        // Colours and wearers.
        "ColourOverlap",
        "UnsharedColoursLow",
        "UnsharedColoursHigh",
        "SharedColours",
        "HeadColourOverlap",
        "SameFirstColour",
        "ColoursInOrder",
        "SharedWearer",
        // Cosines of the encoder, −1 to 1; 0 without one.
        "MeaningCosine",
        "HeadMeaningCosine",
        "HeadToWholeMeaningCosineLow",
        "HeadToWholeMeaningCosineHigh",
        // Order and length, in words.
        "WordsLow",
        "WordsHigh",
        "HeadWordsLow",
        "HeadWordsHigh",
        "SameFirstWord",
        "SharedFirstWords",
        "HeadWordsInOrder",
        "HeadWordsInOrderOfShorter",
        "HeadWordsInOrderOfLonger",
    ];

    /// <summary>Gathers the numbers of a pair.</summary>
    public static TitleEvidence Of(TitleFacts left, TitleFacts right)
    {
        var numbers = new float[Names.Count];
        Gather(left, right, numbers);
        return new(numbers);
    }

    /// <param name="numbers">To be filled; at least as long as <see cref="Names"/>.</param>
    internal static void Gather(TitleFacts left, TitleFacts right, Span<float> numbers)
    {
        var sheet = new Sheet(numbers);
        Cosines(ref sheet, left, right);
        Containment(ref sheet, left, right);
        CodeEvidence.Gather(ref sheet, left, right);
        VariantEvidence.Gather(ref sheet, left, right);
        Meaning(ref sheet, left, right);
        Order(ref sheet, left, right);
    }

    static void Cosines(ref Sheet sheet, TitleFacts left, TitleFacts right)
    {
        sheet.Add(left.ByWord.Dot(right.ByWord));
        sheet.Add(left.HeadByWord.Dot(right.HeadByWord));
        sheet.Add(left.ByPairOfWords.Dot(right.ByPairOfWords));
        sheet.Add(left.ByCharacter.Dot(right.ByCharacter));
        sheet.Add(left.HeadByCharacter.Dot(right.HeadByCharacter));
        sheet.AddBoth(left.HeadByWord.Dot(right.ByWord), right.HeadByWord.Dot(left.ByWord));
        sheet.AddBoth(left.HeadByCharacter.Dot(right.ByCharacter), right.HeadByCharacter.Dot(left.ByCharacter));
    }

    static void Containment(ref Sheet sheet, TitleFacts left, TitleFacts right)
    {
        var (there, back) = (Share.Of(left, right), Share.Of(right, left));
        sheet.AddBoth(there.All, back.All);
        sheet.AddBoth(there.Head, back.Head);
        sheet.AddBoth(there.RarestMissing, back.RarestMissing);
        sheet.AddBoth(there.Missing, back.Missing);
        sheet.AddBoth(there.RarestMissingOfHead, back.RarestMissingOfHead);
        sheet.Add(there.RarestFound);
        sheet.AddBoth(there.Naming, back.Naming);
    }

    static void Meaning(ref Sheet sheet, TitleFacts left, TitleFacts right)
    {
        static double Cosine(float[]? a, float[]? b) => a is null || b is null ? 0 : TensorPrimitives.Dot<float>(a, b);
        sheet.Add(Cosine(left.Meaning, right.Meaning));
        sheet.Add(Cosine(left.HeadMeaning, right.HeadMeaning));
        sheet.AddBoth(Cosine(left.HeadMeaning, right.Meaning), Cosine(right.HeadMeaning, left.Meaning));
    }

    static void Order(ref Sheet sheet, TitleFacts left, TitleFacts right)
    {
        var (a, b) = (left.HeadWords, right.HeadWords);
        var first = left.Words.AsSpan().CommonPrefixLength(right.Words);
        var inOrder = LongestInOrder(a, b);
        sheet.AddBoth(left.Words.Length, right.Words.Length);
        sheet.AddBoth(a.Length, b.Length);
        sheet.Add(first > 0 ? 1 : 0);
        sheet.Add(first);
        sheet.Add(inOrder);
        sheet.Add(inOrder / (double)Math.Max(1, Math.Min(a.Length, b.Length)));
        sheet.Add(inOrder / (double)Math.Max(1, Math.Max(a.Length, b.Length)));
    }

    // More words than this are no name; bounds the cost, which grows with the square.
    const int MostInOrder = 64;

    // Longest common subsequence.
    static int LongestInOrder(ReadOnlySpan<string> a, ReadOnlySpan<string> b)
    {
        a = a[..Math.Min(a.Length, MostInOrder)];
        b = b[..Math.Min(b.Length, MostInOrder)];
        Span<int> longest = stackalloc int[MostInOrder + 1];
        longest.Clear();
        foreach (var word in a)
        {
            var before = 0;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = longest[j];
                longest[j] = string.Equals(word, b[j - 1], StringComparison.Ordinal) ? before + 1 : Math.Max(above, longest[j - 1]);
                before = above;
            }
        }

        return longest[b.Length];
    }

    /// <summary>Takes the numbers in the order of their names.</summary>
    internal ref struct Sheet(Span<float> numbers)
    {
        readonly Span<float> _numbers = numbers;
        int _at;

        public void Add(double number) => _numbers[_at++] = (float)number;

        public void AddBoth(double one, double other)
        {
            Add(Math.Min(one, other));
            Add(Math.Max(one, other));
        }
    }

    /// <summary>What of one title's words the other holds, weighed by rarity.</summary>
    readonly record struct Share(
        double All,
        double Head,
        double Naming,
        double Missing,
        double RarestMissing,
        double RarestMissingOfHead,
        double RarestFound
    )
    {
        public static Share Of(TitleFacts from, TitleFacts to)
        {
            var (all, found, head, headFound, naming, namingFound) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
            var (rarestMissing, rarestMissingOfHead, rarestFound) = (0.0, 0.0, 0.0);
            foreach (var word in from.Distinct)
            {
                var (rarity, isFound) = ((double)word.Rarity, to.Known.Contains(word.Text));
                all += rarity;
                found += isFound ? rarity : 0;
                rarestFound = isFound ? Math.Max(rarestFound, rarity) : rarestFound;
                rarestMissing = isFound ? rarestMissing : Math.Max(rarestMissing, rarity);
                if (!word.IsInHead)
                    continue;
                head += rarity;
                headFound += isFound ? rarity : 0;
                rarestMissingOfHead = isFound ? rarestMissingOfHead : Math.Max(rarestMissingOfHead, rarity);
                if (word.IsVariant)
                    continue;
                naming += rarity;
                // Two letters are found in anything; three may be a name written together with the next.
                namingFound += isFound || (word.Text.Length > 2 && to.Compact.Contains(word.Text, StringComparison.Ordinal)) ? rarity : 0;
            }

            static double Ratio(double part, double whole) => whole > 0 ? part / whole : 0;
            return new(
                Ratio(found, all),
                Ratio(headFound, head),
                naming > 0 ? namingFound / naming : -1,
                all - found,
                rarestMissing,
                rarestMissingOfHead,
                rarestFound
            );
        }
    }
}
