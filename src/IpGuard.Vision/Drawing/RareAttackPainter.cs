using SkiaSharp;

namespace IpGuard.Vision.Drawing;

/// <summary>What copiers do less often: to learn that a copy may look like nothing that was listed.</summary>
static class RareAttackPainter
{
    public static SKBitmap Copy(SKBitmap picture, Attack attack, Dice dice, IReadOnlyList<byte[]> others) =>
        attack switch
        {
            Attack.Crop30 => AttackPainter.Crop(picture, 0.33f, dice),
            Attack.TurnFree => AttackPainter.Turn(
                picture,
                dice.Between(20, 160) * (dice.Chance(0.5) ? 1 : -1),
                isMirrored: false,
                dice.Pick([SKColors.White, SKColors.Black, SKColors.Beige])
            ),
            Attack.UpsideDown => AttackPainter.Turn(picture, 180, isMirrored: dice.Chance(0.3), SKColors.White),
            Attack.Perspective => FromOneSide(picture, dice, dice.Between(0.08f, 0.22f)),
            Attack.Stickers => Stickers(picture, dice),
            Attack.Posterised => EachPixel(picture, (r, g, b) => (Step(r), Step(g), Step(b))),
            Attack.Inverted => AttackPainter.Recolour(picture, [-1, 0, 0, 0, 1, 0, -1, 0, 0, 1, 0, 0, -1, 0, 1, 0, 0, 0, 1, 0]),
            Attack.Duotone => Duotone(picture, dice),
            Attack.MotionBlur => Smear(picture, Math.Max(picture.Width, picture.Height) * dice.Between(0.015f, 0.03f), dice),
            Attack.Pixelated => Pixelate(picture, dice.Below(4) + 4),
            Attack.Wave => Wave(picture, dice),
            Attack.Stretch30 => dice.Chance(0.5)
                ? AttackPainter.Resize(picture, picture.Width * 4 / 3, picture.Height)
                : AttackPainter.Resize(picture, picture.Width, picture.Height * 4 / 3),
            Attack.ScreenPhoto => ScreenPhoto(picture, dice),
            Attack.Dusk => Dusk(picture, dice),
            Attack.Chain => Chain(picture, dice),
            _ => throw new ArgumentOutOfRangeException(nameof(attack), attack, "expected an attack"),
        };

    static SKBitmap FromOneSide(SKBitmap picture, Dice dice, float depth)
    {
        float w = picture.Width,
            h = picture.Height;
        float In() => dice.Between(0, depth);
        SKPoint[] to =
        [
            new(In() * w, In() * h),
            new(w - (In() * w), In() * h),
            new(w - (In() * w), h - (In() * h)),
            new(In() * w, h - (In() * h)),
        ];
        return AttackPainter.Draw(
            picture.Width,
            picture.Height,
            dice.Pick([SKColors.White, SKColors.DimGray, SKColors.Tan]),
            canvas =>
            {
                canvas.Concat(ToQuad(w, h, to));
                AttackPainter.DrawAt(canvas, picture, new(0, 0, w, h));
            }
        );
    }

    // The projective map of a rectangle to four corners (Heckbert 1989).
    static SKMatrix ToQuad(float w, float h, SKPoint[] q)
    {
        float dx1 = q[1].X - q[2].X,
            dx2 = q[3].X - q[2].X,
            dx3 = q[0].X - q[1].X + q[2].X - q[3].X,
            dy1 = q[1].Y - q[2].Y,
            dy2 = q[3].Y - q[2].Y,
            dy3 = q[0].Y - q[1].Y + q[2].Y - q[3].Y,
            d = (dx1 * dy2) - (dx2 * dy1),
            g = ((dx3 * dy2) - (dx2 * dy3)) / d,
            k = ((dx1 * dy3) - (dx3 * dy1)) / d;
        return new(
            (q[1].X - q[0].X + (g * q[1].X)) / w,
            (q[3].X - q[0].X + (k * q[3].X)) / h,
            q[0].X,
            (q[1].Y - q[0].Y + (g * q[1].Y)) / w,
            (q[3].Y - q[0].Y + (k * q[3].Y)) / h,
            q[0].Y,
            g / w,
            k / h,
            1
        );
    }

    static SKBitmap Stickers(SKBitmap picture, Dice dice) =>
        AttackPainter.Draw(
            picture.Width,
            picture.Height,
            SKColors.White,
            canvas =>
            {
                canvas.DrawBitmap(picture, 0, 0, SKSamplingOptions.Default);
                var size = Math.Min(picture.Width, picture.Height);
                for (var i = 0; i < 7; i++)
                {
                    using var fill = Colours.Fill(new SKColor((byte)dice.Below(256), (byte)dice.Below(256), (byte)dice.Below(256)));
                    var at = dice.PointIn(new(0, 0, picture.Width, picture.Height));
                    var radius = size * dice.Between(0.06f, 0.13f);
                    if (dice.Chance(0.5))
                        canvas.DrawCircle(at, radius, fill);
                    else
                        canvas.DrawRoundRect(SKRect.Create(at.X - radius, at.Y - radius, 2 * radius, radius), 6, 6, fill);
                    Signs.Write(canvas, new(at.X - (radius * 0.7f), at.Y - (radius * 0.6f)), radius * 0.6f, 2, SKColors.White, dice);
                }
            }
        );

    static byte Step(byte value) => (byte)(value / 43 * 51);

    static SKBitmap EachPixel(SKBitmap picture, Func<byte, byte, byte, (byte, byte, byte)> map)
    {
        var copy = picture.Copy(SKColorType.Rgba8888);
        var pixels = copy.GetPixelSpan().ToArray();
        for (var i = 0; i < pixels.Length; i += 4)
            (pixels[i], pixels[i + 1], pixels[i + 2]) = map(pixels[i], pixels[i + 1], pixels[i + 2]);
        System.Runtime.InteropServices.Marshal.Copy(pixels, 0, copy.GetPixels(), pixels.Length);
        return copy;
    }

    static SKBitmap Duotone(SKBitmap picture, Dice dice)
    {
        int[] dark = [dice.Below(90), dice.Below(90), dice.Below(90)],
            light = [165 + dice.Below(90), 165 + dice.Below(90), 165 + dice.Below(90)];
        return EachPixel(
            picture,
            (r, g, b) =>
            {
                var y = ((299 * r) + (587 * g) + (114 * b)) / 1_000;
                byte Mix(int c) => (byte)(dark[c] + ((light[c] - dark[c]) * y / 255));
                return (Mix(0), Mix(1), Mix(2));
            }
        );
    }

    static SKBitmap Smear(SKBitmap picture, float lengthPx, Dice dice)
    {
        var (sin, cos) = MathF.SinCos(dice.Between(0, MathF.PI));
        const int steps = 12;
        using var paint = new SKPaint();
        return AttackPainter.Draw(
            picture.Width,
            picture.Height,
            SKColors.White,
            canvas =>
            {
                for (var i = 0; i < steps; i++)
                {
                    // Each layer over the mean of those before it.
                    paint.Color = SKColors.White.WithAlpha((byte)(255 / (i + 1)));
                    var at = lengthPx * (((float)i / steps) - 0.5f);
                    canvas.DrawBitmap(picture, at * cos, at * sin, new SKSamplingOptions(SKFilterMode.Linear), paint);
                }
            }
        );
    }

    static SKBitmap Pixelate(SKBitmap picture, int squarePx)
    {
        using var small = AttackPainter.Resize(picture, Math.Max(1, picture.Width / squarePx), Math.Max(1, picture.Height / squarePx));
        return AttackPainter.Draw(
            picture.Width,
            picture.Height,
            SKColors.White,
            canvas =>
            {
                using var image = SKImage.FromBitmap(small);
                canvas.DrawImage(image, new SKRect(0, 0, picture.Width, picture.Height), new SKSamplingOptions(SKFilterMode.Nearest));
            }
        );
    }

    static SKBitmap Wave(SKBitmap picture, Dice dice)
    {
        var (height, length, start) = (
            picture.Width * dice.Between(0.008f, 0.02f),
            picture.Height * dice.Between(0.2f, 0.5f),
            dice.Between(0, 6)
        );
        return AttackPainter.Draw(
            picture.Width,
            picture.Height,
            SKColors.White,
            canvas =>
            {
                using var image = SKImage.FromBitmap(picture);
                for (var y = 0; y < picture.Height; y++)
                {
                    var shift = height * MathF.Sin(start + (y * 2 * MathF.PI / length));
                    canvas.DrawImage(
                        image,
                        SKRect.Create(0, y, picture.Width, 1),
                        SKRect.Create(shift, y, picture.Width, 1),
                        new SKSamplingOptions(SKFilterMode.Linear)
                    );
                }
            }
        );
    }

    static SKBitmap ScreenPhoto(SKBitmap picture, Dice dice)
    {
        using var striped = AttackPainter.Draw(
            picture.Width,
            picture.Height,
            SKColors.White,
            canvas =>
            {
                canvas.DrawBitmap(picture, 0, 0, SKSamplingOptions.Default);
                using var line = Colours.Line(SKColors.Black.WithAlpha(38), 1);
                canvas.RotateDegrees(dice.Between(2, 12), picture.Width / 2f, picture.Height / 2f);
                for (var y = -picture.Height; y < 2 * picture.Height; y += 3)
                    canvas.DrawLine(-picture.Width, y, 2 * picture.Width, y, line);
            }
        );
        using var aslant = FromOneSide(striped, dice, 0.1f);
        using var tinted = AttackPainter.Recolour(aslant, ColourMatrices.Scale(dice.Between(0.8f, 1), dice.Between(0.85f, 1), 1));
        return AttackPainter.Noise(tinted, dice.Between(6, 12), dice);
    }

    static SKBitmap Dusk(SKBitmap picture, Dice dice)
    {
        using var dark = AttackPainter.Draw(
            picture.Width,
            picture.Height,
            SKColors.White,
            canvas =>
            {
                canvas.DrawBitmap(picture, 0, 0, SKSamplingOptions.Default);
                using var shader = SKShader.CreateRadialGradient(
                    new(picture.Width * dice.Between(0.3f, 0.7f), picture.Height * dice.Between(0.3f, 0.7f)),
                    Math.Max(picture.Width, picture.Height) * 0.7f,
                    [SKColors.Black.WithAlpha(60), SKColors.Black.WithAlpha(215)],
                    SKShaderTileMode.Clamp
                );
                using var paint = new SKPaint { Shader = shader };
                canvas.DrawRect(0, 0, picture.Width, picture.Height, paint);
            }
        );
        return AttackPainter.Noise(dark, dice.Between(6, 14), dice);
    }

    static SKBitmap Chain(SKBitmap picture, Dice dice)
    {
        using var cropped = AttackPainter.Crop(picture, 0.72f, dice);
        using var mirrored = AttackPainter.Turn(cropped, 0, isMirrored: true, SKColors.White);
        using var coloured = AttackPainter.Recolour(mirrored, ColourMatrices.Hue(dice.Between(60, 300)));
        return AttackPainter.Border(coloured, dice);
    }
}
