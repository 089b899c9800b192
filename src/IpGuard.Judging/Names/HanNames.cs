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
    readonly Dictionary<ulong, List<int>> _keys = [];
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
        foreach (var spelling in Spellings(pieces))
            AddReadings(spelling, number);
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
                if (!_keys.TryGetValue(hash, out var numbers))
                    continue;
                foreach (var number in numbers)
                {
                    if (new HanJudging(folded, beats, first, last, runs, _names[number]).Judge() is { } found)
                        into.Add(found);
                }
            }
        }
    }

    // The name itself, with one character that looks alike, and with two where there are but two.
    static IEnumerable<string[]> Spellings(IReadOnlyList<string> pieces)
    {
        yield return [.. pieces];
        for (var i = 0; i < pieces.Count; i++)
        {
            foreach (var alike in AlikeTo(pieces[i]))
            {
                string[] one = [.. pieces];
                one[i] = alike;
                yield return one;
                for (var j = i + 1; pieces.Count is 2 or 3 && j < pieces.Count; j++)
                {
                    foreach (var other in AlikeTo(pieces[j]))
                    {
                        string[] two = [.. one];
                        two[j] = other;
                        yield return two;
                    }
                }
            }
        }
    }

    static IEnumerable<string> AlikeTo(string piece) => piece.Length == 1 ? NameTables.Alike(piece[0]).Select(c => c.ToString()) : [];

    void AddReadings(string[] spelling, int number)
    {
        List<ulong> hashes = [Letters64.Start];
        foreach (var piece in spelling)
        {
            var keys = Beats.KeysOf(piece);
            var room = Math.Max(1, MostReadings / hashes.Count);
            hashes = [.. hashes.SelectMany(h => keys.Take(room).Select(k => Letters64.Add(h, k)))];
        }

        foreach (var hash in hashes)
        {
            if (!_keys.TryGetValue(hash, out var numbers))
                _keys[hash] = numbers = [];
            if (!numbers.Contains(number))
                numbers.Add(number);
        }
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
