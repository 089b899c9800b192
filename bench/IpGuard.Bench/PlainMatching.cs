using System.Numerics;
using IpGuard.Core.Matching;

namespace IpGuard.Bench;

/// <summary>Matching as it is said, loop for loop: the oracle of what is counted many at a time, and its yardstick. Nothing here is made to
/// be quick.</summary>
public static class PlainMatching
{
    /// <summary>In how many bits two codes of four numbers differ.</summary>
    public static int Bits(ReadOnlySpan<ulong> one, ReadOnlySpan<ulong> other) =>
        BitOperations.PopCount(one[0] ^ other[0])
        + BitOperations.PopCount(one[1] ^ other[1])
        + BitOperations.PopCount(one[2] ^ other[2])
        + BitOperations.PopCount(one[3] ^ other[3]);

    /// <summary>How many keypoints of a listing have a likeness in a work: the rule of <see cref="KeypointGeometry"/>.</summary>
    public static int Matches(Keypoints filed, Keypoints listed)
    {
        var matches = 0;
        for (var j = 0; j < listed.Count; j++)
        {
            int best = int.MaxValue,
                second = int.MaxValue;
            for (var i = 0; i < filed.Count; i++)
            {
                var bits = Bits(filed.Descriptors.AsSpan(4 * i, 4), listed.Descriptors.AsSpan(4 * j, 4));
                if (bits < best)
                    (second, best) = (best, bits);
                else if (bits < second)
                    second = bits;
            }

            if (best <= 40 || (best <= KeypointGeometry.MostBits && best < 0.88f * second))
                matches++;
        }

        return matches;
    }

    /// <summary>The first of the nearest of some codes.</summary>
    public static int Nearest(ReadOnlySpan<ulong> codes, ReadOnlySpan<ulong> asked)
    {
        var (best, least) = (0, int.MaxValue);
        for (var i = 0; i < codes.Length / 4; i++)
        {
            var bits = Bits(codes.Slice(4 * i, 4), asked);
            if (bits < least)
                (best, least) = (i, bits);
        }

        return best;
    }

    /// <summary>k-majority over all codes, bit by bit.</summary>
    public static (ulong[] Centres, int[] Nearest) Majorities(ulong[] codes, int count, int rounds)
    {
        var n = codes.Length / 4;
        var (centres, nearest) = (new ulong[4 * count], new int[n]);
        for (var c = 0; c < count; c++)
            codes.AsSpan(4 * (int)((long)c * n / count), 4).CopyTo(centres.AsSpan(4 * c));
        for (var round = 0; round < rounds; round++)
        {
            var (ones, counts) = (new int[count * 256], new int[count]);
            for (var i = 0; i < n; i++)
            {
                var code = codes.AsSpan(4 * i, 4);
                var c = nearest[i] = Nearest(centres, code);
                counts[c]++;
                for (var bit = 0; bit < 256; bit++)
                    ones[(c * 256) + bit] += (int)((code[bit >> 6] >> (bit & 63)) & 1);
            }

            for (var at = 0; at < centres.Length; at++)
            {
                var c = at / 4;
                if (counts[c] == 0)
                    continue;
                ulong value = 0;
                for (var bit = 0; bit < 64; bit++)
                    value |= (2 * ones[(c * 256) + (at % 4 * 64) + bit] > counts[c] ? 1ul : 0) << bit;
                centres[at] = value;
            }
        }

        return (centres, nearest);
    }

    /// <summary>The best place of a drawing over a picture: correlation times the root of the share covered, as
    /// <see cref="OverlaySearch"/> says it.</summary>
    public static (float Score, int X, int Y) Slide(ReliefLevel drawing, ReliefLevel listed)
    {
        var (w, h) = (drawing.WidthPx, drawing.HeightPx);
        var (allMine, allTheirs) = (Squares(drawing.Even), Squares(listed.Even));
        var least = 0.55f * Math.Min(w * h, listed.WidthPx * listed.HeightPx);
        var best = (Score: -1f, X: 0, Y: 0);
        for (var dy = -h + 4; dy <= listed.HeightPx - 4; dy++)
        {
            for (var dx = -w + 4; dx <= listed.WidthPx - 4; dx++)
            {
                int left = Math.Max(0, dx),
                    right = Math.Min(listed.WidthPx, dx + w),
                    top = Math.Max(0, dy),
                    bottom = Math.Min(listed.HeightPx, dy + h);
                if ((bottom - top) * (right - left) < least)
                    continue;
                double dot = 0,
                    mine = 0,
                    theirs = 0;
                for (var y = top; y < bottom; y++)
                {
                    for (var x = left; x < right; x++)
                    {
                        float a = drawing.Even[((y - dy) * w) + x - dx],
                            b = listed.Even[(y * listed.WidthPx) + x];
                        (dot, mine, theirs) = (dot + (a * b), mine + (a * a), theirs + (b * b));
                    }
                }

                var covered = Math.Max(mine / allMine, theirs / allTheirs);
                var score = (float)(dot / Math.Sqrt((mine * theirs) + 1e-3) * Math.Sqrt(covered));
                if (score > best.Score)
                    best = (score, dx, dy);
            }
        }

        return best;
    }

    static double Squares(float[] values)
    {
        double sum = 0;
        foreach (var value in values)
            sum += value * value;
        return Math.Max(sum, 1e-3);
    }
}
