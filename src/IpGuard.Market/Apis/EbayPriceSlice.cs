using System.Globalization;
using System.Numerics;

namespace IpGuard.Market.Apis;

/// <summary>A range of prices that a search is narrowed to, so that its results are few enough to be read. Slices halve as a ruler
/// does: each begins at a multiple of its width, so that what comes next follows from the slice alone.</summary>
/// <param name="Low">The lowest price, in hundredths of the currency; a multiple of <paramref name="Width"/>.</param>
/// <param name="Width">How many hundredths it spans; a power of two.</param>
public sealed record EbayPriceSlice(long Low, long Width)
{
    /// <summary>From here on nothing is read: 2^34 hundredths, 171 million. It is ours; eBay names no highest price.</summary>
    public const long Top = 1L << 34;

    /// <summary>The slice to begin with: up to 163.83, which holds most of what is sold.</summary>
    public static EbayPriceSlice First { get; } = new(0, 1 << 14);

    /// <summary>The highest price, in hundredths.</summary>
    public long High => Low + Width - 1;

    /// <summary>The cheaper half; null where one price is all that is left, and no narrower slice can be had.</summary>
    public EbayPriceSlice? Halve() => Width > 1 ? new(Low, Width / 2) : null;

    /// <summary>The widest slice that begins behind this one; null where none does.</summary>
    public EbayPriceSlice? Next()
    {
        var low = Low + Width;
        return low < Top ? new(low, 1L << BitOperations.TrailingZeroCount(low)) : null;
    }

    /// <summary>The slice from one price to another, in hundredths; null where none is cut like that.</summary>
    public static EbayPriceSlice? Between(long low, long high)
    {
        if (low < 0 || high < low || high >= Top)
            return null;
        var width = high - low + 1;
        return BitOperations.IsPow2(width) && low % width == 0 ? new(low, width) : null;
    }

    /// <summary>As the filter `price` has it: both ends are in it (developer.ebay.com, Buy API Field Filters).</summary>
    public string ToFilter() => string.Create(CultureInfo.InvariantCulture, $"price:[{Low / 100m:0.00}..{High / 100m:0.00}]");
}
