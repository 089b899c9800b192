using SkiaSharp;

namespace IpGuard.Vision.Drawing;

/// <summary>Patterns that fill an area of a canvas whose whole side is 100 units.</summary>
static class Patterns
{
    static readonly Action<SKCanvas, SKRect, Palette, Dice>[] All =
    [
        Florals,
        Stripes,
        Checks,
        Dots,
        Waves,
        Tiles,
        Scrolls,
        Leaves,
        Roundel,
        Brush,
    ];

    /// <summary>Fills the area with one of the patterns, turned and scaled at will.</summary>
    /// <param name="layout">Lays the pattern out and places what stands alone on it; null for <paramref name="dice"/> itself.</param>
    public static void Fill(SKCanvas canvas, SKRect area, Palette palette, Dice dice, Dice? layout = null)
    {
        using (
            var ground = new SKPaint
            {
                Shader = SKShader.CreateLinearGradient(
                    new(area.Left, area.Top),
                    new(area.Right, area.Bottom),
                    [palette.Main.Lighter(dice.Between(0, 0.25f)), palette.Main.Darker(dice.Between(0, 0.25f))],
                    SKShaderTileMode.Clamp
                ),
            }
        )
            canvas.DrawRect(area, ground);
        var pattern = dice.Pick(All);
        canvas.Save();
        canvas.RotateDegrees(dice.Pick([0f, 0f, 45f, 30f, -20f, 90f]), area.MidX, area.MidY);
        dice = layout ?? dice;
        pattern(canvas, SKRect.Inflate(area, area.Width * 0.3f, area.Height * 0.3f), palette, dice);
        canvas.Restore();
        if (dice.Chance(0.5))
            Placed(canvas, area, palette, dice);
    }

    static void Florals(SKCanvas canvas, SKRect area, Palette palette, Dice dice)
    {
        var size = dice.Between(3, 9);
        for (var i = 0; i < 700 / (size * size) + 8; i++)
            Flower(
                canvas,
                dice.PointIn(area),
                size * dice.Between(0.6f, 1.5f),
                dice.Pick([palette.Second, palette.Accent, palette.Ground]),
                palette.Dark,
                dice
            );
    }

    static void Flower(SKCanvas canvas, SKPoint at, float size, SKColor petal, SKColor heart, Dice dice)
    {
        var petals = dice.Below(4) + 5;
        using var paint = Colours.Fill(petal);
        using var dark = Colours.Fill(heart);
        canvas.Save();
        canvas.Translate(at);
        canvas.RotateDegrees(dice.Between(0, 360));
        for (var p = 0; p < petals; p++)
        {
            canvas.DrawOval(0, -size * 0.62f, size * 0.26f, size * 0.45f, paint);
            canvas.RotateDegrees(360f / petals);
        }

        canvas.DrawCircle(0, 0, size * 0.22f, dark);
        canvas.Restore();
    }

    static void Stripes(SKCanvas canvas, SKRect area, Palette palette, Dice dice)
    {
        var step = dice.Between(3, 14);
        var widths = new[] { dice.Between(0.2f, 0.6f), dice.Between(0.05f, 0.2f) };
        using var wide = Colours.Fill(palette.Second);
        using var thin = Colours.Fill(palette.Accent);
        for (var x = area.Left; x < area.Right; x += step)
        {
            canvas.DrawRect(x, area.Top, step * widths[0], area.Height, wide);
            canvas.DrawRect(x + (step * 0.8f), area.Top, step * widths[1], area.Height, thin);
        }
    }

    static void Checks(SKCanvas canvas, SKRect area, Palette palette, Dice dice)
    {
        var step = dice.Between(5, 16);
        using var cloth = Colours.Fill(palette.Second.WithAlpha(120));
        using var thread = Colours.Line(palette.Accent.WithAlpha(200), step * 0.06f);
        for (var x = area.Left; x < area.Right; x += step)
        {
            canvas.DrawRect(x, area.Top, step * 0.45f, area.Height, cloth);
            canvas.DrawLine(x + (step * 0.75f), area.Top, x + (step * 0.75f), area.Bottom, thread);
        }

        for (var y = area.Top; y < area.Bottom; y += step)
        {
            canvas.DrawRect(area.Left, y, area.Width, step * 0.45f, cloth);
            canvas.DrawLine(area.Left, y + (step * 0.75f), area.Right, y + (step * 0.75f), thread);
        }
    }

    static void Dots(SKCanvas canvas, SKRect area, Palette palette, Dice dice)
    {
        var step = dice.Between(4, 14);
        var radius = step * dice.Between(0.18f, 0.42f);
        using var first = Colours.Fill(palette.Ground);
        using var second = Colours.Fill(palette.Accent);
        var isOdd = false;
        for (var y = area.Top; y < area.Bottom; y += step * 0.87f, isOdd = !isOdd)
        {
            for (var x = area.Left + (isOdd ? step / 2 : 0); x < area.Right; x += step)
                canvas.DrawCircle(x, y, radius, dice.Chance(0.85) ? first : second);
        }
    }

    static void Waves(SKCanvas canvas, SKRect area, Palette palette, Dice dice)
    {
        var radius = dice.Between(4, 13);
        var colours = new[] { palette.Second, palette.Ground, palette.Accent };
        var isOdd = false;
        for (var y = area.Top; y < area.Bottom + radius; y += radius / 2, isOdd = !isOdd)
        {
            for (var x = area.Left + (isOdd ? radius : 0); x < area.Right + radius; x += 2 * radius)
            {
                for (var ring = 3; ring > 0; ring--)
                {
                    using var paint = Colours.Fill(ring % 2 == 1 ? colours[ring % 3] : palette.Main);
                    canvas.DrawCircle(x, y, radius * ring / 3f, paint);
                }
            }
        }
    }

    static void Tiles(SKCanvas canvas, SKRect area, Palette palette, Dice dice)
    {
        var step = dice.Between(6, 16);
        var corners = dice.Pick([3, 4, 4, 6]);
        var colours = new[] { palette.Second, palette.Accent, palette.Ground, palette.Dark };
        for (var y = area.Top; y < area.Bottom; y += step)
        {
            for (var x = area.Left; x < area.Right; x += step)
            {
                using var paint = Colours.Fill(dice.Pick(colours));
                using var tile = Polygon(x + (step / 2), y + (step / 2), step * 0.52f, corners, dice.Pick([0f, 0f, 30f, 180f]));
                canvas.DrawPath(tile, paint);
            }
        }
    }

    static void Scrolls(SKCanvas canvas, SKRect area, Palette palette, Dice dice)
    {
        var size = dice.Between(7, 15);
        using var line = Colours.Line(palette.Second, size * 0.11f);
        for (var y = area.Top; y < area.Bottom; y += size * 1.1f)
        {
            for (var x = area.Left; x < area.Right; x += size * 1.6f)
                Spiral(canvas, new(x + dice.Between(0, size / 3), y), size * dice.Between(0.38f, 0.55f), dice.Chance(0.5), line);
        }
    }

    static void Spiral(SKCanvas canvas, SKPoint at, float radius, bool isLeft, SKPaint line)
    {
        using var path = new SKPathBuilder();
        path.MoveTo(at.X + (isLeft ? -radius * 2 : radius * 2), at.Y + (radius * 0.9f));
        for (var t = 0f; t <= 1; t += 0.04f)
        {
            var angle = (isLeft ? -1 : 1) * ((t * 4.2f * MathF.PI) + 1.2f);
            var r = radius * (1 - (t * 0.85f));
            path.LineTo(at.X + (r * MathF.Cos(angle)), at.Y + (r * MathF.Sin(angle)));
        }

        using var drawn = path.Detach();
        canvas.DrawPath(drawn, line);
    }

    static void Leaves(SKCanvas canvas, SKRect area, Palette palette, Dice dice)
    {
        var size = dice.Between(6, 15);
        using var vein = Colours.Line(palette.Dark.WithAlpha(140), size * 0.04f);
        for (var i = 0; i < 1_500 / (size * size) + 6; i++)
        {
            using var paint = Colours.Fill(dice.Pick([palette.Second, palette.Accent, palette.Ground]));
            using var leaf = new SKPathBuilder();
            leaf.MoveTo(0, -size);
            leaf.QuadTo(size * 0.55f, -size * 0.1f, 0, size * 0.6f);
            leaf.QuadTo(-size * 0.55f, -size * 0.1f, 0, -size);
            using var shape = leaf.Detach();
            canvas.Save();
            canvas.Translate(dice.PointIn(area));
            canvas.RotateDegrees(dice.Between(0, 360));
            canvas.DrawPath(shape, paint);
            canvas.DrawLine(0, -size * 0.9f, 0, size * 0.9f, vein);
            canvas.Restore();
        }
    }

    static void Roundel(SKCanvas canvas, SKRect area, Palette palette, Dice dice)
    {
        var step = dice.Between(16, 34);
        for (var y = area.Top; y < area.Bottom; y += step)
        {
            for (var x = area.Left; x < area.Right; x += step)
                Medallion(canvas, new(x + (step / 2), y + (step / 2)), step * 0.42f, palette, dice);
        }
    }

    static void Medallion(SKCanvas canvas, SKPoint at, float radius, Palette palette, Dice dice)
    {
        using var ring = Colours.Line(palette.Accent, radius * 0.1f);
        using var ground = Colours.Fill(palette.Ground);
        canvas.DrawCircle(at, radius, ground);
        canvas.DrawCircle(at, radius * 0.88f, ring);
        Flower(canvas, at, radius * 1.1f, palette.Second, palette.Dark, dice);
    }

    static void Brush(SKCanvas canvas, SKRect area, Palette palette, Dice dice)
    {
        for (var i = 0; i < dice.Below(10) + 12; i++)
        {
            using var stroke = Colours.Line(
                dice.Pick([palette.Second, palette.Ground, palette.Accent, palette.Dark]).WithAlpha((byte)(dice.Below(120) + 110)),
                dice.Between(1.5f, 8)
            );
            using var path = new SKPathBuilder();
            path.MoveTo(dice.PointIn(area));
            path.CubicTo(dice.PointIn(area), dice.PointIn(area), dice.PointIn(area));
            using var drawn = path.Detach();
            canvas.DrawPath(drawn, stroke);
        }
    }

    // One large motif where the eye falls, as on a printed front.
    static void Placed(SKCanvas canvas, SKRect area, Palette palette, Dice dice)
    {
        var at = new SKPoint(area.MidX + (area.Width * dice.Between(-0.28f, 0.28f)), area.MidY + (area.Height * dice.Between(-0.3f, 0.3f)));
        var size = Math.Min(area.Width, area.Height) * dice.Between(0.2f, 0.38f);
        if (dice.Chance(0.5))
            Medallion(canvas, at, size, palette, dice);
        else
            Flower(canvas, at, size * 1.5f, dice.Chance(0.5) ? palette.Ground : palette.Accent, palette.Dark, dice);
    }

    static SKPath Polygon(float x, float y, float radius, int corners, float turnDegrees)
    {
        using var path = new SKPathBuilder();
        for (var i = 0; i < corners; i++)
        {
            var angle = ((turnDegrees - 90) * MathF.PI / 180) + (2 * MathF.PI * i / corners);
            var point = new SKPoint(x + (radius * MathF.Cos(angle)), y + (radius * MathF.Sin(angle)));
            if (i == 0)
                path.MoveTo(point);
            else
                path.LineTo(point);
        }

        path.Close();
        return path.Detach();
    }
}
