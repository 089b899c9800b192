using System.Globalization;
using System.Text;
using IpGuard.Core.Listings;
using IpGuard.Core.Watches;
using IpGuard.Market;
using IpGuard.Market.Apis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace IpGuard.Rooms.Tests.Market;

/// <summary>Against a real server on this machine that speaks eBay's Browse API.</summary>
public sealed class EbayMarketplaceTests : ApiContract
{
    const string TokenPath = "/identity/v1/oauth2/token";

    int _tokens;

    protected override string SearchPath => "/buy/browse/v1/item_summary/search";

    protected override string OnePage => """{"total":1,"itemSummaries":[{"itemId":"v1|7|0","legacyItemId":"7","title":"t"}]}""";

    private protected override IMarketplace Connect(ApiServer server, ApiLimits? limits) =>
        new EbayMarketplace(
            server.Web,
            new(server.Address, "our-app", new(Secret), "EBAY_US", "USD", ["cloud dress"]) { Limits = limits ?? EbayMarketplace.Limits },
            server.Clock
        );

    protected override void MapTokens(WebApplication host) =>
        host.MapPost(
            TokenPath,
            async (HttpContext context) =>
            {
                var form = await context.Request.ReadFormAsync();
                var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"our-app:{Secret}"));
                return
                    HeaderOf(context, "Authorization") == $"Basic {basic}"
                    && form["grant_type"] == "client_credentials"
                    && form["scope"] == "https://api.ebay.com/oauth/api_scope"
                    ? Results.Json(
                        new
                        {
                            access_token = $"v^1.1#token-{Interlocked.Increment(ref _tokens)}",
                            expires_in = 7200,
                            token_type = "Application Access Token",
                        }
                    )
                    : Results.Json(new { error = "invalid_client" }, statusCode: 401);
            }
        );

    /// <summary>Speaks the search over listings with prices.</summary>
    static IResult Search(HttpContext context, List<(GivenListing Listing, decimal Price, int No)> all)
    {
        var query = context.Request.Query;
        var (limit, offset) = (int.Parse(query["limit"]!), int.Parse(query["offset"]!));
        if (
            !HeaderOf(context, "Authorization").StartsWith("Bearer v^1.1#token-", StringComparison.Ordinal)
            || HeaderOf(context, "X-EBAY-C-MARKETPLACE-ID") != "EBAY_US"
            || query["q"] != "cloud dress"
            || limit is < 1 or > 200
            || offset % limit != 0
            || offset >= 10_000
        )
            return Results.BadRequest();
        var filter = query["filter"].ToString();
        if (filter.StartsWith("price:[", StringComparison.Ordinal) && filter.Contains(",priceCurrency:USD,", StringComparison.Ordinal))
        {
            var ends = filter[7..filter.IndexOf(']', StringComparison.Ordinal)].Split("..");
            var (low, high) = (decimal.Parse(ends[0], CultureInfo.InvariantCulture), decimal.Parse(ends[1], CultureInfo.InvariantCulture));
            all = [.. all.Where(l => l.Price >= low && l.Price <= high)];
        }

        var isMore = offset + limit < Math.Min(all.Count, 10_000);
        return Results.Json(
            new
            {
                total = all.Count,
                limit,
                offset,
                next = isMore ? $"https://api.ebay.com/buy/browse/v1/item_summary/search?offset={offset + limit}" : null,
                itemSummaries = all.Skip(offset)
                    .Take(Math.Min(limit, 10_000 - offset))
                    .Select(l => new
                    {
                        itemId = l.Listing.Id is null ? null : $"v1|{l.Listing.Id}|0",
                        legacyItemId = l.Listing.Id,
                        title = l.Listing.Title,
                        price = new { value = l.Price.ToString("0.00", CultureInfo.InvariantCulture), currency = "USD" },
                        seller = new { username = "silk_house", feedbackPercentage = "99.1" },
                        image = new { imageUrl = $"/pictures/{l.No}" },
                    }),
            }
        );
    }

    protected override Task<IMarketplace> OpenAsync(IReadOnlyList<GivenListing> listings) =>
        ServeAsync(host =>
        {
            var all = listings.Select((l, i) => (l, decimal.Parse(l.Price, CultureInfo.InvariantCulture), i)).ToList();
            host.MapGet(SearchPath, (HttpContext context) => Search(context, all));
            host.MapGet(
                "/pictures/{no:int}",
                (int no) => listings[no].Picture is { } picture ? Results.Bytes(picture, "image/jpeg") : Results.NotFound()
            );
        });

    static async Task<List<ReadListing>> ReadAllAsync(IMarketplace marketplace)
    {
        var (all, cursor) = (new List<ReadListing>(), SweepCursor.Start);
        for (var isLast = false; !isLast; )
        {
            var page = await marketplace.PageAsync(cursor);
            all.AddRange(page.Listings);
            (cursor, isLast) = (page.Next, page.IsLast);
        }

        return all;
    }

    [Fact]
    public async Task A_records_fields_become_the_listings()
    {
        var marketplace = await AnswerAsync(
            """
            {"total":2,"itemSummaries":[
              {"itemId":"v1|326160310582|0","legacyItemId":"326160310582","title":"Cloud dress","price":{"value":"349.00","currency":"USD"},
               "seller":{"username":"silk_house"},"itemWebUrl":"https://www.ebay.com/itm/326160310582",
               "categories":[{"categoryId":"63861","categoryName":"Dresses"}],"itemCreationDate":"2026-05-01T10:20:30.000Z",
               "image":{"imageUrl":"https://i.example/thumbs/s-l225.jpg"},"thumbnailImages":[{"imageUrl":"https://i.example/s-l1600.jpg"}],
               "additionalImages":[{"imageUrl":"https://i.example/2.jpg"},{}]},
              {"itemId":"v1|5|51","legacyItemId":"5","title":"Variation","currentBidPrice":{"value":"3.50","currency":"GBP"}}]}
            """
        );
        var read = (await marketplace.PageAsync(SweepCursor.Start)).Listings.Select(l => l.Reading).Cast<ListingReading.Whole>().ToList();
        var listing = read[0].Listing;
        Assert.Equal(("326160310582", "Cloud dress", "Dresses"), (listing.ExternalId, listing.Title, listing.Category));
        Assert.Equal((new Price(349m, "USD"), "silk_house"), (listing.Price, listing.Seller!.Name));
        Assert.Equal("https://www.ebay.com/itm/326160310582", listing.Url);
        Assert.Equal(new DateTimeOffset(2026, 5, 1, 10, 20, 30, TimeSpan.Zero), listing.ClaimedAt);
        Assert.Equal(["https://i.example/s-l1600.jpg", "https://i.example/2.jpg"], listing.Pictures.Select(p => p.Address));
        Assert.Equal(("v1|5|51", new Price(3.5m, "GBP")), (read[1].Listing.ExternalId, read[1].Listing.Price));
    }

    [Fact]
    public async Task Fields_that_are_missing_or_of_another_kind_break_one_record_and_no_other()
    {
        var marketplace = await AnswerAsync(
            """
            {"total":"5","itemSummaries":[null,{},{"itemId":7},{"itemId":"1","title":"t","price":7,"seller":[],"image":"x"},
              {"\ud800":1},{"itemId":"2","title":"t","price":{"value":"cheap"}}]}
            """
        );
        var read = (await marketplace.PageAsync(SweepCursor.Start)).Listings;
        Assert.Equal(6, read.Count);
        Assert.Equal("1", Assert.IsType<ListingReading.Whole>(read[3].Reading).Listing.ExternalId);
        Assert.All([0, 1, 2, 4, 5], i => Assert.NotEmpty(Assert.IsType<ListingReading.Broken>(read[i].Reading).Faults));
    }

    [Fact]
    public async Task Nothing_found_is_an_empty_last_page()
    {
        var page = await (await AnswerAsync("""{"href":"x","total":0,"limit":200,"offset":0}""")).PageAsync(SweepCursor.Start);
        Assert.Equal((0, true, (int?)0), (page.Listings.Count, page.IsLast, page.TotalListings));
    }

    [Fact]
    public async Task A_search_with_more_than_can_be_paged_through_is_read_whole_by_slices_of_prices()
    {
        // More than half of them within one dollar, the rest spread widely; each price twice.
        var given = Enumerable
            .Range(0, 24_000)
            .Select(i => (new GivenListing($"{i}", $"t{i}", "", null), i < 13_000 ? 20m + (i % 100 / 100m) : (i / 2) + 0.99m, i))
            .ToList();
        var marketplace = await ServeAsync(host => host.MapGet(SearchPath, (HttpContext context) => Search(context, given)));
        var ids = (await ReadAllAsync(marketplace)).Select(r => ((ListingReading.Whole)r.Reading).Listing.ExternalId).ToList();
        Assert.Equal(24_000, ids.Count);
        Assert.Equal(24_000, ids.Distinct(StringComparer.Ordinal).Count());
        // 120 pages would be enough were they not sliced.
        Assert.InRange(Server.Count(SearchPath), 120, 200);
    }

    [Fact]
    public async Task Of_too_many_at_one_price_as_many_are_read_as_ebay_gives()
    {
        var given = Enumerable.Range(0, 10_300).Select(i => (new GivenListing($"{i}", $"t{i}", "", null), 5m, i)).ToList();
        var marketplace = await ServeAsync(host => host.MapGet(SearchPath, (HttpContext context) => Search(context, given)));
        Assert.Equal(10_000, (await ReadAllAsync(marketplace)).Count);
    }

    [Fact]
    public async Task A_token_is_asked_for_once_and_again_before_it_ends()
    {
        var marketplace = await OpenAsync([new("7", "t", "1", [1])]);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => marketplace.PageAsync(SweepCursor.Start)));
        Assert.Equal(1, Server.Count(TokenPath));
        Server.Clock.Shift = TimeSpan.FromMinutes(117);
        await marketplace.PageAsync(SweepCursor.Start);
        Assert.Equal(1, Server.Count(TokenPath));
        Server.Clock.Shift = TimeSpan.FromMinutes(118.5);
        await marketplace.PageAsync(SweepCursor.Start);
        Assert.Equal(2, Server.Count(TokenPath));
    }

    [Fact]
    public async Task A_token_that_is_refused_is_replaced_once()
    {
        var marketplace = await ServeAsync(host =>
            host.MapGet(
                SearchPath,
                (HttpContext context) =>
                    HeaderOf(context, "Authorization").EndsWith("token-1", StringComparison.Ordinal)
                        ? Results.Unauthorized()
                        : Results.Text(OnePage, "application/json")
            )
        );
        Assert.Single((await marketplace.PageAsync(SweepCursor.Start)).Listings);
        Assert.Equal((2, 2), (Server.Count(TokenPath), Server.Count(SearchPath)));

        var refusing = await AnswerAsync("{}", 401);
        Assert.Equal(401, (await FaultAsync(refusing)).Status);
        Assert.Equal((2, 2), (Server.Count(TokenPath), Server.Count(SearchPath)));
    }

    [Theory]
    [InlineData(
        """{"error":"invalid_client","error_description":"client authentication failed"}""",
        401,
        "check the client's id and secret"
    )]
    [InlineData("""{"access_token":"v^1.1#half-a-tok""", 200, "access_token and expires_in")]
    [InlineData("""{"access_token":"v^1.1#half-a-tok en","expires_in":7200}""", 200, "access_token and expires_in")]
    [InlineData("""{"access_token":"v^1.1#half-a-tok"}""", 200, "access_token and expires_in")]
    [InlineData("""{"access_token":"v^1.1#half-a-tok","expires_in":-1}""", 200, "access_token and expires_in")]
    [InlineData("""["v^1.1#half-a-tok"]""", 200, "access_token and expires_in")]
    public async Task A_token_that_is_not_given_is_told_without_what_was_given(string body, int status, string told)
    {
        var marketplace = await ServeAsync(
            host => host.MapPost(TokenPath, () => Results.Text(body, "application/json", statusCode: status)),
            hasTokens: false
        );
        var fault = await FaultAsync(marketplace);
        Assert.Contains(told, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("half-a-tok", fault.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, Server.Count(SearchPath));
    }

    [Fact]
    public async Task A_token_that_is_repeated_is_not_kept()
    {
        var marketplace = await ServeAsync(host =>
            host.MapGet(SearchPath, (HttpContext context) => Results.Text($"<p>{HeaderOf(context, "Authorization")}</p>"))
        );
        var fault = await FaultAsync(marketplace);
        Assert.Contains("repeats our credentials", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("token-", fault.ToString(), StringComparison.Ordinal);
    }
}
