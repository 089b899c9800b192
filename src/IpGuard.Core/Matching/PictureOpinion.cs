namespace IpGuard.Core.Matching;

/// <summary>What kind of copy two pictures look like. A machine's word for a person to weigh.</summary>
public enum CopyKind
{
    /// <summary>Too little to say.</summary>
    Unclear = 0,

    /// <summary>The same picture, nearly all of it.</summary>
    SamePicture = 1,

    /// <summary>A part of the picture.</summary>
    PartOfPicture = 2,

    /// <summary>The same drawing in other colours, or drawn again.</summary>
    RecolouredOrRedrawn = 3,

    /// <summary>The same design, photographed again.</summary>
    SameDesignOtherPhotograph = 4,
}

/// <summary>Which evidence speaks for the match.</summary>
[Flags]
public enum Voices
{
    None = 0,

    /// <summary>PDQ of the whole pictures or of parts of them.</summary>
    Hash = 1,

    /// <summary>Keypoints that agree on one map.</summary>
    Keypoints = 2,

    /// <summary>The network.</summary>
    Network = 4,

    /// <summary>The two laid over each other.</summary>
    Overlay = 8,
}

/// <summary>What a copy differs in.</summary>
public enum DifferenceKind
{
    /// <summary>Left and right changed.</summary>
    Mirrored,

    /// <summary>Turned, by degrees.</summary>
    Turned,

    /// <summary>Only a share of the work is shown: 0 to 1.</summary>
    Cropped,

    /// <summary>The work takes only a share of the listing's picture: 0 to 1.</summary>
    Surrounded,

    /// <summary>Other colours: mean distance of colour, 0 to 255.</summary>
    Recoloured,

    /// <summary>A share of the drawing is hidden or changed: 0 to 1.</summary>
    Covered,

    /// <summary>Squeezed: ratio of its axes.</summary>
    Squeezed,

    /// <summary>Fine detail is gone.</summary>
    Softened,

    /// <summary>Dark and light have changed places.</summary>
    Inverted,
}

/// <param name="Amount">In the unit that the kind names.</param>
public readonly record struct Difference(DifferenceKind Kind, double Amount);

/// <summary>A place on a picture in fractions of its width and height, 0 to 1.</summary>
public readonly record struct Spot(float X, float Y);

/// <summary>Two spots that show the same.</summary>
public readonly record struct SpotPair(Spot Filed, Spot Listed);

/// <summary>Where the work is seen on the listing.</summary>
/// <param name="Filed">Corners of the part of the work that is seen, in order round it; at least three.</param>
/// <param name="Listed">Where they lie on the listing's picture, in the same order.</param>
/// <param name="Points">Matched keypoints, at most <see cref="MostPoints"/>.</param>
/// <param name="ToListed">From the work's picture to the listing's, both in fractions of their width and height.</param>
public sealed record Correspondence(IReadOnlyList<Spot> Filed, IReadOnlyList<Spot> Listed, IReadOnlyList<SpotPair> Points, Affine ToListed)
{
    /// <summary>More lines than this hide the picture under them.</summary>
    public const int MostPoints = 60;
}

/// <summary>The pictures' part of a verdict: how alike, what kind of copy, where, and what speaks for it.</summary>
/// <param name="Score">0 to 1; <see cref="NearScore"/> and <see cref="SameScore"/> say what it is worth.</param>
/// <param name="Where">Null where only the network or a hash of the whole speaks.</param>
/// <param name="Cosine">The network's normalised cosine, the best over parts.</param>
/// <param name="PartBits">Least distance of hashes over parts.</param>
/// <param name="Cells">Cells of 8 × 8 px with keypoints that agree.</param>
/// <param name="Likeness">Mean correlation of the two laid over each other; null where they were not.</param>
/// <param name="IsDeep">True where the deep pass had looked.</param>
/// <param name="Turn">How the listing's picture must be turned to stand as the work does.</param>
public sealed record PictureOpinion(
    double Score,
    CopyKind Kind,
    Voices Voices,
    IReadOnlyList<Difference> Differences,
    Correspondence? Where,
    double Cosine,
    int PartBits,
    int Cells,
    double? Likeness,
    bool IsDeep,
    Orientation Turn
)
{
    /// <summary>The score that one in a hundred distractors exceeds. The classifier's scale is set so when it is trained
    /// (models/matcher/MODEL.md).</summary>
    public const double NearScore = 0.5;

    /// <summary>The score that one in a thousand distractors exceeds.</summary>
    public const double SameScore = 0.9;

    // Chosen where unrelated pairs of drawn pictures end: the 99.9th percentile of each.
    const int SureBits = Pdq.SamePictureBits;
    const int SureCells = 10;
    const float SureCosine = 0.3f;
    const float SureLikeness = 0.45f;

    /// <summary>Reads the evidence.</summary>
    public static PictureOpinion Of(double score, PictureEvidence evidence, PictureFeatures filed, PictureFeatures listed)
    {
        var map = MapOf(evidence);
        var voices =
            (evidence.PartBits <= SureBits ? Voices.Hash : 0)
            | (evidence.Keypoints?.Cells >= SureCells ? Voices.Keypoints : 0)
            | (evidence.PartCosine >= SureCosine ? Voices.Network : 0)
            | (IsLaid(evidence.Overlay) ? Voices.Overlay : 0);
        var isPlaced = (voices & (Voices.Keypoints | Voices.Overlay)) != 0 && map is not null;
        var differences = isPlaced ? PictureDifferences.Of(evidence, map!.Value, filed, listed) : [];
        return new(
            score,
            KindOf(score, voices, isPlaced, differences),
            voices,
            differences,
            isPlaced ? CorrespondenceOf(map!.Value, evidence.Keypoints, filed, listed) : null,
            evidence.PartCosine,
            evidence.PartBits,
            evidence.Keypoints?.Cells ?? 0,
            evidence.Overlay?.Likeness,
            listed.IsDeep,
            isPlaced ? Orientations.Nearest(map!.Value.Inverse()) : listed.Whole.Hashes.NearestTo(filed.Whole.Hashes.Upright).Orientation
        );
    }

    /// <summary>From here on the fast pass settles that a listing shows a work: above <see cref="SameScore"/> by a quarter of the way from
    /// <see cref="NearScore"/> to it, in the classifier's own measure. Nearer to it a closer look still takes distractors back
    /// (docs/matching.md, “Measured”).</summary>
    public const double SettledAsCopy = 0.92;

    internal static bool IsLaid(OverlayFit? overlay) =>
        overlay is { Drawn: >= 4 } fit && MathF.Max(fit.Likeness, fit.EitherSign - 0.15f) >= SureLikeness;

    static Affine? MapOf(PictureEvidence evidence)
    {
        if (IsLaid(evidence.Overlay))
            return evidence.Overlay!.ToListed;
        return evidence.Keypoints?.ToListed ?? evidence.Overlay?.ToListed;
    }

    static CopyKind KindOf(double score, Voices voices, bool isPlaced, IReadOnlyList<Difference> differences)
    {
        if (score < NearScore)
            return CopyKind.Unclear;
        if (!isPlaced)
            return (voices & Voices.Hash) != 0 ? CopyKind.SamePicture : CopyKind.SameDesignOtherPhotograph;
        if (differences.Any(d => d.Kind is DifferenceKind.Recoloured or DifferenceKind.Inverted))
            return CopyKind.RecolouredOrRedrawn;
        return differences.Any(d => d.Kind == DifferenceKind.Cropped) ? CopyKind.PartOfPicture : CopyKind.SamePicture;
    }

    static Correspondence? CorrespondenceOf(Affine map, KeypointFit? keypoints, PictureFeatures filed, PictureFeatures listed)
    {
        // The listing's outline taken back to the work and cut to it: what of the work is seen.
        var back = map.Inverse();
        SheetPoint[] corners =
        [
            back.Apply(new SheetPoint(0, 0)),
            back.Apply(new SheetPoint(listed.WidthPx, 0)),
            back.Apply(new SheetPoint(listed.WidthPx, listed.HeightPx)),
            back.Apply(new SheetPoint(0, listed.HeightPx)),
        ];
        var seen = Outline.CutTo(corners, filed.WidthPx, filed.HeightPx);
        if (seen.Count < 3)
            return null;
        var points = keypoints is null
            ? []
            : keypoints
                .Inliers.Take(Correspondence.MostPoints)
                .Select(p => new SpotPair(ToSpot(p.Filed, filed), ToSpot(p.Listed, listed)))
                .ToList();
        var inFractions = Affine
            .Scaling(filed.WidthPx, filed.HeightPx)
            .Then(map)
            .Then(Affine.Scaling(1f / listed.WidthPx, 1f / listed.HeightPx));
        return new([.. seen.Select(p => ToSpot(p, filed))], [.. seen.Select(p => ToSpot(map.Apply(p), listed))], points, inFractions);
    }

    static Spot ToSpot(SheetPoint p, PictureFeatures on) => new(Math.Clamp(p.X / on.WidthPx, 0, 1), Math.Clamp(p.Y / on.HeightPx, 0, 1));
}

/// <summary>Cutting outlines.</summary>
public static class Outline
{
    /// <summary>The part of a convex outline that lies on a sheet (Sutherland and Hodgman 1974); empty where none does.</summary>
    public static IReadOnlyList<SheetPoint> CutTo(IReadOnlyList<SheetPoint> outline, float widthPx, float heightPx)
    {
        var points = outline.ToList();
        points = Cut(points, p => p.X);
        points = Cut(points, p => widthPx - p.X);
        points = Cut(points, p => p.Y);
        return Cut(points, p => heightPx - p.Y);
    }

    /// <summary>Area inside an outline, in square sheet pixels.</summary>
    public static float AreaOf(IReadOnlyList<SheetPoint> outline)
    {
        float twice = 0;
        for (var i = 0; i < outline.Count; i++)
        {
            var (a, b) = (outline[i], outline[(i + 1) % outline.Count]);
            twice += (a.X * b.Y) - (b.X * a.Y);
        }

        return MathF.Abs(twice) / 2;
    }

    // Keeps what is on the side where `inside` is not negative.
    static List<SheetPoint> Cut(List<SheetPoint> points, Func<SheetPoint, float> inside)
    {
        var kept = new List<SheetPoint>(points.Count + 2);
        for (var i = 0; i < points.Count; i++)
        {
            var (a, b) = (points[i], points[(i + 1) % points.Count]);
            var (da, db) = (inside(a), inside(b));
            if (da >= 0)
                kept.Add(a);
            if (da >= 0 != db >= 0)
            {
                var t = da / (da - db);
                kept.Add(new(a.X + (t * (b.X - a.X)), a.Y + (t * (b.Y - a.Y))));
            }
        }

        return kept;
    }
}
