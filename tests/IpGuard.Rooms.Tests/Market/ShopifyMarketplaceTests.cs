using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using IpGuard.Core.Listings;
using IpGuard.Core.Watches;
using IpGuard.Market;
using IpGuard.Market.Shopify;
using IpGuard.Market.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace IpGuard.Rooms.Tests.Market;

/// <summary>Against a real server on this machine that speaks products.json.</summary>
public sealed class ShopifyMarketplaceTests : MarketplaceContract, IAsyncLifetime
{
    readonly HttpClient _http = new(new SocketsHttpHandler { AutomaticDecompression = System.Net.DecompressionMethods.All });
    WebApplication? _shop;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_shop is not null)
            await _shop.DisposeAsync();
    }

    async Task<IMarketplace> ServeAsync(Action<WebApplication> map)
    {
        if (_shop is not null)
            await _shop.DisposeAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _shop = builder.Build();
        map(_shop);
        await _shop.StartAsync();
        return new ShopifyMarketplace(new(_http, Manners.Hasty, TimeProvider.System), new(_shop.Urls.Single()));
    }

    protected override Task<IMarketplace> OpenAsync(IReadOnlyList<GivenListing> listings) =>
        ServeAsync(shop =>
        {
            shop.MapGet(
                "/products.json",
                (int limit, int page) =>
                    Results.Json(
                        new
                        {
                            products = listings
                                .Skip((page - 1) * limit)
                                .Take(limit)
                                .Select(
                                    (l, i) =>
                                        new
                                        {
                                            id = l.Id is null ? (long?)null : long.Parse(l.Id, CultureInfo.InvariantCulture),
                                            title = l.Title,
                                            handle = $"h-{l.Id}",
                                            body_html = "<p>Silk &amp; <b>cloud</b><script>alert(1)</script></p>",
                                            vendor = "Vendor",
                                            product_type = "Dress",
                                            variants = new[] { new { price = l.Price } },
                                            images = new[] { new { src = $"/pictures/{((page - 1) * limit) + i}" } },
                                        }
                                ),
                        }
                    )
            );
            shop.MapGet(
                "/pictures/{no:int}",
                (int no) => listings[no].Picture is { } picture ? Results.Bytes(picture, "image/jpeg") : Results.NotFound()
            );
        });

    Task<IMarketplace> ServeBodyAsync(byte[] body, string contentType, Action<HttpResponse>? shape = null) =>
        ServeAsync(shop =>
            shop.MapGet(
                "/products.json",
                async context =>
                {
                    context.Response.ContentType = contentType;
                    shape?.Invoke(context.Response);
                    await context.Response.Body.WriteAsync(body);
                }
            )
        );

    static async Task<string> FaultAsync(IMarketplace marketplace) =>
        (await Assert.ThrowsAsync<MarketplaceException>(() => marketplace.PageAsync(SweepCursor.Start))).Message;

    [Fact]
    public async Task A_products_fields_become_the_listings()
    {
        var page = await (await OpenAsync([new("7", "Cloud dress", "129.00", [1])])).PageAsync(SweepCursor.Start);
        var listing = Assert.IsType<ListingReading.Whole>(page.Listings.Single().Reading).Listing;
        Assert.Equal(("7", "Dress", "Vendor"), (listing.ExternalId, listing.Category, listing.Seller!.Name));
        Assert.EndsWith("/products/h-7", listing.Url, StringComparison.Ordinal);
        // Shopify's products.json names no currency.
        Assert.Equal(new Price(129.00m, null), listing.Price);
        Assert.StartsWith("Silk & cloud", listing.Description, StringComparison.Ordinal);
        Assert.DoesNotContain("<", listing.Description!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_markup_is_told_to_be_no_json() =>
        Assert.Contains(
            "expected JSON",
            await FaultAsync(await ServeBodyAsync("<!doctype html><h1>Maintenance</h1>"u8.ToArray(), "text/html")),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task Cut_json_is_told() =>
        Assert.Contains(
            "expected JSON",
            await FaultAsync(await ServeBodyAsync("""{"products":[{"id":1,"""u8.ToArray(), "application/json")),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task Other_json_is_told() =>
        Assert.Contains(
            "products",
            await FaultAsync(await ServeBodyAsync("[1,2]"u8.ToArray(), "application/json")),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(404)]
    [InlineData(429)]
    [InlineData(503)]
    public async Task An_answer_that_is_no_success_is_told_with_its_status(int status)
    {
        var marketplace = await ServeAsync(shop =>
            shop.MapGet(
                "/products.json",
                context =>
                {
                    context.Response.StatusCode = status;
                    context.Response.Headers.RetryAfter = "120";
                    return Task.CompletedTask;
                }
            )
        );
        Assert.Contains(status.ToString(CultureInfo.InvariantCulture), await FaultAsync(marketplace), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gzip_bomb_is_cut_at_the_bound()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            for (var i = 0; i < 64; i++)
                await gzip.WriteAsync(new byte[1024 * 1024]);
        }

        var marketplace = await ServeBodyAsync(packed.ToArray(), "application/json", response => response.Headers.ContentEncoding = "gzip");
        Assert.Contains("at most 32 MB", await FaultAsync(marketplace), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_gone_is_told()
    {
        var marketplace = await OpenAsync([new("7", "t", "1", [1])]);
        await _shop!.DisposeAsync();
        _shop = null;
        Assert.Contains("expected to reach", await FaultAsync(marketplace), StringComparison.Ordinal);
    }
}
