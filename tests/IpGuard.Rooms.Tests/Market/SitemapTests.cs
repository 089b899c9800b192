using System.IO.Compression;
using System.Text;
using CsCheck;
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

/// <summary>What sites have for a sitemap: one file, and a product page at every other address, whose id is its path.</summary>
public sealed class SitemapTests : IAsyncLifetime
{
    readonly HttpClient _http = new();
    WebApplication _site = null!;
    Uri _root = null!;
    byte[] _sitemap = [];

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _site = builder.Build();
        _site.Run(async context =>
        {
            var path = context.Request.Path.Value!;
            await context.Response.Body.WriteAsync(
                path == "/sitemap.xml"
                    ? _sitemap
                    : Encoding.UTF8.GetBytes(
                        $"<meta property=og:type content=product><title>t</title><meta name=product:retailer_item_id content={path}>"
                    )
            );
        });
        await _site.StartAsync();
        _root = new(_site.Urls.Single());
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _site.DisposeAsync();
    }

    async Task<ListingPage> PageAsync(SweepCursor cursor, byte[] sitemap)
    {
        _sitemap = sitemap;
        return await new PagesMarketplace(new(_http, Manners.Hasty, TimeProvider.System), new(_root, "/sitemap.xml")).PageAsync(cursor);
    }

    async Task<string[]> IdsAsync(byte[] sitemap) =>
        [
            .. (await PageAsync(SweepCursor.Start, sitemap)).Listings.Select(l =>
                l.Reading switch
                {
                    ListingReading.Whole whole => whole.Listing.ExternalId,
                    ListingReading.Broken broken => "! " + broken.Faults.Single(),
                    _ => "",
                }
            ),
        ];

    byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text.Replace("~/", _root.AbsoluteUri));

    [Theory]
    [InlineData(
        "<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>~/1</loc>"
            + "</url><url><loc>~/2</loc></url></urlset>"
    )]
    [InlineData(
        "\n\n <?xml version='1.0'?><urlset><url><loc>\n ~/1 \n</loc></url><url><lastmod>2026</lastmod><loc>"
            + "<![CDATA[~/2]]></loc></url></urlset>"
    )]
    [InlineData(
        "\uFEFF<s:urlset xmlns:s='http://www.google.com/schemas/sitemap/0.84'><s:url><s:loc>~/1</s:loc>"
            + "</s:url><s:url><s:loc>~/2</s:loc></s:url></s:urlset>"
    )]
    [InlineData(
        "<urlset xmlns:i='x'><url><loc>~/1</loc><i:image><i:loc>~/picture</i:loc></i:image></url><url><loc>"
            + "~/2</loc></url><url><loc/></url></urlset>"
    )]
    [InlineData(
        "<urlset><url><loc>~/1</loc><loc>~/1</loc></url><other><loc>~/no</loc></other><url><loc>~/2</loc>"
            + "</url><url><loc>~/1</loc></url></urlset>"
    )]
    [InlineData(
        "<rss><channel><link>~/</link><item><link>~/1</link></item><item><title>t</title><link>~/2</link>" + "</item></channel></rss>"
    )]
    [InlineData(
        "<feed xmlns='http://www.w3.org/2005/Atom'><link href='~/'/><entry><link href='~/1'/></entry><entry>"
            + "<link rel='edit' href='~/x'/><link rel='alternate' href='~/2'/></entry></feed>"
    )]
    [InlineData("<r:RDF xmlns:r='x'><channel/><item><link>~/1</link></item><item><link>~/2</link></item></r:RDF>")]
    [InlineData("~/1\n~/2\n")]
    [InlineData("\uFEFF~/1\r\n\r\n  ~/2")]
    public async Task Every_shape_of_a_sitemap_gives_its_addresses(string text)
    {
        Assert.Equal(["/1", "/2"], await IdsAsync(Bytes(text)));
        Assert.Equal(["/1", "/2"], await IdsAsync(Packed(Bytes(text))));
    }

    [Fact]
    public async Task A_sitemap_in_utf_16_is_read() =>
        Assert.Equal(
            ["/1"],
            await IdsAsync([
                .. Encoding.Unicode.GetPreamble(),
                .. Encoding.Unicode.GetBytes($"<urlset><url><loc>{_root}1</loc></url></urlset>"),
            ])
        );

    [Theory]
    [InlineData("<urlset><url><loc>~/1</loc></url><url><loc>~/2</lo")]
    [InlineData("<urlset><url><loc>~/1</loc></url><url>&nbsp;</url></urlset>")]
    [InlineData("<urlset><url><loc>~/1</loc></url></sitemap>")]
    [InlineData("~/1\nnothing of the kind")]
    public async Task A_sitemap_cut_in_the_middle_gives_what_stood_before_and_says_so(string text)
    {
        var ids = await IdsAsync(Bytes(text));
        Assert.Equal("/1", ids[0]);
        Assert.StartsWith("! expected", ids[^1]);
    }

    [Theory]
    [InlineData(2_048, true)]
    [InlineData(2_049, false)]
    public async Task An_address_that_is_too_long_is_told(int length, bool isRead)
    {
        var loc = _root + new string('a', length - _root.AbsoluteUri.Length);
        var id = (await IdsAsync(Bytes($"{loc}"))).Single();
        Assert.Equal(isRead, !id.StartsWith("! expected an address of", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(50_000, null)]
    [InlineData(50_001, "expected at most 50000 addresses")]
    public async Task Fifty_thousand_addresses_are_read_and_one_more_is_told(int count, string? fault)
    {
        var sitemap = Bytes(string.Join('\n', Enumerable.Range(0, count).Select(i => $"~/{i}")));
        var page = await PageAsync(new(":49990"), sitemap);
        Assert.True(page.IsLast);
        Assert.Equal(10, page.Listings.Count(l => l.Reading is ListingReading.Whole));
        var broken = page.Listings.Select(l => l.Reading).OfType<ListingReading.Broken>().SingleOrDefault();
        Assert.Equal(fault is null, broken is null);
        Assert.True(fault is null || broken!.Faults.Single().StartsWith(fault, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whatever_stands_there_is_read_or_told()
    {
        string[] pieces =
        [
            "<urlset>",
            "<url>",
            "<loc>",
            "~/1",
            "</loc>",
            "</url>",
            "<!DOCTYPE a>",
            "\n",
            "&#0;",
            "<rss><channel><item><link>",
            "http://[",
            "\u001f\u008b",
        ];
        var random = Gen.Int[0, pieces.Length - 1].Array[0, 12];
        await Gen.Select(random, Gen.Byte.Array[0, 20])
            .SampleAsync(
                async (parts, noise) =>
                {
                    try
                    {
                        await IdsAsync([.. Bytes(string.Concat(parts.Select(i => pieces[i]))), .. noise]);
                    }
                    catch (MarketplaceException e)
                    {
                        Assert.Contains("expected", e.Message);
                    }
                },
                iter: 200,
                threads: 1
            );
    }

    static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(bytes);
        return packed.ToArray();
    }
}
