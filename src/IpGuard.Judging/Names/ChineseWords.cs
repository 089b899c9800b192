namespace IpGuard.Judging.Names;

/// <summary>Chinese words, and where they part a text: what is part of one is no disguised name. Those that are people's or places' names
/// count as well: what the list calls so are often plain words (藏青, 银杏).</summary>
static class ChineseWords
{
    const int LongestWord = 4;

    // Counts in the list's corpus: 60 million words. A character that is no word there costs more than any that is.
    const double LogAll = 26;
    const double Unknown = 28;
    const int LogOfTrade = 10;

    // Of a hundred times.
    const int LeastEveryday = 7;

    // The count from which a word of so many characters is taken.
    static readonly int[] Least = [0, 1, 3, 3, 3];

    static readonly Lazy<Dictionary<string, int>> Lazy = new(Read);

    /// <summary>True of a word of two or more characters.</summary>
    public static bool IsOrdinary(string word) => word.Length > 1 && Lazy.Value.ContainsKey(word);

    /// <summary>True of a word that books have often, or sellers: some hundred times in 60 million words. Brands that are in the list at
    /// all are rarer there (耐克 30 times, 时光 797).</summary>
    public static bool IsEveryday(string word) => Lazy.Value.TryGetValue(word, out var log) && log >= LeastEveryday;

    /// <summary>Where each word of a run of Chinese characters begins, by the most probable way to part it.</summary>
    /// <param name="log">The logarithm, base 2, of how often a watched name is thought to occur; null where there is none.</param>
    public static List<Word> Part(string run, Func<string, int?> log)
    {
        var best = new double[run.Length + 1];
        var from = new int[run.Length + 1];
        for (var end = 1; end <= run.Length; end++)
        {
            best[end] = double.PositiveInfinity;
            for (var length = 1; length <= Math.Min(end, LongestWord); length++)
            {
                var word = run.Substring(end - length, length);
                var cost = Lazy.Value.TryGetValue(word, out var known) ? LogAll - known : double.PositiveInfinity;
                cost = Math.Min(cost, log(word) is { } named ? LogAll - named : double.PositiveInfinity);
                if (length == 1)
                    cost = Math.Min(cost, Unknown);
                if (best[end - length] + cost < best[end])
                    (best[end], from[end]) = (best[end - length] + cost, end - length);
            }
        }

        var words = new List<Word>();
        for (var end = run.Length; end > 0; end = from[end])
            words.Add(new(from[end], end, IsOrdinary(run[from[end]..end])));
        words.Reverse();
        return words;
    }

    /// <param name="Start">In the run; <paramref name="End"/> is just after the last.</param>
    public readonly record struct Word(int Start, int End, bool IsOrdinary);

    /// <summary>Single characters that are words of the list.</summary>
    internal static IEnumerable<char> Characters => Lazy.Value.Keys.Where(w => w.Length == 1).Select(w => w[0]);

    static Dictionary<string, int> Read()
    {
        var words = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in NameTables.Read("jieba-dict.txt"))
        {
            var first = line.IndexOf(' ', StringComparison.Ordinal);
            var second = line.IndexOf(' ', first + 1);
            if (first is 0 or > LongestWord || second < 0)
                continue;
            var count = int.Parse(line.AsSpan(first + 1, second - first - 1), System.Globalization.CultureInfo.InvariantCulture);
            if (count < Least[first] || !line.AsSpan(0, first).ContainsOnlySimple())
                continue;
            words[line[..first]] = (int)Math.Round(Math.Log2(count));
        }

        // What sellers say and a corpus of books does not: as common as such words are there.
        foreach (var word in NameTables.Read("trade-zh.txt").SelectMany(l => l.Split(' ')))
            words.TryAdd(word, LogOfTrade);
        return words;
    }

    static bool ContainsOnlySimple(this ReadOnlySpan<char> word)
    {
        foreach (var c in word)
        {
            if (!TextFold.IsHan(c) || NameTables.Simplified.ContainsKey(c))
                return false;
        }

        return true;
    }
}
