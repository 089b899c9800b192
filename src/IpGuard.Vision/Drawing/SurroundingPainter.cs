using SkiaSharp;

namespace IpGuard.Vision.Drawing;

/// <summary>Copies of which the copied picture is a part: collages, pictures in pictures, screenshots.</summary>
static class SurroundingPainter
{
    /// <param name="others">Pictures to stand beside it; at least one.</param>
    public static SKBitmap Among(SKBitmap picture, Attack attack, Dice dice, IReadOnlyList<byte[]> others)
    {
        if (others.Count == 0)
            throw new ArgumentException("expected other pictures to stand beside it, got none", nameof(others));
        return attack switch
        {
            Attack.Collage => Grid(picture, others, 2, 2, dice),
            Attack.Collage9 => Grid(picture, others, 3, 3, dice),
            Attack.SideBySide => dice.Chance(0.5) ? Grid(picture, others, 2, 1, dice) : Grid(picture, others, 1, 2, dice),
            Attack.PictureInPicture => Upon(picture, others[0], 0.4f, dice),
            _ => Upon(picture, others[0], 0.14f, dice),
        };
    }

    static SKBitmap Grid(SKBitmap picture, IReadOnlyList<byte[]> others, int columns, int rows, Dice dice)
    {
        var own = dice.Below(columns * rows);
        var gap = dice.Pick([0f, 4f, 10f]);
        const int cellPx = 240;
        return AttackPainter.Draw(
            (int)((columns * cellPx) + ((columns - 1) * gap)),
            (int)((rows * cellPx) + ((rows - 1) * gap)),
            SKColors.White,
            canvas =>
            {
                for (var cell = 0; cell < columns * rows; cell++)
                {
                    var at = SKRect.Create(cell % columns * (cellPx + gap), cell / columns * (cellPx + gap), cellPx, cellPx);
                    using var other = cell == own ? null : SKBitmap.Decode(others[cell % others.Count]);
                    Fill(canvas, other ?? picture, at);
                }
            }
        );
    }

    static SKBitmap Upon(SKBitmap picture, byte[] other, float share, Dice dice)
    {
        using var ground = SKBitmap.Decode(other);
        const int widthPx = 480;
        var heightPx = dice.Pick([480, 640]);
        return AttackPainter.Draw(
            widthPx,
            heightPx,
            SKColors.White,
            canvas =>
            {
                Fill(canvas, ground, new(0, 0, widthPx, heightPx));
                var scale = MathF.Sqrt(share * widthPx * heightPx / ((float)picture.Width * picture.Height));
                scale = Math.Min(scale, Math.Min(widthPx * 0.98f / picture.Width, heightPx * 0.98f / picture.Height));
                var (w, h) = (picture.Width * scale, picture.Height * scale);
                AttackPainter.DrawAt(canvas, picture, SKRect.Create(dice.Between(0, widthPx - w), dice.Between(0, heightPx - h), w, h));
            }
        );
    }

    // The middle of the picture, as large as fills the place.
    static void Fill(SKCanvas canvas, SKBitmap picture, SKRect at)
    {
        var scale = Math.Max(at.Width / picture.Width, at.Height / picture.Height);
        var (w, h) = (picture.Width * scale, picture.Height * scale);
        canvas.Save();
        canvas.ClipRect(at);
        AttackPainter.DrawAt(canvas, picture, SKRect.Create(at.MidX - (w / 2), at.MidY - (h / 2), w, h));
        canvas.Restore();
    }

    public static SKBitmap Screenshot(SKBitmap picture, Dice dice)
    {
        var (width, height) = (picture.Width, picture.Width * 2);
        var top = height * dice.Between(0.12f, 0.2f);
        return AttackPainter.Draw(
            width,
            height,
            SKColors.White,
            canvas =>
            {
                AttackPainter.DrawAt(canvas, picture, SKRect.Create(0, top, width, (float)width * picture.Height / picture.Width));
                Signs.Write(canvas, new(width * 0.05f, height * 0.03f), height * 0.02f, 12, SKColors.Black, dice);
                for (var row = 0; row < 4; row++)
                    Signs.Write(
                        canvas,
                        new(width * 0.05f, top + (width * 1.06f) + (row * height * 0.05f)),
                        height * 0.028f,
                        10 + dice.Below(8),
                        row == 0 ? new SKColor(226, 35, 26) : SKColors.DimGray,
                        dice
                    );
                using var bar = Colours.Fill(new SKColor(255, 80, 0));
                canvas.DrawRect(width * 0.5f, height * 0.93f, width * 0.46f, height * 0.05f, bar);
            }
        );
    }
}
