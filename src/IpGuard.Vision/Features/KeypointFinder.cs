using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
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

    // A strong corner first; on soft pictures (blur, haze) weak ones too.
    const byte StrongStep = 18;
    const byte WeakStep = 6;

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

        var chosen = CornerSpread.Choose(luma, corners, wanted);
        if (chosen.Count == 0)
            return;
        var smooth = Smoothing.Smooth(luma);
        Span<ulong> bits = stackalloc ulong[4];
        foreach (var (x, y, strength) in chosen)
        {
            var angle = CornerMeasures.AngleAt(luma, x, y);
            Describe(smooth, luma.WidthPx, x, y, angle, bits);
            found.Add(new((x + 0.5f) * scale, (y + 0.5f) * scale, scale, angle, strength, bits[0], bits[1], bits[2], bits[3]));
        }
    }

    static void Describe(byte[] smooth, int widthPx, int x, int y, float angle, Span<ulong> bits)
    {
        var step = (int)MathF.Round(angle / (2 * MathF.PI) * BriefPattern.Angles, MidpointRounding.AwayFromZero);
        ref var place = ref MemoryMarshal.GetReference(BriefPattern.At(step & (BriefPattern.Angles - 1)));
        // No place lies outside: the border is wider than the pattern.
        ref var centre = ref smooth[(y * widthPx) + x];
        for (var word = 0; word < 4; word++)
        {
            ulong value = 0;
            for (var bit = 0; bit < 64; bit++)
            {
                var one = Unsafe.Add(ref centre, (Unsafe.Add(ref place, 1) * widthPx) + place);
                var other = Unsafe.Add(ref centre, (Unsafe.Add(ref place, 3) * widthPx) + Unsafe.Add(ref place, 2));
                // The sign of the difference.
                value |= (ulong)((uint)(one - other) >> 31) << bit;
                place = ref Unsafe.Add(ref place, 4);
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
        var target = GC.AllocateUninitializedArray<byte>(widthPx * heightPx);
        float stepX = (float)from.WidthPx / widthPx,
            stepY = (float)from.HeightPx / heightPx;
        // In fixed point of 8 bits; the step is below 2, so four neighbours are enough.
        var (lefts, shares) = (new int[widthPx], new int[widthPx]);
        for (var x = 0; x < widthPx; x++)
        {
            var u = Math.Clamp(((x + 0.5f) * stepX) - 0.5f, 0, from.WidthPx - 1.01f);
            (lefts[x], shares[x]) = ((int)u, (int)((u - (int)u) * 256));
        }

        // Rows first and columns then: in whole numbers the sum is the same, and the former goes sixteen pixels at a time.
        var line = new ushort[from.WidthPx];
        for (var y = 0; y < heightPx; y++)
        {
            var v = Math.Clamp(((y + 0.5f) * stepY) - 0.5f, 0, from.HeightPx - 1.01f);
            var (top, share) = ((int)v, (int)((v - (int)v) * 256));
            Mix(from.Row(top), from.Row(top + 1), (ushort)share, line);
            var row = target.AsSpan(y * widthPx, widthPx);
            ref var first = ref MemoryMarshal.GetArrayDataReference(line);
            for (var x = 0; x < row.Length; x++)
            {
                ref var left = ref Unsafe.Add(ref first, lefts[x]);
                row[x] = (byte)(((left * (256 - shares[x])) + (Unsafe.Add(ref left, 1) * shares[x]) + (1 << 15)) >> 16);
            }
        }

        return new(target, widthPx, heightPx);
    }

    static void Mix(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, ushort share, ushort[] line)
    {
        var x = 0;
        for (; x + Vector128<byte>.Count <= upper.Length; x += Vector128<byte>.Count)
        {
            var (a, b) = Vector128.Widen(Vector128.Create(upper[x..]));
            var (c, d) = Vector128.Widen(Vector128.Create(lower[x..]));
            ((a * (ushort)(256 - share)) + (c * share)).CopyTo(line, x);
            ((b * (ushort)(256 - share)) + (d * share)).CopyTo(line, x + 8);
        }

        for (; x < upper.Length; x++)
            line[x] = (ushort)((upper[x] * (256 - share)) + (lower[x] * share));
    }
}
