using System.Text.Json;
using IpGuard.Core.Listings;
using IpGuard.Core.Watches;
using IpGuard.Core.Works;
using IpGuard.Market;
using IpGuard.Market.Recorded;

namespace IpGuard.Rooms.Tests.Market;

public sealed class RecordedMarketplaceTests : MarketplaceContract, IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override Task<IMarketplace> OpenAsync(IReadOnlyList<GivenListing> listings)
    {
        var lines = listings.Select(
            (l, i) =>
            {
                if (l.Picture is not null)
                    File.WriteAllBytes(_folder.At($"{i}.jpg"), l.Picture);
                return JsonSerializer.Serialize(
                    new
                    {
                        id = l.Id,
                        title = l.Title,
                        price = l.Price,
                        pictures = new[] { $"{i}.jpg" },
                    }
                );
            }
        );
        return OpenLines([.. lines]);
    }

    Task<IMarketplace> OpenLines(params string[] lines)
    {
        File.WriteAllLines(_folder.At("listings.jsonl"), lines);
        return Task.FromResult<IMarketplace>(RecordedMarketplace.Open(_folder.Path));
    }

    async Task<IReadOnlyList<ListingReading>> ReadAsync(params string[] lines) =>
        [.. (await (await OpenLines(lines)).PageAsync(SweepCursor.Start)).Listings.Select(l => l.Reading)];

    [Fact]
    public async Task Broken_lines_are_named_by_their_number_and_the_others_are_read()
    {
        var read = await ReadAsync(
            """{"id":"1","title":"a"}""",
            "{ not json",
            "[1]",
            """{"title":"no id"}""",
            """{"id":2,"title":"number for an id"}"""
        );
        Assert.Equal(["line 2", "line 3", "line 4"], read.OfType<ListingReading.Broken>().Select(b => b.Faults[0].Split(':')[0]));
        Assert.Equal(["1", "2"], read.OfType<ListingReading.Whole>().Select(w => w.Listing.ExternalId));
    }

    [Fact]
    public async Task An_id_that_comes_twice_is_read_the_first_time_only()
    {
        var read = await ReadAsync("""{"id":"1","title":"a"}""", """{"id":"1","title":"b"}""");
        Assert.IsType<ListingReading.Whole>(read[0]);
        Assert.Contains("once", Assert.IsType<ListingReading.Broken>(read[1]).Faults[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_over_a_megabyte_is_broken_and_the_next_is_read()
    {
        var read = await ReadAsync($$"""{"id":"1","title":"{{new string('x', 1024 * 1024)}}"}""", """{"id":"2","title":"b"}""");
        Assert.IsType<ListingReading.Broken>(read[0]);
        Assert.IsType<ListingReading.Whole>(read[1]);
    }

    [Theory]
    [InlineData("../outside.jpg")]
    [InlineData("/etc/hostname")]
    [InlineData("pictures/../../outside.jpg")]
    public async Task Pictures_outside_the_folder_are_refused(string address)
    {
        var marketplace = await OpenLines("""{"id":"1","title":"a"}""");
        Assert.Contains(
            "inside",
            Assert.IsType<PictureFetch.Failed>(await marketplace.FetchPictureAsync(new(address), CancellationToken.None)).Reason,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_link_out_of_the_folder_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs symbolic links without privileges");
        var marketplace = await OpenLines("""{"id":"1","title":"a"}""");
        File.CreateSymbolicLink(_folder.At("link.jpg"), "/etc/hostname");
        Assert.IsType<PictureFetch.Failed>(await marketplace.FetchPictureAsync(new("link.jpg"), CancellationToken.None));
    }

    [Fact]
    public async Task A_file_over_25_megabytes_is_not_read()
    {
        var marketplace = await OpenLines("""{"id":"1","title":"a"}""");
        await using (var file = File.Create(_folder.At("big.jpg")))
            file.SetLength(PictureLimits.MaximumBytes + 1);
        Assert.Contains(
            "25 MB",
            Assert.IsType<PictureFetch.Failed>(await marketplace.FetchPictureAsync(new("big.jpg"), CancellationToken.None)).Reason,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_folder_of_pictures_is_a_listing_for_each_named_by_its_file()
    {
        foreach (var name in new[] { "b.jpg", "a.png", "a.webp", "notes.txt" })
            await File.WriteAllBytesAsync(_folder.At(name), [1]);
        var page = await RecordedMarketplace.Open(_folder.Path).PageAsync(SweepCursor.Start);
        Assert.Equal((true, 3), (page.IsLast, page.TotalListings));
        Assert.Equal(["a", "b"], page.Listings.Select(l => l.Reading).OfType<ListingReading.Whole>().Select(w => w.Listing.ExternalId));
        Assert.Single(page.Listings, l => l.Reading is ListingReading.Broken { ExternalId: "a" });
    }

    [Fact]
    public void What_is_not_there_or_empty_is_told()
    {
        Assert.Throws<MarketplaceException>(() => RecordedMarketplace.Open(_folder.At("nowhere")));
        Assert.Throws<MarketplaceException>(() => RecordedMarketplace.Open(_folder.Path));
    }
}
