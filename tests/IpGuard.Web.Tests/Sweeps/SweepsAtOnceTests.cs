using IpGuard.Core.Accounts;
using IpGuard.Core.Watches;
using IpGuard.Flows.Filings;
using IpGuard.Flows.Sweeps;
using IpGuard.Flows.Watches;
using IpGuard.Store.Watches;
using IpGuard.Web.Tests.Ledger;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Web.Tests.Sweeps;

/// <summary>Sweeps side by side: a slow shop holds up no other, and nothing is swept twice at once.</summary>
public sealed class SweepsAtOnceTests : IAsyncLifetime
{
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    OpenHouse _house = null!;
    ServedShop _slow = null!;
    ServedShop _quick = null!;

    DueSweeps Due => _house.Get<DueSweeps>();

    public async ValueTask InitializeAsync()
    {
        (_house, _slow, _quick) = (await OpenHouse.OpenAsync(), await ServedShop.OpenAsync(), await ServedShop.OpenAsync());
        _slow.Titles.Add(1, "Slow");
        _quick.Titles.Add(1, "Quick");
        _slow.Before = page => HoldAsync(page, 1);
    }

    public async ValueTask DisposeAsync()
    {
        _open.TrySetResult();
        await _slow.DisposeAsync();
        await _quick.DisposeAsync();
        await _house.DisposeAsync();
    }

    // Says that the page was asked for, and waits.
    async Task HoldAsync(int page, int held)
    {
        if (page != held)
            return;
        _asked.TrySetResult();
        await _open.Task.WaitAsync(Longest);
    }

    Task<Guid> OrderAsync(ServedShop shop, Viewer? owner = null) =>
        _house
            .Get<WatchFlow>()
            .OrderAsync(
                owner ?? _house.Holder,
                "lin",
                "Shop",
                MarketplaceKind.Shopify,
                shop.Address,
                TimeSpan.FromDays(1),
                coversAllFilings: false,
                CancellationToken.None
            );

    async Task<WatchRow> RowAsync(Guid watch)
    {
        await using var db = _house.Store.Open(Viewer.House);
        return await db.Watches.AsNoTracking().SingleAsync(w => w.Id == watch);
    }

    async Task<List<SweepRow>> SweepsAsync()
    {
        await using var db = _house.Store.Open(Viewer.House);
        return await db.Sweeps.AsNoTracking().OrderBy(s => s.Id).ToListAsync();
    }

    async Task LeaseAsync(Guid watch, DateTimeOffset? until)
    {
        await using var db = _house.Store.Open(Viewer.House);
        await db.Watches.Where(w => w.Id == watch).ExecuteUpdateAsync(w => w.SetProperty(x => x.LeaseUntil, until));
    }

    [Fact]
    public async Task A_slow_shop_holds_up_no_other_that_is_due_with_it()
    {
        await OrderAsync(_slow);
        var quick = await OrderAsync(_quick);
        var running = Due.RunAsync(CancellationToken.None);
        await _asked.Task.WaitAsync(Longest);
        for (var i = 0; i < 200 && (await RowAsync(quick)).NextDueAt <= _house.Clock.GetUtcNow(); i++)
            await Task.Delay(50);
        Assert.True((await RowAsync(quick)).NextDueAt > _house.Clock.GetUtcNow());
        Assert.False(running.IsCompleted);
        _open.SetResult();
        Assert.Equal(2, await running.WaitAsync(Longest));
    }

    [Fact]
    public async Task What_becomes_due_while_a_slow_shop_is_swept_is_run_by_the_next_tick()
    {
        await OrderAsync(_slow);
        var running = Due.RunAsync(CancellationToken.None);
        await _asked.Task.WaitAsync(Longest);
        await OrderAsync(_quick);
        Assert.Equal(1, await Due.RunAsync(CancellationToken.None));
        Assert.False(running.IsCompleted);
        _open.SetResult();
        Assert.Equal(1, await running.WaitAsync(Longest));
        Assert.All(await SweepsAsync(), s => Assert.NotNull(s.FinishedAt));
    }

    [Fact]
    public async Task Two_watches_of_one_marketplace_are_swept_one_after_the_other()
    {
        var other = await _house.Get<HolderFlow>().OfNameAsync("Another", OrganisationKind.Brand, CancellationToken.None);
        await OrderAsync(_slow);
        await OrderAsync(_slow, other);
        var running = Due.RunAsync(CancellationToken.None);
        await _asked.Task.WaitAsync(Longest);
        // Neither by a lane of the same scheduler nor by another scheduler.
        Assert.Equal(0, await Due.RunAsync(CancellationToken.None));
        Assert.Null(await new SweepClaims(_house.Store, _house.Clock).ClaimAsync(CancellationToken.None));
        Assert.Single(await SweepsAsync());
        _open.SetResult();
        Assert.Equal(2, await running.WaitAsync(Longest));
        Assert.Equal(2, (await SweepsAsync()).Count);
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(1, 1)]
    public async Task What_a_dead_process_held_is_swept_again_once_its_lease_is_over(int minutesAfter, int run)
    {
        var watch = await OrderAsync(_quick);
        await LeaseAsync(watch, _house.Clock.GetUtcNow() + SweepRules.Lease);
        Assert.Equal(0, await Due.RunAsync(CancellationToken.None));
        _house.Clock.By = SweepRules.Lease + TimeSpan.FromMinutes(minutesAfter);
        Assert.Equal(run, await Due.RunAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Of_many_schedulers_one_has_a_watch()
    {
        var watch = await OrderAsync(_quick);
        var claims = await Task.WhenAll(
            Enumerable
                .Range(0, 16)
                .Select(_ => Task.Run(() => new SweepClaims(_house.Store, _house.Clock).ClaimAsync(CancellationToken.None)))
        );
        Assert.Equal(watch, Assert.Single(claims, c => c is not null)!.Watch.Id);
    }

    [Fact]
    public async Task A_sweep_that_loses_its_watch_keeps_nothing_more_and_leaves_it_to_the_other()
    {
        for (var id = 2; id <= 260; id++)
            _slow.Titles.Add(id, $"Slow {id}");
        _slow.Before = page => HoldAsync(page, 2);
        var watch = await OrderAsync(_slow);
        var running = Due.RunAsync(CancellationToken.None);
        await _asked.Task.WaitAsync(Longest);
        for (var i = 0; i < 200 && (await SweepsAsync())[0].Counts.Pages == 0; i++)
            await Task.Delay(50);
        var theirs = _house.Clock.GetUtcNow() + TimeSpan.FromMinutes(7);
        await LeaseAsync(watch, theirs);
        var due = (await RowAsync(watch)).NextDueAt;
        _open.SetResult();
        Assert.Equal(1, await running.WaitAsync(Longest));
        var sweep = Assert.Single(await SweepsAsync());
        Assert.Equal((250, 1, null), (sweep.Counts.Listings, sweep.Counts.Pages, sweep.FinishedAt));
        var row = await RowAsync(watch);
        Assert.Equal((theirs, due, 0), (row.LeaseUntil, row.NextDueAt, row.Failures));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(400)]
    [InlineData(-400)]
    public async Task However_the_clock_is_turned_while_a_watch_is_swept_it_is_not_swept_twice_and_due_again_within_its_interval(int days)
    {
        var watch = await OrderAsync(_slow);
        var running = Due.RunAsync(CancellationToken.None);
        await _asked.Task.WaitAsync(Longest);
        _house.Clock.By = TimeSpan.FromDays(days);
        Assert.Equal(0, await Due.RunAsync(CancellationToken.None));
        _open.SetResult();
        Assert.Equal(1, await running.WaitAsync(Longest));
        Assert.Single(await SweepsAsync());
        var (row, now) = (await RowAsync(watch), _house.Clock.GetUtcNow());
        Assert.Null(row.LeaseUntil);
        Assert.InRange(row.NextDueAt, now.AddHours(23), now.AddHours(24));
    }

    [Fact]
    public async Task A_watch_that_a_wrong_clock_put_off_for_years_is_due_within_its_interval_again()
    {
        _house.Clock.By = TimeSpan.FromDays(4_000);
        var watch = await OrderAsync(_quick);
        await Due.RunAsync(CancellationToken.None);
        // As if it had died while it held the watch.
        await LeaseAsync(watch, _house.Clock.GetUtcNow());
        _house.Clock.By = TimeSpan.Zero;
        Assert.Equal(0, await Due.RunAsync(CancellationToken.None));
        Assert.InRange((await RowAsync(watch)).NextDueAt, _house.Clock.GetUtcNow(), _house.Clock.GetUtcNow().AddDays(1));
        _house.Clock.By = TimeSpan.FromDays(1);
        Assert.Equal(1, await Due.RunAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_marketplace_that_is_being_swept_is_not_swept_by_hand_beside_it()
    {
        var watch = await OrderAsync(_slow);
        var running = Due.RunAsync(CancellationToken.None);
        await _asked.Task.WaitAsync(Longest);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => Due.RunAsync(watch, new(), CancellationToken.None));
        Assert.Contains("wait for the end", refused.Message, StringComparison.Ordinal);
        _open.SetResult();
        await running.WaitAsync(Longest);
        // What a process that is gone held is free to whoever starts another by hand.
        await LeaseAsync(watch, _house.Clock.GetUtcNow() + SweepRules.Lease);
        Assert.Null((await Due.RunAsync(watch, new(), CancellationToken.None)).Fault);
    }
}
