using IpGuard.Core.Matching;

namespace IpGuard.Index.Elastic;

/// <summary>A picture read back from its documents: what it is compared by.</summary>
sealed class PictureParts
{
    readonly List<PartRow> _parts = [];

    public PartRow? Whole { get; private set; }

    public void Add(int part, PartRow row)
    {
        _parts.Add(row);
        if (part == 0)
            Whole = row;
    }

    /// <summary>The greatest cosine to any part; null where none has an embedding.</summary>
    public float? CosineTo(Embedding asked)
    {
        float? most = null;
        foreach (var part in _parts)
        {
            if (part.Embedding is { } embedding && asked.CosineTo(embedding) is var cosine && !(cosine <= most))
                most = cosine;
        }

        return most;
    }

    /// <summary>The least distance of parts that are not flat, in any orientation; 256 where there are none.</summary>
    public int BitsFrom(IReadOnlyList<Region> asked)
    {
        var least = Pdq.LengthBits;
        foreach (var region in asked.Where(r => !r.IsFlat))
        {
            foreach (var part in _parts.Where(p => !p.IsFlat))
                least = Math.Min(least, region.Hashes.NearestTo(part.Hash).Bits);
        }

        return least;
    }
}
