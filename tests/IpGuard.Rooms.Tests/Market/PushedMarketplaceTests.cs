using System.Text;
using System.Text.Json;
using IpGuard.Core.Listings;
using IpGuard.Core.Watches;
using IpGuard.Market;
using IpGuard.Market.Pushed;
using IpGuard.Market.Web;

namespace IpGuard.Rooms.Tests.Market;

/// <summary>The contract over batches of 400 records, so that a batch is several pages and there are several batches.</summary>
public sealed class PushedMarketplaceTests : MarketplaceContract, IDisposable
{
    readonly HttpClient _http = new();

    public void Dispose() => _http.Dispose();

    PushedMarketplace Open(params string[] bodies) =>
        new(
            new(
                (after, _) => Task.FromResult<long?>(after < bodies.Length ? after + 1 : null),
                (id, _) =>
                    Task.FromResult<ReadOnlyMemory<byte>?>(
                        id >= 1 && id <= bodies.Length ? Encoding.UTF8.GetBytes(bodies[id - 1]) : (ReadOnlyMemory<byte>?)null
                    )
            ),
            new(_http, Manners.Hasty, TimeProvider.System)
        );

    static string Line(GivenListing listing) =>
        JsonSerializer.Serialize(
            new Dictionary<string, object?>
            {
                ["id"] = listing.Id,
                ["title"] = listing.Title,
                ["price"] = listing.Price,
                ["pictures"] = listing.Picture is { } bytes ? new[] { $"data:image/jpeg;base64,{Convert.ToBase64String(bytes)}" } : [],
            }
        );

    protected override Task<IMarketplace> OpenAsync(IReadOnlyList<GivenListing> listings) =>
        Task.FromResult<IMarketplace>(Open([.. listings.Chunk(400).Select(c => string.Join('\n', c.Select(Line)))]));

    static IReadOnlyList<PushedRecord> Read(string body) =>
        Assert.IsType<PushedReading.Read>(PushedRecords.Read(Encoding.UTF8.GetBytes(body), batch: 7)).Records;

    static string Fault(string record) => Assert.IsType<ListingReading.Broken>(Assert.Single(Read(record)).Reading).Faults[0];

    [Fact]
    public async Task Without_a_batch_there_is_an_empty_page_and_from_its_cursor_the_first_batch_is_read()
    {
        var before = await Open().PageAsync(SweepCursor.Start);
        Assert.Equal((true, 0, SweepCursor.Start), (before.IsLast, before.Listings.Count, before.Next));
        var after = await Open("""{"id":"1","title":"a"}""").PageAsync(before.Next);
        Assert.Equal((true, 1, "1"), (after.IsLast, after.Listings.Count, after.Next.Token));
    }

    [Fact]
    public async Task Behind_the_last_batch_only_newer_ones_are_read()
    {
        var (one, two) = ("""{"id":"1","title":"a"}""", """{"id":"2","title":"b"}""");
        Assert.Empty((await Open(one).PageAsync(new("1"))).Listings);
        var page = await Open(one, two).PageAsync(new("1"));
        Assert.Equal("2", Assert.IsType<ListingReading.Whole>(Assert.Single(page.Listings).Reading).Listing.ExternalId);
    }

    [Theory]
    [InlineData(250, "1", true)]
    [InlineData(251, "1:250", false)]
    public async Task A_batch_is_read_in_pages_of_250(int records, string next, bool isLast)
    {
        var body = string.Join('\n', Enumerable.Range(0, records).Select(i => $$"""{"id":"{{i}}","title":"t"}"""));
        var page = await Open(body).PageAsync(SweepCursor.Start);
        Assert.Equal((250, next, isLast), (page.Listings.Count, page.Next.Token, page.IsLast));
    }

    [Fact]
    public async Task Word_that_a_listing_is_removed_is_no_listing()
    {
        var marketplace = Open(
            """
            {"id":"1","title":"a"}
            {"id":"2","removed":true}
            """
        );
        Assert.Single((await marketplace.PageAsync(SweepCursor.Start)).Listings);
    }

    [Fact]
    public async Task A_batch_that_is_not_there_ends_the_sweep_and_fails_a_picture()
    {
        var marketplace = Open();
        await Assert.ThrowsAsync<MarketplaceException>(() => marketplace.PageAsync(new("3:250")));
        Assert.IsType<PictureFetch.Failed>(
            await marketplace.FetchPictureAsync(new($"pushed:3/{new string('0', 64)}"), CancellationToken.None)
        );
    }

    [Fact]
    public void An_array_is_read_as_lines_are()
    {
        var records = Read("""[ {"id":"1","title":"a"} , {"id":"2","title":"b","price":"x"}, 3 ]""");
        Assert.Equal(3, records.Count);
        Assert.Equal("""{"id":"1","title":"a"}""", Encoding.UTF8.GetString(records[0].Raw.Span));
        Assert.Equal(2, records.Count(r => r.Reading is ListingReading.Broken));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n")]
    [InlineData("[]")]
    [InlineData("[{\"id\":\"1\"}")]
    [InlineData("[{\"id\":\"1\"}] x")]
    [InlineData("[{\"id\":}]")]
    [InlineData("id,title\n1,a")]
    public void What_is_no_batch_is_told(string body) =>
        Assert.IsType<PushedReading.Malformed>(PushedRecords.Read(Encoding.UTF8.GetBytes(body), 1));

    [Theory]
    [InlineData(1_000, true)]
    [InlineData(1_001, false)]
    public void A_batch_has_up_to_a_thousand_records(int count, bool isRead)
    {
        var records = Enumerable.Repeat("""{"id":"1","title":"a"}""", count).ToList();
        Assert.Equal(isRead, PushedRecords.Read(Encoding.UTF8.GetBytes(string.Join('\n', records)), 1) is PushedReading.Read);
        Assert.Equal(isRead, PushedRecords.Read(Encoding.UTF8.GetBytes($"[{string.Join(',', records)}]"), 1) is PushedReading.Read);
    }

    [Theory]
    [InlineData("""{"id":"1","pictures":["cover.jpg"]}""", "http(s)")]
    [InlineData("""{"id":"1","pictures":["file:///etc/passwd"]}""", "http(s)")]
    [InlineData(
        """{"id":"1","title":"t","pictures":["pushed:1/0000000000000000000000000000000000000000000000000000000000000000"]}""",
        "http(s)"
    )]
    [InlineData("""{"id":"1","pictures":["data:image/png,abc"]}""", "base64")]
    [InlineData("""{"id":"1","pictures":["data:image/png;base64,***"]}""", "base64")]
    [InlineData("""{"id":"1","pictures":["data:image/png;base64,"]}""", "base64")]
    [InlineData("""{"title":"t"}""", "an id")]
    [InlineData("""{"removed":true}""", "what is removed")]
    [InlineData("""{"id":"\ud800","title":"t"}""", "an id")]
    [InlineData("{ broken", "JSON")]
    public void A_broken_record_is_told(string record, string told) => Assert.Contains(told, Fault(record), StringComparison.Ordinal);

    [Theory]
    [InlineData(PushedRecords.MostInlineBytes, true)]
    [InlineData(PushedRecords.MostInlineBytes + 1, false)]
    public void A_picture_within_a_record_has_up_to_four_megabytes(int bytes, bool isWhole)
    {
        var record = $$"""{"id":"1","pictures":["data:image/jpeg;base64,{{Convert.ToBase64String(new byte[bytes])}}"]}""";
        Assert.Equal(isWhole, Assert.Single(Read(record)).Reading is ListingReading.Whole);
    }

    [Fact]
    public void An_id_that_comes_twice_in_a_batch_is_broken_the_second_time()
    {
        var records = Read(
            """
            {"id":"1","title":"a"}
            {"id":"1","removed":true}
            """
        );
        Assert.IsType<ListingReading.Whole>(records[0].Reading);
        Assert.Contains("once in a batch", Assert.IsType<ListingReading.Broken>(records[1].Reading).Faults[0], StringComparison.Ordinal);
    }
}
