using System.Diagnostics;
using System.Text;
using CsCheck;
using IpGuard.Core.Listings;
using IpGuard.Market.Pages;

namespace IpGuard.Rooms.Tests.Market;

/// <summary>Pages made to do harm.</summary>
public class ProductPageBoundsTests
{
    static readonly Uri Address = new("https://shop.test/dresses/cloud?c=1");

    static RawListing? Read(string html, string? charset = null) => ProductPage.Read(Encoding.UTF8.GetBytes(html), Address, charset);

    static RawListing Ld(params string[] scripts) =>
        Read(string.Concat(scripts.Select(s => $"<script type=\"application/ld+json\">{s}</script>")))!;

    static string Product(string fields) => $$"""{"@context":"https://schema.org","@type":"Product","name":"Cloud dress",{{fields}}}""";

    [Fact]
    public void Five_hundred_pictures_are_fifty_and_no_script_is_one()
    {
        var many = string.Join(',', Enumerable.Range(0, 500).Select(i => $"\"/{i}.jpg\""));
        Assert.Equal(Listing.MaximumPictures, Ld(Product($"\"image\":[{many}]")).PictureAddresses.Count);
        Assert.Empty(
            Ld(
                Product("\"image\":[\"javascript:alert(1)\",\"data:image/png;base64,AA\",\"file:///etc/passwd\",\"http://\"]")
            ).PictureAddresses
        );
    }

    static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    [Theory]
    [InlineData("<div>", "")]
    [InlineData("<b a={0}>", "<p>x")]
    [InlineData("<div itemprop=a itemscope>", "")]
    [InlineData("<table>", "<a>")]
    [InlineData("<script type=application/ld+json>[", "")]
    [InlineData("<i itemscope itemtype=http://schema.org/Product itemref='x x x'>", "<p id=x itemprop=name>x</p>")]
    public void Four_megabytes_of_nesting_cost_seconds_and_what_stood_before_them_is_read(string one, string other)
    {
        var text = new StringBuilder("<meta property=og:type content=product><title>T</title>");
        for (var i = 0; text.Length < ProductPage.MostBytes; i++)
            text.Append(one.Replace("{0}", $"{i}")).Append(other);
        var clock = Stopwatch.StartNew();
        Assert.NotNull(Read(text.ToString()));
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 20);
    }

    [Fact]
    public void Json_nested_too_deep_tells_nothing_and_costs_nothing()
    {
        var deep = Repeat("{\"@graph\":[", 100_000);
        Assert.Null(Read($"<script type='application/ld+json'>{deep}</script>"));
        Assert.Equal("7", Ld(deep, Product("\"sku\":7"))!.ExternalId);
        Assert.NotNull(Ld("{\"@type\":\"Product\",\"na\\ud800me\":\"x\",\"name\":\"\\ud800\"}", Product("\"sku\":7")));
    }

    [Fact]
    public void No_bytes_make_it_throw()
    {
        string[] pieces =
        [
            "<script type='application/ld+json'>",
            "</script>",
            "{\"@type\":\"Product\",",
            "\"name\":",
            "\"offers\":{",
            "\"image\":[",
            "}",
            "]",
            "\"",
            "<div itemscope itemtype='http://schema.org/Product'>",
            "<img itemprop=image src='http://[",
            "<meta property=og:type content=product>",
            "<meta property=og:image content='//\ud800'>",
            "<base href='http://a b'>",
            "<title>",
            "<!--",
            "&#xD800;",
            "\"url\":\"http://%zz:99999\",",
            ":",
            ",",
        ];
        string?[] charsets = [null, "gbk", "utf-16", "utf-7", "\0"];
        Gen.OneOf(Gen.Byte.Array[0, 30], Gen.Int[0, pieces.Length - 1].Select(i => Encoding.UTF8.GetBytes(pieces[i])))
            .Array[0, 20]
            .Select(Gen.Int[0, 4].Select(i => charsets[i]))
            .Sample(
                (parts, charset) =>
                    ProductPage.Read(parts.SelectMany(p => p).ToArray(), Address, charset) is var raw
                    && (raw is null || Listing.Parse(raw) is not null)
            );
    }
}
