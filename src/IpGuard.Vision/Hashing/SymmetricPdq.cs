using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using IpGuard.Core.Matching;

namespace IpGuard.Vision.Hashing;

/// <summary>PDQ with windows that sit in the middle of their cell, so that a mirrored or turned picture has the mirrored or turned
/// hashes, but for rounding, and a picture decoded at half the size has nearly the same ones.</summary>
/// <remarks>
/// The published windows are box filters of a whole number of pixels, off centre by up to a pixel and a half; the shift depends on
/// the picture's size, and costs 16 bits in the median between a flipped picture's own hash and the one computed from signs.
/// Two box passes make a tent, and taking every n/64th sample of it makes a matrix with one narrow band a row. So each axis is that
/// matrix: a tent of half-width n/128 centred at (k + ½)·n/64, integrated over each pixel's area. Tents do not overlap, and each
/// pixel is read once.
/// </remarks>
public static class SymmetricPdq
{
    // Rows of samples made together: what is summed along them afterwards is then a vector of eight rows.
    const int Together = 8;

    /// <summary>The eight hashes and the quality of a picture.</summary>
    public static (PdqSet Hashes, int Quality) Hash(Luma luma) => Hash(luma, 0, 0, luma.WidthPx, luma.HeightPx);

    /// <summary>The eight hashes and the quality of a part of a picture.</summary>
    internal static (PdqSet Hashes, int Quality) Hash(Luma luma, int left, int top, int widthPx, int heightPx)
    {
        Span<float> samples = stackalloc float[DihedralDct.Samples * DihedralDct.Samples];
        Sample(luma, left, top, widthPx, heightPx, samples);
        return (DihedralDct.Hashes(samples), DihedralDct.Quality(samples));
    }

    /// <summary>64 × 64 samples of the picture, rows first.</summary>
    public static void Sample(Luma luma, Span<float> samples) => Sample(luma, 0, 0, luma.WidthPx, luma.HeightPx, samples);

    static void Sample(Luma luma, int left, int top, int widthPx, int heightPx, Span<float> samples)
    {
        var down = Tents.Of(heightPx);
        var across = Tents.Of(widthPx);
        var stride = (widthPx + Together - 1) / Together * Together;
        var lines = ArrayPool<float>.Shared.Rent(2 * Together * stride);
        try
        {
            var columns = lines.AsSpan(Together * stride);
            for (var k = 0; k < DihedralDct.Samples; k += Together)
            {
                for (var i = 0; i < Together; i++)
                {
                    ref var first = ref luma.Pixels[((top + down.First[k + i]) * luma.WidthPx) + left];
                    SumRows(ref first, luma.WidthPx, widthPx, down.WeightsOf(k + i), ref lines[i * stride]);
                }

                for (var x = 0; x < stride; x += Together)
                    Transposing.Block(ref lines[x], stride, ref columns[x * Together], Together);
                SumColumns(columns, across, samples[(k * DihedralDct.Samples)..]);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(lines);
        }
    }

    // line[x] = Σ weight · row[x] over the rows under one tent; thirty-two columns at a time stay in registers.
    static void SumRows(ref byte first, int stride, int width, ReadOnlySpan<float> weights, ref float line)
    {
        var x = 0;
        for (; x + 32 <= width; x += 32)
        {
            var (a, b, c, d) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
            ref var at = ref Unsafe.Add(ref first, x);
            foreach (var weight in weights)
            {
                var factor = Vector256.Create(weight);
                a += factor * EightPixels(ref at);
                b += factor * EightPixels(ref Unsafe.Add(ref at, 8));
                c += factor * EightPixels(ref Unsafe.Add(ref at, 16));
                d += factor * EightPixels(ref Unsafe.Add(ref at, 24));
                at = ref Unsafe.Add(ref at, stride);
            }

            a.StoreUnsafe(ref line, (nuint)x);
            b.StoreUnsafe(ref line, (nuint)x + 8);
            c.StoreUnsafe(ref line, (nuint)x + 16);
            d.StoreUnsafe(ref line, (nuint)x + 24);
        }

        for (; x < width; x++)
        {
            var sum = 0f;
            for (var t = 0; t < weights.Length; t++)
                sum += weights[t] * Unsafe.Add(ref first, (t * stride) + x);
            Unsafe.Add(ref line, x) = sum;
        }
    }

    // Each column of eight is a vector; eight tents of them, turned over, are eight samples of eight rows.
    static void SumColumns(ReadOnlySpan<float> columns, Tents across, Span<float> samples)
    {
        Span<float> block = stackalloc float[Together * Together];
        for (var j = 0; j < DihedralDct.Samples; j += Together)
        {
            for (var i = 0; i < Together; i++)
            {
                ref readonly var at = ref columns[across.First[j + i] * Together];
                var sum = Vector256<float>.Zero;
                nuint offset = 0;
                foreach (var weight in across.WeightsOf(j + i))
                {
                    sum += Vector256.LoadUnsafe(in at, offset) * weight;
                    offset += Together;
                }

                sum.CopyTo(block[(i * Together)..]);
            }

            Transposing.Block(ref block[0], Together, ref samples[j], DihedralDct.Samples);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> EightPixels(ref byte pixels)
    {
        var bytes = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref pixels)).AsByte();
        if (Avx2.IsSupported)
            return Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(bytes));
        var words = Vector128.WidenLower(bytes);
        return Vector256.ConvertToSingle(Vector256.WidenLower(words.ToVector256Unsafe()).AsInt32());
    }
}
