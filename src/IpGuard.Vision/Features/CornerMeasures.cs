using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using IpGuard.Vision.Hashing;

namespace IpGuard.Vision.Features;

/// <summary>What is measured around a corner: how strong it is, and which way up. In whole numbers until the last step.</summary>
static class CornerMeasures
{
    const int AngleRadiusPx = 13;

    // A row of the disc lies in 32 pixels, of which the keypoint is the seventeenth.
    const int RowPx = 32;
    const int KeypointAt = 16;

    // For each row of the disc: x of each pixel in it, and then y; 0 outside.
    static readonly short[] Disc = MakeDisc();

    /// <summary>Harris and Stephens 1988, over 7 × 7 pixels, k = 0.04. The corner is at least 5 px from the edge.</summary>
    public static float Harris(Luma luma, int x, int y)
    {
        var w = luma.WidthPx;
        // The window is seven wide.
        var lanes = Vector128.Create(-1, -1, -1, -1, -1, -1, -1, 0);
        var (xx, yy, xy) = (Vector128<int>.Zero, Vector128<int>.Zero, Vector128<int>.Zero);
        ref var at = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(luma.Pixels), ((y - 3) * w) + x - 3);
        for (var row = 0; row < 7; row++)
        {
            var gx = (Eight(ref at, 1) - Eight(ref at, -1)) & lanes;
            var gy = (Eight(ref at, w) - Eight(ref at, -w)) & lanes;
            xx += Products(gx, gx);
            yy += Products(gy, gy);
            xy += Products(gx, gy);
            at = ref Unsafe.Add(ref at, w);
        }

        float a = Vector128.Sum(xx),
            b = Vector128.Sum(yy),
            c = Vector128.Sum(xy);
        return (a * b) - (c * c) - (0.04f * (a + b) * (a + b));
    }

    /// <summary>Towards the brighter side: the angle of the intensity's centroid in a disc. The corner is at least 16 px from the
    /// edge.</summary>
    public static float AngleAt(Luma luma, int x, int y)
    {
        var (mx, my) = (Vector128<int>.Zero, Vector128<int>.Zero);
        ref var weights = ref MemoryMarshal.GetArrayDataReference(Disc);
        ref var at = ref Unsafe.Add(
            ref MemoryMarshal.GetArrayDataReference(luma.Pixels),
            ((y - AngleRadiusPx) * luma.WidthPx) + x - KeypointAt
        );
        for (var row = 0; row <= 2 * AngleRadiusPx; row++)
        {
            for (var i = 0; i < RowPx; i += 8)
            {
                var pixels = Eight(ref at, i);
                mx += Products(pixels, Vector128.LoadUnsafe(ref weights, (nuint)i));
                my += Products(pixels, Vector128.LoadUnsafe(ref weights, (nuint)(RowPx + i)));
            }

            weights = ref Unsafe.Add(ref weights, 2 * RowPx);
            at = ref Unsafe.Add(ref at, luma.WidthPx);
        }

        return MathF.Atan2(Vector128.Sum(my), Vector128.Sum(mx));
    }

    static short[] MakeDisc()
    {
        var disc = new short[((2 * AngleRadiusPx) + 1) * 2 * RowPx];
        for (var dy = -AngleRadiusPx; dy <= AngleRadiusPx; dy++)
        {
            var half = (int)Math.Sqrt((AngleRadiusPx * AngleRadiusPx) - (dy * dy));
            var row = disc.AsSpan((dy + AngleRadiusPx) * 2 * RowPx);
            for (var dx = -half; dx <= half; dx++)
                (row[KeypointAt + dx], row[RowPx + KeypointAt + dx]) = ((short)dx, (short)dy);
        }

        return disc;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<short> Eight(ref byte at, int offset) =>
        Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref at, offset))).AsByte()).AsInt16();

    // Sums of products, two and two.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<int> Products(Vector128<short> a, Vector128<short> b)
    {
        if (Sse2.IsSupported)
            return Sse2.MultiplyAddAdjacent(a, b);
        var ((a0, a1), (b0, b1)) = (Vector128.Widen(a), Vector128.Widen(b));
        return (a0 * b0) + (a1 * b1);
    }
}
