using SkiaSharp;

namespace IpGuard.Vision.Drawing;

/// <summary>Strokes that look like writing. No font can be counted on where a picture is drawn.</summary>
static class Signs
{
    /// <summary>A line of square characters of a few strokes each.</summary>
    public static void Write(SKCanvas canvas, SKPoint at, float size, int count, SKColor colour, Dice dice)
    {
        using var line = Colours.Line(colour, size * 0.1f);
        for (var i = 0; i < count; i++)
        {
            var box = SKRect.Create(at.X + (i * size * 1.12f), at.Y, size * 0.9f, size);
            for (var stroke = dice.Below(4) + 3; stroke > 0; stroke--)
            {
                var from = dice.PointIn(box);
                var isAcross = dice.Chance(0.5);
                canvas.DrawLine(
                    isAcross ? box.Left : from.X,
                    isAcross ? from.Y : box.Top,
                    isAcross ? box.Right : from.X,
                    isAcross ? from.Y : box.Bottom,
                    line
                );
            }
        }
    }
}

/// <summary>Colour matrices of 4 × 5, rows for red, green, blue and alpha, the last column an offset of 0 to 1.</summary>
static class ColourMatrices
{
    public static float[] Gray => [0.299f, 0.587f, 0.114f, 0, 0, 0.299f, 0.587f, 0.114f, 0, 0, 0.299f, 0.587f, 0.114f, 0, 0, 0, 0, 0, 1, 0];

    public static float[] Scale(float red, float green, float blue) =>
        [red, 0, 0, 0, 0, 0, green, 0, 0, 0, 0, 0, blue, 0, 0, 0, 0, 0, 1, 0];

    /// <param name="contrast">Factor about the middle grey.</param>
    /// <param name="brightness">Added after it, −255 to 255.</param>
    public static float[] Contrast(float contrast, float brightness)
    {
        var offset = ((1 - contrast) / 2) + (brightness / 255);
        return [contrast, 0, 0, 0, offset, 0, contrast, 0, 0, offset, 0, 0, contrast, 0, offset, 0, 0, 0, 1, 0];
    }

    /// <summary>Turns the colour wheel, keeping brightness (the matrix of SVG's feColorMatrix hueRotate).</summary>
    public static float[] Hue(float degrees)
    {
        var (sin, cos) = MathF.SinCos(degrees * MathF.PI / 180);
        return
        [
            0.213f + (cos * 0.787f) - (sin * 0.213f),
            0.715f - (cos * 0.715f) - (sin * 0.715f),
            0.072f - (cos * 0.072f) + (sin * 0.928f),
            0,
            0,
            0.213f - (cos * 0.213f) + (sin * 0.143f),
            0.715f + (cos * 0.285f) + (sin * 0.140f),
            0.072f - (cos * 0.072f) - (sin * 0.283f),
            0,
            0,
            0.213f - (cos * 0.213f) - (sin * 0.787f),
            0.715f - (cos * 0.715f) + (sin * 0.715f),
            0.072f + (cos * 0.928f) + (sin * 0.072f),
            0,
            0,
            0,
            0,
            0,
            1,
            0,
        ];
    }
}
