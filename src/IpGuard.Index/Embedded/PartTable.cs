using IpGuard.Core.Matching;

namespace IpGuard.Index.Embedded;

/// <summary>Which filed picture.</summary>
public readonly record struct PictureKey(string FilingNumber, int PictureNo);

/// <summary>Embeddings and hashes of the parts of all filed pictures, in rows that are read from the first to the last.</summary>
sealed class PartTable
{
    readonly List<PictureKey> _pictures = [];
    readonly List<Embedding> _embeddings = [];
    readonly List<int> _embeddingPictures = [];
    readonly List<int> _wholes = [];
    readonly List<Pdq> _hashes = [];
    readonly List<int> _hashPictures = [];
    readonly List<Pdq> _wholeHashes = [];

    public int Count => _pictures.Count;

    public PictureKey this[int picture] => _pictures[picture];

    public int Add(PictureKey key, PictureFeatures features)
    {
        var picture = _pictures.Count;
        _pictures.Add(key);
        _wholes.Add(features.Whole.Embedding is null ? -1 : _embeddings.Count);
        _wholeHashes.Add(features.Whole.Hashes.Upright);
        foreach (var region in features.Regions)
        {
            if (region.Embedding is { } embedding)
            {
                _embeddings.Add(embedding);
                _embeddingPictures.Add(picture);
            }

            if (!region.IsFlat)
            {
                _hashes.Add(region.Hashes.Upright);
                _hashPictures.Add(picture);
            }
        }

        return picture;
    }

    /// <summary>Greatest cosine to any part of each picture, and to its whole; −1 where it has none.</summary>
    public void Cosines(Embedding asked, float[] parts, float[] wholes)
    {
        Array.Fill(parts, -1);
        for (var i = 0; i < _embeddings.Count; i++)
        {
            var picture = _embeddingPictures[i];
            var cosine = asked.CosineTo(_embeddings[i]);
            if (cosine > parts[picture])
                parts[picture] = cosine;
            if (_wholes[picture] == i)
                wholes[picture] = cosine;
        }
    }

    /// <summary>Least distance to any part of each picture; 256 where it has none that is not flat.</summary>
    public void PartBits(IReadOnlyList<Region> regions, int[] least)
    {
        Array.Fill(least, Pdq.LengthBits);
        foreach (var region in regions)
        {
            if (region.IsFlat)
                continue;
            for (var turn = 0; turn < PdqSet.Count; turn++)
            {
                var asked = region.Hashes.In((Orientation)turn);
                for (var i = 0; i < _hashes.Count; i++)
                {
                    var bits = asked.BitsFrom(_hashes[i]);
                    ref var best = ref least[_hashPictures[i]];
                    if (bits < best)
                        best = bits;
                }
            }
        }
    }

    public int Bits(PdqSet hashes, int picture) => hashes.NearestTo(_wholeHashes[picture]).Bits;

    public Embedding? Whole(int picture) => _wholes[picture] < 0 ? null : _embeddings[_wholes[picture]];
}
