using IpGuard.Core.Works;
using SkiaSharp;

namespace IpGuard.Vision.Drawing;

/// <summary>Draws pictures of designs that never were: for the demonstration, for tests, and to measure and train on. The same
/// category, seed and size give the same picture.</summary>
public static class MotifPainter
{
    const int JpegQuality = 90;

    /// <summary>A picture of a design: a thing of the category with a pattern on it, before a studio's background.</summary>
    /// <param name="seed">Names the design.</param>
    /// <param name="view">0 for the main view; others show the same design, otherwise placed and lit.</param>
    /// <param name="colourway">0 for the design's own colours; others draw the same design in other colours.</param>
    /// <param name="sister">0 for the design itself; others are other designs of the same house: the same thing in the same colours and
    /// the same studio, odd ones with another pattern, even ones with the same kind of pattern otherwise laid out.</param>
    /// <returns>A square JPEG of quality 90.</returns>
    public static byte[] Draw(Category category, int seed, int sidePx, int view = 0, int colourway = 0, int sister = 0)
    {
        using var surface = SKSurface.Create(new SKImageInfo(sidePx, sidePx, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var canvas = surface.Canvas;
        canvas.Scale(sidePx / 100f);
        // Three sources: another view keeps the design and changes the studio; another design changes all.
        var design = new Dice(HashCode(seed, (int)category, 1));
        var studio = new Dice(HashCode(seed, (int)category, 2 + view));
        var palette = Palette.Draw(design);
        if (colourway > 0)
            palette = Palette.Draw(new(HashCode(seed, (int)category, 1_000 + colourway)));
        Studio.Paint(canvas, palette, studio);
        var pattern = HashCode(seed, (int)category, 0);
        var layout = sister == 0 ? (int?)null : HashCode(seed, (int)category, 10_000 + sister);
        PaintThing(
            canvas,
            design.Pick(Silhouette.Of(category)),
            palette,
            layout is { } other && sister % 2 == 1 ? (other, null) : (pattern, layout),
            studio
        );
        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Jpeg, JpegQuality);
        return data.ToArray();
    }

    static void PaintThing(SKCanvas canvas, Silhouette thing, Palette palette, (int Seed, int? Layout) pattern, Dice studio)
    {
        using var body = SKPath.ParseSvgPathData(thing.Body);
        using var plain = SKPath.ParseSvgPathData(thing.Plain);
        using var lines = SKPath.ParseSvgPathData(thing.Lines);
        canvas.Save();
        Place(canvas, studio);
        Shadow(canvas, body, plain, palette, studio);

        canvas.Save();
        canvas.ClipPath(body, antialias: true);
        Patterns.Fill(canvas, body.Bounds, palette, new Dice(pattern.Seed), pattern.Layout is { } layout ? new Dice(layout) : null);
        Shade(canvas, body.Bounds, studio);
        canvas.Restore();

        using (var dark = Colours.Fill(palette.Dark))
            canvas.DrawPath(plain, dark);
        using (var seam = Colours.Line(palette.Dark.WithAlpha(150), 0.5f))
            canvas.DrawPath(lines, seam);
        using (var edge = Colours.Line(palette.Dark.WithAlpha(210), 0.7f))
            canvas.DrawPath(body, edge);
        canvas.Restore();
    }

    static void Place(SKCanvas canvas, Dice studio)
    {
        var size = studio.Between(0.66f, 0.9f);
        canvas.Translate(50 + studio.Between(-7, 7), 50 + studio.Between(-5, 5));
        canvas.RotateDegrees(studio.Between(-9, 9));
        canvas.Scale(size * (studio.Chance(0.5) ? 1 : -1), size);
        canvas.Skew(studio.Between(-0.06f, 0.06f), 0);
        canvas.Translate(-50, -50);
    }

    static void Shadow(SKCanvas canvas, SKPath body, SKPath plain, Palette palette, Dice studio)
    {
        using var blur = SKMaskFilter.CreateBlur(SKBlurStyle.Normal, 2.2f);
        using var paint = new SKPaint
        {
            Color = palette.Dark.WithAlpha(90),
            IsAntialias = true,
            MaskFilter = blur,
        };
        canvas.Save();
        canvas.Translate(studio.Between(-2.5f, 2.5f), studio.Between(1.5f, 3.5f));
        canvas.DrawPath(body, paint);
        canvas.DrawPath(plain, paint);
        canvas.Restore();
    }

    // Light falls from one side, as in a studio.
    static void Shade(SKCanvas canvas, SKRect area, Dice studio)
    {
        var isLeft = studio.Chance(0.5);
        using var shader = SKShader.CreateLinearGradient(
            new(isLeft ? area.Left : area.Right, area.Top),
            new(isLeft ? area.Right : area.Left, area.Bottom),
            [SKColors.White.WithAlpha(70), SKColors.Transparent, SKColors.Black.WithAlpha(80)],
            [0, 0.45f, 1],
            SKShaderTileMode.Clamp
        );
        using var paint = new SKPaint { Shader = shader };
        canvas.DrawRect(area, paint);
    }

    // A fixed mixing of numbers: System.HashCode differs from run to run.
    internal static int HashCode(int a, int b, int c)
    {
        var mixed = (uint)a * 2_654_435_761u;
        mixed = (mixed ^ (mixed >> 15) ^ (uint)b) * 2_246_822_519u;
        mixed = (mixed ^ (mixed >> 13) ^ (uint)c) * 3_266_489_917u;
        return (int)((mixed ^ (mixed >> 16)) & 0x7FFF_FFFF);
    }
}
