using System.Text;

namespace IpGuard.Judging.Titles;

/// <summary>How rare words and runs of characters are, counted once over many titles: a shared rare word says more than a shared common
/// one. Not changed after it is made; safe to use from many threads.</summary>
sealed class TitleRarity
{
    // Runs of two to five characters: one is in every title, six is a word.
    const int ShortestGram = 2;
    const int LongestGram = 5;

    readonly Dictionary<string, int> _words = new(StringComparer.Ordinal);
    readonly Dictionary<int, int> _grams = [];
    readonly int _titles;

    public TitleRarity(IEnumerable<string> titles)
    {
        foreach (var title in titles)
        {
            _titles++;
            var folded = TitleFold.Of(title);
            foreach (var word in TitleWords.Of(folded).Words.Distinct(StringComparer.Ordinal))
                _words[word] = _words.GetValueOrDefault(word) + 1;
            foreach (var gram in GramsOf(folded).Keys)
                _grams[gram] = _grams.GetValueOrDefault(gram) + 1;
        }
    }

    /// <summary>Logarithm of how many titles there are to one with this word; highest for a word never seen.</summary>
    public float OfWord(string word) => Rarity(_words.GetValueOrDefault(word));

    /// <summary>Words weighed by count and rarity.</summary>
    public SparseVector WeighWords(IEnumerable<string> words) =>
        Weigh(words.CountBy(w => w, StringComparer.Ordinal).Select(w => (Hash(w.Key), w.Value, OfWord(w.Key))));

    /// <summary>Runs of characters weighed by count and rarity.</summary>
    public SparseVector WeighCharacters(string folded) =>
        Weigh(GramsOf(folded).Select(g => (g.Key, g.Value, Rarity(_grams.GetValueOrDefault(g.Key)))));

    /// <summary>FNV-1a over UTF-16, its upper bits mixed down; never negative. The same in every run, unlike
    /// string.GetHashCode.</summary>
    public static int Hash(ReadOnlySpan<char> text)
    {
        unchecked
        {
            var hash = 2_166_136_261u;
            foreach (var letter in text)
                hash = (hash ^ letter) * 16_777_619u;
            return (int)((hash ^ (hash >> 15)) & int.MaxValue);
        }
    }

    float Rarity(int seen) => (float)Math.Log((_titles + 1.0) / (seen + 0.5));

    static SparseVector Weigh(IEnumerable<(int Index, int Count, float Rarity)> parts)
    {
        // Two words of one hash become one entry: the merge of two vectors needs indices that strictly ascend.
        var weighed = parts
            .GroupBy(p => p.Index)
            .Select(g => (Index: g.Key, Weight: g.Sum(p => (1 + Math.Log(p.Count)) * p.Rarity)))
            .OrderBy(w => w.Index)
            .ToArray();
        var norm = Math.Sqrt(weighed.Sum(w => w.Weight * w.Weight));
        return norm == 0 ? new([], []) : new([.. weighed.Select(w => w.Index)], [.. weighed.Select(w => (float)(w.Weight / norm))]);
    }

    static Dictionary<int, int> GramsOf(string folded)
    {
        var parted = Spaced(folded);
        var grams = new Dictionary<int, int>();
        for (var length = ShortestGram; length <= LongestGram; length++)
        {
            for (var at = 0; at + length <= parted.Length; at++)
            {
                var gram = Hash(parted.AsSpan(at, length));
                grams[gram] = grams.GetValueOrDefault(gram) + 1;
            }
        }

        return grams;
    }

    // Words with one space before, between and after them, so that a run tells where a word begins and ends.
    static string Spaced(string folded)
    {
        var spaced = new StringBuilder(" ", folded.Length + 2);
        foreach (var rune in folded.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
                spaced.Append(rune.ToString());
            else if (spaced[^1] != ' ')
                spaced.Append(' ');
        }

        return spaced[^1] == ' ' ? spaced.ToString() : spaced.Append(' ').ToString();
    }
}
