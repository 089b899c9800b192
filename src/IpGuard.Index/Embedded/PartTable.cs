using System.Runtime.Intrinsics;
using IpGuard.Core.Matching;

namespace IpGuard.Index.Embedded;

/// <summary>Embeddings and hashes of the parts of all filed pictures, in rows that are read from the first to the last.</summary>
sealed class PartTable
{
    readonly List<PictureKey> _pictures = [];
    readonly EmbeddingTable _embeddings = new();
    readonly List<Embedding?> _wholes = [];
    readonly List<int> _wholeRows = [];

    // Rows of one picture lie together: where they end.
    readonly List<int> _embeddingEnds = [];
    readonly List<int> _hashEnds = [];
    readonly CodeBlocks _hashes = new();
    readonly List<Pdq> _wholeHashes = [];

    public int Count => _pictures.Count;

    public PictureKey this[int picture] => _pictures[picture];

    public int Add(PictureKey key, PictureFeatures features)
    {
        var picture = _pictures.Count;
        _pictures.Add(key);
        _wholes.Add(features.Whole.Embedding);
        _wholeRows.Add(features.Whole.Embedding is null ? -1 : _embeddings.Count);
        _wholeHashes.Add(features.Whole.Hashes.Upright);
        foreach (var region in features.Regions)
        {
            if (region.Embedding is { } embedding)
                _embeddings.Add(embedding);
            if (!region.IsFlat)
                _hashes.Add(Words(region.Hashes.Upright));
        }

        _embeddingEnds.Add(_embeddings.Count);
        _hashEnds.Add(_hashes.Count);
        return picture;
    }

    /// <summary>For each asking embedding the greatest cosine to any part of each picture, −1 where it has none, and the cosine to its
    /// whole.</summary>
    public List<(float[] Parts, float[] Wholes)> Cosines(IReadOnlyList<Embedding> asked)
    {
        var all = new List<(float[] Parts, float[] Wholes)>(asked.Count);
        var rows = new Vector128<float>[_embeddings.Count];
        for (var first = 0; first < asked.Count; first += EmbeddingTable.Together)
        {
            Embedding[] some = [.. asked.Skip(first).Take(EmbeddingTable.Together)];
            _embeddings.Cosines(some, rows);
            foreach (var _ in some)
                all.Add((new float[Count], new float[Count]));
            Greatest(rows, all, first);
        }

        return all;
    }

    void Greatest(Vector128<float>[] rows, List<(float[] Parts, float[] Wholes)> all, int first)
    {
        var row = 0;
        for (var picture = 0; picture < Count; picture++)
        {
            var most = Vector128.Create(-1f);
            for (; row < _embeddingEnds[picture]; row++)
                most = Vector128.Max(most, rows[row]);
            var whole = _wholeRows[picture] < 0 ? Vector128<float>.Zero : rows[_wholeRows[picture]];
            for (var a = first; a < all.Count; a++)
                (all[a].Parts[picture], all[a].Wholes[picture]) = (most[a - first], whole[a - first]);
        }
    }

    /// <summary>Least distance to any part of each picture; 256 where it has none that is not flat.</summary>
    public void PartBits(IReadOnlyList<Region> regions, int[] least)
    {
        var asked = new List<ulong>(regions.Count * PdqSet.Count * 4);
        foreach (var region in regions)
        {
            for (var turn = 0; turn < PdqSet.Count && !region.IsFlat; turn++)
                asked.AddRange(Words(region.Hashes.In((Orientation)turn)));
        }

        var bits = new byte[_hashes.PaddedCount];
        if (asked.Count > 0)
            _hashes.Least(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(asked), bits);
        var row = 0;
        for (var picture = 0; picture < least.Length; picture++)
        {
            least[picture] = Pdq.LengthBits;
            for (; row < _hashEnds[picture]; row++)
            {
                // 255 stands for 256 too, and no two pictures are each other's negative in every bit.
                if (asked.Count > 0 && bits[row] < least[picture])
                    least[picture] = bits[row];
            }
        }
    }

    static ulong[] Words(Pdq hash) => [hash.A, hash.B, hash.C, hash.D];

    public int Bits(PdqSet hashes, int picture) => hashes.NearestTo(_wholeHashes[picture]).Bits;

    public Embedding? Whole(int picture) => _wholes[picture];
}
