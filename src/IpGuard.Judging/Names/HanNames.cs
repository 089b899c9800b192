using IpGuard.Core.Matching;

namespace IpGuard.Judging.Names;

/// <summary>Names with Chinese, Japanese or Korean characters, found by hashes of how their characters are read, so that another
/// character of the same reading, or the reading in Latin letters, is found at once; characters that only look alike are entered with
/// their own reading.</summary>
sealed class HanNames
{
    const int LongestName = 16;

    // Readings of one name: a character with two doubles them.
    const int MostReadings = 16;

    readonly List<HanName> _names = [];
    readonly NameKeys _keys = new();
    readonly HashSet<string> _plain = new(StringComparer.Ordinal);
    int _longest;

    public bool IsEmpty => _names.Count == 0;

    /// <param name="pieces">The name, cut: each East Asian character by itself, Latin words whole.</param>
    /// <param name="breaks">Before which pieces a space or mark stands in the name.</param>
    public void Add(int name, IReadOnlyList<string> pieces, bool[] breaks)
    {
        if (pieces.Count > LongestName)
            return;
        var number = _names.Count;
        _names.Add(new(name, [.. pieces], breaks));
        _plain.Add(string.Concat(pieces));
        _longest = Math.Max(_longest, pieces.Count);
        var all = ReadingsOf(pieces);
        AddReadings(all, number);
        AddAlikes(pieces, all, number);
    }

    /// <summary>True of the very characters of a watched name.</summary>
    public bool IsName(string word) => _plain.Contains(word);

    public void Find(FoldedText folded, List<Piece> pieces, HanRuns runs, List<Found> into)
    {
        var beats = Beats.Of(folded, pieces);
        for (var first = 0; first < beats.Count; first++)
        {
            var hash = Letters64.Start;
            for (var last = first; last < beats.Count && last - first < _longest; last++)
            {
                var beat = beats[last];
                if (last > first && beat.Before == Gap.Wide)
                    break;
                hash = Letters64.Add(hash, beat.Key);
                if (!_keys.TryGet(hash, out var link))
                    continue;
                while (_keys.TryTake(ref link, out var number))
                {
                    if (new HanJudging(folded, beats, first, last, runs, _names[number]).Judge() is { } found)
                        into.Add(found);
                }
            }
        }
    }

    // One character that looks near beside whatever the others are read as; two that look near, of two or three; and one that looks alike
    // from afar beside the others as they are. A text has but the main reading of each.
    void AddAlikes(IReadOnlyList<string> pieces, IReadOnlyList<int>[] all, int number)
    {
        IReadOnlyList<int>[] main = [.. all.Select(k => k.Take(1).ToArray())];
        var near = pieces.Select(p => MainKeys(p, a => a.Near)).ToArray();
        for (var i = 0; i < pieces.Count; i++)
        {
            AddReadings(With(all, i, near[i]), number);
            AddReadings(With(main, i, MainKeys(pieces[i], a => a.Far)), number);
            for (var j = i + 1; pieces.Count is 2 or 3 && j < pieces.Count; j++)
                AddReadings(With(With(main, i, near[i]), j, near[j]), number);
        }
    }

    static IReadOnlyList<int>[] ReadingsOf(IReadOnlyList<string> pieces)
    {
        var (readings, count) = (new IReadOnlyList<int>[pieces.Count], 1);
        for (var i = 0; i < pieces.Count; i++)
        {
            readings[i] = [.. Beats.KeysOf(pieces[i]).Take(Math.Max(1, MostReadings / count))];
            count *= readings[i].Count;
        }

        return readings;
    }

    static IReadOnlyList<int>[] With(IReadOnlyList<int>[] keys, int at, IReadOnlyList<int> instead)
    {
        IReadOnlyList<int>[] other = [.. keys];
        other[at] = instead;
        return other;
    }

    static int[] MainKeys(string piece, Func<NameTables.Alikes, string> which) =>
        piece.Length > 1 ? [] : [.. which(NameTables.Alike(piece[0])).Select(c => Beats.KeysOf($"{c}")[0]).Distinct()];

    void AddReadings(IReadOnlyList<int>[] keys, int number)
    {
        List<ulong> hashes = [Letters64.Start];
        foreach (var some in keys)
            hashes = [.. hashes.SelectMany(h => some.Select(k => Letters64.Add(h, k)))];
        hashes.ForEach(h => _keys.Add(h, number));
    }
}

/// <summary>A name of East Asian characters.</summary>
/// <param name="Pieces">Each character by itself, Latin words whole.</param>
/// <param name="Breaks">True before a piece where a space or mark stands in the name.</param>
sealed record HanName(int Name, string[] Pieces, bool[] Breaks)
{
    /// <summary>True where the name is also an ordinary word: then a colour or a taste after it is that of the thing.</summary>
    public bool IsWord { get; } = ChineseWords.IsOrdinary(string.Concat(Pieces));
}
