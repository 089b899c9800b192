namespace IpGuard.Judging.Names;

/// <summary>Ordinary Chinese words, and where they part a text: what is part of one is no disguised name.</summary>
static class ChineseWords
{
    const int LongestWord = 4;

    // Counts in the list's corpus: 60 million words. A character that is no word there costs more than any that is.
    const double LogAll = 26;
    const double Unknown = 28;

    static readonly Lazy<Dictionary<string, (int Log, bool IsProper)>> Lazy = new(Read);

    /// <summary>True of a word of two or more characters that is neither a person's nor a brand's name.</summary>
    public static bool IsOrdinary(string word) => word.Length > 1 && Lazy.Value.TryGetValue(word, out var known) && !known.IsProper;

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
                var cost = Lazy.Value.TryGetValue(word, out var known) ? LogAll - known.Log : double.PositiveInfinity;
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

    static Dictionary<string, (int Log, bool IsProper)> Read()
    {
        var words = new Dictionary<string, (int, bool)>(StringComparer.Ordinal);
        foreach (var line in NameTables.Read("chinese.txt.gz"))
        {
            var parts = line.Split(' ');
            var isProper = parts[0].EndsWith('p');
            var log = int.Parse(parts[0].TrimEnd('p'), System.Globalization.CultureInfo.InvariantCulture);
            foreach (var word in parts.AsSpan(1))
                words[word] = (log, isProper);
        }

        return words;
    }
}
