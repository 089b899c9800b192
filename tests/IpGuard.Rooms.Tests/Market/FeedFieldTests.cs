using System.Text;
using IpGuard.Core.Listings;
using IpGuard.Market.Feeds;

namespace IpGuard.Rooms.Tests.Market;

/// <summary>What feeds write into their fields, and how.</summary>
public class FeedFieldTests
{
    static List<ListingReading> Read(byte[] body)
    {
        using var open = FeedListings.Open(new MemoryStream(body), new("https://feeds.example/all.xml"), null, 64 * 1024 * 1024);
        return [.. open.Next(int.MaxValue, CancellationToken.None).Listings.Select(l => l.Reading)];
    }

    static Listing One(string fields) => One(FeedMaker.Rss($"<item>{fields}</item>"));

    static Listing One(byte[] body) => Assert.IsType<ListingReading.Whole>(Assert.Single(Read(body))).Listing;

    [Fact]
    public void All_fields_become_the_listings()
    {
        var listing = One(
            "<g:external_seller_id>seller-7</g:external_seller_id><g:price>12.34 USD</g:price><link>https://shop.example/p/7</link>"
                + "<g:availability>in stock</g:availability><g:additional_image_link>https://a.example/2.jpg</g:additional_image_link>"
                + "<g:image_link>https://a.example/1.jpg</g:image_link><title>Cloud dress</title><description>Silk</description><g:id>7</g:id>"
                + "<g:additional_image_link>https://a.example/3.jpg</g:additional_image_link><g:product_type>Dress &gt; Silk</g:product_type>"
                + "<pubDate>Wed, 02 Oct 2024 15:00:00 +0200</pubDate>"
        );
        Assert.Equal(("7", "Cloud dress", "Silk"), (listing.ExternalId, listing.Title, listing.Description));
        Assert.Equal(new Price(12.34m, "USD"), listing.Price);
        Assert.Equal(new Seller("seller-7", "seller-7", null), listing.Seller);
        Assert.Equal(("https://shop.example/p/7", "Dress > Silk"), (listing.Url, listing.Category));
        Assert.Equal(Enumerable.Range(1, 3).Select(i => $"https://a.example/{i}.jpg"), listing.Pictures.Select(p => p.Address));
        Assert.Equal(new DateTimeOffset(2024, 10, 2, 13, 0, 0, TimeSpan.Zero), listing.ClaimedAt);
    }

    [Theory]
    [InlineData("<g:id>1</g:id><g:title>t</g:title><g:link>https://s.example/1</g:link>")]
    [InlineData("<id>1</id><title>t</title><link>https://s.example/1</link>")]
    [InlineData("<title>other</title><g:title>t</g:title><guid>9</guid><g:id>1</g:id><link>https://s.example/1</link>")]
    [InlineData("<g:id><![CDATA[1]]></g:id><title><![CDATA[t]]></title><link>\n https://s.example/1 \n</link>")]
    [InlineData("<guid>1</guid><title>t</title><link>https://s.example/1</link><media:title>no</media:title><dc:id>no</dc:id>")]
    public void Names_with_and_without_the_prefix_in_any_order_are_one(string fields)
    {
        var listing = One(fields);
        Assert.Equal(("1", "t", "https://s.example/1"), (listing.ExternalId, listing.Title, listing.Url));
        Assert.Equal(new Seller("s.example", "s.example", "https://s.example"), listing.Seller);
    }

    [Theory]
    [InlineData("<g:price>20.00 USD</g:price><g:price>30.00 USD</g:price>", "20.00")]
    [InlineData("<g:price>soon</g:price><g:price>30.00 USD</g:price>", "30.00")]
    [InlineData("<g:sale_price>15.00 USD</g:sale_price><g:price>20.00 USD</g:price>", "15.00")]
    [InlineData("<g:price>20.00 USD</g:price><g:sale_price>15.00 USD</g:sale_price>", "15.00")]
    [InlineData("<g:price>20.00 USD</g:price><g:sale_price/>", "20.00")]
    [InlineData("<g:price>20.00 USD</g:price><g:sale_price>none</g:sale_price>", "20.00")]
    [InlineData("<g:shipping><g:price>4.00 USD</g:price></g:shipping><g:price>20.00 USD</g:price>", "20.00")]
    public void The_price_is_what_is_asked_for_now(string prices, string amount) =>
        Assert.Equal(
            new Price(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), "USD"),
            One($"<g:id>1</g:id><title>t</title>{prices}").Price
        );

    [Fact]
    public void A_price_that_cannot_be_read_is_the_listings_fault_and_a_free_one_is_none()
    {
        Assert.Null(One("<g:id>1</g:id><title>t</title><g:price>免费</g:price>").Price);
        var broken = Assert.IsType<ListingReading.Broken>(
            Read(FeedMaker.Rss("<item><g:id>1</g:id><title>t</title><g:price>twelve</g:price></item>"))[0]
        );
        Assert.Contains("record 1: expected a price", broken.Faults.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void Markup_and_scripts_in_titles_and_descriptions_leave_their_text()
    {
        var listing = One(
            "<g:id>1</g:id><title>&lt;b&gt;Silk&lt;/b&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp;amp; cloud</title>"
                + "<description><![CDATA[<p>One</p><p>two<br/>three</p><style>p{}</style>]]></description>"
        );
        Assert.Equal(("Silk & cloud", "One two three"), (listing.Title, listing.Description));
    }

    [Fact]
    public void Signs_that_are_no_markup_stay() =>
        Assert.Equal("Salt & pepper, 3 < 5", One("<g:id>1</g:id><title>Salt &amp; pepper, 3 &lt; 5</title>").Title);

    [Fact]
    public void Markup_nested_ten_thousand_deep_is_text_all_the_same()
    {
        var deep = string.Concat(Enumerable.Repeat("&lt;b&gt;&lt;div&gt;", 40_000));
        Assert.StartsWith(
            "x",
            One($"<g:id>1</g:id><title>t</title><description>x{deep}</description>").Description,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_listing_without_a_picture_is_one_and_of_five_hundred_fifty_are_kept()
    {
        Assert.Empty(One("<g:id>1</g:id><title>t</title>").Pictures);
        var many = string.Concat(
            Enumerable.Range(0, 500).Select(i => $"<g:additional_image_link>https://a.example/{i}.jpg</g:additional_image_link>")
        );
        Assert.Equal(Listing.MaximumPictures, One($"<g:id>1</g:id>{many}").Pictures.Count);
    }

    [Fact]
    public void Atom_entries_are_read_with_their_links()
    {
        var listing = One(
            Encoding.UTF8.GetBytes(
                """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:c="http://base.google.com/ns/1.0"><title>Shop</title><entry>"""
                    + """<id>tag:1</id><c:id>7</c:id><title type="html">&lt;i&gt;Dress&lt;/i&gt;</title><link rel="self" href="https://no.example/"/>"""
                    + """<link href="https://s.example/7"/><summary>Silk</summary><c:price>9 EUR</c:price><published>2024-10-02T15:00:00Z</published>"""
                    + "</entry></feed>"
            )
        );
        Assert.Equal(("7", "Dress", "Silk"), (listing.ExternalId, listing.Title, listing.Description));
        Assert.Equal(("https://s.example/7", new Price(9, "EUR")), (listing.Url, listing.Price));
        Assert.Equal(2024, listing.ClaimedAt!.Value.Year);
    }

    [Fact]
    public void Atom_with_a_prefix_of_its_own_is_read() =>
        Assert.Equal(
            "Dress",
            One(
                "<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:entry><a:id>1</a:id><a:title>Dress</a:title></a:entry></a:feed>"u8.ToArray()
            ).Title
        );

    [Fact]
    public void Tab_separated_text_is_read_with_commas_between_pictures()
    {
        var listing = One(
            Encoding.UTF8.GetBytes(
                "id\ttitle\tlink\tprice\tsale price\timage link\tadditional_image_link\texternal_seller_id\n"
                    + "7\t\"A \"\"silk\"\"\tdress\"\thttps://s.example/7\t20.00 USD\t15.00 USD\thttps://a.example/1.jpg\t"
                    + "https://a.example/2.jpg,https://a.example/3.jpg\tseller\n"
            )
        );
        Assert.Equal(("7", "A \"silk\" dress", new Price(15, "USD")), (listing.ExternalId, listing.Title, listing.Price));
        Assert.Equal((3, "seller"), (listing.Pictures.Count, listing.Seller!.Name));
    }

    public static TheoryData<string, string> Encodings =>
        new()
        {
            { "utf-8", "utf-8" },
            { "utf-8", "iso-8859-1" },
            { "utf-16", "utf-8" },
            { "utf-16BE", "utf-16" },
            { "gb18030", "gb2312" },
            { "gb18030", "utf-8" },
            { "utf-8", "utf-16" },
            { "utf-8", "klingon" },
        };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Text_is_read_whatever_encoding_is_declared(string actual, string declared)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var text =
            $"<?xml version='1.0' encoding='{declared}'?><rss><channel><item><id>1</id><title>云纹连衣裙 é</title></item></channel></rss>";
        var encoding = Encoding.GetEncoding(actual);
        Assert.Equal("云纹连衣裙 é", One(encoding.GetBytes(text)).Title);
        Assert.Equal("云纹连衣裙 é", One([.. encoding.GetPreamble(), .. encoding.GetBytes(text)]).Title);
    }

    [Fact]
    public void Latin_letters_are_read_as_declared() =>
        Assert.Equal(
            "Kleid grün",
            One(
                Encoding.Latin1.GetBytes(
                    "<?xml version='1.0' encoding='iso-8859-1'?><rss><item><id>1</id><title>Kleid grün</title></item></rss>"
                )
            ).Title
        );
}
