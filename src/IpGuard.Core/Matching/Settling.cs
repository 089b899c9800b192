using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace IpGuard.Core.Matching;

/// <summary>Moves a map that is roughly right to where the two pictures agree best.</summary>
static class Settling
{
    // Gauss-Newton on the six numbers of the map (Lucas and Kanade 1981; Baker and Matthews 2004), on pictures freed of light and contrast,
    // each pixel weighed down as it disagrees, so that a sign laid over the picture does not pull.
    public static Affine Settle(Relief filed, Relief listed, in Affine rough, int coarsest, int rounds)
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

    // Upper triangle of the 6 × 6 normal equations (21) and the right side (6).
    static int Normal(ReliefLevel f, ReliefLevel l, in Affine map, Span<double> sums)
    {
        sums.Clear();
        var inside = 0;
        ref var slopes = ref MemoryMarshal.GetArrayDataReference(l.Slopes);
        var row = default(RowSums);
        for (var y = 0; y < f.HeightPx; y++)
        {
            inside += Row(f.Even.AsSpan(y * f.WidthPx, f.WidthPx), y, l, ref slopes, map, ref row);
            row.AddTo(sums, y);
            row = default;
        }

        return inside;
    }

    static int Row(ReadOnlySpan<float> even, int y, ReliefLevel l, ref Vector128<float> slopes, in Affine map, ref RowSums sums)
    {
        unchecked
        {
            var (inside, width, row) = (0, l.WidthPx, default(RowSums));
            // The gradient is taken at the neighbours: a pixel and a hair inside the edge.
            float mostX = width - 2.01f,
                mostY = l.HeightPx - 2.01f,
                startU = map.Xy * y,
                startV = map.Yy * y;
            for (var x = 0; x < even.Length; x++)
            {
                float u = (map.Xx * x) + startU + map.Tx,
                    v = (map.Yx * x) + startV + map.Ty;
                if (u < 1 || v < 1 || u > mostX || v > mostY)
                    continue;
                inside++;
                var (left, top) = ((int)u, (int)v);
                ref var at = ref Unsafe.Add(ref slopes, (top * width) + left);
                var upper = at + ((Unsafe.Add(ref at, 1) - at) * (u - left));
                var lower = Unsafe.Add(ref at, width);
                lower += (Unsafe.Add(ref at, width + 1) - lower) * (u - left);
                row.Add(upper + ((lower - upper) * (v - top)), even[x], x);
            }

            sums = row;
            return inside;
        }
    }

    // With j = (gx·x, gx·y, gx, gy·x, gy·y, gy) every sum over a row is a moment in x of gx², gx·gy, gy², or of these with what is off.
    struct RowSums
    {
        Vector128<float> _m0;
        Vector128<float> _m1;
        Vector128<float> _m2;
        Vector128<float> _r0;
        Vector128<float> _r1;

        // A slope is (value, gx, gy, 0).
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(Vector128<float> slope, float wanted, float x)
        {
            var off = wanted - slope[0];
            var weight = 1 / (1 + (off * off));
            // gx², gx·gy, gy².
            var ones = Vector128.Shuffle(slope, Vector128.Create(1, 1, 2, 3));
            var others = Vector128.Shuffle(slope, Vector128.Create(1, 2, 2, 3));
            var products = ones * others * weight;
            var right = slope * (weight * off);
            var shifted = products * x;
            _m0 += products;
            _m1 += shifted;
            _m2 += shifted * x;
            _r0 += right;
            _r1 += right * x;
        }

        public readonly void AddTo(Span<double> sums, double y)
        {
            AddBlock(sums, [0, 1, 2, 6, 7, 11], isTriangle: true, 0, y);
            AddBlock(sums, [3, 4, 5, 8, 9, 10, 12, 13, 14], isTriangle: false, 1, y);
            AddBlock(sums, [15, 16, 17, 18, 19, 20], isTriangle: true, 2, y);
            for (var g = 0; g < 2; g++)
            {
                sums[21 + (3 * g)] += _r1[1 + g];
                sums[22 + (3 * g)] += _r0[1 + g] * y;
                sums[23 + (3 * g)] += _r0[1 + g];
            }
        }

        // Of one product of gradients, times (x, y, 1) and (x, y, 1): all nine, or the six from the diagonal on.
        readonly void AddBlock(Span<double> sums, ReadOnlySpan<byte> places, bool isTriangle, int product, double y)
        {
            double m0 = _m0[product],
                m1 = _m1[product],
                m2 = _m2[product];
            ReadOnlySpan<double> all = [m2, m1 * y, m1, m1 * y, m0 * y * y, m0 * y, m1, m0 * y, m0];
            ReadOnlySpan<byte> triangle = [0, 1, 2, 4, 5, 8];
            for (var i = 0; i < places.Length; i++)
                sums[places[i]] += all[isTriangle ? triangle[i] : i];
        }
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
