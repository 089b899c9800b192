using IpGuard.Vision.Hashing;

namespace IpGuard.Vision.Features;

/// <summary>A Gaussian of σ ≈ 2 px (binomial of nine, separable), before descriptors compare single pixels.</summary>
static class Smoothing
{
    // Row 8 of Pascal's triangle; its sum is 256. Variance 2, σ = 1.41; taken twice over a pair of rows it is ORB's 7 × 7 at σ = 2.
    static readonly int[] Weights = [1, 8, 28, 56, 70, 56, 28, 8, 1];

    public static byte[] Smooth(Luma luma)
    {
        var (w, h) = (luma.WidthPx, luma.HeightPx);
        var across = new ushort[w * h];
        for (var y = 0; y < h; y++)
        {
            var row = luma.Pixels.AsSpan(y * w, w);
            var target = across.AsSpan(y * w, w);
            for (var x = 4; x < w - 4; x++)
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

        var smooth = new byte[w * h];
        var sums = new int[w];
        for (var y = 4; y < h - 4; y++)
        {
            Array.Clear(sums);
            for (var k = 0; k < 9; k++)
            {
                var row = across.AsSpan((y + k - 4) * w, w);
                var weight = Weights[k];
                for (var x = 0; x < row.Length; x++)
                    sums[x] += weight * row[x];
            }

            var target = smooth.AsSpan(y * w, w);
            for (var x = 0; x < target.Length; x++)
                target[x] = (byte)((sums[x] + (1 << 15)) >> 16);
        }

        return smooth;
    }
}
