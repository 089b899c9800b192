using System.Globalization;
using System.Text.Json;
using AngleSharp.Html.Parser;
using IpGuard.Core.Listings;
using IpGuard.Core.Watches;
using IpGuard.Market.Apis;
using IpGuard.Market.Web;

namespace IpGuard.Market.Shopify;

/// <summary>A Shopify shop, by the `products.json` that most shops publish. It is not documented by Shopify, and a shop can switch it
/// off.</summary>
/// <param name="shop">The shop's address; only its scheme, host and port are used.</param>
public sealed class ShopifyMarketplace(MarketWeb web, Uri shop) : IMarketplace
{
    /// <summary>Products a page: the most that Shopify gives.</summary>
    public const int PageProducts = 250;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    static readonly HtmlParser Html = new();

    public async Task<PageReading> ReadAsync(SweepCursor cursor, Validators? since, CancellationToken stop)
    {
        var page = ReadCursor(cursor);
        var address = new Uri(shop, string.Create(CultureInfo.InvariantCulture, $"/products.json?limit={PageProducts}&page={page}"));
        using var whole = await web.GetAsync(new(address, KeptAnswer.MostBodyBytes, Patience) { Since = since }, stop) as WebAnswer.Whole;
        if (whole is null)
            return new PageReading.Unchanged(IsToTheEnd: false);
        using var answer = JsonAnswer.Read(whole.Facts, whole.ToBytes());
        var listings = answer.Listings("products", ToRaw);
        var next = new SweepCursor((page + 1).ToString(CultureInfo.InvariantCulture));
        return new PageReading.Read(new(listings, next, listings.Count < PageProducts, TotalListings: null, whole.Validators));
    }

    public Task<PictureFetch> FetchPictureAsync(PictureLink link, CancellationToken stop) => web.FetchPictureAsync(shop, link, stop);

    RawListing ToRaw(JsonElement product)
    {
        var handle = product.Text("handle");
        return new()
        {
            ExternalId = product.Text("id"),
            Url = handle is null ? null : new Uri(shop, $"/products/{Uri.EscapeDataString(handle)}").AbsoluteUri,
            Title = product.Text("title"),
            Description = TextOf(product.Text("body_html")),
            Price = product.Items("variants").Select(v => v.Text("price")).FirstOrDefault(p => p is not null),
            SellerId = shop.Host,
            SellerName = product.Text("vendor") ?? shop.Host,
            SellerUrl = shop.GetLeftPart(UriPartial.Authority),
            Category = product.Text("product_type"),
            ListedAt = product.Text("published_at") ?? product.Text("created_at"),
            PictureAddresses = [.. product.Items("images").Select(i => i.Text("src")).OfType<string>()],
        };
    }

    // Markup is foreign: only its text is kept.
    static string? TextOf(string? html) => html is null ? null : Html.ParseDocument(html).Body?.TextContent;

    static int ReadCursor(SweepCursor cursor)
    {
        if (cursor == SweepCursor.Start)
            return 1;
        return int.TryParse(cursor.Token, CultureInfo.InvariantCulture, out var page) && page >= 1
            ? page
            : throw new MarketplaceException($"expected a page number as cursor, got '{cursor.Token}'");
    }
}
