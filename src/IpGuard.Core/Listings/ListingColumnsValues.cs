using System.Globalization;
using System.Text.RegularExpressions;

namespace IpGuard.Core.Listings;

/// <summary>What a value looks like, for columns whose names say nothing.</summary>
static partial class ListingColumnValues
{
    public static bool IsAddress(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var address)
        && address.Scheme is "http" or "https"
        && !value.Contains(' ', StringComparison.Ordinal);

    /// <summary>One or several addresses, the first of which ends as pictures do.</summary>
    public static bool IsPicture(string value)
    {
        var parts = new List<string>();
        ListingColumns.SplitPictures(value, parts);
        return parts.Count > 0 && Picture.IsMatch(parts[0]);
    }

    public static bool IsDay(string value) =>
        value.Length >= 10
        && DateOnly.TryParseExact(
            value.AsSpan(0, 10),
            ["yyyy-MM-dd", "yyyy/MM/dd"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out _
        );

    public static bool IsPrice(string value) => ForeignPrice.Parse(value) is ForeignPrice.Known;

    public static bool SaysItIsPrice(string value) =>
        ForeignPrice.Parse(value) is ForeignPrice.Known { Price: var price } && (price.Currency is not null || Cents.IsMatch(value));

    public static bool IsIdLike(string value) => Id.IsMatch(value);

    [GeneratedRegex(@"\.(?:jpe?g|png|webp|gif|bmp|avif)(?:[?#!_].*)?$", RegexOptions.IgnoreCase)]
    private static partial Regex Picture { get; }

    [GeneratedRegex(@"[¥$€£]|[.,]\d{2}$")]
    private static partial Regex Cents { get; }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_.:|-]{0,59}$")]
    private static partial Regex Id { get; }
}
