using IpGuard.Core.Listings;
using IpGuard.Core.Watches;
using IpGuard.Market;

namespace IpGuard.Rooms.Tests.Market;

/// <summary>One record of the marketplace that a contract's subject is to be made of.</summary>
public sealed record GivenListing(string? Id, string Title, string Price, byte[]? Picture);

/// <summary>What every marketplace reader has to do.</summary>
public abstract class MarketplaceContract
{
    /// <summary>A reader of a marketplace with exactly these listings.</summary>
    protected abstract Task<IMarketplace> OpenAsync(IReadOnlyList<GivenListing> listings);

    static List<GivenListing> Thousand(int brokenAt = -1) =>
        [
            .. Enumerable
                .Range(0, 1_000)
                .Select(i => new GivenListing(i == brokenAt ? null : $"{1_000 + i}", $"标题 {i}", "12.50", [1, 2, (byte)(i % 250)])),
        ];

    static async Task<List<ReadListing>> ReadAllAsync(IMarketplace marketplace)
    {
        var (all, cursor) = (new List<ReadListing>(), SweepCursor.Start);
        for (var isLast = false; !isLast; )
        {
            var page = await marketplace.PageAsync(cursor);
            all.AddRange(page.Listings);
            (cursor, isLast) = (page.Next, page.IsLast);
        }

        return all;
    }

    static IEnumerable<Listing> Whole(IEnumerable<ReadListing> read) =>
        read.Select(r => r.Reading).OfType<ListingReading.Whole>().Select(w => w.Listing);

    [Fact]
    public async Task Every_listing_is_read_once_over_all_pages()
    {
        var read = Whole(await ReadAllAsync(await OpenAsync(Thousand()))).ToList();
        Assert.Equal(Enumerable.Range(1_000, 1_000).Select(i => $"{i}"), read.Select(l => l.ExternalId));
        Assert.Equal(("标题 7", 12.50m), (read[7].Title, read[7].Price!.Amount));
    }

    [Fact]
    public async Task Going_on_from_a_cursor_loses_and_doubles_nothing()
    {
        var marketplace = await OpenAsync(Thousand());
        var first = await marketplace.PageAsync(SweepCursor.Start);
        var again = await OpenAsync(Thousand());
        var (rest, cursor) = (new List<ReadListing>(), first.Next);
        for (var isLast = false; !isLast; )
        {
            var page = await again.PageAsync(cursor);
            rest.AddRange(page.Listings);
            (cursor, isLast) = (page.Next, page.IsLast);
        }

        Assert.Equal(Enumerable.Range(1_000, 1_000).Select(i => $"{i}"), Whole(first.Listings.Concat(rest)).Select(l => l.ExternalId));
    }

    [Fact]
    public async Task One_broken_listing_among_a_thousand_is_told_and_costs_no_other()
    {
        var read = await ReadAllAsync(await OpenAsync(Thousand(brokenAt: 500)));
        Assert.Equal(999, Whole(read).Count());
        Assert.NotEmpty(Assert.IsType<ListingReading.Broken>(read[500].Reading).Faults);
    }

    [Fact]
    public async Task Pictures_come_as_they_are()
    {
        var marketplace = await OpenAsync([new("7", "t", "1", [9, 8, 7])]);
        var listing = Whole(await ReadAllAsync(marketplace)).Single();
        Assert.Equal(
            [9, 8, 7],
            Assert
                .IsType<PictureFetch.Fetched>(await marketplace.FetchPictureAsync(listing.Pictures[0], CancellationToken.None))
                .Bytes.ToArray()
        );
    }

    [Fact]
    public async Task A_picture_that_is_not_there_is_a_reason_and_no_exception()
    {
        var marketplace = await OpenAsync([new("7", "t", "1", null)]);
        Assert.NotEmpty(
            Assert.IsType<PictureFetch.Failed>(await marketplace.FetchPictureAsync(new("missing.jpg"), CancellationToken.None)).Reason
        );
    }

    [Fact]
    public async Task The_same_record_has_the_same_raw_bytes_each_time()
    {
        var (once, twice) = (await ReadAllAsync(await OpenAsync(Thousand())), await ReadAllAsync(await OpenAsync(Thousand())));
        Assert.Equal(once.Select(r => Convert.ToHexString(r.Raw.Span)), twice.Select(r => Convert.ToHexString(r.Raw.Span)));
    }

    [Fact]
    public async Task A_foreign_cursor_is_refused() =>
        await Assert.ThrowsAsync<MarketplaceException>(async () => await (await OpenAsync(Thousand())).PageAsync(new("x")));
}
