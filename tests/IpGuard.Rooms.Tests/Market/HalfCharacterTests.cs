using System.Text;
using IpGuard.Core.Listings;
using IpGuard.Core.Watches;
using IpGuard.Market;
using IpGuard.Market.Pages;
using IpGuard.Market.Pushed;
using IpGuard.Market.Recorded;
using IpGuard.Market.Shopify;
using IpGuard.Market.Tables;
using IpGuard.Market.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace IpGuard.Rooms.Tests.Market;

/// <summary>Half a surrogate pair, escaped, and bytes that are no UTF-8 are JSON, and no text: what holds them is broken, and nothing
/// beside it. The connectors' part of this is in <see cref="ApiContract"/>.</summary>
public sealed class HalfCharacterTests : IDisposable
{
    const string Record =
        """{"id":"1","url":"https://m.example/1","title":"t","price":"1","seller_id":"s","pictures":["https://m.example/1.jpg"]}""";

    const string Other = """{"id":"2","title":"other"}""";

    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    static byte[] Lines(byte[] record) => [.. record, .. "\n"u8, .. Encoding.UTF8.GetBytes(Other), .. "\n"u8];

    static async Task HoldsTheOtherAsync(IMarketplace marketplace)
    {
        var page = await marketplace.PageAsync(SweepCursor.Start);
        Assert.Equal(2, page.Listings.Count);
        Assert.Equal("2", Assert.IsType<ListingReading.Whole>(page.Listings[1].Reading).Listing.ExternalId);
    }

    [Fact]
    public async Task In_a_recording()
    {
        foreach (var record in HalfCharacters.In(Record))
        {
            File.WriteAllBytes(_folder.At("listings.jsonl"), Lines(record));
            await HoldsTheOtherAsync(RecordedMarketplace.Open(_folder.Path));
        }
    }

    [Fact]
    public async Task In_a_picture_of_a_recording_with_its_line()
    {
        File.WriteAllLines(_folder.At("listings.jsonl"), ["""{"id":"1","title":"t","pictures":["\ud800"]}""", Other]);
        var page = await RecordedMarketplace.Open(_folder.Path).PageAsync(SweepCursor.Start);
        Assert.Contains("line 1: expected texts in Unicode", Assert.IsType<ListingReading.Broken>(page.Listings[0].Reading).Faults[0]);
    }

    [Fact]
    public async Task In_a_table_of_JSON_Lines()
    {
        using var http = new HttpClient();
        foreach (var record in HalfCharacters.In(Record))
        {
            // The columns are named by the first rows, and one of them is whole.
            File.WriteAllBytes(_folder.At("table.txt"), [.. Lines(record), .. Encoding.UTF8.GetBytes(Record)]);
            using var table = new TableMarketplace(new(http, Manners.Hasty, TimeProvider.System), _folder.At("table.txt"));
            var page = await table.PageAsync(SweepCursor.Start);
            Assert.Equal(3, page.Listings.Count);
            Assert.All(page.Listings.Skip(1), l => Assert.IsType<ListingReading.Whole>(l.Reading));
        }
    }

    [Fact]
    public void In_a_push()
    {
        foreach (var record in HalfCharacters.In(Record))
        {
            var read = Assert.IsType<PushedReading.Read>(PushedRecords.Read(Lines(record), 1));
            Assert.Equal(2, read.Records.Count);
            Assert.IsType<ListingReading.Whole>(read.Records[1].Reading);
        }
    }

    [Fact]
    public async Task In_what_a_shop_publishes()
    {
        const string product =
            """{"id":1,"handle":"h","title":"t","body_html":"b","vendor":"v","variants":[{"price":"1.00"}],"images":[{"src":"1.jpg"}]}""";
        byte[] body = [];
        await using var server = await ApiServer.StartAsync(host => host.MapGet("/products.json", () => Results.Bytes(body)));
        foreach (var record in HalfCharacters.In(product))
        {
            body = [.. """{"products":["""u8, .. record, .. ""","""u8, .. """{"id":2,"title":"other"}]}"""u8];
            await HoldsTheOtherAsync(new ShopifyMarketplace(server.Web, server.Address));
        }
    }

    [Fact]
    public void In_the_JSON_of_a_page()
    {
        const string product =
            """{"@type":"Product","@id":"#1","sku":"1","name":"t","image":["/1.jpg"],"offers":{"@type":"Offer","price":"1"}}""";
        var whole = Encoding.UTF8.GetBytes($"<script type='application/ld+json'>{product}</script>");
        foreach (var record in HalfCharacters.In(product))
        {
            var page = Encoding.UTF8.GetBytes("<title>t</title><script type='application/ld+json'>").Concat(record);
            Assert.NotNull(ProductPage.Read(new([.. page, .. "</script>"u8, .. whole]), new("https://m.example/1"), charset: null));
        }
    }
}
