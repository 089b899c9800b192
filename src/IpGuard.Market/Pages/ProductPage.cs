using System.Security.Cryptography;
using System.Text;
using IpGuard.Core.Listings;

namespace IpGuard.Market.Pages;

/// <summary>What one page of a site tells of the product it is about. Trusted in this order: JSON-LD, microdata, Open Graph, the page's
/// title; what is missing in one is taken from the next. No script is run.</summary>
public static class ProductPage
{
    /// <summary>Bytes of a page that are read.</summary>
    public const int MostBytes = 4 * 1024 * 1024;

    // What shops write where an id is asked for and they have none. Taken for ids, they would make one listing of all.
    static readonly HashSet<string> Placeholders = new(StringComparer.OrdinalIgnoreCase)
    {
        "n/a",
        "na",
        "none",
        "null",
        "nil",
        "undefined",
        "false",
        "true",
        "sku",
        "unknown",
        "default",
        "tbd",
        "nan",
    };

    /// <summary>Reads a page. No bytes make it throw.</summary>
    /// <param name="html">The body; what is behind <see cref="MostBytes"/> is not read.</param>
    /// <param name="address">Where it was found: the listing's own address, its id where the page has none, and what relative addresses
    /// are read against.</param>
    /// <param name="charset">As the header says; null where it says nothing.</param>
    /// <returns>Null where the page tells of no product, or of several and of none by itself.</returns>
    public static RawListing? Read(ReadOnlyMemory<byte> html, Uri address, string? charset)
    {
        var page = PageHtml.Read(PageText.Decode(html.Span[..Math.Min(html.Length, MostBytes)], charset));
        var basis = BaseOf(page, address);
        var metas = OpenGraph.Read(page, out var isProduct);
        var json = SchemaProduct.Read(JsonLd.Read(page), basis, address);
        var micro = SchemaProduct.Read(Microdata.Read(page), basis, address);
        if (json is null && micro is null && !isProduct)
            return null;
        var facts = (json, micro) switch
        {
            (null, null) => metas,
            (null, { }) => micro.Or(metas),
            ({ }, null) => json.Or(metas),
            // The page's microdata may be of another product, one that goes well with this.
            _ => AreOne(json, micro) ? json.Or(micro).Or(metas) : json.Or(metas),
        };
        return ToListing(facts, basis, address);
    }

    static RawListing ToListing(PageFacts facts, Uri basis, Uri address) =>
        new()
        {
            ExternalId = facts.Ids.Select(IdOf).OfType<string>().FirstOrDefault() ?? IdOf(address),
            Url = address.AbsoluteUri,
            Title = PageHtml.Plain(facts.Title),
            Description = PageHtml.Plain(facts.Description),
            Price = facts.Price?.Amount,
            Currency = facts.Price?.Currency,
            SellerId = PageHtml.Plain(facts.Seller?.Id),
            SellerName = PageHtml.Plain(facts.Seller?.Name),
            SellerUrl = facts.Seller?.Url,
            Category = PageHtml.Plain(facts.Category),
            ListedAt = facts.ListedAt,
            PictureAddresses =
            [
                .. facts
                    .Pictures.Select(p => Absolute(basis, p))
                    .OfType<string>()
                    .Distinct(StringComparer.Ordinal)
                    .Take(Listing.MaximumPictures),
            ],
        };

    static bool AreOne(PageFacts one, PageFacts other) =>
        one.Title is null
        || other.Title is null
        || PlainText
            .Clean(PageHtml.Plain(one.Title), 200)
            .Equals(PlainText.Clean(PageHtml.Plain(other.Title), 200), StringComparison.OrdinalIgnoreCase);

    static Uri BaseOf(PageHtml page, Uri address) =>
        page.Elements.FirstOrDefault(e => e.LocalName == "base" && e.HasAttribute("href"))?.GetAttribute("href") is { } href
        && Uri.TryCreate(address, href.Trim(), out var basis)
        && basis.Scheme is "http" or "https"
            ? basis
            : address;

    static string? Absolute(Uri basis, string text) =>
        Uri.TryCreate(basis, text.Trim(), out var address) && address.Scheme is "http" or "https" ? address.AbsoluteUri : null;

    static string? IdOf(string text)
    {
        var id = PlainText.CleanToMeasure(text, Listing.MaximumExternalIdLength);
        return
            id.Length <= Listing.MaximumExternalIdLength && id.Any(c => char.IsLetterOrDigit(c) && c != '0') && !Placeholders.Contains(id)
            ? id
            : null;
    }

    // A path that is too long is told apart by its hash.
    static string IdOf(Uri address)
    {
        var path = address.PathAndQuery;
        if (path.Length <= Listing.MaximumExternalIdLength)
            return path;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)));
        return path[..(Listing.MaximumExternalIdLength - hash.Length - 1)] + "~" + hash;
    }
}
