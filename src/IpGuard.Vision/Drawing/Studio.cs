using SkiaSharp;

namespace IpGuard.Vision.Drawing;

/// <summary>Backgrounds as studios and flats have them.</summary>
static class Studio
{
    static readonly Action<SKCanvas, Palette, Dice>[] All = [Sweep, Table, Spot, Panel, Plain, Arch, Tiled];

    static readonly SKRect Frame = new(0, 0, 100, 100);

    public static void Paint(SKCanvas canvas, Palette palette, Dice dice) => dice.Pick(All)(canvas, palette, dice);

    static void Sweep(SKCanvas canvas, Palette palette, Dice dice)
    {
        var (x, y) = (dice.Between(0, 100), dice.Chance(0.5) ? 0f : 100f);
        Gradient(
            canvas,
            new(x, y),
            new(100 - x, 100 - y),
            palette.Ground.Lighter(0.4f),
            Colours.Mix(palette.Ground, palette.Second, dice.Between(0.2f, 0.7f))
        );
    }

    static void Table(SKCanvas canvas, Palette palette, Dice dice)
    {
        var edge = dice.Between(55, 82);
        Gradient(canvas, new(0, 0), new(30, edge), palette.Ground.Lighter(0.3f), palette.Ground.Darker(0.06f));
        using var table = Colours.Fill(
            Colours.Mix(palette.Second, palette.Ground, dice.Between(0.1f, 0.6f)).Darker(dice.Between(0, 0.25f))
        );
        canvas.DrawRect(0, edge, 100, 100 - edge, table);
        using var line = Colours.Line(palette.Dark.WithAlpha(60), 0.6f);
        canvas.DrawLine(0, edge, 100, edge, line);
    }

    static void Spot(SKCanvas canvas, Palette palette, Dice dice)
    {
        var outer = Colours.Mix(palette.Ground, palette.Dark, dice.Between(0.1f, 0.75f));
        using var shader = SKShader.CreateRadialGradient(
            dice.PointIn(new(25, 20, 75, 65)),
            dice.Between(40, 80),
            [palette.Ground.Lighter(0.5f), outer],
            SKShaderTileMode.Clamp
        );
        using var paint = new SKPaint { Shader = shader };
        canvas.DrawRect(Frame, paint);
    }

    static void Panel(SKCanvas canvas, Palette palette, Dice dice)
    {
        canvas.Clear(palette.Ground);
        using var panel = Colours.Fill(Colours.Mix(palette.Accent, palette.Ground, dice.Between(0.25f, 0.7f)));
        var x = dice.Between(20, 80);
        canvas.DrawRect(dice.Chance(0.5) ? 0 : x, 0, dice.Chance(0.5) ? x : 100 - x, 100, panel);
    }

    static void Plain(SKCanvas canvas, Palette palette, Dice dice) =>
        canvas.Clear(dice.Chance(0.5) ? new SKColor(250, 250, 249) : palette.Ground);

    static void Arch(SKCanvas canvas, Palette palette, Dice dice)
    {
        Gradient(canvas, new(0, 0), new(0, 100), palette.Ground, palette.Ground.Darker(0.1f));
        using var arch = Colours.Fill(Colours.Mix(palette.Second, palette.Ground, dice.Between(0.2f, 0.6f)));
        var (middle, half) = (dice.Between(35, 65), dice.Between(26, 42));
        canvas.DrawCircle(middle, 50, half, arch);
        canvas.DrawRect(middle - half, 50, 2 * half, 50, arch);
    }

    static void Tiled(SKCanvas canvas, Palette palette, Dice dice)
    {
        canvas.Clear(palette.Ground.Lighter(0.2f));
        var step = dice.Between(9, 24);
        using var joint = Colours.Line(palette.Ground.Darker(dice.Between(0.08f, 0.25f)), 0.7f);
        for (var at = dice.Between(0, step); at < 100; at += step)
        {
            canvas.DrawLine(at, 0, at, 100, joint);
            canvas.DrawLine(0, at, 100, at, joint);
        }
    }

    static void Gradient(SKCanvas canvas, SKPoint from, SKPoint to, SKColor first, SKColor second)
    {
        using var shader = SKShader.CreateLinearGradient(from, to, [first, second], SKShaderTileMode.Clamp);
        using var paint = new SKPaint { Shader = shader };
        canvas.DrawRect(Frame, paint);
    }
}
