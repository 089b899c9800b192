namespace IpGuard.Vision.Hashing;

/// <summary>A picture's brightness, 0 (black) to 255 (white), row by row without gaps: <c>byte[HeightPx × WidthPx]</c>.</summary>
/// <param name="Pixels">May be longer than the picture (a rented buffer).</param>
public readonly record struct Luma(byte[] Pixels, int WidthPx, int HeightPx)
{
    public ReadOnlySpan<byte> Row(int y) => Pixels.AsSpan(y * WidthPx, WidthPx);
}
