using System.Globalization;
using IpGuard.Core.Listings;
using IpGuard.Core.Watches;
using IpGuard.Market;
using IpGuard.Market.Apis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace IpGuard.Rooms.Tests.Market;

/// <summary>Against a real server on this machine that speaks Amazon's Catalog Items 2022-04-01.</summary>
public sealed class AmazonMarketplaceTests : ApiContract
{
    const string TokenPath = "/auth/o2/token";
    const string UnitedStates = "ATVPDKIKX0DER";

    int _tokens;

    protected override bool HasPrices => false;

    protected override string SearchPath => "/catalog/2022-04-01/items";

    protected override string OnePage =>
        """
            {"numberOfResults":1,"pagination":null,"items":[
              {"asin":"B07N4M94X4","summaries":[{"marketplaceId":"ATVPDKIKX0DER","itemName":"t"}]}]}
            """;

    private protected override IMarketplace Connect(ApiServer server, ApiLimits? limits) => Connect(server, limits, "cloud dress");

    static AmazonMarketplace Connect(ApiServer server, ApiLimits? limits, params string[] keywords) =>
        new(
            server.Web,
            new(
                server.Address,
                new(server.Address, TokenPath),
                "amzn1.application-oa2-client.1",
                new(Secret),
                new($"Atzr|{Secret}"),
                UnitedStates,
                new("https://www.amazon.com"),
                keywords
            )
            {
                Limits = limits ?? AmazonMarketplace.Limits,
            },
            server.Clock
        );

    protected override void MapTokens(WebApplication host) =>
        host.MapPost(
            TokenPath,
            async (HttpContext context) =>
            {
                var form = await context.Request.ReadFormAsync();
                return
                    form["grant_type"] == "refresh_token"
                    && form["refresh_token"] == $"Atzr|{Secret}"
                    && form["client_id"] == "amzn1.application-oa2-client.1"
                    && form["client_secret"] == Secret
                    ? Results.Json(
                        new
                        {
                            access_token = $"Atza|token-{Interlocked.Increment(ref _tokens)}",
                            token_type = "bearer",
                            expires_in = 3600,
                        }
                    )
                    : Results.Json(new { error = "invalid_grant" }, statusCode: 400);
            }
        );

    protected override Task<IMarketplace> OpenAsync(IReadOnlyList<GivenListing> listings) =>
        ServeAsync(host =>
        {
            host.MapGet(
                SearchPath,
                (HttpContext context, string keywords, string marketplaceIds, string includedData, int pageSize, string? pageToken) =>
                {
                    if (
                        !HeaderOf(context, "x-amz-access-token").StartsWith("Atza|token-", StringComparison.Ordinal)
                        || keywords != "cloud dress"
                        || marketplaceIds != UnitedStates
                        || includedData != "summaries,images,identifiers"
                        || pageSize > 20
                    )
                        return Results.BadRequest();
                    context.Response.Headers["x-amzn-RateLimit-Limit"] = "2.0";
                    var from = pageToken is null ? 0 : int.Parse(pageToken["from/+=".Length..], CultureInfo.InvariantCulture);
                    return Results.Json(
                        new
                        {
                            numberOfResults = listings.Count,
                            pagination = from + pageSize < listings.Count
                                ? new { nextToken = $"from/+={from + pageSize}" }
                                : (object)new { previousToken = "x" },
                            refinements = new { brands = Array.Empty<object>(), classifications = Array.Empty<object>() },
                            items = listings.Skip(from).Take(pageSize).Select((l, i) => Record(l, from + i)),
                        }
                    );
                }
            );
            host.MapGet(
                "/pictures/{no:int}",
                (int no) => listings[no].Picture is { } picture ? Results.Bytes(picture, "image/jpeg") : Results.NotFound()
            );
        });

    static object Record(GivenListing listing, int no) =>
        new
        {
            asin = listing.Id,
            summaries = new[] { new { marketplaceId = UnitedStates, itemName = listing.Title } },
            images = new[]
            {
                new
                {
                    marketplaceId = UnitedStates,
                    images = new[]
                    {
                        new
                        {
                            variant = "MAIN",
                            link = $"/pictures/{no}",
                            height = 500,
                            width = 500,
                        },
                    },
                },
            },
        };

    [Fact]
    public async Task A_records_fields_become_the_listings_with_the_largest_picture_of_each_variant()
    {
        var marketplace = await AnswerAsync(
            """
            {"numberOfResults":1,"pagination":{},"items":[{"asin":"B07N4M94X4",
              "summaries":[{"marketplaceId":"A1F83G8C2ARO7P","itemName":"elsewhere"},
                {"marketplaceId":"ATVPDKIKX0DER","itemName":"Cloud dress","browseClassification":{"displayName":"Dresses"}}],
              "images":[{"marketplaceId":"A1F83G8C2ARO7P","images":[{"variant":"MAIN","link":"https://m.example/uk.jpg"}]},
                {"marketplaceId":"ATVPDKIKX0DER","images":[
                  {"variant":"PT02","link":"https://m.example/pt02.jpg","height":375,"width":500},
                  {"variant":"MAIN","link":"https://m.example/small.jpg","height":75,"width":75},
                  {"variant":"MAIN","link":"https://m.example/large.jpg","height":1500,"width":1500},
                  {"variant":"PT01","link":"https://m.example/pt01.jpg"},
                  {"variant":"SWCH","link":"https://m.example/swatch.jpg","height":30,"width":30},
                  {"variant":"PT02","link":"https://m.example/pt02-large.jpg","height":1097,"width":1500},
                  {"variant":"EEGL","link":"https://m.example/energy.jpg","height":1375,"width":370}, {}, 7]}]}]}
            """
        );
        var listing = Assert
            .IsType<ListingReading.Whole>((await marketplace.PageAsync(SweepCursor.Start)).Listings.Single().Reading)
            .Listing;
        Assert.Equal(("B07N4M94X4", "Cloud dress", "Dresses"), (listing.ExternalId, listing.Title, listing.Category));
        Assert.Equal("https://www.amazon.com/dp/B07N4M94X4", listing.Url);
        Assert.Equal((null, null), (listing.Price, listing.Seller));
        Assert.Equal(
            ["https://m.example/large.jpg", "https://m.example/pt01.jpg", "https://m.example/pt02-large.jpg"],
            listing.Pictures.Select(p => p.Address)
        );
    }

    [Fact]
    public async Task Missing_fields_break_one_record_and_no_other()
    {
        var marketplace = await AnswerAsync(
            """
            {"items":[{"asin":"A1"},{"summaries":[{"marketplaceId":"ATVPDKIKX0DER","itemName":"no id"}]},null,
              {"asin":"A2","summaries":[{"marketplaceId":"ATVPDKIKX0DER","itemName":"whole"}],"images":null}]}
            """
        );
        var read = (await marketplace.PageAsync(SweepCursor.Start)).Listings;
        Assert.Equal([false, false, false, true], read.Select(r => r.Reading is ListingReading.Whole));
    }

    [Fact]
    public async Task The_same_token_twice_is_told()
    {
        var marketplace = await AnswerAsync("""{"items":[],"pagination":{"nextToken":"again"}}""");
        var first = await marketplace.PageAsync(SweepCursor.Start);
        Assert.Equal(new SweepCursor("0:2:again"), first.Next);
        Assert.Contains("expected another page", (await FaultAsync(marketplace, first.Next)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokens_that_go_round_end_where_amazon_gives_no_more()
    {
        var no = 0;
        await ServeAsync(host =>
            host.MapGet(
                SearchPath,
                () => Results.Json(new { items = Array.Empty<object>(), pagination = new { nextToken = $"t{no++ % 3}" } })
            )
        );
        var marketplace = Connect(Server, null, "one", "two");
        var cursor = SweepCursor.Start;
        for (var isLast = false; !isLast; )
        {
            var page = await marketplace.PageAsync(cursor);
            (cursor, isLast) = (page.Next, page.IsLast);
        }

        Assert.Equal(100, no);
    }

    [Fact]
    public async Task A_token_that_has_ended_by_amazons_403_is_replaced_once()
    {
        var marketplace = await ServeAsync(host =>
            host.MapGet(
                SearchPath,
                (HttpContext context) =>
                    HeaderOf(context, "x-amz-access-token").EndsWith("token-1", StringComparison.Ordinal)
                        ? Results.Json(
                            new { errors = new[] { new { code = "Unauthorized", message = "The access token has expired." } } },
                            statusCode: 403
                        )
                        : Results.Text(OnePage, "application/json")
            )
        );
        Assert.Single((await marketplace.PageAsync(SweepCursor.Start)).Listings);
        Assert.Equal((2, 2), (Server.Count(TokenPath), Server.Count(SearchPath)));
    }

    [Fact]
    public async Task A_refresh_token_that_was_withdrawn_is_told_without_saying_it()
    {
        var marketplace = await ServeAsync(
            host => host.MapPost(TokenPath, () => Results.Json(new { error = "invalid_grant" }, statusCode: 400)),
            hasTokens: false
        );
        var fault = await FaultAsync(marketplace);
        Assert.Equal(400, fault.Status);
        Assert.Contains("check the client's id and secret", fault.Message, StringComparison.Ordinal);
    }
}
