using IpGuard.Core.Accounts;
using IpGuard.Core.Matching;
using IpGuard.Flows.Sweeps;
using IpGuard.Store;
using IpGuard.Store.Listings;
using IpGuard.Store.Matches;
using IpGuard.Store.Watches;
using IpGuard.Vision.Drawing;
using IpGuard.Vision.Features;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Web.Tests.Matching;

/// <summary>What the fast pass leaves, the deep pass takes up: once, whatever happens between.</summary>
public sealed class DeepWalks : IAsyncLifetime
{
    readonly OpenDoor _door = new();

    public ValueTask InitializeAsync() => _door.InitializeAsync();

    public ValueTask DisposeAsync() => _door.DisposeAsync();

    GuardDb Db() => _door.Get<GuardStore>().Open(Viewer.House);

    Task<int> BacklogAsync() => _door.Get<DeepFlow>().BacklogAsync(CancellationToken.None);

    Task<int> DrainAsync() => _door.Get<DeepFlow>().DrainAsync(null, CancellationToken.None);

    // What the fast pass leaves, without waiting for a picture that it is unsure of.
    async Task LeaveAllAsync(Guid watch)
    {
        await using var db = Db();
        var sweep = await db.Sweeps.Where(s => s.WatchId == watch).OrderByDescending(s => s.Id).FirstAsync();
        var waiting = await db.DeepTasks.Where(t => t.WatchId == watch).Select(t => t.ListingId).ToListAsync();
        var listings = await db.Listings.Where(l => l.MarketplaceId == sweep.MarketplaceId).Select(l => l.Id).ToListAsync();
        db.DeepTasks.AddRange(listings.Except(waiting).Select(id => New(id, watch, sweep.Id)));
        await db.SaveChangesAsync();
    }

    static DeepTaskRow New(long listing, Guid watch, long sweep) =>
        new()
        {
            ListingId = listing,
            WatchId = watch,
            SweepId = sweep,
            AddedAt = DateTimeOffset.UtcNow,
        };

    [Fact]
    public async Task The_queue_is_emptied_and_no_match_is_raised_twice()
    {
        var work = Bazaar.Design(8_001);
        await Bazaar.FileAsync(_door, "Deep", work);
        var others = Enumerable.Range(0, 3).Select(i => Bazaar.Design(8_100 + i)).ToList();
        Attack[] attacks = [Attack.Resaved, Attack.Collage, Attack.Blur, Attack.CropOff, Attack.Watermark, Attack.HueShift];
        using var bazaar = new Bazaar(
            _door,
            [.. attacks.Select(a => ($"{a}", AttackPainter.Apply(work, a, 5, others))), .. others.Select((o, i) => ($"honest-{i}", o))]
        );
        var (outcome, judged) = await bazaar.SweepAsync();
        Assert.Equal(judged.Values.Count(j => !j.IsSettled), await BacklogAsync());
        Assert.Equal(outcome.Counts.UnsettledListings, await BacklogAsync());

        await LeaveAllAsync(await bazaar.WatchAsync());
        Assert.Equal(9, await DrainAsync());
        Assert.Equal((0, 0), (await BacklogAsync(), await DrainAsync()));
        await using var db = Db();
        var pairs = await db.Matches.Select(m => new { m.FilingNumber, m.ListingId }).ToListAsync();
        Assert.Equal(pairs.Count, pairs.Distinct().Count());
        var sweep = await db.Sweeps.SingleAsync();
        Assert.Equal(pairs.Count, sweep.Counts.SameMatches + sweep.Counts.NearMatches);
        Assert.True(pairs.Count >= 3);

        // Once more, all of it: nothing is new.
        await LeaveAllAsync(await bazaar.WatchAsync());
        await DrainAsync();
        Assert.Equal(pairs.Count, await db.Matches.CountAsync());
    }

    [Fact]
    public async Task Keeping_the_same_opinion_twice_changes_nothing_more()
    {
        var work = Bazaar.Design(8_200);
        await Bazaar.FileAsync(_door, "Twice", work);
        using var bazaar = new Bazaar(_door, ("copy", AttackPainter.Apply(work, Attack.Resaved, 1)));
        var (_, judged) = await bazaar.SweepAsync();
        await using (var gone = Db())
            await gone.Matches.ExecuteDeleteAsync();
        await LeaveAllAsync(await bazaar.WatchAsync());
        var (task, sweep, watch, listing) = await RowsAsync();
        var deep = await _door.Get<ListingJudge>().JudgeAsync(judged["copy"].Seen, Pass.Deep, CancellationToken.None);
        var opinion = deep with { Explained = 1 };

        await _door.Get<SweepKeeper>().KeepDeepAsync(task, sweep, watch, listing, opinion, CancellationToken.None);
        var once = await StateAsync();
        Assert.Equal(new(1, 0, 1), once);
        await _door.Get<SweepKeeper>().KeepDeepAsync(task, sweep, watch, listing, opinion, CancellationToken.None);
        Assert.Equal(once, await StateAsync());
    }

    readonly record struct State(int Matches, int Waiting, long Explained);

    async Task<State> StateAsync()
    {
        await using var db = Db();
        var sweep = await db.Sweeps.AsNoTracking().SingleAsync();
        return new(await db.Matches.CountAsync(), await db.DeepTasks.CountAsync(), sweep.Counts.ExplainedMatches);
    }

    async Task<(DeepTaskRow, SweepRow, WatchRow, ListingRow)> RowsAsync()
    {
        await using var db = Db();
        return (
            await db.DeepTasks.AsNoTracking().SingleAsync(),
            await db.Sweeps.AsNoTracking().SingleAsync(),
            await db.Watches.AsNoTracking().SingleAsync(),
            await db.Listings.AsNoTracking().SingleAsync()
        );
    }

    [Fact]
    public async Task A_queue_over_its_bound_is_worked_off_to_half_and_one_at_its_bound_is_left()
    {
        // Listings that are gone since: nothing to look at, and quickly taken off.
        await using (var db = Db())
        {
            db.DeepTasks.AddRange(Enumerable.Range(0, DeepFlow.MostWaiting).Select(i => New(1_000_000 + i, Guid.Empty, 1)));
            await db.SaveChangesAsync();
        }

        await _door.Get<DeepFlow>().HoldBackAsync(CancellationToken.None);
        Assert.Equal(DeepFlow.MostWaiting, await BacklogAsync());
        await using (var db = Db())
        {
            db.DeepTasks.Add(New(1, Guid.Empty, 1));
            await db.SaveChangesAsync();
        }

        await _door.Get<DeepFlow>().HoldBackAsync(CancellationToken.None);
        // To half, in whole batches.
        Assert.InRange(await BacklogAsync(), (DeepFlow.MostWaiting / 2) - 32, DeepFlow.MostWaiting / 2);
    }

    [Fact]
    public async Task One_listing_waits_once_for_each_watch_and_no_more()
    {
        await using var db = Db();
        db.DeepTasks.AddRange(New(7, Guid.CreateVersion7(), 1), New(7, Guid.CreateVersion7(), 2));
        await db.SaveChangesAsync();
        var waiting = await db.DeepTasks.AsNoTracking().FirstAsync();
        db.DeepTasks.Add(New(7, waiting.WatchId, 3));
        await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());
    }

    [Fact]
    public async Task A_listings_picture_that_is_lost_does_not_hold_up_the_others()
    {
        var work = Bazaar.Design(8_300);
        await Bazaar.FileAsync(_door, "Lost", work);
        using var bazaar = new Bazaar(
            _door,
            ("lost", AttackPainter.Apply(work, Attack.Jpeg30, 1)),
            ("there", AttackPainter.Apply(work, Attack.Resaved, 1))
        );
        var (_, judged) = await bazaar.SweepAsync();
        await LeaveAllAsync(await bazaar.WatchAsync());
        var name = judged["lost"].Seen.Pictures[0].Content!.Value.ToString();
        var folder = _door.Get<GuardStore>().Folder;
        var files = Directory.GetFiles(folder, $"{name}*", SearchOption.AllDirectories);
        Assert.Equal(2, files.Length);
        Array.ForEach(files, File.Delete);
        Assert.Equal(2, await DrainAsync());
        Assert.Equal(0, await BacklogAsync());
    }
}
