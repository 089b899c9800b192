using System.Globalization;

namespace IpGuard.Core.Ledger;

/// <summary>Where a log's hashes lie (C2SP tlog-tiles): 256 to a tile, eight levels of the tree to a level of tiles.</summary>
public static class Tiles
{
    public const int Width = 256;
    public const int Levels = 8;

    /// <summary>Number of hashes at a level of tiles in a log of this size.</summary>
    public static long CountAt(int tileLevel, long size) => tileLevel * Levels >= 63 ? 0 : size >> (tileLevel * Levels);

    /// <summary>Width of a tile in a log of this size: 256 where it is full, less where it is the last.</summary>
    public static int WidthOf(int tileLevel, long tileIndex, long size) =>
        (int)Math.Min(Width, CountAt(tileLevel, size) - (tileIndex * Width));

    /// <summary>Path of a tile of hashes, as in “tile/0/x001/x234/067.p/8”.</summary>
    public static string Path(int tileLevel, long tileIndex, int width) =>
        string.Create(CultureInfo.InvariantCulture, $"tile/{tileLevel}/{Number(tileIndex)}{Partial(width)}");

    /// <summary>Path of a tile of entries, as in “tile/entries/000.p/3”.</summary>
    public static string EntriesPath(long tileIndex, int width) => $"tile/entries/{Number(tileIndex)}{Partial(width)}";

    // Groups of three digits, all but the last with an x before them.
    static string Number(long index)
    {
        var text = (index % 1000).ToString("000", CultureInfo.InvariantCulture);
        for (index /= 1000; index > 0; index /= 1000)
            text = $"x{(index % 1000).ToString("000", CultureInfo.InvariantCulture)}/{text}";
        return text;
    }

    static string Partial(int width) => width == Width ? "" : $".p/{width.ToString(CultureInfo.InvariantCulture)}";
}
