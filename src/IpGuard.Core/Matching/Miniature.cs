namespace IpGuard.Core.Matching;

/// <summary>A picture in gray, small: what two pictures are laid over each other with.</summary>
/// <param name="Pixels">Row by row, 0 (black) to 255 (white): <c>byte[HeightPx × WidthPx]</c>.</param>
public sealed record Miniature(byte[] Pixels, int WidthPx, int HeightPx)
{
    /// <summary>Length of the longer side. A cell of a 2 × 2 collage then has some 80 px, in which ten cells of 8 px lie side by
    /// side.</summary>
    public const int LongestSidePx = 160;

    /// <summary>Width and height (1 byte each), then the pixels.</summary>
    public void Write(Stream target)
    {
        target.WriteByte((byte)WidthPx);
        target.WriteByte((byte)HeightPx);
        target.Write(Pixels);
    }

    /// <exception cref="FormatException">Too few bytes.</exception>
    public static Miniature Read(ref ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 2 || bytes.Length < 2 + (bytes[0] * bytes[1]))
            throw new FormatException($"expected a miniature, got {bytes.Length} bytes");
        var (width, height) = ((int)bytes[0], (int)bytes[1]);
        var read = new Miniature(bytes.Slice(2, width * height).ToArray(), width, height);
        bytes = bytes[(2 + (width * height))..];
        return read;
    }
}
