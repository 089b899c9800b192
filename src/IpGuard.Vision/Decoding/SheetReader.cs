using IpGuard.Vision.Features;
using SkiaSharp;

namespace IpGuard.Vision.Decoding;

/// <summary>Decodes a picture with its colours: no larger than it is compared at, alpha on white, EXIF orientation applied.</summary>
static class SheetReader
{
    /// <summary>The picture, and whether it was whole.</summary>
    /// <returns>Null where nothing could be decoded; the text says what the decoder said.</returns>
    public static (SheetPicture? Picture, bool IsTruncated, string? Fault) Read(SKCodec codec, ReadOnlySpan<byte> bytes, TurboJpeg? turbo)
    {
        var size = LumaReader.ScaledSize(codec);
        if (turbo is not null && codec.EncodedFormat == SKEncodedImageFormat.Jpeg)
        {
            var turboPixels = GC.AllocateUninitializedArray<byte>(4 * size.Width * size.Height);
            if (turbo.TryDecode(bytes, size.Width, size.Height, TurboPixels.Rgba, turboPixels))
                return (Turn(new(turboPixels, size.Width, size.Height), codec.EncodedOrigin), false, null);
        }

        return ReadWithSkia(codec, size);
    }

    static (SheetPicture? Picture, bool IsTruncated, string? Fault) ReadWithSkia(SKCodec codec, SKSizeI size)
    {
        var alpha = codec.Info.IsOpaque ? SKAlphaType.Opaque : SKAlphaType.Premul;
        var info = new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, alpha);
        var pixels = new byte[info.BytesSize];
        SKCodecResult result;
        unsafe
        {
            // No colour space is asked for, so a broken profile is not looked at.
            fixed (byte* at = pixels)
                result = codec.GetPixels(info, (nint)at);
        }

        var isTruncated = result is SKCodecResult.IncompleteInput or SKCodecResult.ErrorInInput;
        if (result != SKCodecResult.Success && !isTruncated)
            return (null, false, $"the decoder said {result}");
        if (alpha != SKAlphaType.Opaque)
            LayOnWhite(pixels);
        return (Turn(new(pixels, size.Width, size.Height), codec.EncodedOrigin), isTruncated, null);
    }

    // Premultiplied: what is missing of the alpha is white.
    static void LayOnWhite(byte[] pixels)
    {
        for (var i = 0; i < pixels.Length; i += 4)
        {
            var white = 255 - pixels[i + 3];
            for (var c = 0; c < 3; c++)
                pixels[i + c] = (byte)Math.Min(255, pixels[i + c] + white);
        }
    }

    static SheetPicture Turn(SheetPicture picture, SKEncodedOrigin origin)
    {
        if (origin == SKEncodedOrigin.TopLeft)
            return picture;
        var (w, h) = (picture.WidthPx, picture.HeightPx);
        var isSideways = (int)origin >= 5;
        var (width, height) = isSideways ? (h, w) : (w, h);
        var from = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, uint>(picture.Pixels);
        var turned = new byte[picture.Pixels.Length];
        var to = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, uint>(turned.AsSpan());
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (fromX, fromY) = LumaReader.Source(origin, x, y, w, h);
                to[(y * width) + x] = from[(fromY * w) + fromX];
            }
        }

        return new(turned, width, height);
    }
}
