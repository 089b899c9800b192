using System.Globalization;
using IpGuard.Core.Listings;
using IpGuard.Core.Watches;
using IpGuard.Market;
using IpGuard.Market.Apis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace IpGuard.Rooms.Tests.Market;

/// <summary>Against a real server on this machine that speaks Etsy's Open API v3.</summary>
public sealed class EtsyMarketplaceTests : ApiContract
{
    const string BatchPath = "/v3/application/listings/batch";
    const string KeyString = "keystring-of-ours";

    protected override string SearchPath => "/v3/application/listings/active";

    protected override string OnePage => """{"count":1,"results":[{"listing_id":"seven","title":"t"}]}""";

    private protected override IMarketplace Connect(ApiServer server, ApiLimits? limits) => Connect(server, limits, "cloud dress");

    static EtsyMarketplace Connect(ApiServer server, ApiLimits? limits, params string[] keywords) =>
        new(
            server.Web,
            new(server.Address, new($"{KeyString}:{Secret}"), keywords) { Limits = limits ?? EtsyMarketplace.Limits },
            server.Clock
        );

    static bool IsOurs(HttpContext context) => HeaderOf(context, "x-api-key") == $"{KeyString}:{Secret}";

    static object Record(GivenListing listing, int no, bool hasPictures) =>
        new
        {
            listing_id = listing.Id is null ? (long?)null : long.Parse(listing.Id, CultureInfo.InvariantCulture),
            title = listing.Title,
            shop_id = 77,
            price = new
            {
                amount = (long)(decimal.Parse(listing.Price, CultureInfo.InvariantCulture) * 100),
                divisor = 100,
                currency_code = "USD",
            },
            original_creation_timestamp = 1_700_000_000,
            images = hasPictures ? new[] { new { listing_image_id = no, url_fullxfull = $"/pictures/{no}" } } : null,
            shop = hasPictures
                ? new
                {
                    shop_id = 77,
                    shop_name = "SilkHouse",
                    url = "https://www.etsy.com/shop/SilkHouse",
                }
                : null,
        };

    static void MapSearch(WebApplication host, IReadOnlyList<GivenListing> listings, Func<long, bool>? isGone = null)
    {
        host.MapGet(
            "/v3/application/listings/active",
            (HttpContext context, string keywords, int limit, int offset) =>
            {
                if (!IsOurs(context))
                    return Results.Json(new { error = "Invalid API key" }, statusCode: 403);
                if (offset > 12_000)
                    return Results.Json(new { error = "Offset provided is greater than the maximum offset allowed." }, statusCode: 400);
                (context.Response.Headers["x-limit-per-second"], context.Response.Headers["x-remaining-today"]) = ("10", "9321");
                var found = listings.Skip(offset).Take(Math.Min(limit, 100));
                return Results.Json(new { count = listings.Count, results = found.Select((l, i) => Record(l, offset + i, false)) });
            }
        );
        host.MapGet(
            BatchPath,
            (HttpContext context, string listing_ids, string includes) =>
            {
                var ids = listing_ids.Split(',').Select(i => long.Parse(i, CultureInfo.InvariantCulture)).ToHashSet();
                if (!IsOurs(context) || ids.Count > 100 || includes != "Images,Shop")
                    return Results.BadRequest();
                // In another order than the search's.
                var found = listings
                    .Select((l, i) => (Listing: l, No: i))
                    .Where(l => l.Listing.Id is { } id && ids.Contains(long.Parse(id, CultureInfo.InvariantCulture)))
                    .Where(l => isGone?.Invoke(long.Parse(l.Listing.Id!, CultureInfo.InvariantCulture)) != true)
                    .Reverse()
                    .Select(l => Record(l.Listing, l.No, true))
                    .ToList();
                return Results.Json(new { count = found.Count, results = found });
            }
        );
        host.MapGet(
            "/pictures/{no:int}",
            (int no) => listings[no].Picture is { } picture ? Results.Bytes(picture, "image/jpeg") : Results.NotFound()
        );
    }

    protected override Task<IMarketplace> OpenAsync(IReadOnlyList<GivenListing> listings) => ServeAsync(host => MapSearch(host, listings));

    static Listing Whole(ReadListing listing) => Assert.IsType<ListingReading.Whole>(listing.Reading).Listing;

    [Fact]
    public async Task A_records_fields_become_the_listings_and_its_pictures_come_with_the_second_question()
    {
        var page = await (await OpenAsync([new("7", "Cloud dress", "129.50", [1])])).PageAsync(SweepCursor.Start);
        var listing = Whole(page.Listings.Single());
        Assert.Equal(("7", "Cloud dress", new Price(129.5m, "USD")), (listing.ExternalId, listing.Title, listing.Price));
        Assert.Equal(new Seller("77", "SilkHouse", "https://www.etsy.com/shop/SilkHouse"), listing.Seller);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), listing.ClaimedAt);
        Assert.Equal(["/pictures/0"], listing.Pictures.Select(p => p.Address));
        Assert.Contains("/listings/batch", page.Listings.Single().Answer!.Facts.Asked.AbsoluteUri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listing_that_ends_between_the_two_questions_is_told_as_it_was_found()
    {
        var marketplace = await ServeAsync(host =>
            MapSearch(host, [new("7", "kept", "1", [1]), new("8", "gone", "1", [1])], isGone: id => id == 8)
        );
        var page = await marketplace.PageAsync(SweepCursor.Start);
        Assert.Equal([("kept", 1), ("gone", 0)], page.Listings.Select(Whole).Select(l => (l.Title, l.Pictures.Count)));
        Assert.Contains("/listings/active", page.Listings[1].Answer!.Facts.Asked.AbsoluteUri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_ends_at_the_largest_offset_and_goes_on_with_the_next_keywords()
    {
        var listings = Enumerable.Range(1, 12_500).Select(i => new GivenListing($"{i}", "t", "1", null)).ToList();
        await ServeAsync(host => MapSearch(host, listings));
        var marketplace = Connect(Server, null, "one", "two");
        var last = await marketplace.PageAsync(new("0:12000"));
        Assert.Equal((100, false, new SweepCursor("1:0")), (last.Listings.Count, last.IsLast, last.Next));
        Assert.True((await marketplace.PageAsync(new("1:12000"))).IsLast);
    }

    [Theory]
    [InlineData("""{"amount":1250,"divisor":100,"currency_code":"EUR"}""", "12.5")]
    [InlineData("""{"amount":1250,"divisor":1}""", "1250")]
    [InlineData("""{"amount":10,"divisor":3}""", "3.3333333333333333333333333333")]
    [InlineData("""{"amount":1250,"divisor":0}""", null)]
    [InlineData("""{"amount":1250}""", null)]
    [InlineData("""{"amount":-1,"divisor":100}""", null)]
    [InlineData("""{"amount":99999999999999999999,"divisor":100}""", null)]
    public async Task A_price_is_a_fraction_and_one_that_is_none_breaks_its_record(string price, string? amount)
    {
        var body = $$"""{"count":2,"results":[{"listing_id":"a","title":"t","price":{{price}}},{"listing_id":"b","title":"t"}]}""";
        var listings = (await (await AnswerAsync(body)).PageAsync(SweepCursor.Start)).Listings;
        Assert.Equal(
            amount is null ? null : decimal.Parse(amount, CultureInfo.InvariantCulture),
            (listings[0].Reading as ListingReading.Whole)?.Listing.Price?.Amount
        );
        Assert.Equal(amount is null, listings[0].Reading is ListingReading.Broken);
        Assert.Null(Whole(listings[1]).Price);
    }

    [Fact]
    public async Task An_error_is_told_in_etsys_words()
    {
        var marketplace = await AnswerAsync("""{"error":"Resource not found"}""");
        Assert.Contains("Resource not found", (await FaultAsync(marketplace)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_part_of_the_key_is_kept_out_of_what_is_told()
    {
        var fault = await FaultAsync(await AnswerAsync($$"""{"error":"unknown {{KeyString}}"}"""));
        Assert.DoesNotContain(KeyString, fault.ToString(), StringComparison.Ordinal);
    }
}
