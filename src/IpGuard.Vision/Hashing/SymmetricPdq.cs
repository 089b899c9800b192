using System.Buffers;
using System.Numerics;
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
                SumRows(luma, down, k, line);
                var target = samples.Slice(k * DihedralDct.Samples, DihedralDct.Samples);
                for (var j = 0; j < DihedralDct.Samples; j++)
                    target[j] = Dot(line.AsSpan(across.First[j]), across.WeightsOf(j));
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(line);
        }
    }

    // line[x] = Σ weight · row[x] over the rows under tent k.
    static void SumRows(Luma luma, Tents down, int k, float[] line)
    {
        var sum = line.AsSpan(0, luma.WidthPx);
        sum.Clear();
        var weights = down.WeightsOf(k);
        for (var t = 0; t < weights.Length; t++)
            AddRow(luma.Row(down.First[k] + t), weights[t], sum);
    }

    static void AddRow(ReadOnlySpan<byte> row, float weight, Span<float> sum)
    {
        var (x, lanes) = (0, Vector<byte>.Count);
        var quarter = Vector<float>.Count;
        var factor = new Vector<float>(weight);
        for (; x + lanes <= row.Length; x += lanes)
        {
            Vector.Widen(new Vector<byte>(row[x..]), out var low, out var high);
            Vector.Widen(low, out var a, out var b);
            Vector.Widen(high, out var c, out var d);
            Add(a, factor, sum[x..]);
            Add(b, factor, sum[(x + quarter)..]);
            Add(c, factor, sum[(x + (2 * quarter))..]);
            Add(d, factor, sum[(x + (3 * quarter))..]);
        }

        for (; x < row.Length; x++)
            sum[x] += weight * row[x];
    }

    static void Add(Vector<uint> pixels, Vector<float> factor, Span<float> sum) =>
        (new Vector<float>(sum) + (Vector.ConvertToSingle(Vector.AsVectorInt32(pixels)) * factor)).CopyTo(sum);

    static float Dot(ReadOnlySpan<float> line, ReadOnlySpan<float> weights)
    {
        var sum = 0f;
        for (var t = 0; t < weights.Length; t++)
            sum += line[t] * weights[t];
        return sum;
    }
}
