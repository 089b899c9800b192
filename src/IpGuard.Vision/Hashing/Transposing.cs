using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace IpGuard.Vision.Hashing;

/// <summary>Turns blocks of 8 × 8 numbers over their diagonal.</summary>
static class Transposing
{
    /// <param name="from">The first of eight rows.</param>
    /// <param name="fromStride">From one row to the next.</param>
    /// <param name="to">The first of eight rows; may not lie over <paramref name="from"/>.</param>
    /// <param name="toStride">From one row to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Block(ref float from, nint fromStride, ref float to, nint toStride)
    {
        if (!Avx.IsSupported)
        {
            for (nint y = 0; y < 8; y++)
            {
                for (nint x = 0; x < 8; x++)
                    Unsafe.Add(ref to, (x * toStride) + y) = Unsafe.Add(ref from, (y * fromStride) + x);
            }

            return;
        }

        // Rows k and k + 4 side by side, so that nothing crosses the halves of a vector afterwards.
        Half(ref from, fromStride, ref to, toStride);
        Half(ref Unsafe.Add(ref from, 4), fromStride, ref Unsafe.Add(ref to, 4 * toStride), toStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Half(ref float from, nint fromStride, ref float to, nint toStride)
    {
        var (a, b) = (Pair(ref from, fromStride, 0), Pair(ref from, fromStride, 1));
        var (c, d) = (Pair(ref from, fromStride, 2), Pair(ref from, fromStride, 3));
        var (low, high) = (Avx.UnpackLow(a, b).AsDouble(), Avx.UnpackLow(c, d).AsDouble());
        Avx.UnpackLow(low, high).AsSingle().StoreUnsafe(ref to);
        Avx.UnpackHigh(low, high).AsSingle().StoreUnsafe(ref Unsafe.Add(ref to, toStride));
        (low, high) = (Avx.UnpackHigh(a, b).AsDouble(), Avx.UnpackHigh(c, d).AsDouble());
        Avx.UnpackLow(low, high).AsSingle().StoreUnsafe(ref Unsafe.Add(ref to, 2 * toStride));
        Avx.UnpackHigh(low, high).AsSingle().StoreUnsafe(ref Unsafe.Add(ref to, 3 * toStride));
    }

    // Four of a row, and four of the row four further down.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> Pair(ref float from, nint stride, nint row) =>
        Vector256.Create(
            Vector128.LoadUnsafe(ref Unsafe.Add(ref from, row * stride)),
            Vector128.LoadUnsafe(ref Unsafe.Add(ref from, (row + 4) * stride))
        );
}
