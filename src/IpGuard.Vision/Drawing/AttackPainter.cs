using SkiaSharp;

namespace IpGuard.Vision.Drawing;

/// <summary>Does to a picture what copiers do. The same picture, attack and seed give the same copy.</summary>
public static class AttackPainter
{
    const int CopyQuality = 85;

    /// <param name="jpeg">The picture, in any format that is let in.</param>
    /// <param name="others">Pictures that may stand beside it in a collage; at least one for <see cref="Attack.Collage"/>.</param>
    /// <returns>A JPEG.</returns>
    public static byte[] Apply(byte[] jpeg, Attack attack, int seed, IReadOnlyList<byte[]>? others = null)
    {
        var dice = new Dice(MotifPainter.HashCode(seed, (int)attack, 7));
        using var picture = SKBitmap.Decode(jpeg) ?? throw new ArgumentException("expected a picture that can be decoded", nameof(jpeg));
        switch (attack)
        {
            case Attack.Jpeg30:
                return Save(picture, 30);
            case Attack.Repost:
                return Repost(picture, dice);
            case Attack.RepostMirrored:
                using (var mirrored = Turn(picture, 0, isMirrored: true, SKColors.White))
                    return Repost(mirrored, dice);
            default:
                using (var copy = Copy(picture, attack, dice, others ?? []))
                    return Save(copy, CopyQuality);
        }
    }

    static byte[] Repost(SKBitmap picture, Dice dice)
    {
        using var cropped = Crop(picture, 0.85f, dice);
        using var bannered = Banner(cropped, dice);
        using var shrunk = Resize(bannered, bannered.Width * 3 / 4, bannered.Height * 3 / 4);
        return Save(shrunk, 50);
    }

    static SKBitmap Copy(SKBitmap picture, Attack attack, Dice dice, IReadOnlyList<byte[]> others) =>
        attack switch
        {
            Attack.Resaved => picture.Copy(),
            Attack.Downscale160 => Downscale(picture),
            Attack.Crop80 => Crop(picture, 0.8f),
            Attack.Crop60 => Crop(picture, 0.6f),
            Attack.CropOff => Crop(picture, dice.Between(0.5f, 0.7f), dice),
            Attack.Border => Border(picture, dice),
            Attack.Mirror => Turn(picture, 0, isMirrored: true, SKColors.White),
            Attack.Turn5 => Turn(
                picture,
                dice.Chance(0.5) ? 5 : -5,
                isMirrored: false,
                dice.Pick([SKColors.White, SKColors.Black, SKColors.Gray])
            ),
            Attack.Turn90 => Turn(picture, dice.Chance(0.5) ? 90 : -90, isMirrored: false, SKColors.White),
            Attack.Gray => Recolour(picture, ColourMatrices.Gray),
            Attack.HueShift => Recolour(picture, ColourMatrices.Hue(dice.Between(60, 300))),
            Attack.ColourCast => Recolour(
                picture,
                ColourMatrices.Scale(dice.Between(0.6f, 1.05f), dice.Between(0.6f, 1.05f), dice.Between(0.6f, 1.05f))
            ),
            Attack.BrightnessContrast => Recolour(
                picture,
                ColourMatrices.Contrast(dice.Chance(0.5) ? dice.Between(0.55f, 0.75f) : dice.Between(1.3f, 1.6f), dice.Between(-40, 40))
            ),
            Attack.Blur => Blur(picture, Math.Max(picture.Width, picture.Height) * dice.Between(0.008f, 0.014f)),
            Attack.Noise => Noise(picture, dice.Between(18, 32), dice),
            Attack.Watermark => Watermark(picture, dice),
            Attack.Banner => Banner(picture, dice),
            Attack.Screenshot => SurroundingPainter.Screenshot(picture, dice),
            Attack.Collage or Attack.Collage9 or Attack.SideBySide or Attack.PictureInPicture or Attack.SmallInPicture =>
                SurroundingPainter.Among(picture, attack, dice, others),
            Attack.Crop50 => Crop(picture, 0.5f),
            Attack.Turn15 => Turn(picture, dice.Chance(0.5) ? 15 : -15, isMirrored: false, SKColors.White),
            Attack.Squeeze => dice.Chance(0.5)
                ? Resize(picture, picture.Width * 9 / 10, picture.Height)
                : Resize(picture, picture.Width, picture.Height * 9 / 10),
            _ => RareAttackPainter.Copy(picture, attack, dice, others),
        };

    static SKBitmap Downscale(SKBitmap picture)
    {
        var scale = 160f / Math.Max(picture.Width, picture.Height);
        using var small = Resize(picture, (int)(picture.Width * scale), (int)(picture.Height * scale));
        return Resize(small, picture.Width, picture.Height);
    }

    internal static SKBitmap Resize(SKBitmap picture, int width, int height) =>
        Draw(width, height, SKColors.White, canvas => DrawAt(canvas, picture, new(0, 0, width, height)));

    internal static SKBitmap Crop(SKBitmap picture, float area, Dice? corner = null)
    {
        var side = MathF.Sqrt(area);
        var (width, height) = ((int)(picture.Width * side), (int)(picture.Height * side));
        var across = corner is null ? 0.5f : corner.Pick([0f, 0.15f, 0.85f, 1f]);
        var down = corner is null ? 0.5f : corner.Pick([0f, 0.15f, 0.85f, 1f]);
        return Draw(
            width,
            height,
            SKColors.White,
            canvas =>
                canvas.DrawBitmap(picture, -(picture.Width - width) * across, -(picture.Height - height) * down, SKSamplingOptions.Default)
        );
    }

    internal static SKBitmap Border(SKBitmap picture, Dice dice)
    {
        var (left, top, right, bottom) = (
            dice.Between(0.05f, 0.28f),
            dice.Between(0.05f, 0.28f),
            dice.Between(0.05f, 0.28f),
            dice.Between(0.05f, 0.28f)
        );
        var colour = dice.Pick([
            SKColors.White,
            SKColors.Black,
            new SKColor((byte)dice.Below(256), (byte)dice.Below(256), (byte)dice.Below(256)),
        ]);
        return Draw(
            (int)(picture.Width * (1 + left + right)),
            (int)(picture.Height * (1 + top + bottom)),
            colour,
            canvas => canvas.DrawBitmap(picture, picture.Width * left, picture.Height * top, SKSamplingOptions.Default)
        );
    }

    internal static SKBitmap Turn(SKBitmap picture, float degrees, bool isMirrored, SKColor ground)
    {
        var isSideways = Math.Abs(degrees) == 90;
        var (width, height) = isSideways ? (picture.Height, picture.Width) : (picture.Width, picture.Height);
        return Draw(
            width,
            height,
            ground,
            canvas =>
            {
                canvas.Translate(width / 2f, height / 2f);
                canvas.RotateDegrees(degrees);
                canvas.Scale(isMirrored ? -1 : 1, 1);
                DrawAt(canvas, picture, SKRect.Create(-picture.Width / 2f, -picture.Height / 2f, picture.Width, picture.Height));
            }
        );
    }

    internal static SKBitmap Recolour(SKBitmap picture, float[] matrix)
    {
        using var filter = SKColorFilter.CreateColorMatrix(matrix);
        using var paint = new SKPaint { ColorFilter = filter };
        return Draw(
            picture.Width,
            picture.Height,
            SKColors.White,
            canvas => canvas.DrawBitmap(picture, 0, 0, SKSamplingOptions.Default, paint)
        );
    }

    static SKBitmap Blur(SKBitmap picture, float sigmaPx)
    {
        using var filter = SKImageFilter.CreateBlur(sigmaPx, sigmaPx, SKShaderTileMode.Clamp, null);
        using var paint = new SKPaint { ImageFilter = filter };
        return Draw(
            picture.Width,
            picture.Height,
            SKColors.White,
            canvas => canvas.DrawBitmap(picture, 0, 0, SKSamplingOptions.Default, paint)
        );
    }

    internal static SKBitmap Noise(SKBitmap picture, float sigma, Dice dice)
    {
        var copy = picture.Copy(SKColorType.Rgba8888);
        var pixels = copy.GetPixelSpan().ToArray();
        for (var i = 0; i < pixels.Length; i++)
        {
            // The sum of three even draws is bell-shaped enough for grain; every fourth byte is alpha.
            if (i % 4 != 3)
                pixels[i] = (byte)
                    Math.Clamp(pixels[i] + (sigma * (dice.Between(-1, 1) + dice.Between(-1, 1) + dice.Between(-1, 1))), 0, 255);
        }

        System.Runtime.InteropServices.Marshal.Copy(pixels, 0, copy.GetPixels(), pixels.Length);
        return copy;
    }

    static SKBitmap Watermark(SKBitmap picture, Dice dice) =>
        Draw(
            picture.Width,
            picture.Height,
            SKColors.White,
            canvas =>
            {
                canvas.DrawBitmap(picture, 0, 0, SKSamplingOptions.Default);
                canvas.RotateDegrees(-30, picture.Width / 2f, picture.Height / 2f);
                var size = picture.Height * 0.07f;
                for (var y = -picture.Height / 2f; y < picture.Height * 1.5f; y += picture.Height * 0.33f)
                {
                    for (var x = -picture.Width / 2f; x < picture.Width * 1.5f; x += picture.Width * 0.6f)
                        Signs.Write(
                            canvas,
                            new(x, y),
                            size,
                            7,
                            (dice.Chance(0.5) ? SKColors.White : SKColors.DimGray).WithAlpha((byte)(dice.Below(50) + 70)),
                            dice
                        );
                }
            }
        );

    static SKBitmap Banner(SKBitmap picture, Dice dice) =>
        Draw(
            picture.Width,
            picture.Height,
            SKColors.White,
            canvas =>
            {
                canvas.DrawBitmap(picture, 0, 0, SKSamplingOptions.Default);
                var height = picture.Height * dice.Between(0.10f, 0.16f);
                var top = dice.Chance(0.5) ? 0 : picture.Height - height;
                using var ground = Colours.Fill(
                    dice.Pick([
                        new SKColor(226, 35, 26, 235),
                        new SKColor(255, 102, 0, 235),
                        new SKColor(20, 20, 20, 225),
                        new SKColor(250, 210, 0, 240),
                    ])
                );
                canvas.DrawRect(0, top, picture.Width, height, ground);
                Signs.Write(
                    canvas,
                    new(picture.Width * 0.06f, top + (height * 0.2f)),
                    height * 0.6f,
                    (int)(picture.Width * 0.85f / (height * 0.7f)),
                    SKColors.White,
                    dice
                );
            }
        );

    internal static SKBitmap Draw(int width, int height, SKColor ground, Action<SKCanvas> paint)
    {
        var target = new SKBitmap(new SKImageInfo(Math.Max(1, width), Math.Max(1, height), SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(target);
        canvas.Clear(ground);
        paint(canvas);
        return target;
    }

    internal static void DrawAt(SKCanvas canvas, SKBitmap picture, SKRect area)
    {
        using var image = SKImage.FromBitmap(picture);
        canvas.DrawImage(image, area, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
    }

    static byte[] Save(SKBitmap picture, int quality)
    {
        using var data = picture.Encode(SKEncodedImageFormat.Jpeg, quality);
        return data.ToArray();
    }
}
