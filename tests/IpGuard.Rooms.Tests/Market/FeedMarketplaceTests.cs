using System.Text;
using IpGuard.Core.Listings;
using IpGuard.Core.Watches;
using IpGuard.Market;
using IpGuard.Market.Feeds;
using IpGuard.Market.Web;

namespace IpGuard.Rooms.Tests.Market;

/// <summary>How a feed is asked for and gone through, against a real server on this machine.</summary>
public sealed class FeedMarketplaceTests
{
    static List<string> IdsOf(ListingPage page) =>
        [.. page.Listings.Select(l => Assert.IsType<ListingReading.Whole>(l.Reading).Listing.ExternalId)];

    [Fact]
    public async Task All_pages_come_out_of_one_answer_with_its_validators_and_its_bytes()
    {
        var body = FeedMaker.RssOf(450);
        await using var server = await FeedServer.StartAsync(body);
        server.ETag = "\"v1\"";
        var reader = server.Reader();
        var first = await reader.PageAsync(SweepCursor.Start);
        var second = await reader.PageAsync(first.Next);
        var third = await reader.PageAsync(second.Next);
        Assert.Equal((200, 200, 50), (first.Listings.Count, second.Listings.Count, third.Listings.Count));
        Assert.Equal((false, false, true), (first.IsLast, second.IsLast, third.IsLast));
        Assert.Equal(1, server.Asked);
        Assert.Equal("\"v1\"", first.Validators!.ETag);
        Assert.StartsWith("200:", first.Next.Token, StringComparison.Ordinal);
        Assert.Equal(body, first.Listings[0].Answer!.Body!.Value.ToArray());
        Assert.Same(first.Listings[0].Answer, third.Listings[0].Answer);
    }

    [Fact]
    public async Task A_feed_that_is_as_it_was_is_told_to_the_end()
    {
        await using var server = await FeedServer.StartAsync(FeedMaker.RssOf(3));
        server.ETag = "\"v1\"";
        var reading = await server
            .Reader()
            .ReadAsync(SweepCursor.Start, new Validators("\"v1\"", null), TestContext.Current.CancellationToken);
        Assert.True(Assert.IsType<PageReading.Unchanged>(reading).IsToTheEnd);
        Assert.Equal(0, server.Asked);
    }

    [Fact]
    public async Task Another_reader_goes_on_where_the_feed_is_the_same_and_never_hears_that_it_is_unchanged()
    {
        await using var server = await FeedServer.StartAsync(FeedMaker.RssOf(450));
        server.ETag = "\"v1\"";
        var first = await server.Reader().PageAsync(SweepCursor.Start);
        var reading = await server.Reader().ReadAsync(first.Next, first.Validators, TestContext.Current.CancellationToken);
        Assert.Equal("200", IdsOf(Assert.IsType<PageReading.Read>(reading).Page)[0]);
    }

    [Fact]
    public async Task Another_reader_begins_anew_where_the_feed_is_another()
    {
        await using var server = await FeedServer.StartAsync(FeedMaker.RssOf(450));
        var first = await server.Reader().PageAsync(SweepCursor.Start);
        server.WriteBody = s => s.WriteAsync(FeedMaker.RssOf(451)).AsTask();
        var again = await server.Reader().PageAsync(first.Next);
        Assert.Equal("0", IdsOf(again)[0]);
        Assert.NotEqual(first.Next, again.Next);
    }

    [Fact]
    public async Task A_page_is_the_same_when_it_is_asked_for_again()
    {
        await using var server = await FeedServer.StartAsync(FeedMaker.RssOf(450));
        var reader = server.Reader();
        var first = await reader.PageAsync(SweepCursor.Start);
        var second = await reader.PageAsync(first.Next);
        Assert.Equal(IdsOf(second), IdsOf(await reader.PageAsync(first.Next)));
        Assert.Equal(IdsOf(first), IdsOf(await reader.PageAsync(SweepCursor.Start)));
    }

    [Fact]
    public async Task A_feed_cut_in_the_middle_gives_its_pages_and_then_says_where()
    {
        await using var server = await FeedServer.StartAsync(FeedMaker.RssOf(450)[..^2_000]);
        var reader = server.Reader();
        var count = 0;
        var page = await reader.PageAsync(SweepCursor.Start);
        for (count = page.Listings.Count; page.Listings.Count == FeedMarketplace.PageListings; count += page.Listings.Count)
            page = await reader.PageAsync(page.Next);
        Assert.False(page.IsLast);
        foreach (var other in new[] { reader, server.Reader() })
        {
            var fault = await Assert.ThrowsAsync<MarketplaceException>(() => other.PageAsync(page.Next));
            Assert.Contains($"cut at record {count + 1}", fault.Message, StringComparison.Ordinal);
            Assert.Contains(server.Address, fault.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("text/html", "rss")]
    [InlineData("application/xml", "text")]
    public async Task The_form_is_told_by_what_is_in_it_and_not_by_what_it_is_called(string contentType, string form)
    {
        await using var server = await FeedServer.StartAsync(form == "rss" ? FeedMaker.RssOf(1) : "id\ttitle\n0\tDress 0\n"u8.ToArray());
        server.ContentType = contentType;
        Assert.Equal(["0"], IdsOf(await server.Reader().PageAsync(SweepCursor.Start)));
    }

    [Fact]
    public async Task What_is_unpacked_is_bounded()
    {
        await using var server = await FeedServer.StartAsync(FeedMaker.RssOf(1_000));
        var fault = await Assert.ThrowsAsync<MarketplaceException>(() =>
            server.Reader(mostUnpackedBytes: 1_000).PageAsync(SweepCursor.Start)
        );
        Assert.Contains("unpacked", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("5")]
    [InlineData("-5:0123456789abcdef")]
    [InlineData("5:0123")]
    public async Task A_cursor_of_another_marketplace_is_refused(string cursor)
    {
        await using var server = await FeedServer.StartAsync(FeedMaker.RssOf(1));
        await Assert.ThrowsAsync<MarketplaceException>(() => server.Reader().PageAsync(new(cursor)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_hundred_thousand_records_are_read_in_bounded_memory(bool isMarkup)
    {
        const int count = 200_000;
        await using var server = await FeedServer.StartAsync();
        server.WriteBody = async body =>
        {
            await using var text = new StreamWriter(body, new UTF8Encoding(false), 64 * 1024, leaveOpen: true);
            var filler = new string('x', 1_000);
            await text.WriteAsync(isMarkup ? FeedMaker.RssHead : "id\ttitle\timage_link\n");
            for (var i = 0; i < count; i++)
            {
                await text.WriteAsync(
                    isMarkup ? $"<item><g:id>{i}</g:id><title>Dress {i} {filler}</title></item>\n" : $"{i}\tDress {i} {filler}\t/{i}.jpg\n"
                );
            }

            await text.WriteAsync(isMarkup ? FeedMaker.RssTail : "");
        };
        var reader = server.Reader();
        var cursor = SweepCursor.Start;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (read, most) = (0, 0L);
        for (var isLast = false; !isLast; )
        {
            var page = await reader.PageAsync(cursor);
            Assert.Null(page.Listings[0].Answer!.Body);
            read += page.Listings.Count;
            (cursor, isLast) = (page.Next, page.IsLast);
            if (read % 20_000 == 0)
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true));
        }

        Assert.Equal(count, read);
        // The feed has more than 200 MB; other tests run beside this one.
        Assert.InRange(most - before, long.MinValue, 100L * 1024 * 1024);
    }
}
