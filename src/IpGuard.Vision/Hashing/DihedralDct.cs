using System.Runtime.CompilerServices;
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
        // Rows beside the next rows; and each number beside the next, of which the last of a row has none.
        var last = Samples * (Samples - 1);
        var sums = Vector256<int>.Zero;
        for (var at = 0; at < last; at += Vector256<float>.Count)
            sums += Steps(Vector256.Create(samples[at..]), Vector256.Create(samples[(at + Samples)..]));
        var sum = 0;
        for (var row = 0; row < samples.Length; row += Samples)
        {
            for (var x = 0; x < Samples - Vector256<float>.Count; x += Vector256<float>.Count)
                sums += Steps(Vector256.Create(samples[(row + x)..]), Vector256.Create(samples[(row + x + 1)..]));
            for (var x = Samples - Vector256<float>.Count; x < Samples - 1; x++)
                sum += Math.Abs((int)((samples[row + x] - samples[row + x + 1]) * 100 / 255));
        }

        sum += Vector256.Sum(sums);
        // 90 is the published scale: a busy photograph reaches about 100.
        return Math.Min(sum / 90, 100);
    }

    static Vector256<int> Steps(Vector256<float> here, Vector256<float> next) =>
        Vector256.Abs(Vector256.ConvertToInt32((here - next) * 100f / Vector256.Create(255f)));

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
        // Index 0 is frequency 1: even indices are odd frequencies.
        var alternating = Vector256.Create(-0f, 0f, -0f, 0f, -0f, 0f, -0f, 0f);
        for (var at = 0; at < from.Length; at += Vector256<float>.Count)
        {
            var signs = mirrorX ? alternating : Vector256<float>.Zero;
            if (mirrorY && (at / Frequencies & 1) == 0)
                signs ^= Vector256.Create(-0f);
            (Vector256.Create(from[at..]) ^ signs).CopyTo(to[at..]);
        }
    }

    // T = D·A, then T·Dᵀ; vectors run along columns, so that each sum keeps the order of its terms.
    static void Transform(ReadOnlySpan<float> samples, Span<float> coefficients)
    {
        Span<float> half = stackalloc float[Frequencies * Samples];
        Multiply(Matrix, samples, half, Samples);
        Multiply(half, Transposed, coefficients, Frequencies);
    }

    // (16 × 64) · (64 × columns), two rows by two vectors of columns side by side, since each sum waits on itself.
    static void Multiply(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> product, int columns)
    {
        for (var i = 0; i < Frequencies; i += 2)
        {
            for (var j = 0; j < columns; j += 2 * Vector256<float>.Count)
                MultiplyBlock(in left[i * Samples], in right[j], ref product[(i * columns) + j], (nuint)columns);
        }
    }

    static void MultiplyBlock(ref readonly float left, ref readonly float right, ref float product, nuint columns)
    {
        var (a, b, c, d) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
        for (nuint k = 0; k < Samples; k++)
        {
            ref var factor = ref Unsafe.Add(ref Unsafe.AsRef(in left), k);
            var (upper, lower) = (Vector256.Create(factor), Vector256.Create(Unsafe.Add(ref factor, Samples)));
            var (one, other) = (Vector256.LoadUnsafe(in right, k * columns), Vector256.LoadUnsafe(in right, (k * columns) + 8));
            a += upper * one;
            b += upper * other;
            c += lower * one;
            d += lower * other;
        }

        a.StoreUnsafe(ref product);
        b.StoreUnsafe(ref product, 8);
        c.StoreUnsafe(ref product, columns);
        d.StoreUnsafe(ref product, columns + 8);
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
            ref var first = ref MemoryMarshal.GetReference(coefficients);
            foreach (var (x, y) in (ReadOnlySpan<(int, int)>)[(0, 0), (0, 8), (8, 0), (8, 8)])
            {
                ref var block = ref Unsafe.Add(ref first, (y * Frequencies) + x);
                Transposing.Block(ref block, Frequencies, ref turned[(x * Frequencies) + y], Frequencies);
            }

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
