using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using IpGuard.Vision.Hashing;

namespace IpGuard.Vision.Features;

/// <summary>A Gaussian of σ ≈ 2 px (binomial of nine, separable), before descriptors compare single pixels.</summary>
/// <remarks>Weights are row 8 of Pascal's triangle, 1 8 28 56 70 56 28 8 1; their sum is 256. Variance 2, σ = 1.41; taken twice over a pair
/// of rows it is ORB's 7 × 7 at σ = 2. All in whole numbers, so the order of the sums does not matter.</remarks>
static class Smoothing
{
    const int Reach = 4;

    public static byte[] Smooth(Luma luma)
    {
        var (w, h) = (luma.WidthPx, luma.HeightPx);
        // Rows at the edge stay 0.
        var smooth = new byte[w * h];
        // What the last vector reads behind the last row is thrown away.
        var across = ArrayPool<ushort>.Shared.Rent((w * h) + Vector256<ushort>.Count);
        try
        {
            across.AsSpan(0, w * h).Clear();
            for (var y = 0; y < h; y++)
                Across(luma.Row(y), across.AsSpan(y * w, w));
            for (var y = Reach; y < h - Reach; y++)
                Down(ref across[(y - Reach) * w], w, smooth.AsSpan(y * w, w));
        }
        finally
        {
            ArrayPool<ushort>.Shared.Return(across);
        }

        return smooth;
    }

    static void Across(ReadOnlySpan<byte> row, Span<ushort> target)
    {
        if (row.Length < 2 * Reach)
            return;
        ref readonly var first = ref row[0];
        var x = Reach;
        for (; x + Vector128<byte>.Count <= row.Length - Reach; x += Vector128<byte>.Count)
        {
            var sum = Both(in first, x, 4) + (Both(in first, x, 3) << 3);
            sum += Both(in first, x, 2) * (ushort)28;
            sum += Both(in first, x, 1) * (ushort)56;
            sum += Sixteen(in first, x) * (ushort)70;
            sum.CopyTo(target[x..]);
        }

        for (; x < row.Length - Reach; x++)
        {
            target[x] = (ushort)(
                row[x - 4]
                + row[x + 4]
                + (8 * (row[x - 3] + row[x + 3]))
                + (28 * (row[x - 2] + row[x + 2]))
                + (56 * (row[x - 1] + row[x + 1]))
                + (70 * row[x])
            );
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<ushort> Both(ref readonly byte first, int x, int away) => Sixteen(in first, x - away) + Sixteen(in first, x + away);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<ushort> Sixteen(ref readonly byte first, int x) =>
        Vector256.WidenLower(Vector128.LoadUnsafe(in first, (nuint)x).ToVector256Unsafe());

    static void Down(ref ushort top, int stride, Span<byte> target)
    {
        ref var first = ref MemoryMarshal.GetReference(target);
        var x = 0;
        for (; x + Vector128<ushort>.Count <= target.Length; x += Vector128<ushort>.Count)
        {
            ref var at = ref Unsafe.Add(ref top, x);
            var sum = Eight(ref at, 0) + Eight(ref at, 8 * stride) + ((Eight(ref at, stride) + Eight(ref at, 7 * stride)) << 3);
            sum += (Eight(ref at, 2 * stride) + Eight(ref at, 6 * stride)) * 28u;
            sum += (Eight(ref at, 3 * stride) + Eight(ref at, 5 * stride)) * 56u;
            sum += Eight(ref at, 4 * stride) * 70u;
            sum = (sum + Vector256.Create(1u << 15)) >> 16;
            var words = Vector128.Narrow(sum.GetLower(), sum.GetUpper());
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref first, x), Vector128.Narrow(words, words).AsUInt64().ToScalar());
        }

        for (; x < target.Length; x++)
        {
            ref var at = ref Unsafe.Add(ref top, x);
            var sum = 70 * Unsafe.Add(ref at, 4 * stride);
            sum += Unsafe.Add(ref at, 0) + Unsafe.Add(ref at, 8 * stride);
            sum += 8 * (Unsafe.Add(ref at, stride) + Unsafe.Add(ref at, 7 * stride));
            sum += 28 * (Unsafe.Add(ref at, 2 * stride) + Unsafe.Add(ref at, 6 * stride));
            sum += 56 * (Unsafe.Add(ref at, 3 * stride) + Unsafe.Add(ref at, 5 * stride));
            target[x] = (byte)((sum + (1 << 15)) >> 16);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<uint> Eight(ref ushort at, nint offset) =>
        Vector256.WidenLower(Vector128.LoadUnsafe(ref Unsafe.Add(ref at, offset)).ToVector256Unsafe());
}
