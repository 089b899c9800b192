namespace IpGuard.Judging.Names;

/// <summary>How far a word is from a name, weighed by how easily the eye or the hand takes one for the other.</summary>
static class Misspelling
{
    // Costs set by hand: what the eye passes over costs less than half of a letter that is plainly another.
    const double LeftOut = 1;

    // A letter that is plainly another makes another name, where the name is not long.
    const double AnyLetter = 1.2;
    const double SameShape = 0.2;
    const double NearShape = 0.6;
    const double NearKey = 0.7;
    const double Vowel = 0.7;
    const double Doubled = 0.4;
    const double Swapped = 0.6;
    const double AddedEnd = 0.5;

    // A name is told by how it begins.
    const double FirstLetter = 0.3;

    const string Vowels = "aeiouy";
    const string NearShapes = "bdpq mn hn ce ft vy un ij co oc gq kx wv rt bh hk eo ae sz ck ph pf";

    static readonly string[] KeyRows = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
    static readonly bool[] Near = Pairs(NearShapes.Split(' '));
    static readonly bool[] Keys = MakeKeys();

    /// <summary>The longest word that is measured, in letters.</summary>
    public const int MaximumLength = 40;

    /// <summary>What a name of so many letters may cost and still be meant: nothing below four letters, since in short words nearly
    /// every change makes another word.</summary>
    public static double MostCost(int length) =>
        length switch
        {
            < 4 => 0,
            4 => 0.65,
            5 => 0.9,
            < 8 => 1,
            < 10 => 1.6,
            _ => 2.1,
        };

    /// <summary>The least cost of changing one into the other: letters added, left out, changed, or two neighbours changed about.</summary>
    public static double Cost(ReadOnlySpan<char> word, ReadOnlySpan<char> name)
    {
        if (word.Length > MaximumLength || name.Length > MaximumLength)
            return double.PositiveInfinity;
        var width = name.Length + 1;
        Span<double> rows = stackalloc double[3 * (MaximumLength + 1)];
        for (var j = 1; j < width; j++)
            rows[j] = rows[j - 1] + Gone(name, j - 1);
        for (var i = 1; i <= word.Length; i++)
        {
            var row = rows.Slice(i % 3 * width, width);
            var above = rows.Slice((i + 2) % 3 * width, width);
            var twoAbove = rows.Slice((i + 1) % 3 * width, width);
            row[0] = above[0] + Gone(word, i - 1);
            for (var j = 1; j < width; j++)
            {
                var best = above[j - 1] + Changed(word[i - 1], name[j - 1], i == 1 && j == 1);
                best = Math.Min(best, above[j] + Gone(word, i - 1));
                best = Math.Min(best, row[j - 1] + Gone(name, j - 1));
                if (i > 1 && j > 1 && word[i - 1] == name[j - 2] && word[i - 2] == name[j - 1] && word[i - 1] != word[i - 2])
                    best = Math.Min(best, twoAbove[j - 2] + Swapped);
                row[j] = best;
            }
        }

        return rows[(word.Length % 3 * width) + name.Length];
    }

    static double Gone(ReadOnlySpan<char> word, int at)
    {
        if ((at > 0 && word[at] == word[at - 1]) || (at + 1 < word.Length && word[at] == word[at + 1]))
            return Doubled;
        if (at == word.Length - 1 && word[at] is 's' or 'e' or 'h')
            return AddedEnd;
        return at == 0 ? LeftOut + FirstLetter
            : Vowels.Contains(word[at], StringComparison.Ordinal) ? Vowel
            : LeftOut;
    }

    static double Changed(char a, char b, bool isFirst)
    {
        if (a == b)
            return 0;
        if (LatinShape.AreAlike(a, b))
            return SameShape;
        var more = isFirst ? FirstLetter : 0;
        if (a >= 0x80 || b >= 0x80)
            return AnyLetter + more;
        if (Near[(a * 0x80) + b])
            return NearShape + more;
        if (Keys[(a * 0x80) + b])
            return NearKey + more;
        var areVowels = Vowels.Contains(a, StringComparison.Ordinal) && Vowels.Contains(b, StringComparison.Ordinal);
        return (areVowels ? Vowel : AnyLetter) + more;
    }

    static bool[] Pairs(IEnumerable<string> groups)
    {
        var pairs = new bool[0x80 * 0x80];
        foreach (var group in groups)
        {
            foreach (var a in group)
            {
                foreach (var b in group)
                    pairs[(a * 0x80) + b] = a != b;
            }
        }

        return pairs;
    }

    static bool[] MakeKeys() =>
        Pairs(
            KeyRows
                .SelectMany(r => r.Zip(r.Skip(1), (a, b) => $"{a}{b}"))
                .Concat(KeyRows.Zip(KeyRows.Skip(1)).SelectMany(rows => rows.First.Zip(rows.Second, (a, b) => $"{a}{b}")))
        );
}
