using System.Diagnostics;
using IpGuard.Market;
using IpGuard.Market.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace IpGuard.Rooms.Tests.Market;

/// <summary>How often interfaces are asked, against a real server on this machine.</summary>
public sealed class WebQuotaTests : IAsyncLifetime
{
    readonly HttpClient _http = new();
    readonly ShiftedClock _clock = new();
    ApiServer _server = null!;
    int _failures;

    public async ValueTask InitializeAsync() =>
        _server = await ApiServer.StartAsync(host =>
            host.MapGet("/{**path}", () => Interlocked.Decrement(ref _failures) >= 0 ? Results.StatusCode(503) : Results.Text("{}"))
        );

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    MarketWeb Web(bool keepsToQuotas = false) => new(_http, Manners.Hasty with { KeepsToQuotas = keepsToQuotas }, _clock);

    async Task AskAsync(MarketWeb web, WebQuota? quota)
    {
        var ask = new WebAsk(new(_server.Address, "/search"), 1_000, TimeSpan.FromSeconds(10)) { IsApi = true, Quota = quota };
        using var whole = (WebAnswer.Whole)await web.GetAsync(ask, CancellationToken.None);
    }

    Task<MarketplaceException> RefusedAsync(MarketWeb web, WebQuota quota) =>
        Assert.ThrowsAsync<MarketplaceException>(() => AskAsync(web, quota));

    [Fact]
    public async Task The_days_last_question_is_asked_and_one_more_says_when_there_is_room_again()
    {
        var (web, quota) = (Web(), new WebQuota("ours", 100, 3));
        for (var i = 0; i < 3; i++)
            await AskAsync(web, quota);
        var refused = await RefusedAsync(web, quota);
        Assert.Contains("at most 3 questions a day", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ours", refused.Message, StringComparison.Ordinal);
        Assert.Equal(3, _server.Count("/search"));

        _clock.Shift = refused.RetryAt!.Value - DateTimeOffset.UtcNow - TimeSpan.FromSeconds(20);
        await RefusedAsync(web, quota);
        _clock.Shift += TimeSpan.FromSeconds(20);
        await AskAsync(web, quota);
        Assert.Equal(4, _server.Count("/search"));
    }

    [Fact]
    public async Task Another_key_and_what_has_no_limit_are_counted_apart()
    {
        var web = Web();
        await AskAsync(web, new("ours", 100, 1));
        await RefusedAsync(web, new("ours", 100, 1));
        await AskAsync(web, new("another", 100, 1));
        await AskAsync(web, new("none", 100, null));
        await AskAsync(web, null);
    }

    [Fact]
    public async Task A_question_that_is_asked_again_counts_each_time()
    {
        var (web, quota) = (Web(), new WebQuota("ours", 100, 3));
        _failures = 1;
        await AskAsync(web, quota);
        await AskAsync(web, quota);
        await RefusedAsync(web, quota);
        Assert.Equal(3, _server.Count("/search"));
    }

    [Fact]
    public async Task An_interface_is_asked_no_faster_than_its_limit()
    {
        var web = Web(keepsToQuotas: true);
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < 4; i++)
            await AskAsync(web, new("ours", 5, null));
        // Of four the last begins three gaps after the first; a clock may be a little ahead.
        Assert.True(Stopwatch.GetElapsedTime(began) > TimeSpan.FromMilliseconds(3 * 190));
    }
}
