using System.Text;
using IpGuard.Core.Watches;
using IpGuard.Market;
using IpGuard.Market.Apis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace IpGuard.Rooms.Tests.Market;

/// <summary>What every connector that has a key has to do, beside <see cref="MarketplaceContract"/>.</summary>
public abstract class ApiContract : MarketplaceContract, IAsyncLifetime
{
    /// <summary>In the key or the credentials, and nowhere else.</summary>
    protected const string Secret = "s3cret-0f-ours/+";

    ApiServer? _server;

    internal ApiServer Server => _server!;

    /// <summary>The path that listings are asked for at.</summary>
    protected abstract string SearchPath { get; }

    /// <summary>A page with one listing, “7”.</summary>
    protected abstract string OnePage { get; }

    /// <summary>The connector at the server's address.</summary>
    /// <param name="limits">Null for those that are published.</param>
    private protected abstract IMarketplace Connect(ApiServer server, ApiLimits? limits);

    /// <summary>Where tokens are had; nothing for a connector that needs none.</summary>
    protected virtual void MapTokens(WebApplication host) { }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected async Task<IMarketplace> ServeAsync(Action<WebApplication> map, bool hasTokens = true)
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _server = await ApiServer.StartAsync(host =>
        {
            if (hasTokens)
                MapTokens(host);
            map(host);
        });
        return Connect(_server, null);
    }

    /// <summary>A connector whose every search has this answer.</summary>
    protected Task<IMarketplace> AnswerAsync(string body, int status = 200, Action<HttpResponse>? shape = null) =>
        AnswerAsync(Encoding.UTF8.GetBytes(body), status, shape);

    protected Task<IMarketplace> AnswerAsync(byte[] body, int status = 200, Action<HttpResponse>? shape = null) =>
        ServeAsync(host =>
            host.MapGet(
                SearchPath,
                async context =>
                {
                    context.Response.StatusCode = status;
                    shape?.Invoke(context.Response);
                    await context.Response.Body.WriteAsync(body);
                }
            )
        );

    protected static async Task<MarketplaceException> FaultAsync(IMarketplace marketplace, SweepCursor? cursor = null)
    {
        var fault = await Assert.ThrowsAsync<MarketplaceException>(() => marketplace.PageAsync(cursor ?? SweepCursor.Start));
        Assert.DoesNotContain(Secret, fault.ToString(), StringComparison.Ordinal);
        return fault;
    }

    protected static string HeaderOf(HttpContext context, string name) => context.Request.Headers[name].ToString();

    [Fact]
    public async Task Markup_instead_of_json_is_told() =>
        Assert.Contains(
            "expected JSON",
            (await FaultAsync(await AnswerAsync("<!doctype html><h1>Maintenance</h1>"))).Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("""{"total":1,"numberOfResults":1,"count":1}""")]
    [InlineData("[1,2]")]
    [InlineData("""{"total":1,"itemSummaries":7,"results":7,"items":7}""")]
    [InlineData("""{"\ud800":1}""")]
    public async Task Other_json_is_told(string body) =>
        Assert.StartsWith("expected ", (await FaultAsync(await AnswerAsync(body))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Json_that_is_too_deep_is_told() =>
        Assert.Contains(
            "expected JSON",
            (await FaultAsync(await AnswerAsync($"{{\"a\":{new string('[', 100)}{new string(']', 100)}}}"))).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public async Task An_error_in_a_successful_answer_is_told_in_its_own_words()
    {
        const string body = """{"errors":[{"errorId":12001,"code":"InvalidInput","domain":"API_BROWSE","message":"The call is bad."}]}""";
        Assert.Contains("The call is bad.", (await FaultAsync(await AnswerAsync(body))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_is_told_with_its_status()
    {
        const string body = """{"errors":[{"errorId":12001,"code":"InvalidInput","message":"The call is bad."}]}""";
        Assert.Equal(400, (await FaultAsync(await AnswerAsync(body, status: 400))).Status);
    }

    [Theory]
    [InlineData(
        """{"errors":[{"errorId":12001,"longMessage":"The call\u0007 is bad.","message":"bad"},{"code":"X","message":"And so on."}]}""",
        "got 400 Bad Request, which says: 12001 The call is bad.; X And so on."
    )]
    [InlineData("""{"error":"invalid_request","error_description":"The call is bad."}""", "which says: invalid_request The call is bad.")]
    [InlineData("""{"error":"Offset provided is greater than the maximum"}""", "which says: Offset provided is greater than the maximum")]
    [InlineData("""{"errors":[{"\ud800":1}]}""", "got 400 Bad Request")]
    [InlineData("""{"errors":[1,null,[]]}""", "got 400 Bad Request")]
    [InlineData("""{"errors":[]}""", "got 400 Bad Request")]
    [InlineData("<h1>Bad</h1>", "got 400 Bad Request")]
    [InlineData("", "got 400 Bad Request")]
    public async Task A_refusal_is_told_in_its_own_words_where_it_has_any(string body, string expected) =>
        Assert.EndsWith(expected, (await FaultAsync(await AnswerAsync(body, status: 400))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_refusal_of_many_words_is_cut()
    {
        var words = string.Join(' ', Enumerable.Repeat("bad", 10_000));
        var fault = await FaultAsync(await AnswerAsync($$"""{"errors":[{"message":"{{words}}"}]}""", 400));
        Assert.Equal(300, fault.Told!.Length + 1);
        Assert.InRange(fault.Message.Length, 300, 1_000);
    }

    [Theory]
    [InlineData(Secret)]
    [InlineData("s3cret\\u200b-0f-\\u0000ours/+")]
    [InlineData("s3cret-0f-ou")]
    public async Task A_refusal_that_quotes_the_key_or_its_beginning_is_told_without_it(string quoted)
    {
        foreach (var before in new[] { "key", new string('x', 290), new string('x', 296) })
        {
            var fault = await FaultAsync(await AnswerAsync($$"""{"errors":[{"message":"{{before}} {{quoted}}"}]}""", 403));
            Assert.DoesNotContain(Secret[..8], fault.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("s3c", fault.Told!, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Texts_with_half_a_character_or_bytes_that_are_none_break_nothing_else()
    {
        foreach (var body in HalfCharacters.In(OnePage))
        {
            var marketplace = await AnswerAsync(body);
            try
            {
                Assert.NotNull(await marketplace.PageAsync(SweepCursor.Start));
            }
            catch (MarketplaceException) { }
        }
    }

    [Fact]
    public async Task The_days_last_question_is_asked_and_no_more_by_whichever_reader_has_the_key()
    {
        await AnswerAsync(OnePage);
        DateTimeOffset? until = null;
        for (var reads = 0; until is null && reads <= 4; reads++)
        {
            try
            {
                await Connect(Server, new(1_000, 4)).PageAsync(SweepCursor.Start);
            }
            catch (MarketplaceException e)
            {
                // Etsy's pages cost two questions, of which the second is not answered here.
                until = e.RetryAt;
            }
        }

        Assert.InRange(until!.Value, DateTimeOffset.UtcNow.AddHours(23), DateTimeOffset.UtcNow.AddHours(25));
        // Tokens are not counted.
        Assert.Equal(4, Server.Asked.Count(a => !a.Contains("token", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_limit_that_is_reached_is_told_with_the_time_to_come_back()
    {
        var marketplace = await AnswerAsync("{}", 429, response => response.Headers.RetryAfter = "3600");
        var fault = await FaultAsync(marketplace);
        Assert.Equal(429, fault.Status);
        Assert.InRange(fault.RetryAt!.Value, DateTimeOffset.UtcNow.AddMinutes(50), DateTimeOffset.UtcNow.AddMinutes(61));
    }

    [Fact]
    public async Task Wrong_credentials_are_told_without_saying_them()
    {
        var marketplace = await AnswerAsync("""{"errors":[{"errorId":1001,"code":"Unauthorized","message":"no"}]}""", 401);
        Assert.Equal(401, (await FaultAsync(marketplace)).Status);
    }

    [Theory]
    [InlineData(Secret)]
    [InlineData("s3cret-0f-ours%2F%2B")]
    [InlineData("s3cret-0f-ours/\\u002B")]
    [InlineData("s3cret-0f-ours\\/+")]
    public async Task An_answer_that_repeats_the_key_is_not_kept_nor_its_words_told(string form)
    {
        var quoting = await AnswerAsync($$"""{"errors":[{"message":"unknown key {{form}}"}]}""");
        Assert.Contains("repeats our credentials", (await FaultAsync(quoting)).Message, StringComparison.Ordinal);
        var inHeader = await AnswerAsync(OnePage, shape: response => response.Headers["x-debug"] = $"key={form}");
        Assert.Contains("repeats our credentials", (await FaultAsync(inHeader)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_that_repeats_the_key_is_told_without_it()
    {
        var marketplace = await AnswerAsync(
            "",
            400,
            response => response.HttpContext.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = $"Bad Key {Secret}"
        );
        var fault = await FaultAsync(marketplace);
        Assert.Equal(400, fault.Status);
        Assert.EndsWith("Bad Key (secret)", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_kept_of_an_answer_holds_its_bytes_and_no_key()
    {
        var listing = (await (await AnswerAsync(OnePage)).PageAsync(SweepCursor.Start)).Listings.Single();
        var kept = listing.Answer!;
        Assert.Contains(
            Encoding.UTF8.GetString(listing.Raw.Span),
            Encoding.UTF8.GetString(kept.Body!.Value.Span),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(Secret, $"{kept.Facts} {string.Join(' ', kept.Facts.Headers)}", StringComparison.Ordinal);
        Assert.All(Server.Asked, a => Assert.DoesNotContain(Secret, Uri.UnescapeDataString(a), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("-1:")]
    [InlineData("1:")]
    [InlineData("0:x")]
    [InlineData("0:1..2:3")]
    [InlineData("0:0..0:99999999")]
    [InlineData("0:99999999999999999999")]
    [InlineData("0:99:token")]
    [InlineData(":")]
    public async Task A_cursor_of_another_search_is_refused(string cursor) =>
        Assert.Contains("expected a cursor", (await FaultAsync(await AnswerAsync(OnePage), new(cursor))).Message, StringComparison.Ordinal);
}
