using IpGuard.Core.Works;
using SkiaSharp;

namespace IpGuard.Vision.Decoding;

/// <summary>Lets pictures in, or says why not, before a pixel is allocated: length → magic bytes → header → bounds.</summary>
static class PictureDoor
{
    /// <summary>A codec that has read only the header of a picture within bounds, or the fault.</summary>
    public static (SKCodec? Codec, PictureFormat Format, PictureFault? Fault) Open(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty)
            return Refuse(PictureFaultKind.Empty, "expected a picture, got an empty file");
        if (bytes.Length > PictureLimits.MaximumBytes)
            return Refuse(
                PictureFaultKind.TooManyBytes,
                $"expected at most {PictureLimits.MaximumBytes / 1024 / 1024} MB, got {bytes.Length / 1024.0 / 1024:F1} MB"
            );
        if (PictureFormats.Sniff(bytes.Span) is not { } format)
            return Refuse(PictureFaultKind.UnknownFormat, $"expected a JPEG, PNG, WebP, GIF or BMP picture, got {Describe(bytes.Span)}");

        var codec = SKCodec.Create(new SKMemoryStream(bytes.ToArray()), out var result);
        if (codec is null)
            return Refuse(PictureFaultKind.Undecodable, $"expected a {format} picture, got a header that cannot be read ({result})");
        var fault = CheckBounds(codec.Info, format == PictureFormat.Jpeg && JpegHeader.IsProgressive(bytes.Span));
        if (fault is null)
            return (codec, format, null);
        codec.Dispose();
        return (null, format, fault);
    }

    static PictureFault? CheckBounds(SKImageInfo info, bool isProgressive)
    {
        if (info.Width > PictureLimits.MaximumSidePx || info.Height > PictureLimits.MaximumSidePx)
        {
            return new(
                PictureFaultKind.SideTooLong,
                $"expected sides of at most {PictureLimits.MaximumSidePx} px, got {info.Width} × {info.Height}"
            );
        }

        var limit = isProgressive ? PictureLimits.MaximumProgressivePixels : PictureLimits.MaximumPixels;
        var pixels = (long)info.Width * info.Height;
        return pixels <= limit
            ? null
            : new(
                PictureFaultKind.TooManyPixels,
                $"expected at most {limit / 1_000_000} megapixels{(isProgressive ? " in a progressive JPEG" : "")}, got {info.Width} × {info.Height}"
            );
    }

    // Names the usual strangers, so that the person sees what they picked.
    static string Describe(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("PK\x03\x04"u8))
            return "a ZIP archive";
        if (head.StartsWith("%PDF"u8))
            return "a PDF document";
        if (head.Length >= 12 && head[4..].StartsWith("ftyp"u8))
            return "an AVIF, HEIC or video file";
        var text = System.Text.Encoding.Latin1.GetString(head[..Math.Min(head.Length, 256)]).TrimStart();
        if (text.Contains("<svg", StringComparison.OrdinalIgnoreCase))
            return "an SVG drawing";
        if (
            text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase)
        )
            return "a web page";
        return head.StartsWith("II*\0"u8) || head.StartsWith("MM\0*"u8) ? "a TIFF picture" : "a file of another kind";
    }

    static (SKCodec?, PictureFormat, PictureFault?) Refuse(PictureFaultKind kind, string message) => (null, default, new(kind, message));
}
