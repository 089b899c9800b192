namespace IpGuard.Core.Matching;

/// <summary>Says what a copy differs in, once it is known where the work lies on the listing.</summary>
static class PictureDifferences
{
    const float LeastTurnDegrees = 2.5f;

    // Below these the copy is said to be whole, alone, and of the same shape.
    const float WholeShare = 0.9f;
    const float AloneShare = 0.88f;
    const float RoundAnisotropy = 1.06f;

    // Mean distance of colours after the light was evened; JPEG and white balance stay below it (drawn pictures).
    const double SameColour = 22;

    public static IReadOnlyList<Difference> Of(PictureEvidence evidence, in Affine map, PictureFeatures filed, PictureFeatures listed)
    {
        var found = new List<Difference>();
        var isMirrored = map.Determinant < 0;
        if (isMirrored)
            found.Add(new(DifferenceKind.Mirrored, 1));
        var degrees = Degrees(map, isMirrored);
        if (MathF.Abs(degrees) >= LeastTurnDegrees)
            found.Add(new(DifferenceKind.Turned, degrees));
        if (map.Anisotropy() is > RoundAnisotropy and var ratio)
            found.Add(new(DifferenceKind.Squeezed, ratio));

        var (shown, taken) = Shares(map, filed, listed);
        if (shown < WholeShare)
            found.Add(new(DifferenceKind.Cropped, shown));
        if (taken < AloneShare)
            found.Add(new(DifferenceKind.Surrounded, taken));
        AddDrawing(evidence.Overlay, found);
        if (ColourDistance(map, filed, listed) is > SameColour and var distance)
            found.Add(new(DifferenceKind.Recoloured, distance));
        return found;
    }

    static void AddDrawing(OverlayFit? overlay, List<Difference> found)
    {
        if (overlay is null)
            return;
        if (overlay.EitherSign > 0.5f && overlay.Likeness < -0.2f)
            found.Add(new(DifferenceKind.Inverted, 1));
        else if (overlay.Broad - overlay.Likeness > 0.2f)
            found.Add(new(DifferenceKind.Softened, overlay.Broad - overlay.Likeness));
        else if (overlay.ShareAlike is < 0.8f and > 0.2f)
            found.Add(new(DifferenceKind.Covered, 1 - overlay.ShareAlike));
    }

    // Angle of the turn that is nearest to the map; a mirrored map is mirrored back first.
    static float Degrees(in Affine map, bool isMirrored)
    {
        var (xx, yx) = isMirrored ? (-map.Xx, map.Yx) : (map.Xx, map.Yx);
        var (xy, yy) = (map.Xy, map.Yy);
        return isMirrored ? MathF.Atan2(yx + xy, xx + yy) * 180 / MathF.PI : MathF.Atan2(yx - xy, xx + yy) * 180 / MathF.PI;
    }

    /// <summary>Share of the work that is shown, and share of the listing that it takes.</summary>
    static (float Shown, float Taken) Shares(in Affine map, PictureFeatures filed, PictureFeatures listed)
    {
        SheetPoint[] corners =
        [
            map.Apply(new SheetPoint(0, 0)),
            map.Apply(new SheetPoint(filed.WidthPx, 0)),
            map.Apply(new SheetPoint(filed.WidthPx, filed.HeightPx)),
            map.Apply(new SheetPoint(0, filed.HeightPx)),
        ];
        var seen = Outline.AreaOf(Outline.CutTo(corners, listed.WidthPx, listed.HeightPx));
        var whole = MathF.Abs(map.Determinant) * filed.WidthPx * filed.HeightPx;
        return (seen / MathF.Max(whole, 1), seen / (listed.WidthPx * listed.HeightPx));
    }

    // Colours of the work's grid beside the colours where they come to lie, each channel evened to the same mean and spread of brightness.
    static double ColourDistance(in Affine map, PictureFeatures filed, PictureFeatures listed)
    {
        const int grid = PictureFeatures.ColourGrid;
        var pairs = new List<(int From, int To)>(grid * grid);
        for (var y = 0; y < grid; y++)
        {
            for (var x = 0; x < grid; x++)
            {
                var (u, v) = map.Apply((x + 0.5f) * filed.WidthPx / grid, (y + 0.5f) * filed.HeightPx / grid);
                var (column, row) = ((int)MathF.Floor(u * grid / listed.WidthPx), (int)MathF.Floor(v * grid / listed.HeightPx));
                if (column is >= 0 and < grid && row is >= 0 and < grid)
                    pairs.Add((3 * ((y * grid) + x), 3 * ((row * grid) + column)));
            }
        }

        if (pairs.Count < 12)
            return 0;
        // Chroma: red and blue less green. A change of light moves all three; another colour does not.
        double sum = 0;
        foreach (var (from, to) in pairs)
        {
            double r = (filed.Colours[from] - filed.Colours[from + 1]) - (listed.Colours[to] - listed.Colours[to + 1]),
                b = (filed.Colours[from + 2] - filed.Colours[from + 1]) - (listed.Colours[to + 2] - listed.Colours[to + 1]);
            sum += Math.Sqrt((r * r) + (b * b));
        }

        return sum / pairs.Count;
    }
}
