using System.IO.Compression;
using System.Text;
using CsCheck;
using IpGuard.Core.Listings;
using IpGuard.Market;
using IpGuard.Market.Feeds;

namespace IpGuard.Rooms.Tests.Market;

/// <summary>Feeds that are broken, cut, hostile, or none.</summary>
public class FeedBrokenTests
{
    const long Most = 4 * 1024 * 1024;

    // All that is read, and what it ended with.
    static (List<ReadListing> Listings, string? Fault) Read(byte[] body)
    {
        var all = new List<ReadListing>();
        try
        {
            using var open = FeedListings.Open(new MemoryStream(body), new("https://feeds.example/all.xml"), null, Most);
            for (var isLast = false; !isLast; )
            {
                var page = open.Next(10, CancellationToken.None);
                all.AddRange(page.Listings);
                isLast = page.IsLast;
            }

            return (all, null);
        }
        catch (MarketplaceException e)
        {
            return (all, e.Message);
        }
    }

    static string FaultOf(byte[] body) => Assert.IsType<string>(Read(body).Fault);

    static List<string> IdsOf(byte[] body)
    {
        var (listings, fault) = Read(body);
        Assert.Null(fault);
        return [.. listings.Select(l => l.Reading is ListingReading.Whole whole ? whole.Listing.ExternalId : "broken")];
    }

    [Theory]
    [InlineData("<item><g:id>x</g:id><title>a & b</title></item>")]
    [InlineData("<item><g:id>x</g:id><title>a</titel></item>")]
    [InlineData("<item><g:id>x</g:id><title>&nbsp;</title></item>")]
    [InlineData("<item><g:id>x</g:id><title>&xxe;</title></item>")]
    [InlineData("<item><g:id>x</g:id><title>t</title>")]
    [InlineData("<item><g:id>x<g:id><title>t</title></item>")]
    [InlineData("<item><g:id>x</g:id><title>t</title><!-- </item>")]
    [InlineData("<item><g:id>x</g:id><title>t</title><![CDATA[ </item>")]
    [InlineData("<item><g:id>x</g:id></item>")]
    [InlineData("<item/>")]
    [InlineData("<item><g:id>x</g:id><!DOCTYPE a><title>t</title></item>")]
    [InlineData("<item a=1><g:id>x</g:id><title>t</title></item>")]
    [InlineData("<item></item></item><title>t</title>")]
    public void A_broken_record_costs_no_other(string broken)
    {
        var records = new[] { FeedMaker.RecordOf(1), broken, FeedMaker.RecordOf(2), FeedMaker.RecordOf(3) };
        Assert.Equal(["1", "broken", "2", "3"], IdsOf(FeedMaker.Rss(records)));
    }

    [Fact]
    public void Records_in_comments_and_sections_are_none() =>
        Assert.Equal(
            ["1", "2"],
            IdsOf(
                FeedMaker.Rss(
                    $"<!-- {FeedMaker.RecordOf(8)} -->",
                    FeedMaker.RecordOf(1),
                    "<item><g:id>2</g:id><title><![CDATA[x </item><item>]]></title></item>",
                    $"<description><![CDATA[{FeedMaker.RecordOf(9)}]]></description>"
                )
            )
        );

    [Fact]
    public void A_records_bytes_are_its_own()
    {
        var record = "<item ><!-- é --><g:id>1</g:id >\r\n<title>t</title></item>";
        Assert.Equal(record, Encoding.UTF8.GetString(Read(FeedMaker.Rss(record)).Listings[0].Raw.Span));
    }

    [Fact]
    public void A_bomb_of_levels_is_a_broken_record()
    {
        var deep = $"<item><g:id>x</g:id>{string.Concat(Enumerable.Repeat("<a>", 100_000))}</item>";
        Assert.Equal(["broken", "1"], IdsOf(FeedMaker.Rss(deep, FeedMaker.RecordOf(1))));
    }

    [Fact]
    public void A_record_longer_than_a_megabyte_is_broken_and_costs_no_other()
    {
        var comment = $"<!--{new string('x', 1_500_000)}-->";
        var listings = IdsOf(
            FeedMaker.Rss(
                $"<item><g:id>x</g:id><title>{new string('y', 1_100_000)}</title></item>",
                FeedMaker.RecordOf(1),
                comment,
                FeedMaker.RecordOf(2)
            )
        );
        Assert.Equal(["broken", "1", "2"], listings);
    }

    [Theory]
    [InlineData("<!--")]
    [InlineData("<![CDATA[")]
    [InlineData("<item><!--")]
    [InlineData("<item ")]
    [InlineData("<item></item ")]
    [InlineData("<item>")]
    [InlineData("</item>")]
    public void What_never_ends_is_gone_through_once(string piece)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var count = 2_500_000 / piece.Length;
        var listings = Read(FeedMaker.Rss(string.Concat(Enumerable.Repeat(piece, count)), FeedMaker.RecordOf(1))).Listings;
        Assert.InRange(listings.Sum(l => (long)l.Raw.Length), 0, 4_000_000);
        // Linear work takes a second or two with its exceptions; for each piece a megabyte looked through would take minutes.
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(60));
    }

    [Theory]
    [InlineData("""<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><rss><item><id>1</id><title>&b;</title></item></rss>""")]
    [InlineData("""<?xml version="1.0"?><!DOCTYPE rss SYSTEM "file:///etc/passwd"><rss></rss>""")]
    public void A_document_type_is_refused(string text) =>
        Assert.Contains("document type", FaultOf(Encoding.UTF8.GetBytes(text)), StringComparison.Ordinal);

    [Theory]
    [InlineData("<!doctype html><html><body>Maintenance</body></html>")]
    [InlineData("<html><head></head></html>")]
    [InlineData("  \n<!-- x --><HTML></HTML>")]
    public void A_page_instead_of_a_feed_is_told(string text) =>
        Assert.Contains("HTML page", FaultOf(Encoding.UTF8.GetBytes(text)), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("<")]
    [InlineData("<?xml version='1.0'?>")]
    [InlineData("<sitemap></sitemap>")]
    [InlineData("{\"products\":[]}")]
    [InlineData("Not found")]
    [InlineData("colour\tsize\n1\t2\n")]
    public void What_is_no_feed_is_told(string text) =>
        Assert.StartsWith("expected", FaultOf(Encoding.UTF8.GetBytes(text)), StringComparison.Ordinal);

    [Fact]
    public void A_feed_cut_anywhere_gives_its_whole_records_and_says_where_it_was_cut()
    {
        var whole = FeedMaker.RssOf(30);
        for (var length = FeedMaker.RssHead.Length; length < whole.Length; length += 7)
        {
            var text = Encoding.UTF8.GetString(whole, 0, length);
            var (listings, fault) = Read(whole[..length]);
            Assert.Equal(text.Split("</item>").Length - 1, listings.Count);
            Assert.All(listings, l => Assert.IsType<ListingReading.Whole>(l.Reading));
            Assert.Contains($"cut at record {listings.Count + 1}:", fault!, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Text_cut_within_a_quoted_field_gives_its_whole_rows_and_is_told()
    {
        var (listings, fault) = Read("id\ttitle\n1\ta\n2\tb\n3\t\"c"u8.ToArray());
        Assert.Equal(2, listings.Count);
        Assert.Contains("cut at record 3", fault!, StringComparison.Ordinal);
    }

    static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    [Fact]
    public void Gzip_is_told_by_its_magic_and_may_be_cut_too()
    {
        var packed = Gzip(FeedMaker.RssOf(2_000));
        Assert.Equal(2_000, Read(packed).Listings.Count);
        var (listings, fault) = Read(packed[..(packed.Length / 2)]);
        Assert.InRange(listings.Count, 1, 1_999);
        Assert.Contains("cut", fault!, StringComparison.Ordinal);
        Assert.Contains("cut", FaultOf(packed[..30]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_gzip_bomb_is_read_up_to_the_bound()
    {
        var bomb = Gzip([.. FeedMaker.Rss(FeedMaker.RecordOf(1))[..^FeedMaker.RssTail.Length], .. new byte[32 * 1024 * 1024]]);
        var (listings, fault) = Read(bomb);
        Assert.Single(listings);
        Assert.Contains("at most 4 MB", fault!, StringComparison.Ordinal);
    }

    static readonly Gen<byte[]> Pieces = Gen.OneOf(
            Gen.Byte.Array[0, 40],
            Gen.OneOf([
                .. new[]
                {
                    FeedMaker.RssHead,
                    FeedMaker.RssTail,
                    FeedMaker.RecordOf(1),
                    "<item>",
                    "</item>",
                    "<item/>",
                    "<![CDATA[",
                    "]]>",
                    "<!--",
                    "-->",
                    "&amp;",
                    "&",
                    "<",
                    "\"",
                    "<g:id>1</g:id>",
                    "<title>t</title>",
                    "<feed>",
                    "<entry>",
                    "</feed>",
                    "id\ttitle\n",
                    "1\t2\n",
                    "\t\"",
                    "\n",
                    "\uFEFF",
                    "<!DOCTYPE",
                }.Select(s => Gen.Const(Encoding.UTF8.GetBytes(s))),
            ])
        )
        .Array[0, 30]
        .Select(parts => parts.SelectMany(p => p).ToArray());

    [Fact]
    public void Any_bytes_give_listings_or_a_reason() => Pieces.Sample(bytes => Read(bytes) is { Listings: not null }, iter: 3_000);

    [Fact]
    public void Any_bytes_behind_a_feeds_beginning_give_listings_or_a_reason() =>
        Pieces.Sample(
            bytes => Read([.. Encoding.UTF8.GetBytes(FeedMaker.RssHead + FeedMaker.RecordOf(1)), .. bytes]) is { Listings: not null },
            iter: 3_000
        );
}
