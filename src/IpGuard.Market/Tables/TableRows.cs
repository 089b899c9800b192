using IpGuard.Core.Listings;
using IpGuard.Market.Feeds;

namespace IpGuard.Market.Tables;

/// <summary>Rows into listings.</summary>
static class TableRows
{
    public static ListingReading Read(ForeignRow row, ListingColumns columns, Func<RawListing, RawListing>? complete = null)
    {
        if (row.Fields is null)
            return new ListingReading.Broken(null, [row.Fault!]);
        var raw = columns.Read(row.Fields);
        return Listing.Parse(WithoutMarkup(complete is null ? raw : complete(raw)));
    }

    public static RawListing WithSeller(RawListing raw, string host, string url) => Copy(raw, raw.Title, raw.Description, host, host, url);

    static RawListing WithoutMarkup(RawListing raw)
    {
        var (title, description) = (ForeignMarkup.TextOf(raw.Title), ForeignMarkup.TextOf(raw.Description));
        return ReferenceEquals(title, raw.Title) && ReferenceEquals(description, raw.Description)
            ? raw
            : Copy(raw, title, description, raw.SellerId, raw.SellerName, raw.SellerUrl);
    }

    static RawListing Copy(RawListing raw, string? title, string? description, string? sellerId, string? sellerName, string? sellerUrl) =>
        raw with
        {
            Title = title,
            Description = description,
            SellerId = sellerId,
            SellerName = sellerName,
            SellerUrl = sellerUrl,
        };
}
