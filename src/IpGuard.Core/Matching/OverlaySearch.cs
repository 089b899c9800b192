namespace IpGuard.Core.Matching;

/// <summary>Looks for a work on a listing where keypoints find nothing: in a blurred, tiny or sparse picture. The work is laid at every
/// place and in some dozen sizes over the listing, coarsely; the best places are fitted closely.</summary>
public static class OverlaySearch
{
    // On sheets of about 40 px: a turn of 5° moves its edge by less than 2 px, which the close fit takes up.
    const int SearchLevel = 2;

    const int LastPlaces = 3;

    // Sizes a fifth apart: half of that is within the reach of the close fit. A work is looked for from a third to twice its
    // size.
    static readonly float[] Sizes = [0.32f, 0.385f, 0.46f, 0.55f, 0.66f, 0.8f, 0.93f, 1.0f, 1.1f, 1.3f, 1.55f, 1.85f];

    /// <summary>The best place found; always one, however unlike.</summary>
    public static OverlayFit Find(Relief filed, Relief listed)
    {
        var sliding = new Sliding(listed[SearchLevel]);
        var places = new List<(float Score, Affine ToListed)>(2 * Sizes.Length);
        var drawings = Array.ConvertAll(Sizes, size => Draw(filed, listed, size));
        foreach (var drawing in drawings)
            places.Add(Slide(sliding, drawing, filed, listed, isMirrored: false));
        foreach (var drawing in drawings)
            places.Add(Slide(sliding, drawing.Mirrored(), filed, listed, isMirrored: true));
        places.Sort((a, b) => b.Score.CompareTo(a.Score));
        OverlayFit? best = null;
        foreach (var (_, place) in places.Take(LastPlaces))
        {
            var fit = Overlay.Measure(filed, listed, Settling.Settle(filed, listed, place, SearchLevel, 8));
            if (best is null || fit.Worth > best.Worth)
                best = fit;
        }

        return Closer(filed, listed, best!);
    }

    /// <summary>Fits a map that is roughly right as closely as the miniatures allow; the better of before and after.</summary>
    public static OverlayFit Fit(Relief filed, Relief listed, in Affine rough)
    {
        var before = Overlay.Measure(filed, listed, rough);
        var settled = Overlay.Measure(filed, listed, Settling.Settle(filed, listed, rough, 2, 6));
        return Closer(filed, listed, settled.Worth > before.Worth ? settled : before);
    }

    static OverlayFit Closer(Relief filed, Relief listed, OverlayFit fit)
    {
        var closer = Overlay.Measure(filed, listed, Settling.Settle(filed, listed, fit.ToListed, 1, 5));
        return closer.Worth > fit.Worth ? closer : fit;
    }

    // The work so large that its longer side is `size` times the listing's.
    static ReliefLevel Draw(Relief filed, Relief listed, float size)
    {
        var l = listed[SearchLevel];
        var source = filed[size > 0.9f ? 1 : 2];
        var factor = size * Math.Max(l.WidthPx, l.HeightPx) / Math.Max(source.WidthPx, source.HeightPx);
        var (w, h) = (Math.Max(4, (int)MathF.Round(source.WidthPx * factor)), Math.Max(4, (int)MathF.Round(source.HeightPx * factor)));
        return new(source.Resample(w, h), w, h);
    }

    static (float Score, Affine ToListed) Slide(Sliding sliding, ReliefLevel drawing, Relief filed, Relief listed, bool isMirrored)
    {
        var (score, x, y) = sliding.Best(drawing);
        // From the work's sheet to the drawn size, to its place, to the listing's sheet.
        var toDrawn = Affine.Scaling(drawing.WidthPx / SheetWidth(filed), drawing.HeightPx / SheetHeight(filed));
        if (isMirrored)
            toDrawn = toDrawn.Then(Affine.Mirror(drawing.WidthPx));
        var perLevel = listed.ToLevelPx / (1 << SearchLevel);
        return (score, toDrawn.Then(new(1, 0, x, 0, 1, y)).Then(Affine.Scaling(1 / perLevel, 1 / perLevel)));
    }

    static float SheetWidth(Relief relief) => relief[0].WidthPx / relief.ToLevelPx;

    static float SheetHeight(Relief relief) => relief[0].HeightPx / relief.ToLevelPx;
}
