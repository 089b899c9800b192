namespace IpGuard.Core.Works;

/// <summary>Picture formats that are let in; anything else is refused unread.</summary>
public enum PictureFormat
{
    Jpeg = 1,
    Png = 2,
    WebP = 3,
    Gif = 4,
    Bmp = 5,
}

/// <summary>What the first bytes and the name say about a picture, before anything is decoded.</summary>
public static class PictureFormats
{
    /// <summary>Tells the format by its magic bytes alone; null for anything that is not let in.</summary>
    public static PictureFormat? Sniff(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
            return PictureFormat.Jpeg;
        if (IsPng(head))
            return PictureFormat.Png;
        if (head.Length >= 12 && head.StartsWith("RIFF"u8) && head[8..].StartsWith("WEBP"u8))
            return PictureFormat.WebP;
        if (head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8))
            return PictureFormat.Gif;
        return IsBmp(head) ? PictureFormat.Bmp : null;
    }

    /// <summary>Media type, as in “image/jpeg”.</summary>
    public static string MediaType(this PictureFormat format) =>
        format switch
        {
            PictureFormat.Jpeg => "image/jpeg",
            PictureFormat.Png => "image/png",
            PictureFormat.WebP => "image/webp",
            PictureFormat.Gif => "image/gif",
            PictureFormat.Bmp => "image/bmp",
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "expected a picture format that is let in"),
        };

    static bool IsPng(ReadOnlySpan<byte> head) => head.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);

    // "BM" alone begins many texts; the four reserved bytes of BITMAPFILEHEADER are zero.
    static bool IsBmp(ReadOnlySpan<byte> head) =>
        head.Length >= 14 && head.StartsWith("BM"u8) && head[6..10].SequenceEqual((ReadOnlySpan<byte>)[0, 0, 0, 0]);
}

/// <summary>The bounds a picture must keep before it is decoded.</summary>
/// <remarks>Measured reasons: a 74-byte PNG can claim 60,000 × 60,000 pixels, and a progressive JPEG holds all its coefficients
/// at full size whatever the scale it is decoded at (about 800 MB for 20,000 × 20,000), so progressive ones get half.</remarks>
public static class PictureLimits
{
    public const long MaximumBytes = 25L * 1024 * 1024;
    public const long MaximumPixels = 50_000_000;
    public const long MaximumProgressivePixels = 25_000_000;
    public const int MaximumSidePx = 16_000;
}

/// <summary>Why a picture cannot be read. The text says what was expected and what came.</summary>
public enum PictureFaultKind
{
    Empty = 1,
    TooManyBytes = 2,
    UnknownFormat = 3,
    TooManyPixels = 4,
    SideTooLong = 5,
    Undecodable = 6,
}

/// <param name="Message">One sentence in English: what was expected and what came.</param>
public sealed record PictureFault(PictureFaultKind Kind, string Message);
