using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using IpGuard.Core.Matching;

namespace IpGuard.Vision.Hashing;

/// <summary>The last half of PDQ: 64 × 64 samples → quality, 16 × 16 cosine coefficients, one bit for each above their median.</summary>
/// <remarks>The order of the floating-point operations is the published one (facebook/ThreatExchange, pdq/cpp/hashing/pdqhashing.cpp),
/// so that equal samples give equal bits.</remarks>
static class DihedralDct
{
    public const int Samples = 64;
    public const int Frequencies = 16;

    // Rows are frequencies 1 to 16 of a 64-point cosine transform; the constant term is left out, since it is only brightness.
    static readonly float[] Matrix = MakeMatrix();
    static readonly float[] Transposed = Transpose(Matrix);

    /// <summary>PDQ's image-domain quality: how much gradient the samples hold, 0 to 100.</summary>
    public static int Quality(ReadOnlySpan<float> samples)
    {
        var sum = 0;
        for (var i = 0; i < Samples - 1; i++)
        {
            for (var j = 0; j < Samples; j++)
                sum += Math.Abs((int)((samples[(i * Samples) + j] - samples[((i + 1) * Samples) + j]) * 100 / 255));
        }

        for (var i = 0; i < Samples; i++)
        {
            for (var j = 0; j < Samples - 1; j++)
                sum += Math.Abs((int)((samples[(i * Samples) + j] - samples[(i * Samples) + j + 1]) * 100 / 255));
        }

        // 90 is the published scale: a busy photograph reaches about 100.
        return Math.Min(sum / 90, 100);
    }

    /// <summary>The upright hash alone.</summary>
    public static Pdq Hash(ReadOnlySpan<float> samples)
    {
        Span<float> coefficients = stackalloc float[Frequencies * Frequencies];
        Transform(samples, coefficients);
        return Bits(coefficients, Median(coefficients), isTransposed: false);
    }

    /// <summary>All eight hashes from one transform: mirroring the samples flips the sign of every odd frequency along that axis, and
    /// turning them is mirroring and transposing.</summary>
    public static PdqSet Hashes(ReadOnlySpan<float> samples)
    {
        Span<float> upright = stackalloc float[Frequencies * Frequencies];
        Span<float> signed = stackalloc float[Frequencies * Frequencies];
        Transform(samples, upright);
        var set = default(PdqSet);
        foreach (var (plain, transposed, x, y) in Symmetries)
        {
            Sign(upright, signed, x, y);
            var median = Median(signed);
            set[(int)plain] = Bits(signed, median, isTransposed: false);
            set[(int)transposed] = Bits(signed, median, isTransposed: true);
        }

        return set;
    }

    // The transpose of a mirrored picture is the picture turned left, and so on: see Orientation.
    static readonly (Orientation Plain, Orientation Transposed, bool MirrorX, bool MirrorY)[] Symmetries =
    [
        (Orientation.Upright, Orientation.Transposed, false, false),
        (Orientation.Mirrored, Orientation.TurnedLeft, true, false),
        (Orientation.Flipped, Orientation.TurnedRight, false, true),
        (Orientation.TurnedAround, Orientation.TransposedAround, true, true),
    ];

    static void Sign(ReadOnlySpan<float> from, Span<float> to, bool mirrorX, bool mirrorY)
    {
        for (var i = 0; i < Frequencies; i++)
        {
            for (var j = 0; j < Frequencies; j++)
            {
                // Index 0 is frequency 1: even indices are odd frequencies.
                var isNegative = (mirrorX && (j & 1) == 0) ^ (mirrorY && (i & 1) == 0);
                var at = (i * Frequencies) + j;
                to[at] = isNegative ? -from[at] : from[at];
            }
        }
    }

    // T = D·A, then T·Dᵀ; vectors run along columns, so that each sum keeps the order of its terms.
    static void Transform(ReadOnlySpan<float> samples, Span<float> coefficients)
    {
        Span<float> half = stackalloc float[Frequencies * Samples];
        Multiply(Matrix, samples, half, Samples);
        Multiply(half, Transposed, coefficients, Frequencies);
    }

    // (16 × 64) · (64 × columns); four vectors of columns are summed side by side, since each sum waits on itself.
    static void Multiply(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> product, int columns)
    {
        var lanes = Vector256<float>.Count;
        var together = Math.Min(columns, 4 * lanes);
        for (var i = 0; i < Frequencies; i++)
        {
            for (var j = 0; j < columns; j += together)
            {
                var (a, b, c, d) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
                for (var k = 0; k < Samples; k++)
                {
                    var factor = Vector256.Create(left[(i * Samples) + k]);
                    ref var row = ref MemoryMarshal.GetReference(right[((k * columns) + j)..]);
                    a += factor * Vector256.LoadUnsafe(ref row);
                    b += factor * Vector256.LoadUnsafe(ref row, (nuint)lanes);
                    if (together == 2 * lanes)
                        continue;
                    c += factor * Vector256.LoadUnsafe(ref row, 2 * (nuint)lanes);
                    d += factor * Vector256.LoadUnsafe(ref row, 3 * (nuint)lanes);
                }

                var target = product[((i * columns) + j)..];
                a.CopyTo(target);
                b.CopyTo(target[lanes..]);
                if (together == 2 * lanes)
                    continue;
                c.CopyTo(target[(2 * lanes)..]);
                d.CopyTo(target[(3 * lanes)..]);
            }
        }
    }

    // The published algorithm takes the 128th smallest of the 256 (torben's method); quickselect gives the same value.
    static float Median(ReadOnlySpan<float> values)
    {
        Span<float> rest = stackalloc float[values.Length];
        values.CopyTo(rest);
        var wanted = (values.Length / 2) - 1;
        var (low, high) = (0, rest.Length - 1);
        while (low < high)
        {
            var pivot = rest[(low + high) / 2];
            var (i, j) = (low, high);
            while (i <= j)
            {
                while (rest[i] < pivot)
                    i++;
                while (rest[j] > pivot)
                    j--;
                if (i > j)
                    break;
                (rest[i], rest[j]) = (rest[j], rest[i]);
                (i, j) = (i + 1, j - 1);
            }

            if (wanted <= j)
                high = j;
            else if (wanted >= i)
                low = i;
            else
                break;
        }

        return rest[wanted];
    }

    static Pdq Bits(scoped ReadOnlySpan<float> coefficients, float median, bool isTransposed)
    {
        Span<float> turned = stackalloc float[Frequencies * Frequencies];
        if (isTransposed)
        {
            for (var at = 0; at < turned.Length; at++)
                turned[at] = coefficients[(at % Frequencies * Frequencies) + (at / Frequencies)];
            coefficients = turned;
        }

        Span<ulong> words = stackalloc ulong[4];
        var threshold = Vector256.Create(median);
        for (var at = 0; at < coefficients.Length; at += Vector256<float>.Count)
        {
            var above = Vector256.GreaterThan(Vector256.Create(coefficients[at..]), threshold);
            words[at >> 6] |= (ulong)above.ExtractMostSignificantBits() << (at & 63);
        }

        // Bit 255 is written first.
        return new(words[3], words[2], words[1], words[0]);
    }

    static float[] MakeMatrix()
    {
        var matrix = new float[Frequencies * Samples];
        var scale = Math.Sqrt(2.0 / Samples);
        for (var i = 0; i < Frequencies; i++)
        {
            for (var j = 0; j < Samples; j++)
                matrix[(i * Samples) + j] = (float)(scale * Math.Cos(Math.PI / 2 / Samples * (i + 1) * ((2 * j) + 1)));
        }

        return matrix;
    }

    static float[] Transpose(float[] matrix)
    {
        var transposed = new float[matrix.Length];
        for (var i = 0; i < Frequencies; i++)
        {
            for (var j = 0; j < Samples; j++)
                transposed[(j * Frequencies) + i] = matrix[(i * Samples) + j];
        }

        return transposed;
    }
}
