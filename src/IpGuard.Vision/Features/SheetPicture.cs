using IpGuard.Core.Matching;
using IpGuard.Vision.Hashing;

namespace IpGuard.Vision.Features;

/// <summary>A decoded picture as parts are cut from it: red, green, blue and an unused byte for each pixel, row by row.</summary>
/// <param name="Pixels"><c>byte[HeightPx × WidthPx × 4]</c>; transparency laid on white, EXIF orientation applied.</param>
sealed record SheetPicture(byte[] Pixels, int WidthPx, int HeightPx)
{
    /// <summary>The same picture with its longer side at most <paramref name="longestSidePx"/>; never enlarged.</summary>
    public SheetPicture ShrunkTo(int longestSidePx)
    {
        var longer = Math.Max(WidthPx, HeightPx);
        if (longer <= longestSidePx)
            return this;
        var (width, height) = (
            Math.Max(1, (int)MathF.Round((float)WidthPx * longestSidePx / longer)),
            Math.Max(1, (int)MathF.Round((float)HeightPx * longestSidePx / longer))
        );
        var target = new byte[width * height * 4];
        Resampler.Stretch(this, Area.Whole, target, width, height, 4);
        return new(target, width, height);
    }

    /// <summary>Its brightness.</summary>
    public Luma ToLuma()
    {
        var luma = GC.AllocateUninitializedArray<byte>(WidthPx * HeightPx);
        Brightness.OfRgba(Pixels, luma);
        return new(luma, WidthPx, HeightPx);
    }
}
