using System.Globalization;
using System.Text.Json;
using AngleSharp.Html.Parser;
using IpGuard.Core.Listings;
using IpGuard.Core.Watches;
using IpGuard.Core.Works;
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
        var body = whole.ToBytes();
        using var document = ParseJson(body, address);
        if (
            document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty("products", out var products)
            || products.ValueKind != JsonValueKind.Array
        )
            throw new MarketplaceException($"expected {address} to hold an array “products”, got other JSON");
        var kept = new KeptAnswer(whole.Facts, body);
        var listings = products.EnumerateArray().Select(p => Read(p, kept)).ToList();
        var next = new SweepCursor((page + 1).ToString(CultureInfo.InvariantCulture));
        return new PageReading.Read(new(listings, next, listings.Count < PageProducts, TotalListings: null, whole.Validators));
    }

    public Task<PictureFetch> FetchPictureAsync(PictureLink link, CancellationToken stop) => web.FetchPictureAsync(shop, link, stop);

    ReadListing Read(JsonElement product, KeptAnswer answer)
    {
        var raw = System.Text.Encoding.UTF8.GetBytes(product.GetRawText());
        var handle = product.Text("handle");
        var reading = Listing.Parse(
            new()
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
            }
        );
        return new(reading, raw, answer);
    }

    // Markup is foreign: only its text is kept.
    static string? TextOf(string? html) => html is null ? null : Html.ParseDocument(html).Body?.TextContent;

    static JsonDocument ParseJson(byte[] body, Uri address)
    {
        try
        {
            return JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 32 });
        }
        catch (JsonException e)
        {
            var head = PlainText.Clean(System.Text.Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 60))), 40);
            throw new MarketplaceException($"expected JSON from {address}, got '{head}'", e);
        }
    }

    static int ReadCursor(SweepCursor cursor)
    {
        if (cursor == SweepCursor.Start)
            return 1;
        return int.TryParse(cursor.Token, CultureInfo.InvariantCulture, out var page) && page >= 1
            ? page
            : throw new MarketplaceException($"expected a page number as cursor, got '{cursor.Token}'");
    }
}
