namespace IpGuard.Vision.Decoding;

/// <summary>Which decoder reads JPEGs: libturbojpeg where the machine has it, since it can leave out the colours where only brightness is
/// wanted; SkiaSharp otherwise, and for all that is cut, damaged or in CMYK.</summary>
public static class JpegDecoder
{
    /// <summary>“libturbojpeg” or “SkiaSharp”.</summary>
    public static string Name => TurboJpeg.Instance is null ? "SkiaSharp" : "libturbojpeg";
}
