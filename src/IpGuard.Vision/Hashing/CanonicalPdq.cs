using System.Buffers;
using IpGuard.Core.Matching;

namespace IpGuard.Vision.Hashing;

/// <summary>PDQ as published, for exchange with others: the same windows and the same order of floating-point operations as the
/// reference in C++ (facebook/ThreatExchange, pdq/cpp), so that the same brightness gives the same bits.</summary>
public static class CanonicalPdq
{
    /// <summary>The reference shrinks a picture with a side over 512 to 512 × 512 by nearest neighbour before it hashes.</summary>
    const int LargestSidePx = 512;

    const int Passes = 2;

    /// <summary>The hash of a picture whose sides may be of any length.</summary>
    public static Pdq Hash(Luma luma)
    {
        var isShrunk = luma.WidthPx > LargestSidePx || luma.HeightPx > LargestSidePx;
        var (width, height) = isShrunk ? (LargestSidePx, LargestSidePx) : (luma.WidthPx, luma.HeightPx);
        var picture = ArrayPool<float>.Shared.Rent(width * height);
        var other = ArrayPool<float>.Shared.Rent(width * height);
        try
        {
            Spread(luma, picture, width, height);
            Span<float> samples = stackalloc float[DihedralDct.Samples * DihedralDct.Samples];
            Sample(picture, other, width, height, samples);
            return DihedralDct.Hash(samples);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(picture);
            ArrayPool<float>.Shared.Return(other);
        }
    }

    static void Spread(Luma luma, float[] picture, int width, int height)
    {
        for (var y = 0; y < height; y++)
        {
            var row = luma.Row(y * luma.HeightPx / height);
            for (var x = 0; x < width; x++)
                picture[(y * width) + x] = row[x * luma.WidthPx / width];
        }
    }

    // Box filters along rows and columns, twice, then every (k + ½)·n/64th sample.
    static void Sample(float[] picture, float[] other, int width, int height, Span<float> samples)
    {
        var alongRows = WindowPx(width);
        var alongColumns = WindowPx(height);
        for (var pass = 0; pass < Passes; pass++)
        {
            BlurRows(picture, other, width, height, alongRows);
            BlurColumns(other, picture, width, height, alongColumns);
        }

        for (var i = 0; i < DihedralDct.Samples; i++)
        {
            var y = (int)((i + 0.5) * height / DihedralDct.Samples);
            for (var j = 0; j < DihedralDct.Samples; j++)
                samples[(i * DihedralDct.Samples) + j] = picture[(y * width) + (int)((j + 0.5) * width / DihedralDct.Samples)];
        }
    }

    // computeJaroszFilterWindowSize: ⌈n / 128⌉.
    static int WindowPx(int lengthPx) => (lengthPx + (2 * DihedralDct.Samples) - 1) / (2 * DihedralDct.Samples);

    // Four rows at a time: each row's running sum waits on itself, four do not wait on each other.
    static void BlurRows(float[] from, float[] to, int width, int height, int window)
    {
        var y = 0;
        for (; y + 4 <= height; y += 4)
            BlurFourRows(from, to, y * width, width, window);
        for (; y < height; y++)
            BlurRow(from.AsSpan(y * width, width), to.AsSpan(y * width, width), window);
    }

    static void BlurRow(ReadOnlySpan<float> from, Span<float> to, int window)
    {
        var half = (window + 2) / 2;
        var (sum, count, left, right, at) = (0f, 0, 0, 0, 0);
        for (; right < half - 1 && right < from.Length; right++, count++)
            sum += from[right];
        for (; right < Math.Min(window, from.Length); right++)
        {
            sum += from[right];
            to[at++] = sum / ++count;
        }

        for (; right < from.Length; right++)
        {
            sum += from[right];
            sum -= from[left++];
            to[at++] = sum / count;
        }

        for (; at < to.Length; at++)
        {
            sum -= from[left++];
            to[at] = sum / --count;
        }
    }

    static void BlurFourRows(float[] from, float[] to, int start, int width, int window)
    {
        ref var a = ref from[start];
        ref var p = ref to[start];
        var half = (window + 2) / 2;
        var sum = System.Runtime.Intrinsics.Vector128<float>.Zero;
        var (count, left, right, at) = (0, 0, 0, 0);
        for (; right < half - 1 && right < width; right++, count++)
            sum += Gather(ref a, right, width);
        for (; right < Math.Min(window, width); right++)
        {
            sum += Gather(ref a, right, width);
            Scatter(ref p, at++, width, sum / ++count);
        }

        for (; right < width; right++)
        {
            sum += Gather(ref a, right, width);
            sum -= Gather(ref a, left++, width);
            Scatter(ref p, at++, width, sum / count);
        }

        for (; at < width; at++)
        {
            sum -= Gather(ref a, left++, width);
            Scatter(ref p, at, width, sum / --count);
        }
    }

    static System.Runtime.Intrinsics.Vector128<float> Gather(ref float first, int x, int width) =>
        System.Runtime.Intrinsics.Vector128.Create(
            System.Runtime.CompilerServices.Unsafe.Add(ref first, x),
            System.Runtime.CompilerServices.Unsafe.Add(ref first, x + width),
            System.Runtime.CompilerServices.Unsafe.Add(ref first, x + (2 * width)),
            System.Runtime.CompilerServices.Unsafe.Add(ref first, x + (3 * width))
        );

    static void Scatter(ref float first, int x, int width, System.Runtime.Intrinsics.Vector128<float> values)
    {
        for (var row = 0; row < 4; row++)
            System.Runtime.CompilerServices.Unsafe.Add(ref first, x + (row * width)) = values[row];
    }

    // All columns side by side, row after row: the same sums in the same order as column by column, without the strides.
    static void BlurColumns(float[] from, float[] to, int width, int height, int window)
    {
        var half = (window + 2) / 2;
        var sum = ArrayPool<float>.Shared.Rent(width);
        var sums = sum.AsSpan(0, width);
        sums.Clear();
        var (count, left, right, at) = (0, 0, 0, 0);
        for (; right < half - 1 && right < height; right++, count++)
            Rows.Add(sums, from.AsSpan(right * width, width));
        for (; right < Math.Min(window, height); right++)
        {
            Rows.Add(sums, from.AsSpan(right * width, width));
            Rows.Divide(sums, ++count, to.AsSpan(at++ * width, width));
        }

        for (; right < height; right++)
        {
            Rows.Add(sums, from.AsSpan(right * width, width));
            Rows.Subtract(sums, from.AsSpan(left++ * width, width));
            Rows.Divide(sums, count, to.AsSpan(at++ * width, width));
        }

        for (; at < height; at++)
        {
            Rows.Subtract(sums, from.AsSpan(left++ * width, width));
            Rows.Divide(sums, --count, to.AsSpan(at * width, width));
        }

        ArrayPool<float>.Shared.Return(sum);
    }
}
