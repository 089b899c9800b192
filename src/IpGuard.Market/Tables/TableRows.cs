using IpGuard.Core.Listings;
using IpGuard.Market.Feeds;

namespace IpGuard.Market.Tables;

/// <summary>Rows into listings.</summary>
static class TableRows
{
    /// <param name="shops">Who sells what names no seller; null where nobody is known to.</param>
    public static ListingReading Read(ForeignRow row, ListingColumns columns, LinkedShop? shops = null)
    {
        if (row.Fields is not { } fields)
            return new ListingReading.Broken(null, [row.Fault!]);
        var raw = columns.Read(fields.Span);
        var (title, description) = (ForeignMarkup.TextOf(raw.Title), ForeignMarkup.TextOf(raw.Description));
        var isSold = shops is null || raw.SellerId is not null || raw.SellerName is not null;
        if (isSold && ReferenceEquals(title, raw.Title) && ReferenceEquals(description, raw.Description))
            return Listing.Parse(raw);
        (string Host, string Url)? shop = isSold ? null : shops!.Of(raw.Url);
        return Listing.Parse(
            raw with
            {
                Title = title,
                Description = description,
                SellerId = raw.SellerId ?? shop?.Host,
                SellerName = raw.SellerName ?? shop?.Host,
                SellerUrl = shop is null ? raw.SellerUrl : shop.Value.Url,
            }
        );
    }
}
