using System.Text.Json;
using IpGuard.Core.Listings;
using IpGuard.Market.Pages;
using IpGuard.Testing;

namespace IpGuard.Rooms.Tests.Market;

/// <summary>Against the pages of extruct, and what it reads in them.</summary>
public class ProductPageSharedTests
{
    static readonly Uri Address = new("http://some-example.com/p/1");

    static RawListing? Read(string page) =>
        ProductPage.Read(File.ReadAllBytes(SharedData.PathOrSkip("data", "pages", page)), Address, charset: null);

    static JsonElement Told(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(SharedData.PathOrSkip("data", "pages", file)));
        return document.RootElement.Clone()[0];
    }

    static string? Clean(string? text) => text is null ? null : PlainText.Clean(text, Listing.MaximumDescriptionLength);

    static string?[] Texts(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(v => v.GetString())] : [value.GetString()];

    [Theory]
    [InlineData("product.html", "product.json")]
    [InlineData("product_microdata.html", "product.json")]
    [InlineData("product-ref.html", "product-ref.json")]
    [InlineData("microdata-with-description.html", "microdata-with-description.json")]
    public void Microdata_says_what_extruct_reads(string page, string json)
    {
        var (raw, told) = (Read(page)!, Told(json).GetProperty("properties"));
        var offers = told.GetProperty("offers");
        var offer = (offers.ValueKind == JsonValueKind.Array ? offers[0] : offers).GetProperty("properties");
        Assert.Equal(Clean(told.GetProperty("name").GetString()), Clean(raw.Title));
        Assert.Equal(Clean(told.GetProperty("description").GetString()), Clean(raw.Description));
        Assert.Equal((offer.TryGetProperty("price", out var price) ? price : offer.GetProperty("lowPrice")).GetString(), raw.Price);
        Assert.Equal(offer.GetProperty("priceCurrency").GetString(), raw.Currency);
        Assert.Equal(Texts(told.GetProperty("image")).Select(i => new Uri(Address, i).AbsoluteUri).Order(), raw.PictureAddresses.Order());
        if (told.TryGetProperty("mpn", out var mpn))
            Assert.Equal(mpn.GetString(), raw.ExternalId);
        if (offer.TryGetProperty("seller", out var seller))
            Assert.Equal(seller.GetProperty("properties").GetProperty("name").GetString(), raw.SellerName);
    }

    [Fact]
    public void Open_graph_says_what_extruct_reads()
    {
        var told = Told("opengraph_ns_product_test.json")
            .GetProperty("properties")
            .EnumerateArray()
            .ToLookup(p => p[0].GetString(), p => p[1].GetString());
        var raw = Read("opengraph_ns_product_test.html")!;
        Assert.Equal(Clean(told["product:price:amount"].Single()), raw.Price);
        Assert.Equal(told["product:price:currency"].Single(), raw.Currency);
        Assert.NotEmpty(raw.PictureAddresses);
        Assert.NotNull(raw.Title);
    }

    [Theory]
    [InlineData("opengraph_test.html")]
    [InlineData("expanded_OG_support_test.html")]
    [InlineData("null_ld_mock.html")]
    public void Pages_of_no_product_are_none(string page) => Assert.Null(Read(page));
}
