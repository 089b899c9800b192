using IpGuard.Core.Matching;
using IpGuard.Vision.Hashing;

namespace IpGuard.Vision.Features;

/// <summary>Finds keypoints: corners at several scales, each with an angle and a binary descriptor, as in ORB (Rublee, Rabaud, Konolige,
/// Bradski 2011), spread over the picture.</summary>
static class KeypointFinder
{
    const int Levels = 8;
    const float LevelStep = 1.22f;

    // Patch, its orientation and the smoothing stay inside the picture.
    const int BorderPx = BriefPattern.RadiusPx + 3;

    const int AngleRadiusPx = 13;

    // A strong corner first; on soft pictures (blur, haze) weak ones too.
    const byte StrongStep = 18;
    const byte WeakStep = 6;

    const int SpreadCellPx = 24;

    /// <summary>At most <see cref="Keypoints.Most"/>, strongest of each place first; none on a picture too small for one patch.</summary>
    public static Keypoints Find(Luma sheet)
    {
        var levels = new List<(Luma Luma, float Scale)> { (sheet, 1) };
        for (var i = 1; i < Levels; i++)
        {
            var scale = MathF.Pow(LevelStep, i);
            var (w, h) = ((int)(sheet.WidthPx / scale), (int)(sheet.HeightPx / scale));
            if (Math.Min(w, h) < (2 * BorderPx) + 8)
                break;
            levels.Add((Shrink(levels[^1].Luma, w, h), (float)sheet.WidthPx / w));
        }

        // As many to a level as it has pixels to a side, as ORB does.
        var all = levels.Sum(l => 1 / l.Scale);
        var found = new List<Found>(Keypoints.Most);
        foreach (var (luma, scale) in levels)
            FindAt(luma, scale, (int)(Keypoints.Most / scale / all), found);
        return Collect(found);
    }

    readonly record struct Found(float X, float Y, float Scale, float Angle, float Strength, ulong A, ulong B, ulong C, ulong D);

    static void FindAt(Luma luma, float scale, int wanted, List<Found> found)
    {
        if (Math.Min(luma.WidthPx, luma.HeightPx) < (2 * BorderPx) + 1 || wanted == 0)
            return;
        var corners = new List<(int X, int Y)>(4_096);
        FastCorners.Find(luma.Pixels, luma.WidthPx, luma.HeightPx, BorderPx, StrongStep, corners);
        if (corners.Count < 6 * wanted)
        {
            corners.Clear();
            FastCorners.Find(luma.Pixels, luma.WidthPx, luma.HeightPx, BorderPx, WeakStep, corners);
        }

        var chosen = Spread(luma, corners, wanted);
        if (chosen.Count == 0)
            return;
        var smooth = Smoothing.Smooth(luma);
        Span<ulong> bits = stackalloc ulong[4];
        foreach (var (x, y, strength) in chosen)
        {
            var angle = AngleAt(luma, x, y);
            Describe(smooth, luma.WidthPx, x, y, angle, bits);
            found.Add(new((x + 0.5f) * scale, (y + 0.5f) * scale, scale, angle, strength, bits[0], bits[1], bits[2], bits[3]));
        }
    }

    // The strongest of each cell, then the second of each, until there are enough: a crop then still holds some.
    static List<(int X, int Y, float Strength)> Spread(Luma luma, List<(int X, int Y)> corners, int wanted)
    {
        var strengths = new float[corners.Count];
        var at = new Dictionary<int, float>(corners.Count);
        for (var i = 0; i < strengths.Length; i++)
        {
            var (x, y) = corners[i];
            at[(y * luma.WidthPx) + x] = strengths[i] = Harris(luma, x, y);
        }

        var cells = new Dictionary<int, List<int>>();
        for (var i = 0; i < strengths.Length; i++)
        {
            var (x, y) = corners[i];
            if (strengths[i] <= 0 || !IsHighest(at, luma.WidthPx, x, y, strengths[i]))
                continue;
            var cell = (y / SpreadCellPx * 1024) + (x / SpreadCellPx);
            (cells.TryGetValue(cell, out var list) ? list : cells[cell] = []).Add(i);
        }

        foreach (var list in cells.Values)
            list.Sort((a, b) => strengths[a] != strengths[b] ? strengths[b].CompareTo(strengths[a]) : a.CompareTo(b));
        var chosen = new List<(int, int, float)>(wanted);
        for (var rank = 0; chosen.Count < wanted; rank++)
        {
            var round = cells.Values.Where(l => l.Count > rank).Select(l => l[rank]).ToList();
            if (round.Count == 0)
                break;
            round.Sort((a, b) => strengths[a] != strengths[b] ? strengths[b].CompareTo(strengths[a]) : a.CompareTo(b));
            foreach (var i in round.Take(wanted - chosen.Count))
                chosen.Add((corners[i].X, corners[i].Y, strengths[i]));
        }

        return chosen;
    }

    static bool IsHighest(Dictionary<int, float> at, int widthPx, int x, int y, float strength)
    {
        for (var dy = -1; dy <= 1; dy++)
        {
            for (var dx = -1; dx <= 1; dx++)
            {
                if ((dx | dy) == 0 || !at.TryGetValue(((y + dy) * widthPx) + x + dx, out var other))
                    continue;
                // Of equals the first in reading order.
                if (other > strength || (other == strength && (dy < 0 || (dy == 0 && dx < 0))))
                    return false;
            }
        }

        return true;
    }

    // Harris and Stephens 1988, over 7 × 7 pixels, k = 0.04.
    static float Harris(Luma luma, int x, int y)
    {
        int xx = 0,
            yy = 0,
            xy = 0,
            w = luma.WidthPx;
        var p = luma.Pixels;
        for (var dy = -3; dy <= 3; dy++)
        {
            var row = ((y + dy) * w) + x;
            for (var dx = -3; dx <= 3; dx++)
            {
                var i = row + dx;
                int gx = p[i + 1] - p[i - 1],
                    gy = p[i + w] - p[i - w];
                xx += gx * gx;
                yy += gy * gy;
                xy += gx * gy;
            }
        }

        float a = xx,
            b = yy,
            c = xy;
        return (a * b) - (c * c) - (0.04f * (a + b) * (a + b));
    }

    // Towards the brighter side: the angle of the intensity's centroid in a disc.
    static float AngleAt(Luma luma, int x, int y)
    {
        int mx = 0,
            my = 0;
        for (var dy = -AngleRadiusPx; dy <= AngleRadiusPx; dy++)
        {
            var half = HalfWidths[dy + AngleRadiusPx];
            var row = luma.Pixels.AsSpan(((y + dy) * luma.WidthPx) + x - half, (2 * half) + 1);
            var sum = 0;
            for (var i = 0; i < row.Length; i++)
            {
                mx += (i - half) * row[i];
                sum += row[i];
            }

            my += dy * sum;
        }

        return MathF.Atan2(my, mx);
    }

    static readonly int[] HalfWidths =
    [
        .. Enumerable
            .Range(-AngleRadiusPx, (2 * AngleRadiusPx) + 1)
            .Select(dy => (int)Math.Sqrt((AngleRadiusPx * AngleRadiusPx) - (dy * dy))),
    ];

    static void Describe(byte[] smooth, int widthPx, int x, int y, float angle, Span<ulong> bits)
    {
        var step = (int)MathF.Round(angle / (2 * MathF.PI) * BriefPattern.Angles, MidpointRounding.AwayFromZero);
        var places = BriefPattern.At(step & (BriefPattern.Angles - 1));
        var centre = (y * widthPx) + x;
        for (var word = 0; word < 4; word++)
        {
            ulong value = 0;
            var at = word * 64 * 4;
            for (var bit = 0; bit < 64; bit++, at += 4)
            {
                var one = smooth[centre + (places[at + 1] * widthPx) + places[at]];
                var other = smooth[centre + (places[at + 3] * widthPx) + places[at + 2]];
                value |= (one < other ? 1ul : 0) << bit;
            }

            bits[word] = value;
        }
    }

    static Keypoints Collect(List<Found> found)
    {
        found.Sort((a, b) => b.Strength.CompareTo(a.Strength));
        var n = Math.Min(found.Count, Keypoints.Most);
        var keypoints = new Keypoints(new float[n], new float[n], new float[n], new float[n], new ulong[4 * n]);
        for (var i = 0; i < n; i++)
        {
            var f = found[i];
            (keypoints.Xs[i], keypoints.Ys[i], keypoints.Scales[i], keypoints.Angles[i]) = (f.X, f.Y, f.Scale, f.Angle);
            var d = keypoints.Descriptors.AsSpan(4 * i);
            (d[0], d[1], d[2], d[3]) = (f.A, f.B, f.C, f.D);
        }

        return keypoints.Rounded();
    }

    static Luma Shrink(Luma from, int widthPx, int heightPx)
    {
        var target = new byte[widthPx * heightPx];
        float stepX = (float)from.WidthPx / widthPx,
            stepY = (float)from.HeightPx / heightPx;
        // In fixed point of 8 bits; the step is below 2, so four neighbours are enough.
        var (lefts, shares) = (new int[widthPx], new int[widthPx]);
        for (var x = 0; x < widthPx; x++)
        {
            var u = Math.Clamp(((x + 0.5f) * stepX) - 0.5f, 0, from.WidthPx - 1.01f);
            (lefts[x], shares[x]) = ((int)u, (int)((u - (int)u) * 256));
        }

        for (var y = 0; y < heightPx; y++)
        {
            var v = Math.Clamp(((y + 0.5f) * stepY) - 0.5f, 0, from.HeightPx - 1.01f);
            var (top, share) = ((int)v, (int)((v - (int)v) * 256));
            var upper = from.Row(top);
            var lower = from.Row(top + 1);
            var row = target.AsSpan(y * widthPx, widthPx);
            for (var x = 0; x < row.Length; x++)
            {
                var (l, s) = (lefts[x], shares[x]);
                var a = (upper[l] * (256 - s)) + (upper[l + 1] * s);
                var b = (lower[l] * (256 - s)) + (lower[l + 1] * s);
                row[x] = (byte)(((a * (256 - share)) + (b * share) + (1 << 15)) >> 16);
            }
        }

        return new(target, widthPx, heightPx);
    }
}
