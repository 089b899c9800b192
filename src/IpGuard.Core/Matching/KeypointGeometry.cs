using System.Numerics;
using System.Runtime.InteropServices;

namespace IpGuard.Core.Matching;

/// <summary>One keypoint of a work found on a listing.</summary>
public readonly record struct MatchedPoint(SheetPoint Filed, SheetPoint Listed);

/// <summary>Where a work lies on a listing, as its keypoints tell it.</summary>
/// <param name="ToListed">From the work's sheet to the listing's.</param>
/// <param name="Matches">Pairs of keypoints that look alike, whether or not they agree on the map.</param>
/// <param name="Inliers">Those that agree.</param>
/// <param name="FiledCells">Cells of 8 × 8 px on the work that hold an inlier; a printed word piles up many in one.</param>
/// <param name="ListedCells">The same on the listing.</param>
public sealed record KeypointFit(Affine ToListed, int Matches, IReadOnlyList<MatchedPoint> Inliers, int FiledCells, int ListedCells)
{
    /// <summary>Cells on the side where there are fewer.</summary>
    public int Cells => Math.Min(FiledCells, ListedCells);
}

/// <summary>Finds the map that most alike-looking keypoints agree on.</summary>
/// <remarks>RANSAC (Fischler and Bolles 1981) draws its samples by chance since two or three points are needed for a map. A keypoint with a
/// size and an angle gives a similarity by itself, so here every pair of keypoints is tried once, in order of likeness (as in the
/// one-point hypotheses of Philbin et al. 2007, “fast spatial matching”), and nothing is left to chance. The best are refined to an
/// affine map by least squares over those who agree.</remarks>
public static class KeypointGeometry
{
    /// <summary>Descriptors further apart are never of the same corner: two unrelated ones differ in 128 ± 8 of 256 bits, and
    /// of the same corner after JPEG 30 and a 2:1 resize in fewer than 80 at the 95th percentile (drawn pictures).</summary>
    public const int MostBits = 84;

    /// <summary>So alike that another that is nearly as alike (a repeated pattern) does not matter.</summary>
    const int SureBits = 40;

    /// <summary>Nearest over second nearest (Lowe 2004 takes 0.8 on SIFT); on binary descriptors distances are stretched less.</summary>
    const float MostRatio = 0.88f;

    const int MostHypotheses = 160;
    const int LeastInliers = 4;
    const int CellPx = 8;

    /// <returns>Null where fewer than four pairs agree.</returns>
    public static KeypointFit? Fit(Keypoints filed, Keypoints listed)
    {
        if (filed.Count < LeastInliers || listed.Count < LeastInliers)
            return null;
        var pairs = Pair(filed, listed);
        return pairs.Count < LeastInliers ? null : Agree(filed, listed, pairs);
    }

    /// <summary>The better of a fit and one with the listing's picture mirrored, the latter mapped to the listing as it is.</summary>
    public static KeypointFit? Better(KeypointFit? upright, KeypointFit? mirrored, float listedWidthPx)
    {
        if (mirrored is null || (upright is not null && upright.Cells >= mirrored.Cells))
            return upright;
        return mirrored with
        {
            ToListed = mirrored.ToListed.Then(Affine.Mirror(listedWidthPx)),
            Inliers = [.. mirrored.Inliers.Select(p => p with { Listed = new(listedWidthPx - p.Listed.X, p.Listed.Y) })],
        };
    }

    readonly record struct Pairing(int Filed, int Listed, int Bits);

    static List<Pairing> Pair(Keypoints filed, Keypoints listed)
    {
        var pairs = new List<Pairing>(listed.Count);
        ReadOnlySpan<ulong> f = filed.Descriptors,
            l = listed.Descriptors;
        for (var j = 0; j + 4 <= l.Length; j += 4)
        {
            ulong a = l[j],
                b = l[j + 1],
                c = l[j + 2],
                d = l[j + 3];
            int best = int.MaxValue,
                second = int.MaxValue,
                at = 0;
            for (var i = 0; i + 4 <= f.Length; i += 4)
            {
                var bits =
                    BitOperations.PopCount(a ^ f[i])
                    + BitOperations.PopCount(b ^ f[i + 1])
                    + BitOperations.PopCount(c ^ f[i + 2])
                    + BitOperations.PopCount(d ^ f[i + 3]);
                if (bits >= second)
                    continue;
                if (bits < best)
                    (second, best, at) = (best, bits, i);
                else
                    second = bits;
            }

            if (best <= SureBits || (best <= MostBits && best < MostRatio * second))
                pairs.Add(new(at / 4, j / 4, best));
        }

        pairs.Sort((x, y) => x.Bits != y.Bits ? x.Bits.CompareTo(y.Bits) : x.Listed.CompareTo(y.Listed));
        return pairs;
    }

    static KeypointFit? Agree(Keypoints filed, Keypoints listed, List<Pairing> pairs)
    {
        var n = pairs.Count;
        var (from, to) = (new SheetPoint[n], new SheetPoint[n]);
        for (var i = 0; i < n; i++)
        {
            from[i] = new(filed.Xs[pairs[i].Filed], filed.Ys[pairs[i].Filed]);
            to[i] = new(listed.Xs[pairs[i].Listed], listed.Ys[pairs[i].Listed]);
        }

        // The three hypotheses with most support, since the one with most is not always the one that refines best.
        Span<(int Support, int Pair)> best = [(0, -1), (0, -1), (0, -1)];
        for (var h = 0; h < Math.Min(n, MostHypotheses); h++)
        {
            var support = Support(filed, listed, pairs, from, to, h);
            var low = best[0].Support <= best[1].Support ? (best[0].Support <= best[2].Support ? 0 : 2) : (best[1].Support <= best[2].Support ? 1 : 2);
            if (support > best[low].Support)
                best[low] = (support, h);
        }

        KeypointFit? found = null;
        foreach (var (support, h) in best)
        {
            if (support < LeastInliers || Refine(Similarity(filed, listed, pairs[h], from[h], to[h]), from, to) is not { } fit)
                continue;
            if (found is null || fit.Cells > found.Cells)
                found = fit;
        }

        return found;
    }

    static Affine Similarity(Keypoints filed, Keypoints listed, Pairing pair, SheetPoint from, SheetPoint to)
    {
        var scale = listed.Scales[pair.Listed] / filed.Scales[pair.Filed];
        var (sin, cos) = MathF.SinCos(listed.Angles[pair.Listed] - filed.Angles[pair.Filed]);
        var (c, s) = (scale * cos, scale * sin);
        return new(c, -s, to.X - (c * from.X) + (s * from.Y), s, c, to.Y - (s * from.X) - (c * from.Y));
    }

    static int Support(Keypoints filed, Keypoints listed, List<Pairing> pairs, SheetPoint[] from, SheetPoint[] to, int hypothesis)
    {
        // One keypoint's size is good to a step of the pyramid and its angle to some degrees: what is far from it may be off by a fifth.
        const float nearPx = 10,
            perPx = 0.2f;
        var map = Similarity(filed, listed, pairs[hypothesis], from[hypothesis], to[hypothesis]);
        var scale = map.Scale;
        var support = 0;
        for (var i = 0; i < from.Length; i++)
        {
            var (x, y) = map.Apply(from[i].X, from[i].Y);
            float dx = x - to[i].X,
                dy = y - to[i].Y,
                awayX = to[i].X - to[hypothesis].X,
                awayY = to[i].Y - to[hypothesis].Y;
            var off = nearPx + (perPx * MathF.Sqrt((awayX * awayX) + (awayY * awayY)));
            if ((dx * dx) + (dy * dy) > off * off)
                continue;
            var growth = listed.Scales[pairs[i].Listed] / filed.Scales[pairs[i].Filed] / scale;
            if (growth is > 1.7f or < 1 / 1.7f)
                continue;
            support++;
        }

        return support;
    }

    static KeypointFit? Refine(Affine map, SheetPoint[] from, SheetPoint[] to)
    {
        // From a wide circle to a narrow one: 3.5 px on a sheet of 512 is what a corner moves by resampling at the coarsest level.
        ReadOnlySpan<float> tolerancesPx = [24, 14, 8, 5, 4, 3.5f];
        var (insideFrom, insideTo) = (new List<SheetPoint>(from.Length), new List<SheetPoint>(from.Length));
        foreach (var tolerancePx in tolerancesPx)
        {
            Collect(map, from, to, tolerancePx, insideFrom, insideTo);
            if (insideFrom.Count < LeastInliers)
                return null;
            var f = CollectionsMarshal.AsSpan(insideFrom);
            var t = CollectionsMarshal.AsSpan(insideTo);
            var next = insideFrom.Count >= 8 && tolerancePx < 20 ? Affine.Fit(f, t) ?? Affine.FitSimilarity(f, t) : Affine.FitSimilarity(f, t);
            if (next is not { } better || !IsPlausible(better))
                return null;
            map = better;
        }

        Collect(map, from, to, tolerancesPx[^1], insideFrom, insideTo);
        if (insideFrom.Count < LeastInliers)
            return null;
        var inliers = insideFrom.Zip(insideTo, (a, b) => new MatchedPoint(a, b)).ToList();
        return new(map, from.Length, inliers, Cells(insideFrom), Cells(insideTo));
    }

    // A copy is shown from a tenth to ten times its size, and squeezed or slanted by no more than a half.
    static bool IsPlausible(in Affine map) => map.Determinant > 0 && map.Scale is > 0.1f and < 10 && map.Anisotropy() < 2;

    static void Collect(in Affine map, SheetPoint[] from, SheetPoint[] to, float tolerancePx, List<SheetPoint> insideFrom, List<SheetPoint> insideTo)
    {
        insideFrom.Clear();
        insideTo.Clear();
        // On the side where a pixel is larger, so that shrinking everything to a point agrees with nothing.
        var scale = Math.Max(1, map.Scale);
        var most = tolerancePx * tolerancePx * scale * scale;
        for (var i = 0; i < from.Length; i++)
        {
            var (x, y) = map.Apply(from[i].X, from[i].Y);
            float dx = x - to[i].X,
                dy = y - to[i].Y;
            if ((dx * dx) + (dy * dy) > most)
                continue;
            insideFrom.Add(from[i]);
            insideTo.Add(to[i]);
        }
    }

    static int Cells(List<SheetPoint> points)
    {
        var cells = new HashSet<int>(points.Count);
        foreach (var p in points)
            cells.Add(((int)(p.Y / CellPx) * 4096) + (int)(p.X / CellPx));
        return cells.Count;
    }
}
