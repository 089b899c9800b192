using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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
        var blocks = CodeBlocks.Of(filed.Descriptors);
        Span<byte> distances = new byte[blocks.PaddedCount];
        for (var j = 0; j < listed.Count; j++)
        {
            blocks.Distances(listed.Descriptors.AsSpan(4 * j, 4), distances);
            // Nothing is nearer than what is behind the last.
            distances[filed.Count..].Fill(byte.MaxValue);
            if (NearestOf(distances) is { } nearest)
                pairs.Add(nearest with { Listed = j });
        }

        // Nearest first, of equals the first on the listing; numbers are sorted faster than pairs by a rule.
        Span<ulong> keys = new ulong[pairs.Count];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = ((ulong)pairs[i].Bits << 32) | (uint)i;
        keys.Sort();
        var sorted = new List<Pairing>(pairs.Count);
        foreach (var key in keys)
            sorted.Add(pairs[unchecked((int)key)]);
        return sorted;
    }

    /// <summary>The nearest, where it is sure or much nearer than the second.</summary>
    static Pairing? NearestOf(ReadOnlySpan<byte> distances)
    {
        // Every lane keeps its two nearest: without a branch, since of corners that look alike many are near.
        ref var first = ref MemoryMarshal.GetReference(distances);
        var (least, next) = (Vector256<byte>.AllBitsSet, Vector256<byte>.AllBitsSet);
        for (nuint i = 0; i < (nuint)distances.Length; i = unchecked(i + 32))
        {
            var some = Vector256.LoadUnsafe(ref first, i);
            next = Vector256.Min(next, Vector256.Max(least, some));
            least = Vector256.Min(least, some);
        }

        var (best, second) = (CodeBlocks.Lowest(least), CodeBlocks.Lowest(next));
        if (best > MostBits)
            return null;
        // The second nearest of all is the second of the nearest's lane, or the nearest of another.
        var holders = Vector256.Equals(least, Vector256.Create(best));
        second =
            BitOperations.PopCount(holders.ExtractMostSignificantBits()) > 1 ? best : Math.Min(second, CodeBlocks.Lowest(least | holders));
        return best <= SureBits || best < MostRatio * second ? new(distances.IndexOf(best), 0, best) : null;
    }

    static KeypointFit? Agree(Keypoints filed, Keypoints listed, List<Pairing> pairs)
    {
        var n = pairs.Count;
        var (from, to) = (new SheetPoint[n], new SheetPoint[n]);
        var votes = new SimilarityVotes(n);
        for (var i = 0; i < n; i++)
        {
            var (f, l) = (pairs[i].Filed, pairs[i].Listed);
            (from[i], to[i]) = (new(filed.Xs[f], filed.Ys[f]), new(listed.Xs[l], listed.Ys[l]));
            votes.Set(i, from[i], to[i], listed.Scales[l] / filed.Scales[f], listed.Angles[l] - filed.Angles[f]);
        }

        // The three hypotheses with most support, since the one with most is not always the one that refines best.
        Span<(int Support, int Pair)> best = [(0, -1), (0, -1), (0, -1)];
        for (var h = 0; h < Math.Min(n, MostHypotheses); h++)
        {
            var support = votes.Support(h);
            var low = best[0].Support <= best[1].Support ? 0 : 1;
            low = best[low].Support <= best[2].Support ? low : 2;
            if (support > best[low].Support)
                best[low] = (support, h);
        }

        KeypointFit? found = null;
        var inliers = new KeypointInliers(from, to);
        foreach (var (support, h) in best)
        {
            if (support < LeastInliers || Refine(votes.MapOf(h), inliers) is not { } fit)
                continue;
            if (found is null || fit.Cells > found.Cells)
                found = fit;
        }

        return found;
    }

    static KeypointFit? Refine(Affine map, KeypointInliers inliers)
    {
        // From a wide circle to a narrow one: 3.5 px on a sheet of 512 is what a corner moves by resampling at the coarsest level.
        ReadOnlySpan<float> tolerancesPx = [24, 14, 8, 5, 4, 3.5f];
        for (var step = 0; step < tolerancesPx.Length; step++)
        {
            // Another hypothesis that had the same ones at this step went on, and ended, as this one would.
            if (inliers.Collect(map, tolerancesPx[step]) < LeastInliers || !inliers.AreNewAt(step))
                return null;
            var f = inliers.From;
            var t = inliers.To;
            var next =
                f.Length >= 8 && tolerancesPx[step] < 20 ? Affine.Fit(f, t) ?? Affine.FitSimilarity(f, t) : Affine.FitSimilarity(f, t);
            if (next is not { } better || !IsPlausible(better))
                return null;
            map = better;
        }

        if (inliers.Collect(map, tolerancesPx[^1]) < LeastInliers)
            return null;
        var filed = inliers.From;
        var listed = inliers.To;
        var matched = new MatchedPoint[filed.Length];
        for (var i = 0; i < matched.Length; i++)
            matched[i] = new(filed[i], listed[i]);
        return new(map, inliers.All, matched, Cells(filed), Cells(listed));
    }

    // A copy is shown from a tenth to ten times its size, and squeezed or slanted by no more than a half.
    static bool IsPlausible(in Affine map) => map.Determinant > 0 && map.Scale is > 0.1f and < 10 && map.Anisotropy() < 2;

    static int Cells(ReadOnlySpan<SheetPoint> points)
    {
        // A sheet has 64 × 64 cells.
        Span<ulong> cells = stackalloc ulong[Sheet.LongestSidePx / CellPx];
        foreach (var p in points)
        {
            var (x, y) = ((int)(p.X / CellPx), (int)(p.Y / CellPx));
            cells[Math.Clamp(y, 0, cells.Length - 1)] |= 1ul << Math.Clamp(x, 0, 63);
        }

        var count = 0;
        foreach (var row in cells)
            count += BitOperations.PopCount(row);
        return count;
    }
}
