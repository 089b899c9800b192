using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
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
    /// <summary>The eight hashes and the quality of a picture.</summary>
    public static (PdqSet Hashes, int Quality) Hash(Luma luma)
    {
        Span<float> samples = stackalloc float[DihedralDct.Samples * DihedralDct.Samples];
        Sample(luma, samples);
        return (DihedralDct.Hashes(samples), DihedralDct.Quality(samples));
    }

    /// <summary>64 × 64 samples of the picture, rows first.</summary>
    public static void Sample(Luma luma, Span<float> samples)
    {
        var down = Tents.Of(luma.HeightPx);
        var across = Tents.Of(luma.WidthPx);
        var line = ArrayPool<float>.Shared.Rent(luma.WidthPx);
        try
        {
            for (var k = 0; k < DihedralDct.Samples; k++)
            {
                SumRows(luma, down.First[k], down.WeightsOf(k), line);
                var target = samples.Slice(k * DihedralDct.Samples, DihedralDct.Samples);
                for (var j = 0; j < target.Length; j++)
                    target[j] = Dot(ref line[across.First[j]], across.WeightsOf(j));
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(line);
        }
    }

    // line[x] = Σ weight · row[x] over the rows under one tent; eight columns at a time stay in a register.
    static void SumRows(Luma luma, int firstRow, ReadOnlySpan<float> weights, float[] line)
    {
        var width = luma.WidthPx;
        ref var first = ref luma.Pixels[firstRow * width];
        var x = 0;
        for (; x + Vector256<float>.Count <= width; x += Vector256<float>.Count)
        {
            var sum = Vector256<float>.Zero;
            for (var t = 0; t < weights.Length; t++)
                sum += Vector256.Create(weights[t]) * EightPixels(ref Unsafe.Add(ref first, (t * width) + x));
            sum.StoreUnsafe(ref line[x]);
        }

        for (; x < width; x++)
        {
            var sum = 0f;
            for (var t = 0; t < weights.Length; t++)
                sum += weights[t] * Unsafe.Add(ref first, (t * width) + x);
            line[x] = sum;
        }
    }

    static Vector256<float> EightPixels(ref byte pixels)
    {
        var bytes = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref pixels)).AsByte();
        var words = Vector128.WidenLower(bytes);
        return Vector256.ConvertToSingle(Vector256.WidenLower(words.ToVector256Unsafe()).AsInt32());
    }

    static float Dot(ref float line, ReadOnlySpan<float> weights)
    {
        var sum = 0f;
        for (var t = 0; t < weights.Length; t++)
            sum += Unsafe.Add(ref line, t) * weights[t];
        return sum;
    }
}
