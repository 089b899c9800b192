namespace IpGuard.Core.Matching;

/// <summary>Why a part of a picture is looked at by itself.</summary>
public enum RegionKind
{
    Whole = 0,

    /// <summary>Without a frame or border of one colour.</summary>
    Trimmed = 1,

    /// <summary>Without a strip at the top or the bottom, where banners are.</summary>
    Stripped = 2,

    /// <summary>The middle.</summary>
    Centre = 3,

    /// <summary>A quarter, as in a 2 × 2 collage.</summary>
    Quadrant = 4,

    /// <summary>A half, as in a pair of pictures side by side.</summary>
    Half = 5,

    /// <summary>A window of some two thirds of each side.</summary>
    Window = 6,

    /// <summary>A rectangle bounded by straight edges: the picture inside a screenshot, or in another picture.</summary>
    Inner = 7,

    /// <summary>What stands before a plain ground.</summary>
    Foreground = 8,

    /// <summary>One of nine cells.</summary>
    Ninth = 9,
}

/// <summary>A part of a picture with what it is recognised by.</summary>
/// <param name="Quality">PDQ's gradient quality of the part, 0 to 100.</param>
/// <param name="Embedding">Null until the deep pass, or where there is no network.</param>
public sealed record Region(RegionKind Kind, Area Area, int Quality, PdqSet Hashes, Embedding? Embedding)
{
    public bool IsFlat => Quality < Fingerprint.MinimumQuality;
}
