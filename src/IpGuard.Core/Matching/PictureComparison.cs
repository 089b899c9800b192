namespace IpGuard.Core.Matching;

/// <summary>A picture's features ready to be compared often: what is derived from them is made once, when it is first wanted.</summary>
public sealed class PreparedPicture(PictureFeatures features)
{
    Relief? _relief;
    Keypoints? _mirrored;

    public PictureFeatures Features => features;

    /// <summary>Two threads may both make it; they make the same.</summary>
    public Relief Relief => _relief ??= new(features.Miniature, features.WidthPx);

    public Keypoints Mirrored => _mirrored ??= features.Keypoints.Mirrored(features.WidthPx);

    /// <summary>The same picture as the fast pass knows it: without embeddings of its parts.</summary>
    public PreparedPicture WithoutParts() =>
        features.IsDeep
            ? new(features with { Regions = [.. features.Regions.Select((r, i) => i == 0 ? r : r with { Embedding = null })] })
            {
                _relief = _relief,
                _mirrored = _mirrored,
            }
            : this;
}

/// <summary>How near a work's picture is to a listing's, as the index measured it.</summary>
/// <param name="Bits"><see cref="PictureEvidence.Bits"/>.</param>
/// <param name="PartBits"><see cref="PictureEvidence.PartBits"/>.</param>
/// <param name="Cosine"><see cref="PictureEvidence.Cosine"/>.</param>
/// <param name="NormalisedCosine"><see cref="PictureEvidence.NormalisedCosine"/>.</param>
/// <param name="PartCosine"><see cref="PictureEvidence.PartCosine"/>.</param>
/// <param name="Words"><see cref="PictureEvidence.Words"/>.</param>
public readonly record struct Nearness(int Bits, int PartBits, float Cosine, float NormalisedCosine, float PartCosine, float Words);

/// <summary>One picture of a work that the index proposed for a picture of a listing.</summary>
public sealed record Contender(string FilingNumber, int PictureNo, PreparedPicture Filed, Nearness Near);

/// <summary>How much is spent on one picture of a listing.</summary>
/// <param name="PerEvidence">Contenders asked of the index by each kind of evidence.</param>
/// <param name="Overlays">Contenders laid over the listing, the best by each kind of evidence.</param>
public sealed record Effort(int PerEvidence, int Overlays)
{
    public static Effort Fast { get; } = new(4, 1);

    public static Effort Deep { get; } = new(8, 3);
}

/// <summary>Gathers the evidence about a listing's picture beside every work's picture that came near it.</summary>
public static class PictureComparison
{
    /// <summary>From this cosine on, two works are versions of one design and do not count against each other: unrelated works of one
    /// category stay below .6, recolourings lie above .8 (drawn pictures).</summary>
    public const float VersionCosine = 0.75f;

    // A fit that covers so much so well is not bettered by looking further.
    const float SureWorth = 0.62f;
    const int SureCells = 24;

    // Two unrelated hashes differ in 128 ± 8 bits: eight deviations away, the whole lies over the whole.
    const int LikeBits = 63;

    /// <returns>In the order of the contenders.</returns>
    public static IReadOnlyList<PictureEvidence> Compare(PreparedPicture listed, IReadOnlyList<Contender> contenders, Effort effort)
    {
        var fits = contenders.Select(c => FitKeypoints(c.Filed, listed)).ToList();
        var overlays = new OverlayFit?[contenders.Count];
        foreach (var i in Chosen(contenders, fits, effort.Overlays))
            overlays[i] = Lay(contenders[i].Filed, listed, fits[i]);
        var rivals = contenders.Select((_, i) => RivalsOf(i, contenders)).ToList();
        return
        [
            .. contenders.Select(
                (contender, i) =>
                    new PictureEvidence(
                        contender.Near.Bits,
                        contender.Near.PartBits,
                        contender.Near.Cosine,
                        contender.Near.NormalisedCosine,
                        contender.Near.PartCosine,
                        contender.Near.PartCosine - MostOf(rivals[i], j => contenders[j].Near.PartCosine),
                        contender.Near.Words,
                        fits[i],
                        fits[i] is { } fit ? KeypointSpread.Of(fit, contender.Filed.Features, listed.Features) : default,
                        (fits[i]?.Cells ?? 0) - (int)MostOf(rivals[i], j => fits[j]?.Cells ?? 0),
                        overlays[i],
                        (overlays[i]?.Worth ?? 0) - MostOf(rivals[i], j => overlays[j]?.Worth ?? 0)
                    )
            ),
        ];
    }

    /// <summary>True where two pictures are of one design, so that neither says anything against the other.</summary>
    public static bool AreVersions(PictureFeatures one, PictureFeatures other) =>
        one.Whole.Embedding is { } a && other.Whole.Embedding is { } b && a.CosineTo(b) >= VersionCosine;

    static List<int> RivalsOf(int i, IReadOnlyList<Contender> contenders) =>
        [
            .. Enumerable
                .Range(0, contenders.Count)
                .Where(j =>
                    contenders[j].FilingNumber != contenders[i].FilingNumber
                    && !AreVersions(contenders[i].Filed.Features, contenders[j].Filed.Features)
                ),
        ];

    static float MostOf(List<int> rivals, Func<int, float> value) => rivals.Count == 0 ? 0 : rivals.Max(value);

    static KeypointFit? FitKeypoints(PreparedPicture filed, PreparedPicture listed)
    {
        var upright = KeypointGeometry.Fit(filed.Features.Keypoints, listed.Features.Keypoints);
        if (upright?.Cells >= SureCells)
            return upright;
        return KeypointGeometry.Better(upright, KeypointGeometry.Fit(filed.Features.Keypoints, listed.Mirrored), listed.Features.WidthPx);
    }

    static HashSet<int> Chosen(IReadOnlyList<Contender> contenders, List<KeypointFit?> fits, int most)
    {
        var all = Enumerable.Range(0, contenders.Count).ToList();
        return
        [
            .. all.OrderByDescending(i => fits[i]?.Cells ?? 0).Take(most),
            .. all.OrderByDescending(i => contenders[i].Near.PartCosine).Take(most),
            .. all.OrderByDescending(i => contenders[i].Near.Words).Take((most + 1) / 2),
            .. all.OrderBy(i => contenders[i].Near.PartBits).Take((most + 1) / 2),
        ];
    }

    // Where the keypoints say, where the hashes of the wholes say, and only then anywhere.
    static OverlayFit Lay(PreparedPicture filed, PreparedPicture listed, KeypointFit? fit)
    {
        OverlayFit? best = null;
        foreach (var rough in Roughly(filed.Features, listed.Features, fit))
        {
            var laid = OverlaySearch.Fit(filed.Relief, listed.Relief, rough);
            if (best is null || laid.Worth > best.Worth)
                best = laid;
        }

        if (best?.Worth >= SureWorth)
            return best;
        var found = OverlaySearch.Find(filed.Relief, listed.Relief);
        return best is null || found.Worth > best.Worth ? found : best;
    }

    static IEnumerable<Affine> Roughly(PictureFeatures filed, PictureFeatures listed, KeypointFit? fit)
    {
        if (fit is not null)
            yield return fit.ToListed;
        var (orientation, bits) = listed.Whole.Hashes.NearestTo(filed.Whole.Hashes.Upright);
        if (bits <= LikeBits)
            yield return Orientations.Over(orientation, filed.WidthPx, filed.HeightPx, listed.WidthPx, listed.HeightPx);
    }
}
