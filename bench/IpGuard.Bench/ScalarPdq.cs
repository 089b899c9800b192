using IpGuard.Core.Matching;

namespace IpGuard.Bench;

/// <summary>A plain scalar port of the published algorithm (facebook/ThreatExchange, pdq/cpp/hashing and downscaling), loop for loop:
/// the oracle of the exact hash, and the yardstick of the fast one. Nothing here is made to be quick.</summary>
public static class ScalarPdq
{
    const int Samples = 64;
    const int Frequencies = 16;

    /// <param name="luma">Brightness, row by row.</param>
    public static Pdq Hash(byte[] luma, int width, int height)
    {
        var a = new float[width * height];
        var b = new float[width * height];
        for (var i = 0; i < a.Length; i++)
            a[i] = luma[i];
        for (var pass = 0; pass < 2; pass++)
        {
            for (var y = 0; y < height; y++)
                Box(a, b, y * width, width, 1, (width + 127) / 128);
            for (var x = 0; x < width; x++)
                Box(b, a, x, height, width, (height + 127) / 128);
        }

        var samples = new float[Samples * Samples];
        for (var i = 0; i < Samples; i++)
        {
            for (var j = 0; j < Samples; j++)
                samples[(i * Samples) + j] = a[((int)((i + 0.5) * height / Samples) * width) + (int)((j + 0.5) * width / Samples)];
        }

        return Bits(Transform(samples));
    }

    static void Box(float[] from, float[] to, int start, int length, int stride, int window)
    {
        var half = (window + 2) / 2;
        var (li, ri, oi) = (start, start, start);
        var (sum, count) = (0f, 0);
        for (var i = 0; i < half - 1; i++, ri += stride, count++)
            sum += from[ri];
        for (var i = 0; i < window - half + 1; i++, ri += stride, oi += stride)
        {
            sum += from[ri];
            count++;
            to[oi] = sum / count;
        }

        for (var i = 0; i < length - window; i++, li += stride, ri += stride, oi += stride)
        {
            sum += from[ri];
            sum -= from[li];
            to[oi] = sum / count;
        }

        for (var i = 0; i < half - 1; i++, li += stride, oi += stride)
        {
            sum -= from[li];
            count--;
            to[oi] = sum / count;
        }
    }

    static float[] Transform(float[] samples)
    {
        var matrix = new float[Frequencies * Samples];
        var scale = Math.Sqrt(2.0 / Samples);
        for (var i = 0; i < Frequencies; i++)
        {
            for (var j = 0; j < Samples; j++)
                matrix[(i * Samples) + j] = (float)(scale * Math.Cos(Math.PI / 2 / Samples * (i + 1) * ((2 * j) + 1)));
        }

        var half = new float[Frequencies * Samples];
        for (var i = 0; i < Frequencies; i++)
        {
            for (var j = 0; j < Samples; j++)
            {
                var sum = 0f;
                for (var k = 0; k < Samples; k++)
                    sum += matrix[(i * Samples) + k] * samples[(k * Samples) + j];
                half[(i * Samples) + j] = sum;
            }
        }

        var full = new float[Frequencies * Frequencies];
        for (var i = 0; i < Frequencies; i++)
        {
            for (var j = 0; j < Frequencies; j++)
            {
                var sum = 0f;
                for (var k = 0; k < Samples; k++)
                    sum += half[(i * Samples) + k] * matrix[(j * Samples) + k];
                full[(i * Frequencies) + j] = sum;
            }
        }

        return full;
    }

    static Pdq Bits(float[] coefficients)
    {
        var median = coefficients.Order().ElementAt((coefficients.Length / 2) - 1);
        var words = new ulong[4];
        for (var i = 0; i < coefficients.Length; i++)
        {
            if (coefficients[i] > median)
                words[i / 64] |= 1UL << (i % 64);
        }

        return new(words[3], words[2], words[1], words[0]);
    }
}
