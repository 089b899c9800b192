using IpGuard.Vision.Hashing;

namespace IpGuard.Vision.Features;

/// <summary>Shrinking by means over boxes of whole pixels.</summary>
static class Boxes
{
    /// <summary>Every source pixel falls into one target pixel.</summary>
    public static Luma Shrink(Luma from, int widthPx, int heightPx)
    {
        var (sums, counts) = (new int[widthPx], new int[widthPx]);
        var target = new byte[widthPx * heightPx];
        var columns = new int[from.WidthPx];
        for (var x = 0; x < columns.Length; x++)
            columns[x] = Math.Min(widthPx - 1, (int)((long)x * widthPx / from.WidthPx));
        for (var y = 0; y < heightPx; y++)
        {
            Array.Clear(sums);
            Array.Clear(counts);
            var (top, bottom) = (y * from.HeightPx / heightPx, Math.Max((y + 1) * from.HeightPx / heightPx, (y * from.HeightPx / heightPx) + 1));
            for (var row = top; row < Math.Min(bottom, from.HeightPx); row++)
            {
                var pixels = from.Row(row);
                for (var x = 0; x < pixels.Length; x++)
                {
                    sums[columns[x]] += pixels[x];
                    counts[columns[x]]++;
                }
            }

            for (var x = 0; x < widthPx; x++)
                target[(y * widthPx) + x] = (byte)((sums[x] + (counts[x] / 2)) / Math.Max(1, counts[x]));
        }

        return new(target, widthPx, heightPx);
    }
}
