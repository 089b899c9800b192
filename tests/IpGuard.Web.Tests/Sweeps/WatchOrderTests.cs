using IpGuard.Core.Accounts;
using IpGuard.Core.Watches;
using IpGuard.Flows;
using IpGuard.Flows.Sweeps;
using IpGuard.Flows.Watches;
using IpGuard.Store.Watches;
using IpGuard.Vision.Drawing;
using IpGuard.Web.Tests.Ledger;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Web.Tests.Sweeps;

/// <summary>What an order says is kept to: its hours, its times, its words and its filings.</summary>
public sealed class WatchOrderTests : IAsyncLifetime
{
    OpenHouse _house = null!;
    ServedShop _shop = null!;

    public async ValueTask InitializeAsync()
    {
        _house = await OpenHouse.OpenAsync();
        _shop = await ServedShop.OpenAsync();
        string[] titles = ["Silk dress", "SILKY scarf", "Wool coat", "ｓｉｌｋ tie", "真絲圍巾"];
        for (var id = 1; id <= titles.Length; id++)
        {
            _shop.Titles.Add(id, titles[id - 1]);
            _shop.Pictures.Add(id, MotifPainter.Draw(Core.Works.Category.Furniture, 60 + id, 200));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _shop.DisposeAsync();
        await _house.DisposeAsync();
    }

    WatchFlow Watches => _house.Get<WatchFlow>();

    Task<Guid> OrderAsync(WatchOrder order) =>
        Watches.OrderAsync(_house.Holder, "lin", "Shop", MarketplaceKind.Shopify, _shop.Address, order, false, CancellationToken.None);

    Task<SweepOutcome> SweepAsync(Guid watch) => _house.Get<DueSweeps>().RunAsync(watch, new(), CancellationToken.None);

    Task<int> TickAsync() => _house.Get<DueSweeps>().RunAsync(CancellationToken.None);

    async Task<IReadOnlyList<FieldFault>?> ChangeAsync(Guid watch, OrderDraft draft, Viewer? viewer = null) =>
        await Watches.ChangeAsync(viewer ?? _house.Holder, "lin", watch, "Shop", draft, CancellationToken.None);

    async Task<WatchRow> RowAsync(Guid watch)
    {
        await using var db = _house.Store.Open(Viewer.House);
        return await db.Watches.AsNoTracking().SingleAsync(w => w.Id == watch);
    }

    // From so many minutes before now to so many behind it, in China.
    CrawlWindow Window(int before, int behind)
    {
        var now = _house.Clock.GetUtcNow().ToOffset(ChinaTime.Offset);
        TimeOnly At(int minutes) => new(now.AddMinutes(minutes).Hour, now.AddMinutes(minutes).Minute);
        return new(At(-before), At(behind));
    }

    [Fact]
    public async Task Out_of_its_window_a_watch_is_not_swept_and_due_when_it_opens()
    {
        var window = Window(-30, 60);
        var watch = await OrderAsync(new(TimeSpan.FromDays(1), Window: window));
        Assert.Equal(0, await TickAsync());
        Assert.Equal(window.FirstInside(_house.Clock.GetUtcNow()), (await RowAsync(watch)).NextDueAt);
        _house.Clock.By = TimeSpan.FromMinutes(31);
        Assert.Equal(1, await TickAsync());
    }

    [Fact]
    public async Task What_became_due_behind_its_window_is_put_off_to_the_next_opening()
    {
        var window = Window(10, 10);
        var watch = await OrderAsync(new(TimeSpan.FromDays(1), Window: window));
        _house.Clock.By = TimeSpan.FromMinutes(11);
        Assert.Equal(0, await TickAsync());
        var opening = (await RowAsync(watch)).NextDueAt;
        Assert.Equal(window.FirstInside(_house.Clock.GetUtcNow()), opening);
        Assert.True(opening > _house.Clock.GetUtcNow());
    }

    [Fact]
    public async Task At_the_windows_end_a_sweep_rests_between_two_pages_and_goes_on_when_it_opens()
    {
        for (var id = 6; id <= 260; id++)
            _shop.Titles.Add(id, $"Listing {id}");
        var window = Window(60, 60);
        var watch = await OrderAsync(new(TimeSpan.FromDays(1), Window: window));
        _shop.Before = page =>
        {
            if (page == 1)
                _house.Clock.By = TimeSpan.FromMinutes(61);
            return Task.CompletedTask;
        };
        Assert.Equal(1, await TickAsync());
        async Task<SweepRow> SweepRowAsync()
        {
            await using var db = _house.Store.Open(Viewer.House);
            return await db.Sweeps.AsNoTracking().SingleAsync();
        }

        var rests = await SweepRowAsync();
        Assert.Equal((250, null, null), (rests.Counts.Listings, rests.FinishedAt, rests.Fault));
        var row = await RowAsync(watch);
        Assert.Equal((0, null, null), (row.Failures, row.Fault, row.LeaseUntil));
        Assert.Equal(window.FirstInside(_house.Clock.GetUtcNow()), row.NextDueAt);
        Assert.False((await _house.Get<WatchReads>().SweepsAsync(_house.Holder, CancellationToken.None))[0].IsRunning);
        Assert.Equal(0, await TickAsync());

        _shop.Before = page => page == 1 ? throw new InvalidOperationException("expected page 2") : Task.CompletedTask;
        _house.Clock.By += row.NextDueAt - _house.Clock.GetUtcNow() + TimeSpan.FromSeconds(1);
        Assert.Equal(1, await TickAsync());
        var whole = await SweepRowAsync();
        Assert.Equal((260, 2, null), (whole.Counts.Listings, whole.Counts.Pages, whole.Fault));
        Assert.NotNull(whole.FinishedAt);
    }

    [Fact]
    public async Task After_a_sweep_a_watch_is_due_when_its_cron_says_and_after_a_long_pause_once()
    {
        var watch = await OrderAsync(new(TimeSpan.FromDays(1), "0 30 9 ? * MON,THU"));
        Assert.Equal(1, await TickAsync());
        Assert.Equal(WatchCron.Next("0 30 9 ? * MON,THU", _house.Clock.GetUtcNow()), (await RowAsync(watch)).NextDueAt);
        _house.Clock.By = TimeSpan.FromDays(60);
        Assert.Equal(1, await TickAsync());
        Assert.Equal(0, await TickAsync());
        _shop.Instead = Microsoft.AspNetCore.Http.Results.StatusCode(500);
        await SweepAsync(watch);
        Assert.InRange((await RowAsync(watch)).NextDueAt - _house.Clock.GetUtcNow(), TimeSpan.FromMinutes(14), TimeSpan.FromMinutes(15));
    }

    [Fact]
    public async Task A_listing_without_a_keyword_is_kept_and_counted_and_its_picture_is_not_fetched()
    {
        var watch = await OrderAsync(new(TimeSpan.FromDays(1)) { Keywords = ["silk", "真丝"] });
        var first = await SweepAsync(watch);
        Assert.Equal((5, 4, 4), (first.Counts.Listings, first.Counts.Pictures, _shop.PicturesSent));
        await using (var db = _house.Store.Open(Viewer.House))
            Assert.Equal(5, await db.Listings.CountAsync());
        var second = await SweepAsync(watch);
        Assert.Equal((5, 5, 4), (second.Counts.Listings, second.Counts.UnchangedListings, _shop.PicturesSent));
        // A picture that is not looked at cannot grow too old.
        _house.Clock.By = TimeSpan.FromDays(8);
        await SweepAsync(watch);
        Assert.Equal((8, 5), (_shop.PicturesSent, (await SweepAsync(watch)).Counts.UnchangedListings));
    }

    [Fact]
    public async Task With_other_keywords_unchanged_pages_are_looked_at_again_and_what_was_seen_stays()
    {
        var watch = await OrderAsync(new(TimeSpan.FromDays(1)));
        await SweepAsync(watch);
        Assert.Empty((await ChangeAsync(watch, new(Hours: 24, Keywords: "wool")))!);
        var narrow = await SweepAsync(watch);
        Assert.Equal((0, 1, 5), (narrow.Counts.UnchangedListings, narrow.Counts.Pictures, _shop.PicturesSent));
        await using (var db = _house.Store.Open(Viewer.House))
            Assert.Equal(5, await db.ListedPictures.CountAsync(p => p.Content != null && p.Fingerprint != null));
        Assert.Empty((await ChangeAsync(watch, new(Hours: 24)))!);
        var wide = await SweepAsync(watch);
        Assert.Equal((0, 5, 5), (wide.Counts.UnchangedListings, wide.Counts.KnownPictures, _shop.PicturesSent));
        Assert.Equal(5, (await SweepAsync(watch)).Counts.UnchangedListings);
    }

    [Fact]
    public async Task A_match_is_raised_for_chosen_filings_alone_in_the_fast_pass_and_in_the_deep_one()
    {
        var (chosen, other) = (await _house.NumberAsync(73), await _house.NumberAsync(74));
        _shop.Pictures[1] = OpenDoor.Picture(500_073);
        _shop.Pictures[2] = OpenDoor.Picture(500_074);
        var watch = await OrderAsync(new(TimeSpan.FromDays(1)) { Filings = [chosen] });
        async Task<string[]> MatchedAsync()
        {
            await using var db = _house.Store.Open(Viewer.House);
            return await db.Matches.Select(m => m.FilingNumber).Order().ToArrayAsync();
        }

        Assert.Equal(1, (await SweepAsync(watch)).Counts.SameMatches);
        await DeepenAsync(watch);
        Assert.Equal([chosen], await MatchedAsync());
        Assert.Empty((await ChangeAsync(watch, new(Hours: 24, Filings: [other])))!);
        await DeepenAsync(watch);
        Assert.Equal(new[] { chosen, other }.Order(StringComparer.Ordinal), await MatchedAsync());
        Assert.Empty((await ChangeAsync(watch, new(Hours: 24)))!);
        Assert.Equal(0, (await SweepAsync(watch)).Counts.UnchangedListings);
    }

    // Has the deep pass look at every listing.
    async Task DeepenAsync(Guid watch)
    {
        await using var db = _house.Store.Open(Viewer.House);
        var sweep = await db.Sweeps.FirstAsync(s => s.WatchId == watch);
        await db.DeepTasks.ExecuteDeleteAsync();
        foreach (var listing in await db.Listings.Select(l => l.Id).ToListAsync())
            db.DeepTasks.Add(
                new()
                {
                    ListingId = listing,
                    WatchId = watch,
                    SweepId = sweep.Id,
                    AddedAt = sweep.StartedAt,
                }
            );
        await db.SaveChangesAsync();
        await _house.Get<DeepFlow>().DrainAsync(null, CancellationToken.None);
    }

    [Fact]
    public async Task A_change_of_the_time_sets_when_it_is_due_and_another_change_does_not()
    {
        var watch = await OrderAsync(new(TimeSpan.FromDays(1)));
        await SweepAsync(watch);
        var due = (await RowAsync(watch)).NextDueAt;
        Assert.Empty((await ChangeAsync(watch, new(Hours: 24, Keywords: "silk")))!);
        Assert.Equal(due, (await RowAsync(watch)).NextDueAt);
        Assert.Empty((await ChangeAsync(watch, new(Hours: 2)))!);
        Assert.Equal(due.AddHours(-22), (await RowAsync(watch)).NextDueAt, TimeSpan.FromSeconds(2));
        Assert.Empty((await ChangeAsync(watch, new(Days: ["MON"], At: "09:30")))!);
        Assert.Equal(WatchCron.Next("0 30 9 ? * MON", _house.Clock.GetUtcNow()), (await RowAsync(watch)).NextDueAt);
        Assert.Null(await ChangeAsync(watch, new(Hours: 2), Viewer.Nobody));
    }

    [Fact]
    public async Task A_watch_that_was_ended_is_gone_with_what_it_remembers_and_its_sweeps_and_matches_stay()
    {
        await _house.NumberAsync(75);
        _shop.Pictures[1] = OpenDoor.Picture(500_075);
        var watch = await OrderAsync(new(TimeSpan.FromDays(1)) { Keywords = ["silk"] });
        await SweepAsync(watch);
        Assert.False(await Watches.EndAsync(Viewer.Nobody, "x", watch, CancellationToken.None));
        Assert.True(await Watches.EndAsync(_house.Holder, "lin", watch, CancellationToken.None));
        Assert.False(await Watches.EndAsync(_house.Holder, "lin", watch, CancellationToken.None));
        await using var db = _house.Store.Open(Viewer.House);
        Assert.Equal((0, 0, 0), (await db.Watches.CountAsync(), await db.PageVisits.CountAsync(), await db.DeepTasks.CountAsync()));
        Assert.Equal((1, 1), (await db.Sweeps.CountAsync(), await db.Matches.CountAsync()));
        Assert.Equal(
            ["watch.ordered", "watch.ended"],
            await db.Audit.Where(a => a.Subject == watch.ToString()).OrderBy(a => a.Id).Select(a => a.Action).ToListAsync()
        );
        Assert.NotEqual(watch, await OrderAsync(new(TimeSpan.FromDays(1))));
    }
}
