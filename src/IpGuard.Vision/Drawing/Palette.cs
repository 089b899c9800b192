using SkiaSharp;

namespace IpGuard.Vision.Drawing;

/// <summary>Five colours that go together: ground, main, second, accent, dark.</summary>
sealed record Palette(SKColor Ground, SKColor Main, SKColor Second, SKColor Accent, SKColor Dark)
{
    static readonly Palette[] All =
    [
        Of("F4EFE6", "2F5D50", "A9C5A0", "D9A441", "1D2B2A"),
        Of("EFE7DD", "8C2F39", "D9A5A0", "E8C07D", "2B1B1E"),
        Of("E9EEF2", "27476E", "8FB1CC", "E07A5F", "14213D"),
        Of("F6F1EB", "6B4E71", "C8A2C8", "F2B880", "2A1F2D"),
        Of("F2F0EA", "B5651D", "E3B778", "3F6C51", "33261D"),
        Of("ECEFEA", "3B6064", "87BBA2", "F2C14E", "1B2A2F"),
        Of("FAF3F0", "C8553D", "F28F3B", "588B8B", "2D3142"),
        Of("EEF0F5", "5C6B9C", "B8C0E0", "D4A5A5", "22223B"),
        Of("F5F2E8", "4A6670", "C2B280", "A23E48", "20262B"),
        Of("F3EEF3", "7D4F73", "D8B4C8", "93A8AC", "2C1F2B"),
        Of("EDEAE0", "31572C", "90A955", "ECF39E", "132A13"),
        Of("F1ECE4", "1F363D", "70A9A1", "CFD7C7", "101A1D"),
    ];

    public static Palette Draw(Dice dice)
    {
        var palette = dice.Pick(All);
        // Half of all designs are dark on light, the others light on dark, as in a shop.
        return dice.Chance(0.65) ? palette : palette with { Main = palette.Second, Second = palette.Main };
    }

    static Palette Of(params string[] hex)
    {
        var colours = hex.Select(h => SKColor.Parse(h)).ToArray();
        return new(colours[0], colours[1], colours[2], colours[3], colours[4]);
    }
}

/// <summary>Small calls on colours.</summary>
static class Colours
{
    public static SKColor Lighter(this SKColor colour, float by) => Mix(colour, SKColors.White, by);

    public static SKColor Darker(this SKColor colour, float by) => Mix(colour, SKColors.Black, by);

    public static SKColor Mix(SKColor from, SKColor to, float by) =>
        new(
            (byte)(from.Red + ((to.Red - from.Red) * by)),
            (byte)(from.Green + ((to.Green - from.Green) * by)),
            (byte)(from.Blue + ((to.Blue - from.Blue) * by)),
            from.Alpha
        );

    public static SKPaint Fill(SKColor colour) => new() { Color = colour, IsAntialias = true };

    public static SKPaint Line(SKColor colour, float width) =>
        new()
        {
            Color = colour,
            IsAntialias = true,
            Style = SKPaintStyle.Stroke,
            StrokeWidth = width,
            StrokeCap = SKStrokeCap.Round,
            StrokeJoin = SKStrokeJoin.Round,
        };
}
