using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace IpGuard.Vision.Features;

/// <summary>FAST-9 (Rosten and Drummond 2006): a pixel is a corner when nine in a row of the sixteen around it, at a distance of 3 px,
/// are all
/// brighter or all darker by a threshold. Thirty-two pixels at once.</summary>
static class FastCorners
{
    // The circle of radius 3, once round.
    static readonly (int X, int Y)[] Circle =
    [
        (0, -3),
        (1, -3),
        (2, -2),
        (3, -1),
        (3, 0),
        (3, 1),
        (2, 2),
        (1, 3),
        (0, 3),
        (-1, 3),
        (-2, 2),
        (-3, 1),
        (-3, 0),
        (-3, -1),
        (-2, -2),
        (-1, -3),
    ];

    /// <summary>Adds the places of corners, row by row, that are at least <paramref name="borderPx"/> from the edge.</summary>
    public static void Find(
        ReadOnlySpan<byte> pixels,
        int widthPx,
        int heightPx,
        int borderPx,
        byte threshold,
        List<(int X, int Y)> corners
    )
    {
        Span<nint> ring = stackalloc nint[16];
        for (var i = 0; i < 16; i++)
            ring[i] = (Circle[i].Y * widthPx) + Circle[i].X;
        ref var first = ref MemoryMarshal.GetReference(pixels);
        var steps = Vector256.Create(threshold);
        for (var y = borderPx; y < heightPx - borderPx; y++)
        {
            var x = borderPx;
            for (; x + 32 <= widthPx - borderPx; x += 32)
            {
                var mask = Corners32(ref Unsafe.Add(ref first, (y * widthPx) + x), ring, steps);
                for (; mask != 0; mask &= mask - 1)
                    corners.Add((x + System.Numerics.BitOperations.TrailingZeroCount(mask), y));
            }

            for (; x < widthPx - borderPx; x++)
            {
                if (IsCorner(ref Unsafe.Add(ref first, (y * widthPx) + x), ring, threshold))
                    corners.Add((x, y));
            }
        }
    }

    static uint Corners32(ref byte at, ReadOnlySpan<nint> ring, Vector256<byte> steps)
    {
        var centre = Vector256.LoadUnsafe(ref at);
        var high = Vector256.AddSaturate(centre, steps);
        var low = Vector256.SubtractSaturate(centre, steps);
        // Of any nine in a row, one of each opposite pair belongs to them: most pixels fall here.
        var (n, s) = (Vector256.LoadUnsafe(ref Unsafe.Add(ref at, ring[0])), Vector256.LoadUnsafe(ref Unsafe.Add(ref at, ring[8])));
        var (e, w) = (Vector256.LoadUnsafe(ref Unsafe.Add(ref at, ring[4])), Vector256.LoadUnsafe(ref Unsafe.Add(ref at, ring[12])));
        var brighter =
            (Vector256.GreaterThan(n, high) | Vector256.GreaterThan(s, high))
            & (Vector256.GreaterThan(e, high) | Vector256.GreaterThan(w, high));
        var darker = (Vector256.LessThan(n, low) | Vector256.LessThan(s, low)) & (Vector256.LessThan(e, low) | Vector256.LessThan(w, low));
        if ((brighter | darker) == Vector256<byte>.Zero)
            return 0;

        // Lengths of runs, once round and half round again.
        Vector256<byte> runHigh = default,
            runLow = default,
            mostHigh = default,
            mostLow = default;
        for (var i = 0; i < 24; i++)
        {
            var pixel = Vector256.LoadUnsafe(ref Unsafe.Add(ref at, ring[i & 15]));
            var isHigh = Vector256.GreaterThan(pixel, high);
            var isLow = Vector256.LessThan(pixel, low);
            runHigh = (runHigh - isHigh) & isHigh;
            runLow = (runLow - isLow) & isLow;
            mostHigh = Vector256.Max(mostHigh, runHigh);
            mostLow = Vector256.Max(mostLow, runLow);
        }

        return Vector256.GreaterThan(Vector256.Max(mostHigh, mostLow), Vector256.Create((byte)8)).ExtractMostSignificantBits();
    }

    static bool IsCorner(ref byte at, ReadOnlySpan<nint> ring, byte threshold)
    {
        int high = at + threshold,
            low = at - threshold,
            runHigh = 0,
            runLow = 0;
        for (var i = 0; i < 24; i++)
        {
            var pixel = Unsafe.Add(ref at, ring[i & 15]);
            runHigh = pixel > high ? runHigh + 1 : 0;
            runLow = pixel < low ? runLow + 1 : 0;
            if (runHigh >= 9 || runLow >= 9)
                return true;
        }

        return false;
    }
}
