using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using IpGuard.Core.Listings;
using IpGuard.Core.Watches;
using IpGuard.Market;
using IpGuard.Market.Pages;
using IpGuard.Market.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace IpGuard.Rooms.Tests.Market;

/// <summary>Against a real server on this machine that has a sitemap and product pages.</summary>
public sealed class PagesMarketplaceTests : MarketplaceContract, IAsyncLifetime
{
    readonly HttpClient _http = new();
    readonly ConcurrentDictionary<string, Func<HttpResponse, byte[]>> _paths = new();
    readonly ConcurrentDictionary<string, int> _asked = new();
    WebApplication _site = null!;
    Uri _root = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _site = builder.Build();
        _site.Run(async context =>
        {
            var path = context.Request.Path.Value!;
            _asked.AddOrUpdate(path, 1, (_, n) => n + 1);
            context.Response.StatusCode = _paths.ContainsKey(path) ? 200 : 404;
            if (_paths.TryGetValue(path, out var answer))
                await context.Response.Body.WriteAsync(answer(context.Response));
        });
        await _site.StartAsync();
        _root = new(_site.Urls.Single());
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _site.DisposeAsync();
    }

    void Serve(string path, string body) => _paths[path] = _ => Encoding.UTF8.GetBytes(body.Replace("~/", _root.AbsoluteUri));

    void ServeStatus(string path, int status) =>
        _paths[path] = response =>
        {
            response.StatusCode = status;
            return [];
        };

    void ServeProduct(string path, string id) =>
        Serve(path, $$"""<script type="application/ld+json">{"@type":"Product","name":"n","sku":"{{id}}"}</script>""");

    static string UrlSet(params IEnumerable<string> locs) =>
        $"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{Each(locs, "<url><loc>{0}</loc></url>")}</urlset>";

    static string Each(IEnumerable<string> locs, string entry) => string.Concat(locs.Select(l => entry.Replace("{0}", l)));

    static string Index(params IEnumerable<string> locs) =>
        $"<sitemapindex>{string.Concat(locs.Select(l => $"<sitemap><loc> {l}\n</loc></sitemap>"))}</sitemapindex>";

    PagesMarketplace Open(string start = "/sitemap.xml") => new(new(_http, Manners.Hasty, TimeProvider.System), new Uri(_root, start));

    protected override Task<IMarketplace> OpenAsync(IReadOnlyList<GivenListing> listings)
    {
        foreach (var (listing, i) in listings.Select((l, i) => (l, i)))
        {
            if (listing.Id is not null)
                Serve(
                    $"/p/{i}",
                    $$"""
                    <title>x</title><script type="application/ld+json">{"@context":"https://schema.org","@type":"Product",
                    "sku":"{{listing.Id}}","name":"{{listing.Title}}","image":"/pictures/{{i}}",
                    "offers":{"@type":"Offer","price":"{{listing.Price}}"} }</script>
                    """
                );
            else
                _paths.TryRemove($"/p/{i}", out _);
            if (listing.Picture is { } picture)
                _paths[$"/pictures/{i}"] = _ => picture;
        }

        // Two sitemaps, so that every rule of the contract holds across their border.
        Serve("/sitemap.xml", Index("~/a.xml", "~/b.xml"));
        Serve("/a.xml", UrlSet(Enumerable.Range(0, Math.Min(listings.Count, 333)).Select(i => $"~/p/{i}")));
        Serve("/b.xml", UrlSet(Enumerable.Range(0, listings.Count).Skip(333).Select(i => $"~/p/{i}")));
        return Task.FromResult<IMarketplace>(Open());
    }

    static async Task<List<ReadListing>> ReadAllAsync(PagesMarketplace marketplace)
    {
        var (all, cursor) = (new List<ReadListing>(), SweepCursor.Start);
        for (var (isLast, pages) = (false, 0); !isLast; pages++)
        {
            Assert.True(pages < 200, "a sweep that does not end");
            var page = await marketplace.PageAsync(cursor);
            all.AddRange(page.Listings);
            (cursor, isLast) = (page.Next, page.IsLast);
        }

        return all;
    }

    static string Say(ReadListing read) =>
        read.Reading switch
        {
            ListingReading.Whole whole => whole.Listing.ExternalId,
            ListingReading.Broken broken => $"! {new Uri(broken.ExternalId!).AbsolutePath}: {broken.Faults.Single()}",
            _ => "",
        };

    async Task<string> FaultAsync(string start = "/sitemap.xml") =>
        (await Assert.ThrowsAsync<MarketplaceException>(() => ReadAllAsync(Open(start)))).Message;

    [Fact]
    public async Task A_page_of_no_product_is_passed_over_and_one_that_is_gone_is_told()
    {
        Serve("/sitemap.xml", UrlSet("~/1", "~/about", "~/gone", "http://elsewhere.test/2", "mailto:a@b", "~/3"));
        ServeProduct("/1", "one");
        Serve("/about", "<title>About</title>");
        ServeProduct("/3", "three");
        var page = await Open().PageAsync(SweepCursor.Start);
        Assert.Equal(["one", "three"], page.Listings.Where(l => l.Reading is ListingReading.Whole).Select(Say));
        var broken = page.Listings.Select(l => l.Reading).OfType<ListingReading.Broken>().ToList();
        Assert.Equal([$"{_root}gone", "http://elsewhere.test/2", "mailto:a@b"], broken.Select(b => b.ExternalId));
        Assert.Contains("404", broken[0].Faults.Single());
        Assert.Contains("elsewhere.test", broken[1].Faults.Single());
        Assert.Equal(200, page.Listings[0].Answer!.Facts.Status);
        Assert.Equal(page.Listings[0].Raw.ToArray(), page.Listings[0].Answer!.Body!.Value.ToArray());
    }

    [Fact]
    public async Task A_sites_root_leads_by_robots_txt_to_its_sitemaps()
    {
        Serve("/robots.txt", "User-agent: *\nDisallow:\nSitemap: ~/x.txt\nSitemap: ~/y.xml\n");
        Serve("/x.txt", "\uFEFF~/1\r\n\r\n~/2\n");
        Serve("/y.xml", Index("~/z.xml"));
        Serve("/z.xml", UrlSet("~/3"));
        for (var i = 1; i <= 3; i++)
            ServeProduct($"/{i}", $"{i}");
        Assert.Equal(["1", "2", "3"], (await ReadAllAsync(Open("/"))).Select(Say));
    }

    [Fact]
    public async Task Without_robots_txt_a_root_has_sitemap_xml()
    {
        Serve("/sitemap.xml", UrlSet("~/1"));
        ServeProduct("/1", "1");
        Assert.Equal(["1"], (await ReadAllAsync(Open("/"))).Select(Say));
    }

    [Fact]
    public async Task Sitemaps_within_that_fail_or_go_round_are_told_and_cost_no_other()
    {
        Serve("/sitemap.xml", Index("~/gone.xml", "~/sitemap.xml", "~/empty.xml", "~/deep.xml", "~/dtd.xml", "~/good.xml"));
        Serve("/empty.xml", UrlSet());
        Serve("/deep.xml", Index("~/deeper.xml", "~/deep.xml"));
        Serve("/deeper.xml", Index("~/never.xml"));
        Serve("/dtd.xml", "<!DOCTYPE urlset [<!ENTITY a \"aaaa\">]><urlset><url><loc>&a;</loc></url></urlset>");
        Serve("/good.xml", UrlSet("~/1"));
        ServeProduct("/1", "1");
        var said = (await ReadAllAsync(Open())).Select(Say).ToList();
        Assert.Equal(
            ["! /gone.xml", "! /sitemap.xml", "! /deeper.xml", "! /deep.xml", "! /dtd.xml", "1"],
            said.Select(s => s.Split(": ")[0])
        );
        Assert.False(_asked.ContainsKey("/never.xml"));
        Assert.Equal(1, _asked["/sitemap.xml"]);
    }

    [Fact]
    public async Task Each_sitemap_is_asked_for_once_in_a_sweep_and_a_cursor_knows_its_way_without_the_others()
    {
        var root = await OpenAsync([.. Enumerable.Range(0, 400).Select(i => new GivenListing($"{1000 + i}", "t", "1", null))]);
        Assert.Equal(400, (await ReadAllAsync((PagesMarketplace)root)).Count);
        Assert.Equal((1, 1, 1), (_asked["/sitemap.xml"], _asked["/a.xml"], _asked["/b.xml"]));
        var page = await Open().PageAsync(new("1:60"));
        Assert.Equal(["1393", "1394", "1395", "1396", "1397", "1398", "1399"], page.Listings.Select(Say));
        Assert.Equal((true, 1), (page.IsLast, _asked["/a.xml"]));
        Assert.Empty((await Open().PageAsync(page.Next)).Listings);
    }

    [Fact]
    public async Task A_cursor_into_sitemaps_that_have_become_fewer_goes_on_behind_them()
    {
        Serve("/sitemap.xml", Index("~/a.xml"));
        Serve("/a.xml", UrlSet("~/1"));
        foreach (var cursor in new[] { "7:0", "0:9", "0.4.1:2", ":5" })
            Assert.Equal((0, true), await Open().PageAsync(new(cursor)) is var page ? (page.Listings.Count, page.IsLast) : default);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("a:1")]
    [InlineData("-1:1")]
    [InlineData("0:99999999999")]
    [InlineData("0.0.0.0:1")]
    [InlineData("0:1:2")]
    public async Task A_cursor_that_is_none_is_refused(string cursor)
    {
        Serve("/sitemap.xml", UrlSet());
        await Assert.ThrowsAsync<MarketplaceException>(() => Open().PageAsync(new(cursor)));
    }

    [Fact]
    public async Task A_host_that_asks_for_a_pause_ends_the_reading()
    {
        Serve("/sitemap.xml", UrlSet("~/1", "~/2", "~/3"));
        ServeProduct("/1", "1");
        ServeProduct("/3", "3");
        ServeStatus("/2", 429);
        Assert.Contains("429", await FaultAsync());
        ServeStatus("/2", 503);
        Assert.Equal(["1", "! /2", "3"], (await ReadAllAsync(Open())).Select(r => Say(r).Split(": ")[0]));
        ServeStatus("/1", 503);
        ServeStatus("/3", 503);
        Assert.Contains("503", await FaultAsync());
        ServeStatus("/sitemap.xml", 503);
        Assert.Contains("503", await FaultAsync());
    }

    [Fact]
    public async Task A_server_that_is_gone_is_told()
    {
        Serve("/sitemap.xml", UrlSet(Enumerable.Range(0, 40).Select(i => $"~/{i}")));
        var marketplace = Open();
        var first = await marketplace.PageAsync(SweepCursor.Start);
        await _site.StopAsync();
        await Assert.ThrowsAsync<MarketplaceException>(() => marketplace.PageAsync(first.Next));
        Assert.Contains("expected to reach", await FaultAsync());
    }

    [Fact]
    public async Task A_page_of_five_megabytes_is_told_and_costs_no_other()
    {
        Serve("/sitemap.xml", UrlSet("~/1", "~/big"));
        ServeProduct("/1", "1");
        _paths["/big"] = _ => new byte[5 * 1024 * 1024];
        var said = (await ReadAllAsync(Open())).Select(Say).ToList();
        Assert.Equal("1", said[0]);
        Assert.Contains("at most 4 MB", said[1]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<!doctype html><h1>Not here</h1>")]
    [InlineData("<html><body>Not here</body></html>")]
    [InlineData("{\"a\":1}")]
    [InlineData("<urlset><url><lo")]
    [InlineData("<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><urlset/>")]
    public async Task A_first_sitemap_that_is_none_is_told(string body)
    {
        Serve("/sitemap.xml", body);
        Assert.Contains("expected", await FaultAsync());
    }

    [Fact]
    public async Task A_packed_bomb_is_cut_at_the_bound()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes($"<urlset><url><loc>{_root}1</loc></url>"));
            for (var i = 0; i < 64; i++)
                await gzip.WriteAsync(Encoding.ASCII.GetBytes(new string(' ', 1024 * 1024)));
        }

        _paths["/sitemap.xml"] = _ => packed.ToArray();
        ServeProduct("/1", "1");
        var said = (await ReadAllAsync(Open())).Select(Say).ToList();
        Assert.Equal("1", said[0]);
        Assert.Contains("at most 50 MB unpacked", said[1]);
    }
}
