using IpGuard.Core.Accounts;
using IpGuard.Flows.Watches;
using IpGuard.Store;
using IpGuard.Store.Listings;
using IpGuard.Store.Matches;
using IpGuard.Vision.Features;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Sweeps;

/// <summary>How far the deep pass has come.</summary>
public readonly record struct DeepProgress(int Done, int Left)
{
    /// <summary>Share done: 0 to 1.</summary>
    public double Share => Done + Left == 0 ? 1 : (double)Done / (Done + Left);
}

/// <summary>The deep pass: looks again, and closely, at what the fast pass left unsettled. Its queue stands in Store, so nothing is
/// lost when
/// the program ends.</summary>
public sealed class DeepFlow(GuardStore store, ListingJudge judge, SweepKeeper keeper, AlertFlow alerts) : IDisposable
{
    /// <summary>Above it sweeps wait for the deep pass: some quarter of an hour's work on two cores.</summary>
    public const int MostWaiting = 5_000;

    const int Batch = 32;

    readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>Listings waiting.</summary>
    public async Task<int> BacklogAsync(CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        return await db.DeepTasks.CountAsync(stop);
    }

    /// <summary>Works the queue off, oldest first, and tells the holders.</summary>
    /// <returns>How many listings were looked at.</returns>
    public async Task<int> DrainAsync(IProgress<DeepProgress>? progress, CancellationToken stop) => await DrainToAsync(0, progress, stop);

    /// <summary>Called by a sweep after every page: where too many wait, it helps until the queue is half as long.</summary>
    public async Task HoldBackAsync(CancellationToken stop)
    {
        if (await BacklogAsync(stop) > MostWaiting)
            await DrainToAsync(MostWaiting / 2, null, stop);
    }

    public void Dispose() => _one.Dispose();

    async Task<int> DrainToAsync(int left, IProgress<DeepProgress>? progress, CancellationToken stop)
    {
        await _one.WaitAsync(stop);
        try
        {
            var done = 0;
            if (await BacklogAsync(stop) > left)
                await judge.CatchUpAsync(stop);
            for (var waiting = await BacklogAsync(stop); waiting > left; waiting = await BacklogAsync(stop))
            {
                done += await LookAsync(stop);
                progress?.Report(new(done, await BacklogAsync(stop)));
            }

            if (done > 0)
                await alerts.DigestAsync(stop);
            return done;
        }
        finally
        {
            _one.Release();
        }
    }

    async Task<int> LookAsync(CancellationToken stop)
    {
        List<DeepTaskRow> tasks;
        await using (var db = store.Open(Viewer.House))
            tasks = await db.DeepTasks.AsNoTracking().OrderBy(t => t.Id).Take(Batch).ToListAsync(stop);
        var judged = new (ListingRow Listing, JudgedListing Judged)?[tasks.Count];
        var lanes = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = stop };
        await Parallel.ForAsync(0, tasks.Count, lanes, async (i, token) => judged[i] = await JudgeAsync(tasks[i], token));
        for (var i = 0; i < tasks.Count; i++)
            await KeepAsync(tasks[i], judged[i], stop);
        return tasks.Count;
    }

    async Task<(ListingRow, JudgedListing)?> JudgeAsync(DeepTaskRow task, CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        var row = await db.Listings.AsNoTracking().Include(l => l.Pictures).FirstOrDefaultAsync(l => l.Id == task.ListingId, stop);
        if (row is null)
            return null;
        var seen = new SeenListing(
            ListingRows.ToListing(row),
            ReadOnlyMemory<byte>.Empty,
            ListingRows.ToPictures(row),
            row.MarketplaceId,
            ListingRows.ToKnown(row)
        );
        return (row, await judge.JudgeAsync(seen, Pass.Deep, stop));
    }

    async Task KeepAsync(DeepTaskRow task, (ListingRow Listing, JudgedListing Judged)? looked, CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        var sweep = await db.Sweeps.AsNoTracking().FirstOrDefaultAsync(s => s.Id == task.SweepId, stop);
        var watch = sweep is null ? null : await db.Watches.AsNoTracking().FirstOrDefaultAsync(w => w.Id == sweep.WatchId, stop);
        // A listing or a watch that is gone since needs no opinion.
        if (looked is not var (listing, judged) || sweep is null || watch is null)
            await db.DeepTasks.Where(t => t.Id == task.Id).ExecuteDeleteAsync(stop);
        else
            await keeper.KeepDeepAsync(task, sweep, watch, listing, judged, stop);
    }
}
