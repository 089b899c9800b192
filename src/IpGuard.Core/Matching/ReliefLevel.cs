using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace IpGuard.Core.Matching;

/// <summary>One size of a miniature: brightness, and the same freed of light and contrast. What is derived from the brightness is made when
/// it is first wanted; two threads may both make it, and make the same.</summary>
/// <param name="gray">Row by row, 0 to 255.</param>
public sealed class ReliefLevel(float[] gray, int widthPx, int heightPx)
{
    const int WindowRadiusPx = 4;

    // Deviations below this are the grain of a plain ground, not a drawing.
    const float LeastDeviation = 5;

    float[]? _even;
    float[]? _squares;
    Vector128<float>[]? _slopes;

    ReliefLevel(float[] gray, float[] even, int widthPx, int heightPx)
        : this(gray, widthPx, heightPx) => _even = even;

    /// <summary>0 to 255.</summary>
    public float[] Gray => gray;

    public int WidthPx => widthPx;

    public int HeightPx => heightPx;

    /// <summary>Brightness less the mean of its surroundings, over their deviation: about −3 to 3, the same under another light.</summary>
    public float[] Even => _even ??= Evened();

    /// <summary>Sums of the squares of <see cref="Even"/> over every rectangle from the corner, one row and column wider than the
    /// picture.</summary>
    internal float[] Squares => _squares ??= Squared();

    /// <summary><see cref="Even"/>, and by how much it grows to the right and downwards, for each pixel that has four neighbours.</summary>
    internal Vector128<float>[] Slopes => _slopes ??= Sloped();

    /// <summary>Left and right changed.</summary>
    public ReliefLevel Mirrored()
    {
        var (turned, even) = ((float[])gray.Clone(), (float[])Even.Clone());
        for (var y = 0; y < heightPx; y++)
        {
            Array.Reverse(turned, y * widthPx, widthPx);
            Array.Reverse(even, y * widthPx, widthPx);
        }

        return new(turned, even, widthPx, heightPx);
    }

    float[] Evened()
    {
        var even = new float[widthPx * heightPx];
        // Columns have a margin of the window's radius on both sides, and room for a whole vector at the end.
        var (sums, squares) = (new double[widthPx + (2 * WindowRadiusPx) + 4], new double[widthPx + (2 * WindowRadiusPx) + 4]);
        var line = new float[widthPx + 4];
        for (var y = 0; y < Math.Min(WindowRadiusPx, heightPx); y++)
            AddRow(gray.AsSpan(y * widthPx, widthPx), sums, squares, 1);
        for (var y = 0; y < heightPx; y++)
        {
            int top = Math.Max(0, y - WindowRadiusPx),
                bottom = Math.Min(heightPx, y + WindowRadiusPx + 1);
            if (y + WindowRadiusPx < heightPx)
                AddRow(gray.AsSpan((y + WindowRadiusPx) * widthPx, widthPx), sums, squares, 1);
            if (y > WindowRadiusPx)
                AddRow(gray.AsSpan((y - WindowRadiusPx - 1) * widthPx, widthPx), sums, squares, -1);
            gray.AsSpan(y * widthPx, widthPx).CopyTo(line);
            EvenRow(line, sums, squares, bottom - top);
            line.AsSpan(0, widthPx).CopyTo(even.AsSpan(y * widthPx));
        }

        return even;
    }

    static void AddRow(ReadOnlySpan<float> row, double[] sums, double[] squares, double sign)
    {
        ref var sum = ref sums[WindowRadiusPx];
        ref var square = ref squares[WindowRadiusPx];
        var x = 0;
        for (; x + 4 <= row.Length; x += 4)
        {
            var values = Four(row[x..]);
            var signed = values * sign;
            (Vector256.LoadUnsafe(ref sum, (nuint)x) + signed).StoreUnsafe(ref sum, (nuint)x);
            (Vector256.LoadUnsafe(ref square, (nuint)x) + (signed * values)).StoreUnsafe(ref square, (nuint)x);
        }

        for (; x < row.Length; x++)
        {
            double value = row[x];
            sums[WindowRadiusPx + x] += sign * value;
            squares[WindowRadiusPx + x] += sign * value * value;
        }
    }

    // Grays in, evened out; four columns at a time.
    void EvenRow(float[] line, double[] sums, double[] squares, int rows)
    {
        Span<double> counts = stackalloc double[4];
        for (var x = 0; x < widthPx; x += 4)
        {
            var (sum, square) = (Vector256<double>.Zero, Vector256<double>.Zero);
            for (var k = 0; k <= 2 * WindowRadiusPx; k++)
            {
                sum += Vector256.LoadUnsafe(ref sums[x], (nuint)k);
                square += Vector256.LoadUnsafe(ref squares[x], (nuint)k);
            }

            for (var i = 0; i < 4; i++)
                counts[i] = rows * Math.Max(1, Math.Min(widthPx, x + i + WindowRadiusPx + 1) - Math.Max(0, x + i - WindowRadiusPx));
            var n = Vector256.Create<double>(counts);
            var mean = sum / n;
            var variance = Vector256.Max(Vector256<double>.Zero, (square / n) - (mean * mean));
            var even = (Four(line.AsSpan(x)) - mean) / (Vector256.Sqrt(variance) + Vector256.Create((double)LeastDeviation));
            Vector128.Narrow(even.GetLower(), even.GetUpper()).CopyTo(line, x);
        }
    }

    static Vector256<double> Four(ReadOnlySpan<float> values)
    {
        var (low, high) = Vector128.Widen(Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(values)));
        return Vector256.Create(low, high);
    }

    float[] Squared()
    {
        var even = Even;
        var sums = new float[(widthPx + 1) * (heightPx + 1)];
        for (var y = 0; y < heightPx; y++)
        {
            float row = 0;
            var from = even.AsSpan(y * widthPx, widthPx);
            var above = sums.AsSpan((y * (widthPx + 1)) + 1, widthPx);
            var here = sums.AsSpan(((y + 1) * (widthPx + 1)) + 1, widthPx);
            for (var x = 0; x < from.Length; x++)
            {
                row += from[x] * from[x];
                here[x] = above[x] + row;
            }
        }

        sums[^1] = MathF.Max(sums[^1], 1e-3f);
        return sums;
    }

    Vector128<float>[] Sloped()
    {
        var even = Even;
        var slopes = new Vector128<float>[even.Length];
        for (var y = 1; y < heightPx - 1; y++)
        {
            var at = (y * widthPx) + 1;
            for (var x = 1; x < widthPx - 1; x++, at++)
            {
                float right = (even[at + 1] - even[at - 1]) / 2,
                    down = (even[at + widthPx] - even[at - widthPx]) / 2;
                slopes[at] = Vector128.Create(even[at], right, down, 0);
            }
        }

        return slopes;
    }

    /// <summary>The same picture at another size, by bilinear sampling.</summary>
    public float[] Resample(int toWidthPx, int toHeightPx)
    {
        var target = new float[toWidthPx * toHeightPx];
        float stepX = (float)widthPx / toWidthPx,
            stepY = (float)heightPx / toHeightPx;
        for (var y = 0; y < toHeightPx; y++)
        {
            for (var x = 0; x < toWidthPx; x++)
                target[(y * toWidthPx) + x] = Sample(((x + 0.5f) * stepX) - 0.5f, ((y + 0.5f) * stepY) - 0.5f);
        }

        return target;
    }

    // Bilinear, the edge going on outside.
    float Sample(float x, float y)
    {
        // A hair less than the last pixel, so that it has a neighbour; a picture of one pixel is its own.
        x = Math.Clamp(x, 0, MathF.Max(0, widthPx - 1.001f));
        y = Math.Clamp(y, 0, MathF.Max(0, heightPx - 1.001f));
        var (left, top) = ((int)x, (int)y);
        var (fx, fy) = (x - left, y - top);
        var at = (top * widthPx) + left;
        var right = widthPx > 1 ? 1 : 0;
        var below = heightPx > 1 ? widthPx : 0;
        var upper = gray[at] + ((gray[at + right] - gray[at]) * fx);
        var lower = gray[at + below] + ((gray[at + below + right] - gray[at + below]) * fx);
        return upper + ((lower - upper) * fy);
    }
}
