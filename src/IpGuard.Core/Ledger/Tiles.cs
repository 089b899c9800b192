using System.Globalization;

namespace IpGuard.Core.Ledger;

/// <summary>One tile of a log.</summary>
/// <param name="Level">Of hashes; null for a tile of entries.</param>
/// <param name="Width">1 to 256.</param>
public sealed record TileName(int? Level, long Index, int Width);

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

    /// <summary>Reads a path as <see cref="Path"/> and <see cref="EntriesPath"/> write it.</summary>
    /// <returns>False for any other way to write it: each tile has one address.</returns>
    public static bool TryParse(string path, out TileName? tile)
    {
        tile = null;
        const int mostLength = 64;
        var parts = path.Length <= mostLength ? path.Split('/') : [];
        if (parts.Length < 3 || parts[0] != "tile")
            return false;
        var isPartial = parts.Length > 3 && parts[^2].EndsWith(".p", StringComparison.Ordinal);
        var width = Width;
        if (isPartial && !int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out width))
            return false;
        var level = -1;
        if (
            parts[1] != "entries"
            && !(int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out level) && level < Levels)
        )
            return false;
        long index = 0;
        foreach (var part in isPartial ? parts[2..^1] : parts[2..])
        {
            var digits = part.TrimStart('x').Replace(".p", "", StringComparison.Ordinal);
            if (digits.Length != 3 || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var group))
                return false;
            index = (index * 1000) + group;
            if (index > long.MaxValue / 1_000_000)
                return false;
        }

        tile = new(parts[1] == "entries" ? null : level, index, width);
        return width is > 0 and <= Width && path == (tile.Level is { } of ? Path(of, index, width) : EntriesPath(index, width));
    }

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
