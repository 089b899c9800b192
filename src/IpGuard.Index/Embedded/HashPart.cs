using IpGuard.Core.Matching;

namespace IpGuard.Index.Embedded;

/// <summary>Some of the index's hashes and whose they are, as readers see them at one instant.</summary>
abstract class HashPart
{
    public abstract HashPlanes Planes { get; }

    /// <summary>Null where there is none, or none that may be trusted yet: then every hash is gone through.</summary>
    public virtual BandIndex? Bands => null;

    /// <summary>Pictures that are still there.</summary>
    public abstract int Count { get; }

    /// <summary>Pictures that are not.</summary>
    public abstract GoneSet Gone { get; }

    /// <summary>How many pictures have this hash; counts no further than <paramref name="most"/>.</summary>
    public abstract int PicturesOf(int code, int most);

    /// <summary>The pictures with this hash; where there are more than <paramref name="most"/>, those with the lowest numbers.</summary>
    public abstract IEnumerable<(string FilingNumber, int PictureNo)> KeysOf(int code, int most);

    public abstract (string FilingNumber, int PictureNo) KeyOf(int picture);

    /// <summary>The pictures of a filing that are still there. The writer's question.</summary>
    public abstract IEnumerable<(int Picture, int PictureNo)> PicturesOf(string filingNumber);

    /// <summary>All pictures that are still there.</summary>
    public abstract IEnumerable<IndexedPicture> All();

    public abstract HashPart Without(IEnumerable<int> pictures);

    /// <summary>This part without some filings, and without some pictures of others.</summary>
    public HashPart Without(IReadOnlySet<string> removed, ILookup<string, int> replaced)
    {
        var gone = removed.SelectMany(PicturesOf).Select(p => p.Picture).ToList();
        foreach (var filing in replaced)
            gone.AddRange(PicturesOf(filing.Key).Where(p => filing.Contains(p.PictureNo)).Select(p => p.Picture));
        return gone.Count == 0 ? this : Without(gone);
    }
}

/// <summary>The newest pictures, in the order in which they came.</summary>
/// <remarks>The arrays are longer than the part: a writer fills what no published part counts yet, and publishes a longer part over the
/// same arrays.</remarks>
sealed class TailPart : HashPart
{
    readonly HashPlanes _room;
    readonly (string FilingNumber, int PictureNo)[] _keys;
    readonly int _count;

    // The writer's alone: where each picture of a filing stands.
    readonly Dictionary<string, Dictionary<int, int>> _places;

    TailPart(HashPlanes room, (string, int)[] keys, int count, GoneSet gone, Dictionary<string, Dictionary<int, int>> places) =>
        (_room, _keys, _count, Gone, _places) = (room, keys, count, gone, places);

    public static TailPart Empty => new(HashPlanes.New(0), [], 0, GoneSet.None, new(StringComparer.Ordinal));

    public override GoneSet Gone { get; }

    /// <summary>Pictures that ever came, those gone among them.</summary>
    public int Length => _count;

    public override HashPlanes Planes => new(_room.High, _room.Low, _count);

    public override int Count => _count - Gone.Count;

    public override int PicturesOf(int code, int most) => Gone.Has(code) ? 0 : 1;

    public override IEnumerable<(string FilingNumber, int PictureNo)> KeysOf(int code, int most) => [_keys[code]];

    public override (string FilingNumber, int PictureNo) KeyOf(int picture) => _keys[picture];

    public override HashPart Without(IEnumerable<int> pictures) => new TailPart(_room, _keys, _count, Gone.With(pictures), _places);

    public override IEnumerable<(int Picture, int PictureNo)> PicturesOf(string filingNumber) =>
        _places.TryGetValue(filingNumber, out var places) ? places.Where(p => !Gone.Has(p.Value)).Select(p => (p.Value, p.Key)) : [];

    /// <summary>This part with pictures of which it has none.</summary>
    public TailPart With(IReadOnlyList<IndexedPicture> pictures)
    {
        var (room, keys, needed) = (_room, _keys, _count + pictures.Count);
        if (needed > keys.Length)
        {
            room = HashPlanes.New(Math.Max(needed, Math.Max(1_024, keys.Length * 2)));
            for (var i = 0; i < _count; i++)
                room.Set(i, _room[i]);
            Array.Resize(ref keys, room.Count);
        }

        for (var i = 0; i < pictures.Count; i++)
        {
            room.Set(_count + i, pictures[i].Hash);
            keys[_count + i] = (pictures[i].FilingNumber, pictures[i].PictureNo);
            if (!_places.TryGetValue(pictures[i].FilingNumber, out var places))
                _places.Add(pictures[i].FilingNumber, places = []);
            places[pictures[i].PictureNo] = _count + i;
        }

        return new(room, keys, needed, Gone, _places);
    }

    public override IEnumerable<IndexedPicture> All() =>
        Enumerable
            .Range(0, _count)
            .Where(i => !Gone.Has(i))
            .Select(i => new IndexedPicture(_keys[i].FilingNumber, _keys[i].PictureNo, _room[i]));
}

/// <summary>Sealed hashes, less what is gone of them.</summary>
/// <param name="file">The number and checksum of the segment they are kept in; null where they are in memory alone.</param>
sealed class SealedPart(SealedHashes hashes, GoneSet gone, (long No, byte[] Sum)? file = null) : HashPart
{
    public (long No, byte[] Sum) File => file ?? throw new InvalidOperationException("expected hashes kept in a segment");

    public SealedHashes Hashes => hashes;

    public override GoneSet Gone => gone;

    public override HashPlanes Planes => hashes.Planes;

    public override BandIndex? Bands => hashes.Bands;

    public override int Count => hashes.PictureCount - gone.Count;

    public override int PicturesOf(int code, int most)
    {
        var (from, until) = hashes.PlacesOf(code);
        if (gone.Count == 0)
            return Math.Min(until - from, most);
        var count = 0;
        for (var place = from; place < until && count < most; place++)
            count += gone.Has(hashes.PictureAt(place)) ? 0 : 1;
        return count;
    }

    public override IEnumerable<(string FilingNumber, int PictureNo)> KeysOf(int code, int most)
    {
        var (from, until) = hashes.PlacesOf(code);
        return Enumerable.Range(from, until - from).Select(hashes.PictureAt).Where(p => !gone.Has(p)).Take(most).Select(hashes.KeyOf);
    }

    public override (string FilingNumber, int PictureNo) KeyOf(int picture) => hashes.KeyOf(picture);

    public override IEnumerable<(int Picture, int PictureNo)> PicturesOf(string filingNumber)
    {
        var (from, until) = hashes.PicturesOf(filingNumber);
        return Enumerable.Range(from, until - from).Where(p => !gone.Has(p)).Select(p => (p, hashes.NumberOf(p)));
    }

    public override HashPart Without(IEnumerable<int> pictures) => new SealedPart(hashes, gone.With(pictures), file);

    // By filing number and picture number.
    public override IEnumerable<IndexedPicture> All()
    {
        var codes = hashes.CodesOfPictures();
        string? filing = null;
        for (int p = 0, f = -1; p < hashes.PictureCount; p++)
        {
            if (f + 1 < hashes.FilingCount && hashes.FirstOf(f + 1) == p)
                (f, filing) = (f + 1, null);
            if (!gone.Has(p))
                yield return new(filing ??= hashes.FilingAt(f), hashes.NumberOf(p), hashes.Planes[codes[p]]);
        }
    }
}
