using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using IpGuard.Core.Listings;
using IpGuard.Flows;
using IpGuard.Market;
using IpGuard.Market.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace IpGuard.Web.Tests.Outbound;

/// <summary>What is crawled keeps to the robots.txt and the pace of each host that it is led to; two hosts on this machine.</summary>
public sealed class RedirectRobotsTests : IAsyncLifetime
{
    readonly HttpClient _http = GuardedHttp.Create(AddressPolicy.LoopbackForTests, "https://contact.example");
    readonly ConcurrentQueue<(string Host, string Path, long At)> _asked = new();
    readonly ConcurrentDictionary<string, string> _robots = new();
    readonly ConcurrentDictionary<string, string> _redirects = new();
    WebApplication _first = null!;
    WebApplication _second = null!;

    public async ValueTask InitializeAsync() => (_first, _second) = (await StartAsync("first"), await StartAsync("second"));

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    async Task<WebApplication> StartAsync(string name)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var host = builder.Build();
        host.Run(async context =>
        {
            var path = context.Request.Path.Value!;
            _asked.Enqueue((name, path, Stopwatch.GetTimestamp()));
            if (_redirects.TryGetValue($"{name} {path}", out var to))
                context.Response.Redirect(to);
            else if (path == "/robots.txt" && !_robots.ContainsKey(name))
                context.Response.StatusCode = 404;
            else
                await context.Response.WriteAsync(path == "/robots.txt" ? _robots[name] : $"{name} {path}");
        });
        await host.StartAsync();
        return host;
    }

    MarketWeb Web(Manners? manners = null) => new(_http, manners ?? Manners.Hasty, TimeProvider.System);

    Uri First(string path) => new(new(_first.Urls.Single()), path);

    Uri Second(string path) => new(new(_second.Urls.Single()), path);

    int Count(string host, string path) => _asked.Count(a => a.Host == host && a.Path == path);

    void Lead(string from, Uri to) => _redirects[from] = to.AbsoluteUri;

    static async Task<string> TextAsync(MarketWeb web, Uri address, bool isApi = false)
    {
        var ask = new WebAsk(address, 1_000, TimeSpan.FromSeconds(20)) { IsApi = isApi };
        using var whole = Assert.IsType<WebAnswer.Whole>(await web.GetAsync(ask, CancellationToken.None));
        return Encoding.UTF8.GetString(whole.ToBytes());
    }

    [Fact]
    public async Task A_host_that_keeps_us_out_is_not_asked_for_what_another_leads_to()
    {
        Lead("first /shop", Second("/private/1"));
        _robots["second"] = "User-agent: *\nDisallow: /private\n";
        var refused = await Assert.ThrowsAsync<MarketplaceException>(() => TextAsync(Web(), First("/shop")));
        Assert.Contains($"{First("/shop")} leads elsewhere", refused.Message, StringComparison.Ordinal);
        Assert.Contains(
            $"{Second("/private/1")} was not asked: its host's robots.txt keeps us out",
            refused.Message,
            StringComparison.Ordinal
        );
        Assert.Equal((1, 1, 0), (Count("first", "/shop"), Count("second", "/robots.txt"), Count("second", "/private/1")));
    }

    [Fact]
    public async Task A_host_that_lets_us_in_is_asked_and_its_robots_txt_read_once()
    {
        Lead("first /shop", Second("/open"));
        Lead("first /other", Second("/open"));
        _robots["second"] = "User-agent: *\nDisallow: /private\n";
        var web = Web();
        Assert.Equal("second /open", await TextAsync(web, First("/shop")));
        Assert.Equal("second /open", await TextAsync(web, First("/other")));
        Assert.Equal(1, Count("second", "/robots.txt"));
    }

    [Fact]
    public async Task A_closed_part_of_the_same_host_and_one_behind_two_hops_are_not_asked_either()
    {
        _robots["first"] = "User-agent: *\nDisallow: /private\n";
        Lead("first /shop", First("/private/1"));
        await Assert.ThrowsAsync<MarketplaceException>(() => TextAsync(Web(), First("/shop")));
        Lead("first /far", Second("/back"));
        Lead("second /back", First("/private/1"));
        await Assert.ThrowsAsync<MarketplaceException>(() => TextAsync(Web(), First("/far")));
        Assert.Equal((1, 0), (Count("second", "/back"), Count("first", "/private/1")));
    }

    [Fact]
    public async Task A_host_whose_robots_txt_cannot_be_had_is_closed_to_redirects()
    {
        Lead("first /shop", new("http://127.0.0.1:1/open"));
        var refused = await Assert.ThrowsAsync<MarketplaceException>(() => TextAsync(Web(), First("/shop")));
        Assert.Contains("without it nothing of that host may be asked for", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interface_that_we_have_a_key_to_is_followed_without_robots_txt()
    {
        Lead("first /shop", Second("/private/1"));
        _robots["second"] = "User-agent: *\nDisallow: /\n";
        Assert.Equal("second /private/1", await TextAsync(Web(), First("/shop"), isApi: true));
        Assert.Equal(0, Count("second", "/robots.txt"));
    }

    // RFC 9309, section 2.3.1.2: followed at least five times, and held for the host that was asked.
    [Fact]
    public async Task A_robots_txt_that_leads_elsewhere_holds_for_the_host_that_was_asked()
    {
        Lead("first /robots.txt", Second("/robots.txt"));
        _robots["second"] = "User-agent: *\nDisallow: /private\n";
        await Assert.ThrowsAsync<MarketplaceException>(() => TextAsync(Web(), First("/private/1")));
        Assert.Equal("first /open", await TextAsync(Web(), First("/open")));
    }

    [Fact]
    public async Task Hosts_that_lead_to_each_other_do_not_wait_for_each_other()
    {
        Lead("first /shop", Second("/there"));
        Lead("second /shop", First("/there"));
        var web = Web(new(1, TimeSpan.Zero, TimeSpan.FromSeconds(5)));
        var all = Enumerable.Range(0, 6).Select(i => TextAsync(web, i % 2 == 0 ? First("/shop") : Second("/shop")));
        Assert.Equal(6, (await Task.WhenAll(all).WaitAsync(TimeSpan.FromSeconds(15))).Length);
    }

    [Fact]
    public async Task Each_hop_waits_for_its_hosts_turn()
    {
        Lead("first /shop", First("/1"));
        Lead("first /1", First("/2"));
        Assert.Equal("first /2", await TextAsync(Web(new(2, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5))), First("/shop")));
        var at = _asked.Where(a => a.Path != "/robots.txt").Select(a => a.At).ToList();
        Assert.True(Stopwatch.GetElapsedTime(at[0], at[2]) > TimeSpan.FromMilliseconds(2 * 180));
    }
}
