using System.Runtime.InteropServices;
using IpGuard.Core.Matching;
using SkiaSharp;

namespace IpGuard.Vision.Decoding;

/// <summary>Cuts parts out of pictures.</summary>
public static class PartCutter
{
    const int JpegQuality = 92;

    /// <summary>A part of a picture as a JPEG, at the size at which pictures are compared.</summary>
    /// <returns>Null where the picture cannot be decoded.</returns>
    public static byte[]? Cut(ReadOnlyMemory<byte> bytes, Area area)
    {
        var (codec, _, _) = PictureDoor.Open(bytes);
        if (codec is null)
            return null;
        using (codec)
        {
            if (SheetReader.Read(codec, bytes.Span, TurboJpeg.Instance).Picture is not { } picture)
                return null;
            using var bitmap = new SKBitmap(new SKImageInfo(picture.WidthPx, picture.HeightPx, SKColorType.Rgba8888, SKAlphaType.Opaque));
            Marshal.Copy(picture.Pixels, 0, bitmap.GetPixels(), picture.Pixels.Length);
            var (left, top) = ((int)(area.X * picture.WidthPx), (int)(area.Y * picture.HeightPx));
            var width = Math.Clamp((int)MathF.Round(area.Width * picture.WidthPx), 1, picture.WidthPx - left);
            var height = Math.Clamp((int)MathF.Round(area.Height * picture.HeightPx), 1, picture.HeightPx - top);
            using var image = SKImage.FromBitmap(bitmap);
            using var part = image.Subset(SKRectI.Create(left, top, width, height));
            using var data = part.Encode(SKEncodedImageFormat.Jpeg, JpegQuality);
            return data.ToArray();
        }
    }
}
