namespace IpGuard.Vision.Drawing;

/// <summary>What people do to a picture they copy.</summary>
/// <remarks>Stored in recorded truths by name.</remarks>
public enum Attack
{
    /// <summary>Saved again at quality 85.</summary>
    Resaved,

    /// <summary>Saved at quality 30.</summary>
    Jpeg30,

    /// <summary>Shrunk to 160 px and enlarged again.</summary>
    Downscale160,

    /// <summary>The middle 80 % of the area.</summary>
    Crop80,

    /// <summary>The middle 60 % of the area.</summary>
    Crop60,

    /// <summary>Half to 70 % of the area, off centre.</summary>
    CropOff,

    /// <summary>A border of one colour, 5 to 28 % a side.</summary>
    Border,

    /// <summary>Left and right changed.</summary>
    Mirror,

    /// <summary>Turned by 5 degrees.</summary>
    Turn5,

    /// <summary>Turned by 90 degrees.</summary>
    Turn90,

    /// <summary>Without colour.</summary>
    Gray,

    /// <summary>Every colour turned on the colour wheel.</summary>
    HueShift,

    /// <summary>Tinted, as under another lamp.</summary>
    ColourCast,

    /// <summary>Brighter or darker, and harder or softer.</summary>
    BrightnessContrast,

    /// <summary>Out of focus.</summary>
    Blur,

    /// <summary>Grain.</summary>
    Noise,

    /// <summary>Signs all over it, half transparent.</summary>
    Watermark,

    /// <summary>A price banner across the top or the bottom.</summary>
    Banner,

    /// <summary>One of four pictures in a square.</summary>
    Collage,

    /// <summary>Inside a phone's screen.</summary>
    Screenshot,

    /// <summary>Cropped, bannered, shrunk and saved at quality 50: what a repost is.</summary>
    Repost,
}
