using IpGuard.Core.Matching;
using IpGuard.Vision.Hashing;

namespace IpGuard.Vision.Features;

/// <summary>Which side of a comparison a picture stands on.</summary>
public enum Side
{
    /// <summary>The work: copies show parts of it.</summary>
    Filed,

    /// <summary>The listing: the work may be a part of it.</summary>
    Listed,
}

/// <summary>Names the parts of a picture that are worth looking at by themselves.</summary>
static class RegionFinder
{
    // Two parts that overlap by this say the same.
    const float SameOverlap = 0.88f;

    /// <summary>The whole first, then parts, none nearly the same as an earlier one.</summary>
    public static List<(RegionKind Kind, Area Area)> Find(Luma luma, Side side)
    {
        var found = new List<(RegionKind Kind, Area Area)> { (RegionKind.Whole, Area.Whole) };
        var small = EdgeRectangles.Shrink(luma);
        foreach (var area in EdgeRectangles.Find(small))
            Add(found, RegionKind.Inner, area);
        if (EdgeRectangles.Trim(small) is { } trimmed)
            Add(found, RegionKind.Trimmed, trimmed);
        if (EdgeRectangles.Foreground(small) is { } foreground)
            Add(found, RegionKind.Foreground, foreground);
        if (side == Side.Filed)
        {
            Add(found, RegionKind.Centre, Middle(0.8f));
            Add(found, RegionKind.Centre, Middle(0.62f));
            foreach (var (x, y) in Corners(0.7f))
                Add(found, RegionKind.Window, new(x, y, 0.7f, 0.7f));
            return found;
        }

        Add(found, RegionKind.Stripped, new(0, 0.15f, 1, 0.85f));
        Add(found, RegionKind.Stripped, new(0, 0, 1, 0.85f));
        Add(found, RegionKind.Centre, Middle(0.75f));
        foreach (var (x, y) in Corners(0.5f))
            Add(found, RegionKind.Quadrant, new(x, y, 0.5f, 0.5f));
        Add(found, RegionKind.Half, new(0, 0, 0.5f, 1));
        Add(found, RegionKind.Half, new(0.5f, 0, 0.5f, 1));
        Add(found, RegionKind.Half, new(0, 0, 1, 0.5f));
        Add(found, RegionKind.Half, new(0, 0.5f, 1, 0.5f));
        for (var i = 0; i < 9; i++)
            Add(found, RegionKind.Window, new(i % 3 * 0.18f, i / 3 * 0.18f, 0.64f, 0.64f));
        for (var i = 0; i < 9; i++)
            Add(found, RegionKind.Ninth, new(i % 3 / 3f, i / 3 / 3f, 1 / 3f, 1 / 3f));
        return found;
    }

    /// <summary>True where the deep pass lets the network look at a part. Of a listing's parts, strips, centres, halves and windows are
    /// known by their hashes only: most overlap with an inner picture, a quarter or the whole, and the network is what the deep pass
    /// costs.</summary>
    public static bool IsEmbedded(RegionKind kind, Side side) =>
        side == Side.Filed || kind is not (RegionKind.Stripped or RegionKind.Centre or RegionKind.Half or RegionKind.Window);

    static void Add(List<(RegionKind Kind, Area Area)> found, RegionKind kind, Area area)
    {
        foreach (var (_, other) in found)
        {
            if (other.OverlapWith(area) > SameOverlap)
                return;
        }

        found.Add((kind, area));
    }

    static Area Middle(float side) => new((1 - side) / 2, (1 - side) / 2, side, side);

    static IEnumerable<(float X, float Y)> Corners(float side) => [(0, 0), (1 - side, 0), (0, 1 - side), (1 - side, 1 - side)];
}
