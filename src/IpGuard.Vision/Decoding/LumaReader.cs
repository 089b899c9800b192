using System.Runtime.InteropServices;
using IpGuard.Vision.Hashing;
using SkiaSharp;

namespace IpGuard.Vision.Decoding;

/// <summary>Decodes a picture to brightness: no larger than its hashes need, alpha on white, EXIF orientation applied.</summary>
static class LumaReader
{
    /// <summary>A picture is decoded smaller only while both sides stay at least this long; the hashes then move by 0 bits in the median
    /// (bench pdq), and the published windows, which are not scale-stable, still see their 512 pixels.</summary>
    const int LeastSidePx = 512;

    /// <summary>The brightness, and whether the picture was whole.</summary>
    /// <param name="codec">Has read the header.</param>
    /// <param name="bytes">The file.</param>
    /// <param name="turbo">Null for the slower decoder.</param>
    /// <returns>Null where nothing could be decoded; the text says what the decoder said.</returns>
    public static (Luma? Luma, bool IsTruncated, string? Fault) Read(SKCodec codec, ReadOnlySpan<byte> bytes, TurboJpeg? turbo)
    {
        var size = ScaledSize(codec);
        if (turbo is not null && codec.EncodedFormat == SKEncodedImageFormat.Jpeg)
        {
            var luma = GC.AllocateUninitializedArray<byte>(size.Width * size.Height);
            if (turbo.TryDecode(bytes, size.Width, size.Height, TurboPixels.Gray, luma))
                return (Turn(new(luma, size.Width, size.Height), codec.EncodedOrigin), false, null);
        }

        return ReadWithSkia(codec, size);
    }

    static (Luma? Luma, bool IsTruncated, string? Fault) ReadWithSkia(SKCodec codec, SKSizeI size)
    {
        var info = new SKImageInfo(
            size.Width,
            size.Height,
            SKColorType.Rgba8888,
            codec.Info.IsOpaque ? SKAlphaType.Opaque : SKAlphaType.Premul
        );
        var pixels = NativeMemoryOf(info.BytesSize64);
        try
        {
            // No colour space is asked for, so a broken profile is not looked at.
            var result = codec.GetPixels(info, pixels.Address);
            var isTruncated = result is SKCodecResult.IncompleteInput or SKCodecResult.ErrorInInput;
            if (result != SKCodecResult.Success && !isTruncated)
                return (null, false, $"the decoder said {result}");
            var luma = ToLuma(pixels.AsSpan(info.BytesSize64), info.Width, info.Height, info.AlphaType == SKAlphaType.Opaque);
            return (Turn(luma, codec.EncodedOrigin), isTruncated, null);
        }
        finally
        {
            pixels.Dispose();
        }
    }

    /// <summary>The size at which a picture is decoded.</summary>
    internal static SKSizeI ScaledSize(SKCodec codec)
    {
        foreach (var denominator in new[] { 8, 4, 2 })
        {
            var size = codec.GetScaledDimensions(1f / denominator);
            var isSmaller = size.Width < codec.Info.Width;
            if (isSmaller && Math.Min(size.Width, size.Height) >= LeastSidePx)
                return size;
        }

        return codec.Info.Size;
    }

    static Luma ToLuma(ReadOnlySpan<byte> rgba, int widthPx, int heightPx, bool isOpaque)
    {
        var luma = new byte[widthPx * heightPx];
        if (isOpaque)
        {
            Brightness.OfRgba(rgba, luma);
            return new(luma, widthPx, heightPx);
        }

        var pixels = MemoryMarshal.Cast<byte, int>(rgba)[..luma.Length];
        // Premultiplied: what is missing of the alpha is white.
        for (var i = 0; i < luma.Length; i++)
            luma[i] = (byte)Math.Min(255, Brightness.Of(pixels[i]) + 255 - (pixels[i] >>> 24));
        return new(luma, widthPx, heightPx);
    }

    /// <summary>Applies an EXIF orientation, so that the picture stands as people see it.</summary>
    static Luma Turn(Luma luma, SKEncodedOrigin origin)
    {
        if (origin == SKEncodedOrigin.TopLeft)
            return luma;
        var (w, h) = (luma.WidthPx, luma.HeightPx);
        var isSideways =
            origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        var (width, height) = isSideways ? (h, w) : (w, h);
        var turned = new byte[luma.Pixels.Length];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (fromX, fromY) = Source(origin, x, y, w, h);
                turned[(y * width) + x] = luma.Pixels[(fromY * w) + fromX];
            }
        }

        return new(turned, width, height);
    }

    /// <summary>Where a pixel of the turned picture comes from in a picture of <paramref name="w"/> × <paramref name="h"/> as it is
    /// stored.</summary>
    internal static (int X, int Y) Source(SKEncodedOrigin origin, int x, int y, int w, int h) =>
        origin switch
        {
            SKEncodedOrigin.TopRight => (w - 1 - x, y),
            SKEncodedOrigin.BottomRight => (w - 1 - x, h - 1 - y),
            SKEncodedOrigin.BottomLeft => (x, h - 1 - y),
            SKEncodedOrigin.LeftTop => (y, x),
            SKEncodedOrigin.RightTop => (y, h - 1 - x),
            SKEncodedOrigin.RightBottom => (w - 1 - y, h - 1 - x),
            SKEncodedOrigin.LeftBottom => (w - 1 - y, x),
            _ => (x, y),
        };

    static NativePixels NativeMemoryOf(long lengthBytes) => new(lengthBytes);

    // Up to 200 MB for a moment: kept off the managed heap, which would hold on to it.
    readonly unsafe struct NativePixels(long lengthBytes) : IDisposable
    {
        readonly void* _bytes = NativeMemory.AllocZeroed((nuint)lengthBytes);

        public nint Address => (nint)_bytes;

        public ReadOnlySpan<byte> AsSpan(long length) => new(_bytes, checked((int)length));

        public void Dispose() => NativeMemory.Free(_bytes);
    }
}
