using IpGuard.Core.Matching;

namespace IpGuard.Index.Embedded;

/// <summary>Finds filed pictures by any part of them: by hashes of parts, by the network's embeddings of parts, by visual words. Held in
/// memory, made from the features that Store keeps. Safe to ask from many threads while one adds.</summary>
public sealed class FeatureIndex(Vocabulary? vocabulary, IReadOnlyList<Embedding> background) : IDisposable
{
    // Of a picture without an embedding.
    const float RoughFloor = -2;

    readonly ReaderWriterLockSlim _gate = new();
    readonly Background _background = new(background);
    readonly Dictionary<PictureKey, int> _known = [];
    readonly Dictionary<string, List<int>> _ofFiling = new(StringComparer.Ordinal);

    // Rows of pictures that are no longer there; their words still count as words that pictures have.
    readonly HashSet<int> _gone = [];
    PartTable _parts = new();
    WordTable _words = new();

    /// <summary>Pictures held.</summary>
    public int Count => _known.Count;

    /// <summary>Which vocabulary names the words; empty where there is none, and words do not speak.</summary>
    public string VocabularyId => vocabulary?.Id ?? "";

    public bool Has(PictureKey key)
    {
        _gate.EnterReadLock();
        try
        {
            return _known.ContainsKey(key);
        }
        finally
        {
            _gate.ExitReadLock();
        }
    }

    /// <inheritdoc cref="Add(PictureKey,PictureFeatures,IReadOnlyList{ushort})" />
    public void Add(PictureKey key, PictureFeatures features) =>
        Add(key, features, vocabulary?.WordsOf(features.Keypoints.Descriptors) ?? []);

    /// <summary>Adds a picture; one that is there already stays as it is.</summary>
    /// <param name="words">One for each keypoint; none where words do not speak.</param>
    public void Add(PictureKey key, PictureFeatures features, IReadOnlyList<ushort> words)
    {
        _gate.EnterWriteLock();
        try
        {
            if (!_known.ContainsKey(key))
                AddRow(key, features, words);
        }
        finally
        {
            _gate.ExitWriteLock();
        }
    }

    /// <summary>In one step removes the pictures of some filings and adds others, each in the place of an earlier one.</summary>
    /// <param name="added">Without features a picture only loses those of the earlier one.</param>
    public void Change(IReadOnlyList<string> goneFilings, IReadOnlyList<IndexedFeatures> added)
    {
        _gate.EnterWriteLock();
        try
        {
            foreach (var filing in goneFilings)
                RemoveRows(_ofFiling.GetValueOrDefault(filing) ?? []);
            foreach (var picture in added)
            {
                if (_known.TryGetValue(picture.Key, out var earlier))
                    RemoveRows([earlier]);
                if (picture.Features is { } features)
                    AddRow(picture.Key, features, picture.Words);
            }
        }
        finally
        {
            _gate.ExitWriteLock();
        }
    }

    /// <summary>No longer answers with this filing's pictures.</summary>
    public void Remove(string filingNumber) => Change([filingNumber], []);

    /// <summary>No longer answers with pictures that are not among these.</summary>
    public void KeepOnly(IReadOnlySet<PictureKey> pictures)
    {
        _gate.EnterWriteLock();
        try
        {
            RemoveRows([.. _known.Where(k => !pictures.Contains(k.Key)).Select(k => k.Value)]);
        }
        finally
        {
            _gate.ExitWriteLock();
        }
    }

    void AddRow(PictureKey key, PictureFeatures features, IReadOnlyList<ushort> words)
    {
        var row = _parts.Add(key, features);
        _known.Add(key, row);
        _words.Add(row, words, words.Count == 0 ? Keypoints.None : features.Keypoints);
        if (!_ofFiling.TryGetValue(key.FilingNumber, out var rows))
            _ofFiling.Add(key.FilingNumber, rows = []);
        rows.Add(row);
    }

    void RemoveRows(IReadOnlyList<int> rows)
    {
        foreach (var row in rows.ToList())
        {
            _gone.Add(row);
            _known.Remove(_parts[row]);
            _ofFiling[_parts[row].FilingNumber].Remove(row);
        }
    }

    public void Clear()
    {
        _gate.EnterWriteLock();
        try
        {
            (_parts, _words) = (new(), new());
            _known.Clear();
            _ofFiling.Clear();
            _gone.Clear();
        }
        finally
        {
            _gate.ExitWriteLock();
        }
    }

    public void Dispose() => _gate.Dispose();

    /// <summary>The nearest filed pictures by each kind of evidence, together, nearest part first.</summary>
    /// <param name="perEvidence">How many are wanted by each kind.</param>
    /// <param name="also">Filings whose pictures are told too, however far: something else speaks for them. Those not held are
    /// left out.</param>
    public IReadOnlyList<NearPicture> Nearest(PreparedPicture listed, int perEvidence, IReadOnlyCollection<string>? also = null)
    {
        var (upright, mirrored) = (
            vocabulary?.WordsOf(listed.Features.Keypoints.Descriptors) ?? [],
            vocabulary?.WordsOf(listed.Mirrored.Descriptors) ?? []
        );
        _gate.EnterReadLock();
        try
        {
            if (_parts.Count == 0)
                return [];
            var votes = new float[_parts.Count];
            if (upright.Length > 0)
            {
                _words.Vote(upright, listed.Features.Keypoints, votes);
                _words.Vote(mirrored, listed.Mirrored, votes);
            }

            var bits = new int[_parts.Count];
            _parts.PartBits(listed.Features.Regions, bits);
            return Rank(listed.Features, votes, bits, perEvidence, also ?? []);
        }
        finally
        {
            _gate.ExitReadLock();
        }
    }

    List<NearPicture> Rank(PictureFeatures listed, float[] votes, int[] partBits, int perEvidence, IReadOnlyCollection<string> also)
    {
        Func<int, bool>? isGone = _gone.Count == 0 ? null : _gone.Contains;
        var asked = AskedPart.All(_parts, _background, [.. listed.Regions.Select(r => r.Embedding).OfType<Embedding>()], isGone);
        var rough = new float[_parts.Count];
        Array.Fill(rough, RoughFloor);
        foreach (var part in asked)
            part.RaiseRough(rough);

        var whole = listed.Whole.Embedding is null ? null : asked[0];
        var chosen = new SortedSet<int>();
        Choose(chosen, rough, perEvidence, RoughFloor);
        Choose(chosen, votes, perEvidence, Proposals.LeastVotes);
        Choose(chosen, Array.ConvertAll(partBits, b => -(float)b), perEvidence, -Proposals.PartRadiusBits - 0.5f);
        if (whole is not null)
            Choose(chosen, whole.Wholes, perEvidence, 0);
        chosen.UnionWith(also.SelectMany(f => _ofFiling.GetValueOrDefault(f) ?? []));
        return
        [
            .. chosen
                .Select(i => new NearPicture(
                    _parts[i],
                    new(
                        _parts.Bits(listed.Whole.Hashes, i),
                        partBits[i],
                        whole?.Wholes[i] ?? 0,
                        whole?.NormalisedWhole(i) ?? 0,
                        asked.Count == 0 ? 0 : asked.Max(a => a.Normalised(i)),
                        votes[i]
                    )
                ))
                .OrderByDescending(n => n.Near.PartCosine)
                .ThenBy(n => n.Near.PartBits)
                .ThenBy(n => n.Key, Proposals.Order),
        ];
    }

    // A few best by one kind of evidence, of those above a floor; of equals the lower number.
    void Choose(SortedSet<int> chosen, float[] values, int wanted, float floor)
    {
        var best = new List<int>(wanted + 1);
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] <= floor || (best.Count == wanted && !IsBefore(i, best[^1])) || _gone.Contains(i))
                continue;
            var at = best.Count;
            while (at > 0 && IsBefore(i, best[at - 1]))
                at--;
            best.Insert(at, i);
            if (best.Count > wanted)
                best.RemoveAt(wanted);
        }

        chosen.UnionWith(best);

        bool IsBefore(int a, int b) =>
            values[a] > values[b] || (values[a] == values[b] && Proposals.Order.Compare(_parts[a], _parts[b]) < 0);
    }
}
