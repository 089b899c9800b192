using System.Diagnostics;
using IpGuard.Market;
using IpGuard.Market.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace IpGuard.Rooms.Tests.Market;

/// <summary>How hosts are treated, against a real server on this machine.</summary>
public sealed class MarketWebTests : IAsyncLifetime
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    readonly HttpClient _http = new(new SocketsHttpHandler());
    readonly List<long> _askedAt = [];
    int _robotsAsked;
    int _underWay;
    int _mostUnderWay;
    Func<HttpContext, IResult> _robots = _ => Results.NotFound();
    Func<HttpContext, int, IResult> _answer = (_, _) => Results.Text("ok");
    WebApplication _host = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _host = builder.Build();
        _host.MapGet(
            "/robots.txt",
            (HttpContext context) =>
            {
                Interlocked.Increment(ref _robotsAsked);
                return _robots(context);
            }
        );
        _host.MapGet("/{**path}", (Delegate)AnswerAsync);
        await _host.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _host.DisposeAsync();
    }

    async Task<IResult> AnswerAsync(HttpContext context)
    {
        int no;
        lock (_askedAt)
        {
            _askedAt.Add(Stopwatch.GetTimestamp());
            no = _askedAt.Count;
            _mostUnderWay = Math.Max(_mostUnderWay, ++_underWay);
        }

        await Task.Delay(20);
        lock (_askedAt)
            _underWay--;
        return _answer(context, no);
    }

    MarketWeb Web(Manners? manners = null) => new(_http, manners ?? Manners.Hasty, TimeProvider.System);

    WebAsk Ask(string path) => new(new Uri($"{_host.Urls.Single()}{path}"), 1024 * 1024, Patience);

    static async Task<string> TextAsync(MarketWeb web, WebAsk ask)
    {
        using var whole = Assert.IsType<WebAnswer.Whole>(await web.GetAsync(ask, CancellationToken.None));
        return System.Text.Encoding.UTF8.GetString(whole.ToBytes());
    }

    static Task<MarketplaceException> RefusedAsync(MarketWeb web, WebAsk ask) =>
        Assert.ThrowsAsync<MarketplaceException>(() => web.GetAsync(ask, CancellationToken.None));

    [Fact]
    public async Task What_robots_txt_closes_is_not_asked_for_and_it_is_read_once()
    {
        _robots = _ => Results.Text("User-agent: *\nDisallow: /private\n");
        var web = Web();
        Assert.Equal("ok", await TextAsync(web, Ask("/open")));
        Assert.Contains("robots.txt keeps us out", (await RefusedAsync(web, Ask("/private/1"))).Message, StringComparison.Ordinal);
        Assert.Equal((1, 1), (_robotsAsked, _askedAt.Count));
        // An interface that we have a key to has its terms in place of it.
        Assert.Equal("ok", await TextAsync(web, Ask("/private/1") with { IsApi = true }));
    }

    [Fact]
    public async Task A_robots_txt_that_cannot_be_had_closes_everything_and_one_that_is_not_there_nothing()
    {
        _robots = _ => Results.StatusCode(500);
        Assert.Contains("robots.txt to answer, got 500", (await RefusedAsync(Web(), Ask("/open"))).Message, StringComparison.Ordinal);
        _robots = _ => Results.NotFound();
        Assert.Equal("ok", await TextAsync(Web(), Ask("/open")));
    }

    [Fact]
    public async Task A_robots_txt_of_5_MB_costs_what_its_first_half_megabyte_costs()
    {
        _robots = _ => Results.Text("User-agent: *\nDisallow: /private\n" + new string('#', 5 * 1024 * 1024));
        var web = Web();
        Assert.Equal("ok", await TextAsync(web, Ask("/open")));
        await RefusedAsync(web, Ask("/private"));
    }

    [Fact]
    public async Task A_host_is_asked_no_faster_and_no_more_at_once_than_is_agreed()
    {
        var web = Web(new(2, TimeSpan.FromMilliseconds(60), TimeSpan.FromSeconds(5)));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => TextAsync(web, Ask("/open"))));
        Assert.InRange(_mostUnderWay, 1, 2);
        // Of eight the last begins seven gaps after the first; a clock may be a little ahead.
        Assert.True(Stopwatch.GetElapsedTime(_askedAt.Min(), _askedAt.Max()) > TimeSpan.FromMilliseconds(7 * 55));
    }

    [Fact]
    public async Task A_crawl_delay_is_kept_to()
    {
        _robots = _ => Results.Text("User-agent: *\nCrawl-delay: 1\n");
        var web = Web();
        await TextAsync(web, Ask("/1"));
        await TextAsync(web, Ask("/2"));
        Assert.True(Stopwatch.GetElapsedTime(_askedAt[0], _askedAt[1]) > TimeSpan.FromMilliseconds(900));
    }

    [Fact]
    public async Task A_crawl_delay_longer_than_a_rest_that_is_sat_out_is_kept_to_and_ends_nothing()
    {
        _robots = _ => Results.Text("User-agent: *\nCrawl-delay: 1\n");
        var web = Web(new(2, TimeSpan.Zero, TimeSpan.FromMilliseconds(100)));
        await TextAsync(web, Ask("/1"));
        Assert.Equal("ok", await TextAsync(web, Ask("/2")));
    }

    [Fact]
    public async Task What_fails_in_passing_is_asked_again_and_what_fails_for_good_is_not()
    {
        _answer = (_, no) => no < 3 ? Results.StatusCode(503) : Results.Text("ok");
        Assert.Equal("ok", await TextAsync(Web(), Ask("/open")));
        Assert.Equal(3, _askedAt.Count);
        _answer = (_, _) => Results.StatusCode(410);
        Assert.Contains("got 410", (await RefusedAsync(Web(), Ask("/open"))).Message, StringComparison.Ordinal);
        Assert.Equal(4, _askedAt.Count);
    }

    [Fact]
    public async Task A_short_wish_to_be_left_alone_is_waited_for_and_a_long_one_ends_the_sweep_with_its_time()
    {
        _answer = (context, no) =>
        {
            context.Response.Headers.RetryAfter = no == 1 ? "1" : "3600";
            return no == 2 ? Results.Text("ok") : Results.StatusCode(429);
        };
        var web = Web();
        Assert.Equal("ok", await TextAsync(web, Ask("/open")));
        Assert.True(Stopwatch.GetElapsedTime(_askedAt[0], _askedAt[1]) > TimeSpan.FromMilliseconds(900));
        var refused = await RefusedAsync(web, Ask("/open"));
        Assert.InRange((refused.RetryAt!.Value - DateTimeOffset.UtcNow).TotalMinutes, 58, 60);
        Assert.Equal(3, _askedAt.Count);
        // Nor is it asked for anything else meanwhile.
        Assert.Contains("left alone until", (await RefusedAsync(web, Ask("/other"))).Message, StringComparison.Ordinal);
        Assert.Equal(3, _askedAt.Count);
    }

    [Fact]
    public async Task A_storm_of_429_without_a_time_is_given_up_after_three_tries()
    {
        _answer = (_, _) => Results.StatusCode(429);
        Assert.Contains("got 429", (await RefusedAsync(Web(), Ask("/open"))).Message, StringComparison.Ordinal);
        Assert.Equal(3, _askedAt.Count);
    }

    [Fact]
    public async Task An_answer_that_has_not_changed_is_told_by_its_validators()
    {
        _answer = (context, _) =>
        {
            context.Response.Headers.ETag = "\"a\"";
            return context.Request.Headers.IfNoneMatch == "\"a\"" ? Results.StatusCode(304) : Results.Text("ok");
        };
        var web = Web();
        using var first = Assert.IsType<WebAnswer.Whole>(await web.GetAsync(Ask("/open"), CancellationToken.None));
        Assert.Equal("\"a\"", first.Validators.ETag);
        Assert.IsType<WebAnswer.Unchanged>(await web.GetAsync(Ask("/open") with { Since = first.Validators }, CancellationToken.None));
        // Asked without them, 304 is no answer.
        _answer = (_, _) => Results.StatusCode(304);
        Assert.Contains("got 304", (await RefusedAsync(web, Ask("/open"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_answer_lies_in_a_file_and_a_longer_one_than_agreed_is_refused()
    {
        var body = new byte[MarketWeb.MostBytesInMemory + 10];
        body[^1] = 7;
        _answer = (_, _) => Results.Bytes(body);
        using var whole = Assert.IsType<WebAnswer.Whole>(
            await Web().GetAsync(Ask("/open") with { MaximumBytes = body.Length }, CancellationToken.None)
        );
        Assert.IsType<FileStream>(whole.Body);
        Assert.Equal(body, whole.ToBytes());
        var refused = await RefusedAsync(Web(), Ask("/open") with { MaximumBytes = body.Length - 1 });
        Assert.Contains("got more", refused.Message, StringComparison.Ordinal);
    }
}
