using System.Runtime.Intrinsics;
using IpGuard.Vision.Hashing;

namespace IpGuard.Vision.Features;

/// <summary>Shrinking by means over boxes of whole pixels.</summary>
static class Boxes
{
    /// <summary>Every source pixel falls into one target pixel.</summary>
    public static Luma Shrink(Luma from, int widthPx, int heightPx)
    {
        var target = new byte[widthPx * heightPx];
        var columns = new int[from.WidthPx];
        // Where each target pixel's columns end.
        var ends = new int[widthPx];
        for (var x = 0; x < from.WidthPx; x++)
            ends[Math.Min(widthPx - 1, (int)((long)x * widthPx / from.WidthPx))] = x + 1;
        for (var y = 0; y < heightPx; y++)
        {
            Array.Clear(columns);
            var top = y * from.HeightPx / heightPx;
            var bottom = Math.Min(from.HeightPx, Math.Max((y + 1) * from.HeightPx / heightPx, top + 1));
            for (var row = top; row < bottom; row++)
                AddRow(from.Row(row), columns);
            for (int x = 0, column = 0; x < widthPx; x++)
            {
                var (sum, first) = (0, column);
                for (; column < ends[x]; column++)
                    sum += columns[column];
                var count = (column - first) * (bottom - top);
                target[(y * widthPx) + x] = (byte)((sum + (count / 2)) / Math.Max(1, count));
            }
        }

        return new(target, widthPx, heightPx);
    }

    static void AddRow(ReadOnlySpan<byte> row, Span<int> columns)
    {
        var x = 0;
        for (; x + Vector128<byte>.Count <= row.Length; x += Vector128<byte>.Count)
        {
            var (low, high) = Vector128.Widen(Vector128.Create(row[x..]));
            var ((a, b), (c, d)) = (Vector128.Widen(low.AsInt16()), Vector128.Widen(high.AsInt16()));
            (Vector128.Create<int>(columns[x..]) + a).CopyTo(columns[x..]);
            (Vector128.Create<int>(columns[(x + 4)..]) + b).CopyTo(columns[(x + 4)..]);
            (Vector128.Create<int>(columns[(x + 8)..]) + c).CopyTo(columns[(x + 8)..]);
            (Vector128.Create<int>(columns[(x + 12)..]) + d).CopyTo(columns[(x + 12)..]);
        }

        for (; x < row.Length; x++)
            columns[x] += row[x];
    }
}
