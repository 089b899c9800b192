using System.Numerics;

namespace IpGuard.Core.Matching;

/// <summary>Looks for a work on a listing where keypoints find nothing: in a blurred, tiny or sparse picture. The work is laid at every
/// place and in some dozen sizes over the listing, coarsely; the best places are fitted closely.</summary>
public static class OverlaySearch
{
    // On sheets of about 40 px: a turn of 5° moves its edge by less than 2 px, which the close fit takes up.
    const int SearchLevel = 2;

    const int LastPlaces = 3;

    // Sizes a fifth apart: half of that is within the reach of the close fit. A work is looked for from a third to twice its size.
    static readonly float[] Sizes = [0.32f, 0.385f, 0.46f, 0.55f, 0.66f, 0.8f, 0.93f, 1.0f, 1.1f, 1.3f, 1.55f, 1.85f];

    const float LeastOverlap = 0.55f;

    /// <summary>The best place found; always one, however unlike.</summary>
    public static OverlayFit Find(Relief filed, Relief listed)
    {
        var places = new List<(float Score, Affine ToListed)>();
        foreach (var isMirrored in (ReadOnlySpan<bool>)[false, true])
        {
            foreach (var size in Sizes)
                places.Add(Slide(filed, listed, size, isMirrored));
        }

        places.Sort((a, b) => b.Score.CompareTo(a.Score));
        OverlayFit? best = null;
        foreach (var (_, place) in places.Take(LastPlaces))
        {
            var fit = Overlay.Measure(filed, listed, Settle(filed, listed, place, SearchLevel, 8));
            if (best is null || fit.Worth > best.Worth)
                best = fit;
        }

        return Closer(filed, listed, best!);
    }

    /// <summary>Fits a map that is roughly right as closely as the miniatures allow; the better of before and after.</summary>
    public static OverlayFit Fit(Relief filed, Relief listed, in Affine rough)
    {
        var before = Overlay.Measure(filed, listed, rough);
        var settled = Overlay.Measure(filed, listed, Settle(filed, listed, rough, 2, 6));
        return Closer(filed, listed, settled.Worth > before.Worth ? settled : before);
    }

    static OverlayFit Closer(Relief filed, Relief listed, OverlayFit fit)
    {
        var closer = Overlay.Measure(filed, listed, Settle(filed, listed, fit.ToListed, 1, 5));
        return closer.Worth > fit.Worth ? closer : fit;
    }

    static (float Score, Affine ToListed) Slide(Relief filed, Relief listed, float size, bool isMirrored)
    {
        var l = listed[SearchLevel];
        // The work drawn so that its longer side is `size` times the listing's.
        var source = filed[size > 0.9f ? 1 : 2];
        var factor = size * Math.Max(l.WidthPx, l.HeightPx) / Math.Max(source.WidthPx, source.HeightPx);
        var (w, h) = (Math.Max(4, (int)MathF.Round(source.WidthPx * factor)), Math.Max(4, (int)MathF.Round(source.HeightPx * factor)));
        var gray = source.Resample(w, h);
        if (isMirrored)
        {
            for (var y = 0; y < h; y++)
                Array.Reverse(gray, y * w, w);
        }

        var f = ReliefLevel.Of(gray, w, h);
        var (filedSquares, listedSquares) = (Squares(f), Squares(l));
        var (best, bestX, bestY) = (-1f, 0, 0);
        var least = LeastOverlap * Math.Min(w * h, l.WidthPx * l.HeightPx);
        for (var dy = -h + 4; dy <= l.HeightPx - 4; dy++)
        {
            int top = Math.Max(0, dy),
                bottom = Math.Min(l.HeightPx, dy + h),
                rows = bottom - top;
            if (rows * Math.Min(w, l.WidthPx) < least)
                continue;
            for (var dx = -w + 4; dx <= l.WidthPx - 4; dx++)
            {
                int left = Math.Max(0, dx),
                    right = Math.Min(l.WidthPx, dx + w),
                    columns = right - left;
                if (rows * columns < least)
                    continue;
                var a = Sum(filedSquares, w, left - dx, top - dy, right - dx, bottom - dy);
                var b = Sum(listedSquares, l.WidthPx, left, top, right, bottom);
                var covered = MathF.Max(a / filedSquares[^1], b / listedSquares[^1]);
                // No correlation is above 1, so what cannot beat the best is not computed.
                if (MathF.Sqrt(covered) <= best)
                    continue;
                float dot = 0;
                for (var y = top; y < bottom; y++)
                    dot += Dot(f.Even.AsSpan(((y - dy) * w) + left - dx, columns), l.Even.AsSpan((y * l.WidthPx) + left, columns));
                var score = dot / MathF.Sqrt((a * b) + 1e-3f) * MathF.Sqrt(covered);
                if (score > best)
                    (best, bestX, bestY) = (score, dx, dy);
            }
        }

        // From the work's sheet to the drawn size, to its place, to the listing's sheet.
        var toDrawn = Affine.Scaling(w / SheetWidth(filed), h / SheetHeight(filed));
        if (isMirrored)
            toDrawn = toDrawn.Then(Affine.Mirror(w));
        var perLevel = listed.ToLevelPx / (1 << SearchLevel);
        var map = toDrawn.Then(new(1, 0, bestX, 0, 1, bestY)).Then(Affine.Scaling(1 / perLevel, 1 / perLevel));
        return (best, map);
    }

    static float SheetWidth(Relief relief) => relief[0].WidthPx / relief.ToLevelPx;

    static float SheetHeight(Relief relief) => relief[0].HeightPx / relief.ToLevelPx;

    // Sums of squares over every rectangle from the corner, one row and column wider than the picture.
    static float[] Squares(ReliefLevel level)
    {
        var (w, h) = (level.WidthPx, level.HeightPx);
        var sums = new float[(w + 1) * (h + 1)];
        for (var y = 0; y < h; y++)
        {
            float row = 0;
            for (var x = 0; x < w; x++)
            {
                var v = level.Even[(y * w) + x];
                row += v * v;
                sums[((y + 1) * (w + 1)) + x + 1] = sums[(y * (w + 1)) + x + 1] + row;
            }
        }

        sums[^1] = MathF.Max(sums[^1], 1e-3f);
        return sums;
    }

    static float Sum(float[] sums, int w, int left, int top, int right, int bottom) =>
        sums[(bottom * (w + 1)) + right] - sums[(top * (w + 1)) + right] - sums[(bottom * (w + 1)) + left] + sums[(top * (w + 1)) + left];

    static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = Vector<float>.Zero;
        var i = 0;
        for (; i + Vector<float>.Count <= a.Length; i += Vector<float>.Count)
            sum += new Vector<float>(a[i..]) * new Vector<float>(b[i..]);
        var rest = Vector.Sum(sum);
        for (; i < a.Length; i++)
            rest += a[i] * b[i];
        return rest;
    }

    // Gauss-Newton on the six numbers of the map (Lucas and Kanade 1981; Baker and Matthews 2004), on pictures freed of light and contrast,
    // each pixel weighed down as it disagrees, so that a sign laid over the picture does not pull.
    static Affine Settle(Relief filed, Relief listed, in Affine rough, int coarsest, int rounds)
    {
        var (filedLevel, listedLevel) = Overlay.LevelsFor(filed, listed, rough, 0);
        // No finer than is needed: at most `80 >> (coarsest - 1)` pixels to a side.
        var mostPx = coarsest >= 2 ? 40 : 80;
        while (
            Math.Max(filed[filedLevel].WidthPx, filed[filedLevel].HeightPx) * MathF.Min(1, 1.5f) > mostPx
            && filedLevel < Relief.Levels - 1
            && listedLevel < Relief.Levels - 1
        )
            (filedLevel, listedLevel) = (filedLevel + 1, listedLevel + 1);
        var (f, l) = (filed[filedLevel], listed[listedLevel]);
        var map = Overlay.Between(filed, listed, rough, filedLevel, listedLevel);
        Span<double> sums = stackalloc double[27];
        Span<double> change = stackalloc double[6];
        for (var round = 0; round < rounds; round++)
        {
            var inside = Normal(f, l, map, sums);
            if (inside < 40 || !Solve(sums, change))
                return rough;
            map = new(
                map.Xx + (float)change[0],
                map.Xy + (float)change[1],
                map.Tx + (float)change[2],
                map.Yx + (float)change[3],
                map.Yy + (float)change[4],
                map.Ty + (float)change[5]
            );
            if (MathF.Abs(map.Determinant) < 1e-3f || map.Anisotropy() > 2)
                return rough;
            // A hundredth of a pixel more is below what the samples tell.
            if (Math.Abs(change[2]) + Math.Abs(change[5]) < 0.01 && Math.Abs(change[0]) + Math.Abs(change[4]) < 0.0005)
                break;
        }

        // Back to sheets: undo both changes of measure.
        var (kf, kl) = (filed.ToLevelPx / (1 << filedLevel), listed.ToLevelPx / (1 << listedLevel));
        var toLevel = new Affine(kf, 0, -0.5f, 0, kf, -0.5f);
        var toSheet = new Affine(1 / kl, 0, 0.5f / kl, 0, 1 / kl, 0.5f / kl);
        return toLevel.Then(map).Then(toSheet);
    }

    // Upper triangle of the 6 × 6 normal equations (21) and the right side (6), centred coordinates for their condition's sake.
    static int Normal(ReliefLevel f, ReliefLevel l, in Affine map, Span<double> sums)
    {
        sums.Clear();
        var inside = 0;
        Span<float> j = stackalloc float[6];
        Span<float> part = stackalloc float[27];
        for (var y = 0; y < f.HeightPx; y++)
        {
            part.Clear();
            for (var x = 0; x < f.WidthPx; x++)
            {
                float u = (map.Xx * x) + (map.Xy * y) + map.Tx,
                    v = (map.Yx * x) + (map.Yy * y) + map.Ty;
                if (u < 1 || v < 1 || u > l.WidthPx - 2.01f || v > l.HeightPx - 2.01f)
                    continue;
                inside++;
                var here = l.Sample(l.Even, u, v);
                var gx = (l.Sample(l.Even, u + 1, v) - l.Sample(l.Even, u - 1, v)) / 2;
                var gy = (l.Sample(l.Even, u, v + 1) - l.Sample(l.Even, u, v - 1)) / 2;
                var off = f.Even[(y * f.WidthPx) + x] - here;
                var weight = 1 / (1 + (off * off));
                (j[0], j[1], j[2], j[3], j[4], j[5]) = (gx * x, gx * y, gx, gy * x, gy * y, gy);
                var at = 0;
                for (var a = 0; a < 6; a++)
                {
                    var wa = weight * j[a];
                    for (var b = a; b < 6; b++)
                        part[at++] += wa * j[b];
                    part[21 + a] += wa * off;
                }
            }

            for (var i = 0; i < 27; i++)
                sums[i] += part[i];
        }

        return inside;
    }

    // Cholesky, with a little added to the diagonal so that a flat direction is left as it is.
    static bool Solve(ReadOnlySpan<double> sums, Span<double> x)
    {
        Span<double> m = stackalloc double[36];
        var at = 0;
        for (var a = 0; a < 6; a++)
        {
            for (var b = a; b < 6; b++)
                m[(a * 6) + b] = m[(b * 6) + a] = sums[at++];
        }

        for (var a = 0; a < 6; a++)
            m[(a * 6) + a] += (1e-3 * m[(a * 6) + a]) + 1e-6;
        for (var c = 0; c < 6; c++)
        {
            for (var r = c; r < 6; r++)
            {
                var s = m[(r * 6) + c];
                for (var k = 0; k < c; k++)
                    s -= m[(r * 6) + k] * m[(c * 6) + k];
                if (r == c)
                {
                    if (s <= 0)
                        return false;
                    m[(c * 6) + c] = Math.Sqrt(s);
                }
                else
                {
                    m[(r * 6) + c] = s / m[(c * 6) + c];
                }
            }
        }

        for (var r = 0; r < 6; r++)
        {
            var s = sums[21 + r];
            for (var k = 0; k < r; k++)
                s -= m[(r * 6) + k] * x[k];
            x[r] = s / m[(r * 6) + r];
        }

        for (var r = 5; r >= 0; r--)
        {
            var s = x[r];
            for (var k = r + 1; k < 6; k++)
                s -= m[(k * 6) + r] * x[k];
            x[r] = s / m[(r * 6) + r];
        }

        return true;
    }
}
