using System.Globalization;
using System.Text;
using IpGuard.Core.Listings;
using IpGuard.Market.Pages;

namespace IpGuard.Rooms.Tests.Market;

public class ProductPageTests
{
    static readonly Uri Address = new("https://shop.test/dresses/cloud?c=1");

    static RawListing? Read(string html, string? charset = null) => ProductPage.Read(Encoding.UTF8.GetBytes(html), Address, charset);

    static RawListing Ld(params string[] scripts) =>
        Read(string.Concat(scripts.Select(s => $"<script type=\"application/ld+json\">{s}</script>")))!;

    static string Product(string fields) => $$"""{"@context":"https://schema.org","@type":"Product","name":"Cloud dress",{{fields}}}""";

    [Fact]
    public void Json_ld_is_read_field_by_field()
    {
        var raw = Ld(
            Product(
                """
                "sku":"CD-1","mpn":"m","image":["a.jpg","//cdn.test/b.jpg",{"@type":"ImageObject","contentUrl":"/c.jpg","url":"/shown"}],
                "description":"<p>Silk &amp; <b>cloud</b><script>alert(1)<\/script></p>","brand":{"@type":"Brand","name":"Maker"},
                "category":"Dresses","offers":{"@type":"Offer","price":129,"priceCurrency":"CNY","availabilityStarts":"2026-01-02",
                "seller":{"@type":"Organization","name":"Cloud Co","url":"/s/9"}}
                """
            )
        );
        Assert.Equal(("CD-1", "Cloud dress", "Dresses", "2026-01-02"), (raw.ExternalId, raw.Title, raw.Category, raw.ListedAt));
        Assert.Equal("Silk & cloud", raw.Description!.Trim());
        Assert.Equal(("129", "CNY"), (raw.Price, raw.Currency));
        Assert.Equal(("https://shop.test/s/9", "Cloud Co", "https://shop.test/s/9"), (raw.SellerId, raw.SellerName, raw.SellerUrl));
        Assert.Equal(["https://shop.test/dresses/a.jpg", "https://cdn.test/b.jpg", "https://shop.test/c.jpg"], raw.PictureAddresses);
        Assert.Equal(Address.AbsoluteUri, raw.Url);
    }

    [Theory]
    [InlineData("<!-- {0} -->")]
    [InlineData("//<![CDATA[\n{0}\n//]]>")]
    [InlineData("/*<![CDATA[*/{0}/*]]>*/")]
    [InlineData("{0};")]
    [InlineData("[{0},]")]
    [InlineData("[null,7,\"x\",{0}]")]
    [InlineData("{{\"@context\":\"x\",\"@graph\":[{{\"@type\":\"WebSite\"}},{0}]}}")]
    [InlineData("{{\"@type\":\"ItemPage\",\"mainEntity\":{0}}}")]
    [InlineData("// said so\n{0}")]
    public void Json_ld_is_read_however_it_is_wrapped(string wrap) =>
        Assert.Equal(
            "7",
            Ld(string.Format(CultureInfo.InvariantCulture, wrap, Product("\"sku\":\"7\",\"description\":\"a\n\tb\",")))!.ExternalId
        );

    [Fact]
    public void Escaped_json_is_json() => Assert.Equal("7", Ld(Product("\"sku\":7").Replace("\"", "&quot;"))!.ExternalId);

    [Fact]
    public void References_are_followed_between_scripts_and_never_round_and_round()
    {
        var raw = Ld(
            Product("\"sku\":\"7\",\"offers\":{\"@id\":\"#o\"},\"image\":{\"@type\":\"ImageObject\",\"@id\":\"#i\"}"),
            """
            {"@graph":[{"@id":"#o","@type":"Offer","price":"5","priceCurrency":"EUR","seller":{"@id":"#s"}},
            {"@id":"#s","@type":"Organization","name":"S"}]}
            """,
            """{"@type":"ImageObject","@id":"#i","url":"/i.jpg"}"""
        );
        Assert.Equal(("5", "S", "S"), (raw.Price, raw.SellerName, raw.SellerId ?? raw.SellerName));
        Assert.Equal(["https://shop.test/i.jpg"], raw.PictureAddresses);
        Assert.NotNull(Ld("""{"@type":"Product","@id":"#a","name":"x","offers":{"@id":"#a"},"hasVariant":{"@id":"#a"}}"""));
    }

    [Theory]
    [InlineData("""{"@type":"AggregateOffer","lowPrice":"5.29","highPrice":"9.56","priceCurrency":"GBP"}""", "5.29", "GBP")]
    [InlineData("""{"@type":"AggregateOffer","offers":[{"@type":"Offer","price":"7","priceCurrency":"USD"}]}""", "7", "USD")]
    [InlineData("""[{"@type":"Offer","price":"8.00","priceCurrency":"usd"},{"@type":"Offer","price":"9"}]""", "8.00", "usd")]
    [InlineData("""{"@type":"Offer","priceSpecification":[{"price":4.5,"priceCurrency":"CNY"}]}""", "4.5", "CNY")]
    [InlineData("""{"@type":"Offer","price":{"@value":"3"},"priceCurrency":"¥"}""", "3", null)]
    [InlineData("""{"@type":"Offer","price":"免费"}""", null, null)]
    [InlineData("""{"@type":"Offer","price":""}""", null, null)]
    [InlineData("\"none\"", null, null)]
    [InlineData("null", null, null)]
    public void Offers_of_every_shape_give_their_price(string offers, string? price, string? currency)
    {
        var raw = Ld(Product($"\"sku\":\"7\",\"offers\":{offers}"));
        Assert.Equal((price, currency), (raw.Price, raw.Currency));
        Assert.IsType<ListingReading.Whole>(Listing.Parse(raw));
    }

    [Theory]
    [InlineData("129.00", "129.00")]
    [InlineData("¥1,299", "1299")]
    [InlineData("1,299.00", "1299.00")]
    [InlineData("1.299,00 €", "1299.00")]
    [InlineData("1.299", "1.299")]
    [InlineData("1.299.000", "1299000")]
    [InlineData("129,00", "129.00")]
    [InlineData("129,5", "129.5")]
    [InlineData("1 299,50 kr", "1299.50")]
    [InlineData("1\u00A0299", "1299")]
    [InlineData("CHF 1'299.-", "1299")]
    [InlineData("10.00 - 20.00", "10.00")]
    [InlineData("from 7", "7")]
    [InlineData("-5", null)]
    [InlineData("99999999999999999999999999999999999", null)]
    [InlineData("ask us", null)]
    public void Amounts_are_read_as_they_are_written(string written, string? amount) =>
        Assert.Equal(amount, Ld(Product($"\"offers\":{{\"price\":\"{written}\"}}")).Price);

    [Theory]
    [InlineData("\"sku\":\"N/A\",\"productID\":\"p\",\"mpn\":\"m\"", "p")]
    [InlineData("\"sku\":\" \",\"mpn\":\"m\",\"gtin13\":\"g\"", "m")]
    [InlineData("\"sku\":0,\"gtin13\":\"4006381333931\"", "4006381333931")]
    [InlineData("\"sku\":\"---\"", "/dresses/cloud?c=1")]
    [InlineData("\"brand\":\"b\"", "/dresses/cloud?c=1")]
    public void Ids_fall_back_to_what_is_stable(string fields, string id) => Assert.Equal(id, Ld(Product(fields)).ExternalId);

    [Fact]
    public void A_path_too_long_for_an_id_is_told_apart_by_its_hash()
    {
        string IdOf(string tail) =>
            ProductPage
                .Read(
                    Encoding.UTF8.GetBytes("<meta property=og:type content=product>"),
                    new("https://x.test/" + new string('a', 300) + tail),
                    null
                )!
                .ExternalId!;
        Assert.Equal(200, IdOf("1").Length);
        Assert.NotEqual(IdOf("1"), IdOf("2"));
        Assert.Equal(IdOf("1"), IdOf("1"));
    }

    [Fact]
    public void A_group_is_its_first_variants_offer_and_all_its_pictures()
    {
        var raw = Ld(
            """
            {"@type":"ProductGroup","productGroupID":"G","name":"Group","hasVariant":[
            {"@type":"Product","sku":"v1","image":"/1.jpg","offers":{"price":"1"}},{"@type":"Product","sku":"v2","image":"/2.jpg"}]}
            """
        );
        Assert.Equal(("G", "Group", "1"), (raw.ExternalId, raw.Title, raw.Price));
        Assert.Equal(["https://shop.test/1.jpg", "https://shop.test/2.jpg"], raw.PictureAddresses);
    }

    [Theory]
    [InlineData("""{"@type":"ItemList","itemListElement":[{"@type":"ListItem","item":{"@type":"Product","name":"x"}}]}""")]
    [InlineData("""{"@type":"Article","name":"x"}""")]
    [InlineData("null")]
    [InlineData("{\"@type\":\"Product\",")]
    public void A_page_about_no_product_is_none(string script) =>
        Assert.Null(Read($"<title>t</title><meta property=og:type content=article><script type='application/ld+json'>{script}</script>"));

    [Fact]
    public void Of_several_products_the_one_at_this_address_counts() =>
        Assert.Equal(
            "2",
            Ld(Product("\"sku\":\"1\",\"url\":\"/other\""), Product("\"sku\":\"2\",\"url\":\"/dresses/cloud?c=1\"")).ExternalId
        );

    [Fact]
    public void Microdata_is_read_with_its_nested_and_referenced_items()
    {
        var raw = Read(
            """
            <base href="https://cdn.test/x/"><div itemscope itemtype="https://schema.org/Product" itemref="more"><h1 itemprop="name">Cloud
            dress</h1><img itemprop="image" src="data:," data-src="a.jpg">
            <div itemprop="offers" itemscope itemtype="https://schema.org/Offer">
            <span itemprop="price" content="12.5">twelve</span><meta itemprop="priceCurrency" content="EUR"><a itemprop="seller" itemscope
            itemtype="https://schema.org/Person" itemid="https://s.test/9"><b itemprop="name">Ann</b></a></div>
            <div itemprop="isRelatedTo" itemscope itemtype="https://schema.org/Product"><i itemprop="sku">other</i></div></div>
            <p id="more"><span itemprop="sku">CD</span><span itemprop="description">Silk<script>alert(1)</script></span></p>
            """
        )!;
        Assert.Equal(("CD", "12.5", "EUR", "Silk"), (raw.ExternalId, raw.Price, raw.Currency, raw.Description));
        Assert.Equal(("Ann", "https://s.test/9"), (raw.SellerName, raw.SellerId));
        Assert.Equal(["https://cdn.test/x/a.jpg"], raw.PictureAddresses);
    }

    [Fact]
    public void Open_graph_is_read_where_it_tells_of_a_product()
    {
        var raw = Read(
            """
            <meta property="og:type" content="product"><meta property="OG:title" content="Cloud &amp; co">
            <meta name="og:image" content="/a.jpg">
            <meta property="og:image:secure_url" content="https://shop.test/s.jpg"><meta property="og:image" content="/b.jpg">
            <meta property="og:price:amount" content="1,299.00"><meta property="og:price:currency" content="CNY">
            <meta property="product:retailer_item_id" content="R7">
            """
        )!;
        Assert.Equal(("R7", "Cloud & co", "1299.00", "CNY"), (raw.ExternalId, raw.Title, raw.Price, raw.Currency));
        Assert.Equal(["https://shop.test/s.jpg", "https://shop.test/b.jpg"], raw.PictureAddresses);
        Assert.Null(raw.SellerId ?? raw.SellerName);
    }

    [Fact]
    public void What_the_trusted_source_lacks_comes_from_the_next_and_never_from_another_product()
    {
        const string Micro = "<div itemscope itemtype='http://schema.org/Product'><b itemprop=name>{0}</b><i itemprop=mpn>M</i></div>";
        const string Rest = "<title>T</title><meta name=description content=D><meta property=og:image content=/o.jpg>";
        var ld = $"<script type='application/ld+json'>{Product("\"brand\":\"b\"")}</script>";
        var one = Read(ld + Micro.Replace("{0}", "cloud  DRESS") + Rest)!;
        Assert.Equal(("M", "Cloud dress", "D"), (one.ExternalId, one.Title, one.Description));
        Assert.Equal(["https://shop.test/o.jpg"], one.PictureAddresses);
        Assert.Equal("/dresses/cloud?c=1", Read(ld + Micro.Replace("{0}", "Belt") + Rest)!.ExternalId);
    }

    [Theory]
    [InlineData("gb2312", null)]
    [InlineData(null, "<meta charset=gbk>")]
    [InlineData(null, "<meta http-equiv=Content-Type content=\"text/html; charset=GB18030\">")]
    [InlineData("GB18030", "<meta charset=utf-8>")]
    public void Chinese_pages_are_read_in_their_own_charset(string? header, string? meta)
    {
        var bytes = CodePagesEncodingProvider
            .Instance.GetEncoding("gb18030")!
            .GetBytes(meta + "<meta property=og:type content=product><title>云裙子</title>");
        Assert.Equal("云裙子", ProductPage.Read(bytes, Address, header)!.Title);
    }

    [Theory]
    [InlineData("utf-8", "utf-7")]
    [InlineData("utf-8", "no-such")]
    [InlineData("utf-16", "gbk")]
    public void A_byte_order_mark_wins_and_an_unknown_charset_is_utf_8(string encoding, string header)
    {
        var text = Encoding.GetEncoding(encoding);
        byte[] bytes = [.. text.GetPreamble(), .. text.GetBytes("<meta property=og:type content=product><title>云裙子</title>")];
        Assert.Equal("云裙子", ProductPage.Read(bytes, Address, header)!.Title);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>Cloud <b>dress</b>", "Cloud dress")]
    [InlineData("&lt;script&gt;alert(1)&lt;/script&gt;Cloud", "Cloud")]
    [InlineData("a < b & c", "a < b & c")]
    public void Markup_in_a_title_is_taken_out(string title, string plain) =>
        Assert.Equal(plain, Read($"<meta property=og:type content=product><title>{title}</title>")!.Title!.Trim());
}
