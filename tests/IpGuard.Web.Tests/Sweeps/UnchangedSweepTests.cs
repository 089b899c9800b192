using IpGuard.Core.Accounts;
using IpGuard.Flows.Ledger;
using IpGuard.Flows.Sweeps;
using IpGuard.Flows.Watches;
using IpGuard.Vision.Drawing;
using IpGuard.Web.Tests.Ledger;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Web.Tests.Sweeps;

/// <summary>What has not changed is neither fetched nor judged again, and what was seen is kept as evidence.</summary>
public sealed class UnchangedSweepTests : IAsyncLifetime
{
    OpenHouse _house = null!;
    ServedShop _shop = null!;

    public async ValueTask InitializeAsync()
    {
        _house = await OpenHouse.OpenAsync();
        _shop = await ServedShop.OpenAsync();
        for (var id = 1; id <= 5; id++)
        {
            _shop.Titles.Add(id, $"Listing {id}");
            _shop.Pictures.Add(id, MotifPainter.Draw(Core.Works.Category.Furniture, 40 + id, 200));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _shop.DisposeAsync();
        await _house.DisposeAsync();
    }

    async Task<Guid> OrderAsync() =>
        await _house
            .Get<WatchFlow>()
            .OrderAsync(
                _house.Holder,
                "lin",
                "Shop",
                MarketplaceKind.Shopify,
                _shop.Address,
                TimeSpan.FromDays(1),
                coversAllFilings: false,
                CancellationToken.None
            );

    async Task<SweepOutcome> SweepAsync(Guid? watch = null) =>
        await _house.Get<DueSweeps>().RunAsync(watch ?? await OrderAsync(), new(), CancellationToken.None);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_second_sweep_of_an_unchanged_shop_fetches_no_picture_and_counts_every_listing(bool isConditional)
    {
        _shop.IsConditional = isConditional;
        // Two pages.
        for (var id = 6; id <= 260; id++)
            _shop.Titles.Add(id, $"Listing {id}");
        foreach (var id in _shop.Titles.Keys)
            _shop.Pictures[id] = _shop.Pictures[1];
        var first = await SweepAsync();
        Assert.Equal((260, 0, 2), (first.Counts.Listings, first.Counts.UnchangedListings, first.Counts.Pages));
        var (pages, pictures) = (_shop.PagesSent, _shop.PicturesSent);
        var second = await SweepAsync();
        Assert.Equal((260, 260, 2), (second.Counts.Listings, second.Counts.UnchangedListings, second.Counts.Pages));
        Assert.Equal(pictures, _shop.PicturesSent);
        Assert.Equal(isConditional ? (pages, 2) : (pages + 2, 0), (_shop.PagesSent, _shop.PagesUnchanged));
    }

    [Fact]
    public async Task A_database_that_is_locked_for_a_while_holds_a_sweep_up_and_costs_it_nothing()
    {
        var watch = await OrderAsync();
        await using var db = _house.Store.Open(Viewer.House);
        await db.Database.OpenConnectionAsync();
        await db.Database.ExecuteSqlRawAsync("BEGIN IMMEDIATE");
        // On another thread: SQLite waits on the one that asks.
        var sweep = Task.Run(() => SweepAsync(watch));
        await Task.Delay(TimeSpan.FromSeconds(3));
        Assert.False(sweep.IsCompleted);
        await db.Database.ExecuteSqlRawAsync("COMMIT");
        var outcome = await sweep;
        Assert.Equal((null, 5, 5), (outcome.Fault, outcome.Counts.Listings, outcome.Counts.Pictures));
    }

    [Fact]
    public async Task A_changed_record_is_looked_at_again_without_its_known_pictures()
    {
        await SweepAsync();
        _shop.Titles[3] = "Another title";
        var pictures = _shop.PicturesSent;
        var second = await SweepAsync();
        Assert.Equal((5, 0, 5), (second.Counts.Listings, second.Counts.UnchangedListings, second.Counts.KnownPictures));
        Assert.Equal(pictures, _shop.PicturesSent);
        await using var db = _house.Store.Open(Viewer.House);
        Assert.Equal("Another title", (await db.Listings.SingleAsync(l => l.ExternalId == "3")).Title);
        Assert.Equal(6, await db.Snapshots.CountAsync());
    }

    [Theory]
    [InlineData(6, 0)]
    [InlineData(8, 5)]
    public async Task A_picture_is_taken_to_stay_at_its_address_for_a_week(int days, int fetched)
    {
        await SweepAsync();
        var before = _shop.PicturesSent;
        _house.Clock.By = TimeSpan.FromDays(days);
        await SweepAsync();
        Assert.Equal(before + fetched, _shop.PicturesSent);
    }

    [Fact]
    public async Task A_picture_that_could_not_be_fetched_is_asked_for_again_and_the_others_are_not()
    {
        var late = _shop.Pictures[4];
        _shop.Pictures.Remove(4);
        Assert.Equal(1, (await SweepAsync()).Counts.UnreadablePictures);
        _shop.Pictures[4] = late;
        var before = _shop.PicturesSent;
        var second = await SweepAsync();
        Assert.Equal((before + 1, 0), (_shop.PicturesSent, second.Counts.UnreadablePictures));
        Assert.Equal(5, (await SweepAsync()).Counts.UnchangedListings);
    }

    [Fact]
    public async Task A_known_picture_that_is_away_for_once_stays_as_it_was_first_seen_and_is_asked_for_again()
    {
        await SweepAsync();
        async Task<(Core.Works.Sha256Hash? Content, DateTimeOffset FirstSeenAt, string? Fault)> KeptAsync()
        {
            await using var db = _house.Store.Open(Viewer.House);
            var listing = await db.Listings.Include(l => l.Pictures).SingleAsync(l => l.ExternalId == "2");
            return (listing.Pictures[0].Content, listing.Pictures[0].FirstSeenAt, listing.Pictures[0].Fault);
        }

        var before = await KeptAsync();
        var away = _shop.Pictures[2];
        _shop.Pictures.Remove(2);
        _house.Clock.By = TimeSpan.FromDays(8);
        Assert.Equal(1, (await SweepAsync()).Counts.UnreadablePictures);
        Assert.Equal((before.Content, before.FirstSeenAt), ((await KeptAsync()).Content, (await KeptAsync()).FirstSeenAt));
        Assert.NotNull((await KeptAsync()).Fault);
        _shop.Pictures[2] = away;
        Assert.Equal(0, (await SweepAsync()).Counts.UnreadablePictures);
        Assert.Equal(before, await KeptAsync());
    }

    [Fact]
    public async Task A_feed_is_asked_for_whole_while_a_picture_on_any_of_its_pages_is_wanting_and_then_costs_one_question()
    {
        _shop.IsConditional = true;
        for (var id = 6; id <= 210; id++)
            _shop.Titles.Add(id, $"Listing {id}");
        foreach (var id in _shop.Titles.Keys)
            _shop.Pictures[id] = _shop.Pictures[1];
        var late = _shop.Pictures[209];
        _shop.Pictures.Remove(209);
        var watch = await _house
            .Get<WatchFlow>()
            .OrderAsync(
                _house.Holder,
                "lin",
                "Feed",
                MarketplaceKind.Feed,
                _shop.Address + "/feed.xml",
                TimeSpan.FromDays(1),
                coversAllFilings: false,
                CancellationToken.None
            );
        var first = await SweepAsync(watch);
        Assert.Equal((210, 2, 1), (first.Counts.Listings, first.Counts.Pages, first.Counts.UnreadablePictures));
        _shop.Pictures[209] = late;
        var second = await SweepAsync(watch);
        Assert.Equal((200, 0), (second.Counts.UnchangedListings, second.Counts.UnreadablePictures));
        Assert.Equal((2, 0), (_shop.PagesSent, _shop.PagesUnchanged));
        var third = await SweepAsync(watch);
        Assert.Equal((210, 2), (third.Counts.UnchangedListings, third.Counts.Pages));
        Assert.Equal((2, 1), (_shop.PagesSent, _shop.PagesUnchanged));
    }

    [Fact]
    public async Task A_second_watch_judges_what_the_first_has_seen()
    {
        var number = await _house.NumberAsync(71);
        _shop.Pictures[2] = OpenDoor.Picture(500_071);
        var stranger = await _house.Get<Flows.Filings.HolderFlow>().OfNameAsync("Stranger", OrganisationKind.Brand, CancellationToken.None);
        var theirs = await _house
            .Get<WatchFlow>()
            .OrderAsync(
                stranger,
                "x",
                "Shop",
                MarketplaceKind.Shopify,
                _shop.Address,
                TimeSpan.FromDays(1),
                coversAllFilings: false,
                CancellationToken.None
            );
        Assert.Equal(0, (await SweepAsync(theirs)).Counts.SameMatches);
        Assert.Equal(1, (await SweepAsync()).Counts.SameMatches);
        await using var db = _house.Store.Open(Viewer.House);
        Assert.Equal(number, (await db.Matches.SingleAsync()).FilingNumber);
    }

    [Fact]
    public async Task What_a_holder_says_since_has_unchanged_listings_judged_again_and_not_fetched()
    {
        await SweepAsync();
        var before = _shop.PicturesSent;
        await using (var db = _house.Store.Open(_house.Holder))
        {
            db.AllowedSellers.Add(
                new()
                {
                    OrganisationId = _house.Holder.OrganisationId,
                    Seller = "own.example",
                    AddedAt = DateTimeOffset.UtcNow,
                }
            );
            await db.SaveChangesAsync();
        }

        var second = await SweepAsync();
        Assert.Equal((0, 5, before), (second.Counts.UnchangedListings, second.Counts.KnownPictures, _shop.PicturesSent));
        Assert.Equal(5, (await SweepAsync()).Counts.UnchangedListings);
    }

    [Fact]
    public async Task How_a_matched_listing_came_is_kept_without_cookies_and_entered()
    {
        await _house.NumberAsync(72);
        _shop.Pictures[5] = OpenDoor.Picture(500_072);
        await SweepAsync();
        await _house.FinishAsync();
        await using var db = _house.Store.Open(Viewer.House);
        var listing = await db.Listings.SingleAsync(l => l.ExternalId == "5");
        var answer = await db.Answers.SingleAsync(a => a.ListingId == listing.Id);
        Assert.Equal((200, "127.0.0.1"), (answer.Status, answer.Resolved));
        Assert.EndsWith("/products.json?limit=250&page=1", answer.Final, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/json", answer.Headers, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", answer.Headers, StringComparison.Ordinal);
        var body = await _house.Store.Blobs.ReadAsync(answer.Body!.Value, CancellationToken.None);
        Assert.Contains("Listing 5", System.Text.Encoding.UTF8.GetString(body), StringComparison.Ordinal);
        var statement = System.Text.Encoding.UTF8.GetString((await db.Evidence.SingleAsync()).Statement);
        Assert.Contains($"\"body_sha256\":\"{answer.Body}\"", statement, StringComparison.Ordinal);
        Assert.Contains("\"resolved\":[\"127.0.0.1\"]", statement, StringComparison.Ordinal);
        Assert.Equal(2, System.Text.RegularExpressions.Regex.Count(statement, "\"fetched_at\":"));
        Assert.True((await _house.Get<FsckFlow>().CheckAsync(null, CancellationToken.None)).IsClean);
    }

    [Fact]
    public async Task A_shop_that_cannot_be_read_is_left_alone_for_longer_each_time_and_says_so()
    {
        var watch = await OrderAsync();
        _shop.Instead = Results.StatusCode(500);
        for (var (failures, minutes) = (1, 15); failures <= 3; failures++, minutes *= 2)
        {
            Assert.NotNull((await SweepAsync(watch)).Fault);
            var view = Assert.Single(await _house.Get<WatchReads>().ListAsync(_house.Holder, CancellationToken.None));
            Assert.Equal(failures, view.Failures);
            Assert.Contains("got 500", view.Fault, StringComparison.Ordinal);
            Assert.Equal(minutes, (view.NextDueAt - _house.Clock.GetUtcNow()).TotalMinutes, 0.5);
        }

        _shop.Instead = null;
        await SweepAsync(watch);
        var well = Assert.Single(await _house.Get<WatchReads>().ListAsync(_house.Holder, CancellationToken.None));
        Assert.Equal((0, null), (well.Failures, well.Fault));
    }

    [Fact]
    public async Task A_paused_watch_is_not_swept_until_it_goes_on()
    {
        var watch = await OrderAsync();
        var watches = _house.Get<WatchFlow>();
        Assert.True(await watches.PauseAsync(_house.Holder, "lin", watch, isPaused: true, CancellationToken.None));
        Assert.Equal(0, await _house.Get<DueSweeps>().RunAsync(CancellationToken.None));
        Assert.False(await watches.PauseAsync(Viewer.Nobody, "x", watch, isPaused: false, CancellationToken.None));
        Assert.True(await watches.PauseAsync(_house.Holder, "lin", watch, isPaused: false, CancellationToken.None));
        Assert.Equal(1, await _house.Get<DueSweeps>().RunAsync(CancellationToken.None));
    }
}
