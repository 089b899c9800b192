using IpGuard.Core.Accounts;
using IpGuard.Core.Watches;
using IpGuard.Flows.Watches;
using IpGuard.Market;
using IpGuard.Store;
using IpGuard.Store.Watches;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Sweeps;

/// <summary>What a sweep came to.</summary>
/// <param name="Fault">Why it ended early; null when it did not.</param>
public sealed record SweepOutcome(SweepCounts Counts, string? Fault);

/// <summary>Runs the watches that are due. The schedule stands in Store; Quartz is only the clock.</summary>
public sealed class DueSweeps(GuardStore store, SweepFlow sweeps, Marketplaces marketplaces, TimeProvider clock)
{
    /// <summary>A sweep that takes longer than this is taken for dead, and another may claim its watch.</summary>
    static readonly TimeSpan Lease = TimeSpan.FromHours(6);

    /// <summary>Runs every watch that is due now, one after the other.</summary>
    /// <returns>How many were run.</returns>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        var run = 0;
        while (await ClaimAsync(stop) is { } watch)
        {
            await RunAsync(watch, new(), stop);
            run++;
        }

        return run;
    }

    /// <summary>Runs one watch now, due or not, and sets when it is due again.</summary>
    public async Task<SweepOutcome> RunAsync(Guid watchId, SweepOrder order, CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        var sweep = await RunAsync(await db.Watches.AsNoTracking().FirstAsync(w => w.Id == watchId, stop), order, stop);
        return new(sweep.Counts, sweep.Fault);
    }

    async Task<SweepRow> RunAsync(WatchRow watch, SweepOrder order, CancellationToken stop)
    {
        var startedAt = clock.GetUtcNow();
        SweepRow? sweep = null;
        try
        {
            await using var db = store.Open(Viewer.House);
            var marketplace = await db.Marketplaces.AsNoTracking().FirstAsync(m => m.Id == watch.MarketplaceId, stop);
            return sweep = await sweeps.RunAsync(watch, () => marketplaces.Open(marketplace), order, stop);
        }
        finally
        {
            await ReleaseAsync(watch, startedAt, sweep);
        }
    }

    // By a conditional update, so that two schedulers cannot claim the same watch.
    async Task<WatchRow?> ClaimAsync(CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        var now = clock.GetUtcNow();
        foreach (
            var due in await db
                .Watches.AsNoTracking()
                .Where(w => w.NextDueAt <= now && !w.IsPaused)
                .OrderBy(w => w.NextDueAt)
                .ToListAsync(stop)
        )
        {
            var claimed = await db
                .Watches.Where(w => w.Id == due.Id && w.NextDueAt <= now && (w.LeaseUntil == null || w.LeaseUntil < now))
                .ExecuteUpdateAsync(w => w.SetProperty(x => x.LeaseUntil, now + Lease), stop);
            if (claimed == 1)
                return due;
        }

        return null;
    }

    // Also when the sweep was stopped or failed: a watch that stays claimed would sleep until its lease ends.
    async Task ReleaseAsync(WatchRow watch, DateTimeOffset startedAt, SweepRow? sweep)
    {
        await using var db = store.Open(Viewer.House);
        var now = clock.GetUtcNow();
        var next = WatchSchedule.NextDue(startedAt, watch.Every, now);
        // One that was stopped neither failed nor ended well.
        var failures =
            sweep is null ? watch.Failures
            : sweep.Fault is null ? 0
            : watch.Failures + 1;
        var fault = sweep is null ? watch.Fault : sweep.Fault;
        // A marketplace that cannot be read is asked again after a pause that grows, be it sooner or later than its watch is due.
        if (sweep?.Fault is not null)
            next = SweepRules.AskedAgainAt(now, failures, sweep.RetryAt);
        // What was rung for while it ran, as by a push, is due as it was rung for.
        var due = watch.NextDueAt;
        await db
            .Watches.Where(w => w.Id == watch.Id)
            .ExecuteUpdateAsync(
                w =>
                    w.SetProperty(x => x.LeaseUntil, (DateTimeOffset?)null)
                        .SetProperty(x => x.NextDueAt, x => x.NextDueAt == due ? next : x.NextDueAt)
                        .SetProperty(x => x.Failures, failures)
                        .SetProperty(x => x.Fault, fault),
                CancellationToken.None
            );
    }
}
