using IpGuard.Core.Listings;

namespace IpGuard.Market.Feeds;

/// <summary>The shop that a link leads to: its host, and its address.</summary>
/// <remarks>Nearly all links of a feed lead to one shop, so the last one is known again.</remarks>
/// <param name="feed">Whose host sells what has no link.</param>
sealed class LinkedShop(Uri feed)
{
    string _origin = "";
    (string Host, string Url) _shop;

    public (string Host, string Url) Of(string? link)
    {
        var length = PlainAddress.OriginOf(link);
        if (length > 0 && link.AsSpan(0, length).SequenceEqual(_origin))
            return _shop;
        var address = Uri.TryCreate(link, UriKind.Absolute, out var leads) && leads.Scheme is "http" or "https" ? leads : feed;
        var shop = (address.Host, address.GetLeftPart(UriPartial.Authority));
        if (length > 0)
            (_origin, _shop) = (link![..length], shop);
        return shop;
    }
}
