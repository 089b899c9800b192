namespace IpGuard.Core.Matching;

/// <summary>What is known about one picture of a listing beside one picture of a work. Every number is about the pair: a listing that has a
/// border or looks compressed is no more suspicious for it.</summary>
/// <param name="Bits">Hamming distance of the whole pictures' hashes, the listing in its nearest orientation: 0 to 256.</param>
/// <param name="PartBits">The least over parts of both that are not flat: 0 to 256.</param>
/// <param name="Cosine">Cosine of the whole pictures' embeddings; 0 where either has none.</param>
/// <param name="NormalisedCosine">The same less what the listing has in common with unrelated works (<see
/// cref="ScoreNormalisation"/>).</param>
/// <param name="PartCosine">The greatest normalised cosine over parts of both; as above where there are no parts.</param>
/// <param name="CosineLead">Lead of the part cosine over the best other work's; below 0 where another is nearer.</param>
/// <param name="Words">Visual words shared, rare ones counting more: 0 to about 1.</param>
/// <param name="Keypoints">Null where fewer than four keypoints agree.</param>
/// <param name="Spread">Where on the two pictures those keypoints lie.</param>
/// <param name="CellsLead">Lead in inlier cells over the best other work's.</param>
/// <param name="Overlay">Null where the two were not laid over each other.</param>
public sealed record PictureEvidence(
    int Bits,
    int PartBits,
    float Cosine,
    float NormalisedCosine,
    float PartCosine,
    float CosineLead,
    float Words,
    KeypointFit? Keypoints,
    KeypointSpread Spread,
    int CellsLead,
    OverlayFit? Overlay,
    float OverlayLead
)
{
    /// <summary>How many numbers <see cref="ToNumbers"/> gives.</summary>
    public const int NumberCount = 27;

    /// <summary>The evidence as the classifier reads it; what is absent is 0.</summary>
    public float[] ToNumbers()
    {
        var (k, o) = (Keypoints, Overlay);
        return
        [
            Bits,
            PartBits,
            Cosine,
            NormalisedCosine,
            PartCosine,
            CosineLead,
            Words,
            k?.Matches ?? 0,
            k?.Cells ?? 0,
            k is null ? 0 : (float)k.Inliers.Count / k.Matches,
            k is null ? 0 : (float)k.Cells / k.Inliers.Count,
            k is null ? 0 : MathF.Abs(MathF.Log2(k.ToListed.Scale)),
            k?.ToListed.Anisotropy() ?? 1,
            Spread.Filed,
            Spread.Listed,
            Spread.Refound,
            CellsLead,
            o?.Likeness ?? 0,
            o?.ListedLikeness ?? 0,
            o?.EitherSign ?? 0,
            o?.ShareAlike ?? 0,
            o?.FiledCover ?? 0,
            o?.ListedCover ?? 0,
            o?.Drawn ?? 0,
            o?.Broad ?? 0,
            o?.ToListed.Anisotropy() ?? 1,
            OverlayLead,
        ];
    }
}

/// <summary>How widely the keypoints that agree are spread over the two pictures: 0 to 1.</summary>
/// <param name="Filed">Share of 8 × 8 equal parts of the work that hold one.</param>
/// <param name="Listed">The same of the listing.</param>
/// <param name="Refound">Of the work's keypoints that should be seen on the listing, the share that is.</param>
public readonly record struct KeypointSpread(float Filed, float Listed, float Refound)
{
    const int Parts = 8;

    public static KeypointSpread Of(KeypointFit fit, PictureFeatures filed, PictureFeatures listed)
    {
        ulong filedParts = 0,
            listedParts = 0;
        foreach (var (from, to) in fit.Inliers)
        {
            filedParts |= PartOf(from, filed);
            listedParts |= PartOf(to, listed);
        }

        var expected = 0;
        for (var i = 0; i < filed.Keypoints.Count; i++)
        {
            var (x, y) = fit.ToListed.Apply(filed.Keypoints.Xs[i], filed.Keypoints.Ys[i]);
            if (x >= 0 && y >= 0 && x < listed.WidthPx && y < listed.HeightPx)
                expected++;
        }

        return new(
            System.Numerics.BitOperations.PopCount(filedParts) / 64f,
            System.Numerics.BitOperations.PopCount(listedParts) / 64f,
            (float)fit.Inliers.Count / Math.Max(fit.Inliers.Count, expected)
        );
    }

    static ulong PartOf(SheetPoint p, PictureFeatures on)
    {
        var column = Math.Clamp((int)(p.X * Parts / on.WidthPx), 0, Parts - 1);
        var row = Math.Clamp((int)(p.Y * Parts / on.HeightPx), 0, Parts - 1);
        return 1ul << ((row * Parts) + column);
    }
}

/// <summary>Takes from a similarity what a picture has in common with everything.</summary>
public static class ScoreNormalisation
{
    /// <summary>Neighbours whose mean is subtracted: ten, as in SSCD (Pizzi et al. 2022, 4.4).</summary>
    public const int Neighbours = 10;

    /// <summary>Mean of the ten greatest.</summary>
    /// <param name="cosines">Similarities to other works and to the background, in any order; is sorted in part.</param>
    public static float Mean(List<float> cosines)
    {
        if (cosines.Count == 0)
            return 0;
        cosines.Sort((a, b) => b.CompareTo(a));
        var n = Math.Min(Neighbours, cosines.Count);
        float sum = 0;
        for (var i = 0; i < n; i++)
            sum += cosines[i];
        return sum / n;
    }

    /// <summary>What is subtracted while it is not known yet whose the nearest is: the nearest itself does not count.</summary>
    /// <param name="nearest">The nearest pictures' cosines, falling.</param>
    public static float RoughMean(IEnumerable<float> background, IEnumerable<float> nearest) => Mean([.. background, .. nearest.Skip(1)]);

    /// <summary>Mean of the ten greatest, of the background's and of those nearest pictures that are not of the candidate's own
    /// design.</summary>
    /// <param name="background">Falling.</param>
    /// <param name="nearest">Falling by cosine; some more than ten, since some are left out.</param>
    public static float MeanBeside<T>(
        ReadOnlySpan<float> background,
        IReadOnlyList<(float Cosine, T Picture)> nearest,
        Func<T, bool> isOfOneDesign
    )
    {
        // Both lists fall, so that the greatest are taken from their heads, and no more are looked at than are averaged.
        var (n, sum, next, nextBackground) = (0, 0f, 0, 0);
        while (n < Neighbours)
        {
            while (next < nearest.Count && isOfOneDesign(nearest[next].Picture))
                next++;
            if (next == nearest.Count && nextBackground == background.Length)
                break;
            var isOther =
                next < nearest.Count && (nextBackground == background.Length || nearest[next].Cosine >= background[nextBackground]);
            sum += isOther ? nearest[next++].Cosine : background[nextBackground++];
            n++;
        }

        return n == 0 ? 0 : sum / n;
    }
}
