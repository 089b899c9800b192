using IpGuard.Core.Matching;

namespace IpGuard.Core.Tests.Matching;

/// <summary>A picture of discs, known at every point, so that it can be drawn at any size and place.</summary>
sealed class Scene(int seed, int discs = 45)
{
    readonly List<(float X, float Y, float Radius, float Gray)> _discs = Discs(new Random(seed), discs);

    static List<(float X, float Y, float Radius, float Gray)> Discs(Random random, int count) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ =>
                    (random.NextSingle(), random.NextSingle(), 0.02f + (random.NextSingle() * 0.12f), 30 + (random.NextSingle() * 190))
                ),
        ];

    /// <summary>Brightness at a place in fractions of the picture.</summary>
    public float At(float x, float y)
    {
        var gray = 128f;
        foreach (var disc in _discs)
        {
            var (dx, dy) = (x - disc.X, y - disc.Y);
            if ((dx * dx) + (dy * dy) < disc.Radius * disc.Radius)
                gray = disc.Gray;
        }

        return gray;
    }

    public Miniature Draw(int widthPx = 160, int heightPx = 160) => Scenes.Draw(widthPx, heightPx, At);

    /// <summary>This scene with a work pasted over a part of it.</summary>
    public Miniature With(Scene work, Area place, bool isMirrored = false, int sidePx = 160) =>
        Scenes.Draw(
            sidePx,
            sidePx,
            (x, y) =>
            {
                var (u, v) = ((x - place.X) / place.Width, (y - place.Y) / place.Height);
                if (u is < 0 or > 1 || v is < 0 or > 1)
                    return At(x, y);
                return work.At(isMirrored ? 1 - u : u, v);
            }
        );
}

static class Scenes
{
    /// <summary>Four samples to a pixel.</summary>
    public static Miniature Draw(int widthPx, int heightPx, Func<float, float, float> at)
    {
        var pixels = new byte[widthPx * heightPx];
        for (var y = 0; y < heightPx; y++)
        {
            for (var x = 0; x < widthPx; x++)
            {
                float sum = 0;
                for (var i = 0; i < 4; i++)
                    sum += at((x + 0.25f + (0.5f * (i & 1))) / widthPx, (y + 0.25f + (0.5f * (i >> 1))) / heightPx);
                pixels[(y * widthPx) + x] = (byte)(sum / 4);
            }
        }

        return new(pixels, widthPx, heightPx);
    }

    /// <summary>The relief of a sheet of 512 px.</summary>
    public static Relief Relief(this Miniature miniature) =>
        new(miniature, miniature.WidthPx * Sheet.LongestSidePx / (float)Math.Max(miniature.WidthPx, miniature.HeightPx));

    public static PdqSet Hashes(int seed)
    {
        var random = new Random(seed);
        var set = default(PdqSet);
        for (var o = 0; o < PdqSet.Count; o++)
            set[o] = new((ulong)random.NextInt64(), (ulong)random.NextInt64(), (ulong)random.NextInt64(), (ulong)random.NextInt64());
        return set;
    }

    /// <summary>Features of a made picture: keypoints at random places, two regions, colours of one value.</summary>
    public static PictureFeatures Features(
        int seed,
        Embedding? whole = null,
        Miniature? miniature = null,
        Keypoints? keypoints = null,
        byte[]? colours = null,
        int widthPx = 512,
        int heightPx = 512
    ) =>
        new(
            widthPx,
            heightPx,
            "net",
            [
                new(RegionKind.Whole, Area.Whole, 90, Hashes(seed), whole),
                new(RegionKind.Centre, new(0.1f, 0.1f, 0.8f, 0.8f), 80, Hashes(seed + 1), null),
            ],
            keypoints ?? KeypointTests.Random(seed, 60),
            miniature ?? new Miniature(new byte[16], 4, 4),
            colours ?? Colours(100, 100, 100)
        );

    public static byte[] Colours(byte red, byte green, byte blue) =>
        [.. Enumerable.Range(0, PictureFeatures.ColourGrid * PictureFeatures.ColourGrid).SelectMany(_ => new[] { red, green, blue })];
}
