using IpGuard.Core.Matching;
using IpGuard.Index.Embedded;

namespace IpGuard.Index.Elastic;

/// <summary>The asking picture's parts, each with its nearest pictures: what each cosine is normalised by.</summary>
/// <param name="parts">Each embedding with its nearest pictures, falling, and the cosines of the background, falling.</param>
/// <param name="wholes">The nearest whole pictures to the whole, falling; null where it has no embedding.</param>
sealed class AskedPicture(
    PictureFeatures listed,
    IReadOnlyList<(Embedding Asked, IReadOnlyList<(float Cosine, PictureKey Picture)> Nearest, float[] Background)> parts,
    IReadOnlyList<(float Cosine, PictureKey Picture)>? wholes
)
{
    /// <summary>Nearest pictures wanted of each part.</summary>
    public const int Kept = AskedPart.Kept;

    /// <summary>All whose design has to be known before anything is normalised.</summary>
    public IEnumerable<PictureKey> Neighbours => parts.SelectMany(p => p.Nearest).Concat(wholes ?? []).Select(n => n.Picture).Distinct();

    /// <summary>The best by a part and by the whole.</summary>
    public IEnumerable<PictureKey> Chosen(int perEvidence)
    {
        var rough = new Dictionary<PictureKey, float>();
        foreach (var (_, nearest, background) in parts)
        {
            var mean = ScoreNormalisation.RoughMean(background, nearest.Select(n => n.Cosine));
            foreach (var (cosine, picture) in nearest)
                rough[picture] = Math.Max(cosine - mean, rough.GetValueOrDefault(picture, float.NegativeInfinity));
        }

        return rough
            .OrderByDescending(r => r.Value)
            .ThenBy(r => r.Key, Proposals.Order)
            .Take(perEvidence)
            .Select(r => r.Key)
            .Concat((wholes ?? []).Where(w => w.Cosine > 0).Take(perEvidence).Select(w => w.Picture));
    }

    /// <param name="wholeOf">The whole picture's embedding of the candidates and of all neighbours.</param>
    public Nearness Nearness(PictureKey key, PictureParts picture, IReadOnlyDictionary<PictureKey, Embedding?> wholeOf, float votes)
    {
        var whole = picture.Whole!.Value;
        var cosine = listed.Whole.Embedding is { } asked && whole.Embedding is { } own ? asked.CosineTo(own) : 0;
        return new(
            listed.Whole.Hashes.NearestTo(whole.Hash).Bits,
            picture.BitsFrom(listed.Regions),
            cosine,
            wholes is null ? 0 : cosine - MeanBeside(parts[0].Background, wholes.Take(Kept)),
            parts.Count == 0 ? 0 : parts.Max(p => (picture.CosineTo(p.Asked) ?? -1) - MeanBeside(p.Background, p.Nearest)),
            votes
        );

        float MeanBeside(float[] background, IEnumerable<(float Cosine, PictureKey Picture)> nearest) =>
            ScoreNormalisation.MeanBeside(background, [.. nearest], IsOfOneDesign);

        bool IsOfOneDesign(PictureKey other) =>
            other.FilingNumber == key.FilingNumber
            || (
                whole.Embedding is { } mine
                && wholeOf.GetValueOrDefault(other) is { } version
                && mine.CosineTo(version) >= PictureComparison.VersionCosine
            );
    }
}
