using System.Buffers;
using IpGuard.Vision.Hashing;

namespace IpGuard.Vision.Features;

/// <summary>Chooses corners so that they lie all over a picture: the strongest of each cell, then the second of each, until there are
/// enough. A crop then still holds some.</summary>
static class CornerSpread
{
    const int CellPx = 24;

    // Numbers to sort by, highest first: cell or rank (up to 1,024), strength (a positive float's bits, turned around), place in the list.
    const int StrengthBits = 31;
    const int PlaceBits = 22;
    const uint MostStrength = 0x7FFF_FFFF;

    /// <param name="corners">Row by row.</param>
    /// <returns>At most as many as are wanted; rank by rank, strongest first, of equals the first in reading order.</returns>
    public static List<(int X, int Y, float Strength)> Choose(Luma luma, List<(int X, int Y)> corners, int wanted)
    {
        var w = luma.WidthPx;
        var strengths = new float[corners.Count];
        // 0 where there is no corner; none of the weaker ones beside it could have spoken against a corner.
        var map = ArrayPool<float>.Shared.Rent(w * luma.HeightPx);
        try
        {
            map.AsSpan(0, w * luma.HeightPx).Clear();
            for (var i = 0; i < strengths.Length; i++)
            {
                var (x, y) = corners[i];
                map[(y * w) + x] = strengths[i] = CornerMeasures.Harris(luma, x, y);
            }

            return Ranked(corners, strengths, Keys(corners, strengths, map, w), wanted);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(map);
        }
    }

    // Of the corners that are the highest of their nine pixels: cell by cell, strongest first.
    static List<ulong> Keys(List<(int X, int Y)> corners, float[] strengths, float[] map, int w)
    {
        var keys = new List<ulong>();
        var cellsAcross = (w / CellPx) + 1;
        for (var i = 0; i < strengths.Length; i++)
        {
            var (x, y) = corners[i];
            if (strengths[i] > 0 && IsHighest(map.AsSpan(((y - 1) * w) + x - 1), w, strengths[i]))
                keys.Add(Key((y / CellPx * cellsAcross) + (x / CellPx), strengths[i], i));
        }

        keys.Sort();
        return keys;
    }

    static List<(int X, int Y, float Strength)> Ranked(List<(int X, int Y)> corners, float[] strengths, List<ulong> byCell, int wanted)
    {
        const ulong rest = (1ul << (StrengthBits + PlaceBits)) - 1;
        var (cell, rank) = (ulong.MaxValue, 0ul);
        for (var at = 0; at < byCell.Count; at++)
        {
            var here = byCell[at] >> (StrengthBits + PlaceBits);
            (cell, rank) = (here, here == cell ? rank + 1 : 0);
            byCell[at] = (byCell[at] & rest) | (Math.Min(rank, 1_023) << (StrengthBits + PlaceBits));
        }

        byCell.Sort();
        var chosen = new List<(int X, int Y, float Strength)>(wanted);
        for (var at = 0; at < Math.Min(wanted, byCell.Count); at++)
        {
            var i = (int)(byCell[at] & ((1ul << PlaceBits) - 1));
            chosen.Add((corners[i].X, corners[i].Y, strengths[i]));
        }

        return chosen;
    }

    static ulong Key(int cell, float strength, int place) =>
        ((ulong)cell << (StrengthBits + PlaceBits))
        | ((ulong)(MostStrength - BitConverter.SingleToUInt32Bits(strength)) << PlaceBits)
        | (uint)place;

    // Of equals the first in reading order. Nine pixels, the corner in the middle.
    static bool IsHighest(ReadOnlySpan<float> nine, int w, float strength)
    {
        if (nine[0] >= strength || nine[1] >= strength || nine[2] >= strength || nine[w] >= strength)
            return false;
        var below = nine[(2 * w)..];
        return nine[w + 2] <= strength && below[0] <= strength && below[1] <= strength && below[2] <= strength;
    }
}
