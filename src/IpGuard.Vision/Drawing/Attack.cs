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

    /// <summary>The middle half of the area.</summary>
    Crop50,

    /// <summary>Turned by 15 degrees.</summary>
    Turn15,

    /// <summary>A tenth narrower or lower.</summary>
    Squeeze,

    /// <summary>On two fifths of another picture.</summary>
    PictureInPicture,

    /// <summary>A mirrored <see cref="Repost"/>.</summary>
    RepostMirrored,

    /// <summary>A third of the area, off centre.</summary>
    Crop30,

    /// <summary>Turned by 20 to 160 degrees.</summary>
    TurnFree,

    /// <summary>Upside down.</summary>
    UpsideDown,

    /// <summary>Seen from one side.</summary>
    Perspective,

    /// <summary>Beside another picture, or above it.</summary>
    SideBySide,

    /// <summary>One of nine pictures in a square.</summary>
    Collage9,

    /// <summary>On an eighth of another picture.</summary>
    SmallInPicture,

    /// <summary>Round and square stickers over a third of it.</summary>
    Stickers,

    /// <summary>Six steps of each colour.</summary>
    Posterised,

    /// <summary>Dark and light changed.</summary>
    Inverted,

    /// <summary>Two inks.</summary>
    Duotone,

    /// <summary>Shaken while taken.</summary>
    MotionBlur,

    /// <summary>Squares of some pixels.</summary>
    Pixelated,

    /// <summary>Bent in waves.</summary>
    Wave,

    /// <summary>A third wider or higher.</summary>
    Stretch30,

    /// <summary>Taken of a screen, from one side, with its stripes.</summary>
    ScreenPhoto,

    /// <summary>Dark corners, little light, grain.</summary>
    Dusk,

    /// <summary>A mirrored crop in other colours, in a frame.</summary>
    Chain,
}
