using IpGuard.Core.Matching;
using IpGuard.Core.Works;
using SkiaSharp;

namespace IpGuard.Vision.Decoding;

/// <summary>Pictures to show: made anew, small, without metadata. Originals are evidence and are never served inline.</summary>
public static class Thumbnail
{
    const int JpegQuality = 85;

    /// <summary>A JPEG of the picture as people see it, at most <paramref name="maximumSidePx"/> a side and never larger than it is;
    /// alpha on white.</summary>
    /// <param name="shownAs">How it is turned or mirrored before it is shown.</param>
    public static (byte[]? Jpeg, PictureFault? Fault) Make(
        ReadOnlyMemory<byte> bytes,
        int maximumSidePx,
        Orientation shownAs = Orientation.Upright
    )
    {
        var (codec, format, fault) = PictureDoor.Open(bytes);
        if (codec is null)
            return (null, fault);
        using (codec)
        {
            using var decoded = Decode(codec, maximumSidePx);
            if (decoded is null)
                return (null, new(PictureFaultKind.Undecodable, $"expected a {format} picture that can be decoded"));
            return (Draw(decoded, codec.EncodedOrigin, maximumSidePx, shownAs), null);
        }
    }

    internal static SKBitmap? Decode(SKCodec codec, int maximumSidePx)
    {
        var scale = (float)maximumSidePx / Math.Max(codec.Info.Width, codec.Info.Height);
        var size = scale < 1 ? codec.GetScaledDimensions(Math.Min(1, scale * 2)) : codec.Info.Size;
        var bitmap = new SKBitmap(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        if (
            codec.GetPixels(bitmap.Info, bitmap.GetPixels())
            is SKCodecResult.Success
                or SKCodecResult.IncompleteInput
                or SKCodecResult.ErrorInInput
        )
            return bitmap;
        bitmap.Dispose();
        return null;
    }

    static byte[] Draw(SKBitmap picture, SKEncodedOrigin origin, int maximumSidePx, Orientation shownAs)
    {
        var turn = MatrixOf(origin).PostConcat(MatrixOf(shownAs));
        var isSideways = Math.Abs(turn.ScaleX) < 0.5;
        var (w, h) = isSideways ? (picture.Height, picture.Width) : (picture.Width, picture.Height);
        var scale = Math.Min(1f, (float)maximumSidePx / Math.Max(w, h));
        var (width, height) = (Math.Max(1, (int)MathF.Round(w * scale)), Math.Max(1, (int)MathF.Round(h * scale)));
        using var surface = SKSurface.Create(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul));
        var canvas = surface.Canvas;
        canvas.Clear(SKColors.White);
        // About the middle: centre the picture, turn it, and put its middle in the middle of the page.
        canvas.Translate(width / 2f, height / 2f);
        canvas.Scale((float)width / w, (float)height / h);
        canvas.Concat(turn);
        canvas.Translate(-picture.Width / 2f, -picture.Height / 2f);
        using var image = SKImage.FromBitmap(picture);
        canvas.DrawImage(image, 0, 0, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        using var snapshot = surface.Snapshot();
        using var data = snapshot.Encode(SKEncodedImageFormat.Jpeg, JpegQuality);
        return data.ToArray();
    }

    // Linear maps on (x right, y down).
    internal static SKMatrix MatrixOf(SKEncodedOrigin origin) =>
        origin switch
        {
            SKEncodedOrigin.TopRight => Map(-1, 0, 0, 1),
            SKEncodedOrigin.BottomRight => Map(-1, 0, 0, -1),
            SKEncodedOrigin.BottomLeft => Map(1, 0, 0, -1),
            SKEncodedOrigin.LeftTop => Map(0, 1, 1, 0),
            SKEncodedOrigin.RightTop => Map(0, -1, 1, 0),
            SKEncodedOrigin.RightBottom => Map(0, -1, -1, 0),
            SKEncodedOrigin.LeftBottom => Map(0, 1, -1, 0),
            _ => SKMatrix.Identity,
        };

    static SKMatrix MatrixOf(Orientation orientation) =>
        orientation switch
        {
            Orientation.TurnedLeft => Map(0, 1, -1, 0),
            Orientation.TurnedAround => Map(-1, 0, 0, -1),
            Orientation.TurnedRight => Map(0, -1, 1, 0),
            Orientation.Mirrored => Map(-1, 0, 0, 1),
            Orientation.Flipped => Map(1, 0, 0, -1),
            Orientation.Transposed => Map(0, 1, 1, 0),
            Orientation.TransposedAround => Map(0, -1, -1, 0),
            _ => SKMatrix.Identity,
        };

    // x' = a·x + b·y, y' = c·x + d·y
    static SKMatrix Map(float a, float b, float c, float d) => new(a, b, 0, c, d, 0, 0, 0, 1);
}
