using IpGuard.Core.Accounts;
using IpGuard.Core.Watches;
using IpGuard.Flows.Watches;
using IpGuard.Store;
using IpGuard.Store.Watches;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Sweeps;

/// <summary>A watch that is held to be swept.</summary>
public sealed class SweepClaim(WatchRow watch, DateTimeOffset startedAt, DateTimeOffset until)
{
    internal SemaphoreSlim One { get; } = new(1, 1);

    /// <summary>As it was when it was claimed.</summary>
    public WatchRow Watch { get; } = watch;

    public DateTimeOffset StartedAt { get; } = startedAt;

    /// <summary>Held until then; who holds it is known by this very instant in the watch's row.</summary>
    public DateTimeOffset Until { get; internal set; } = until;

    /// <summary>True once the watch was another's, or gone.</summary>
    public bool IsLost { get; internal set; }
}

/// <summary>Who may sweep a watch: one at a time, and of one marketplace one watch at a time.</summary>
/// <remarks>A claim is a conditional update, so that two schedulers cannot have the same watch. Beside that, what is being swept by this
/// process is known by it, however the clock is turned.</remarks>
public sealed class SweepClaims(GuardStore store, TimeProvider clock)
{
    readonly HashSet<string> _swept = new(StringComparer.Ordinal);

    /// <summary>Claims the watch that has been due for longest and may be swept now; null where there is none.</summary>
    public async Task<SweepClaim?> ClaimAsync(CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        var now = clock.GetUtcNow();
        await StraightenAsync(db, now, stop);
        foreach (
            var due in await db
                .Watches.AsNoTracking()
                .Where(w => w.NextDueAt <= now && !w.IsPaused)
                .OrderBy(w => w.NextDueAt)
                .ToListAsync(stop)
        )
        {
            if (WatchRows.Inside(due, now) is var opening && opening > now)
                await PutOffAsync(db, due, opening, now, stop);
            else if (await TryAsync(db, due, now, stop) is { } claim)
                return claim;
        }

        return null;
    }

    /// <summary>Takes a watch that somebody wants swept now, due or not. What a process that is gone left held is free.</summary>
    /// <exception cref="InvalidOperationException">Its marketplace is being swept.</exception>
    public async Task<SweepClaim> TakeAsync(Guid watchId, CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        var watch = await db.Watches.AsNoTracking().FirstAsync(w => w.Id == watchId, stop);
        if (!Reserve(watch.MarketplaceId))
            throw new InvalidOperationException(
                $"expected a marketplace that is not being swept, got {watch.MarketplaceId}: wait for the end of its sweep"
            );
        var now = clock.GetUtcNow();
        try
        {
            var until = now + SweepRules.Lease;
            await db.Watches.Where(w => w.Id == watchId).ExecuteUpdateAsync(w => w.SetProperty(x => x.LeaseUntil, until), stop);
            return new(watch, now, until);
        }
        catch
        {
            Free(watch.MarketplaceId);
            throw;
        }
    }

    /// <summary>Holds the watch for longer.</summary>
    /// <returns>False where it is another's now, or gone: then nothing more is to be kept for it.</returns>
    public async Task<bool> HoldAsync(SweepClaim claim, CancellationToken stop)
    {
        await claim.One.WaitAsync(stop);
        try
        {
            var (id, before, until) = (claim.Watch.Id, claim.Until, clock.GetUtcNow() + SweepRules.Lease);
            await using var db = store.Open(Viewer.House);
            var held = await db
                .Watches.Where(w => w.Id == id && w.LeaseUntil == before)
                .ExecuteUpdateAsync(w => w.SetProperty(x => x.LeaseUntil, until), stop);
            if (held == 1)
                claim.Until = until;
            else
                claim.IsLost = true;
            return held == 1;
        }
        finally
        {
            claim.One.Release();
        }
    }

    /// <summary>Lets the watch go and says when it is due again; also when the sweep was stopped or failed: a watch that stays held would
    /// sleep until its lease ends.</summary>
    /// <param name="sweep">Null where it was stopped; not finished where it rests until the window opens.</param>
    public async Task ReleaseAsync(SweepClaim claim, SweepRow? sweep)
    {
        try
        {
            await using var db = store.Open(Viewer.House);
            // As it is ordered now: that may be another order than the one it was claimed under.
            var watch = await db.Watches.AsNoTracking().FirstOrDefaultAsync(w => w.Id == claim.Watch.Id, CancellationToken.None);
            if (watch is null)
                return;
            var (next, failures, fault) = After(watch, claim, sweep, clock.GetUtcNow());
            var until = claim.Until;
            // What was rung for while it ran, as by a push, is due as it was rung for.
            var due = claim.Watch.NextDueAt;
            await db
                .Watches.Where(w => w.Id == watch.Id && w.LeaseUntil == until)
                .ExecuteUpdateAsync(
                    w =>
                        w.SetProperty(x => x.LeaseUntil, (DateTimeOffset?)null)
                            .SetProperty(x => x.NextDueAt, x => x.NextDueAt == due ? next : x.NextDueAt)
                            .SetProperty(x => x.Failures, failures)
                            .SetProperty(x => x.Fault, fault),
                    CancellationToken.None
                );
        }
        finally
        {
            Free(claim.Watch.MarketplaceId);
        }
    }

    static (DateTimeOffset Next, int Failures, string? Fault) After(WatchRow watch, SweepClaim claim, SweepRow? sweep, DateTimeOffset now)
    {
        var regular = WatchRows.NextDue(watch, claim.StartedAt, now);
        // One that was stopped neither failed nor ended well.
        if (sweep is null)
            return (regular, watch.Failures, watch.Fault);
        // One that rests goes on as soon as it may.
        if (sweep.FinishedAt is null)
            return (WatchRows.Inside(watch, now), watch.Failures, watch.Fault);
        if (sweep.Fault is null)
            return (regular, 0, null);
        // A marketplace that cannot be read is asked again after a pause that grows, be it sooner or later than its watch is due.
        var failures = watch.Failures + 1;
        return (WatchRows.Inside(watch, SweepRules.AskedAgainAt(now, failures, sweep.RetryAt)), failures, sweep.Fault);
    }

    // What was written while the clock was far ahead would else be waited for.
    static async Task StraightenAsync(GuardDb db, DateTimeOffset now, CancellationToken stop)
    {
        var far = now + WatchSchedule.LongestInterval;
        foreach (var watch in await db.Watches.AsNoTracking().Where(w => w.NextDueAt > far && !w.IsPaused).ToListAsync(stop))
        {
            var regular = WatchRows.NextDue(watch, now, now);
            if (WatchSchedule.IsPutOffTooLong(watch.NextDueAt, regular, now))
                await PutOffAsync(db, watch, regular, now, stop);
        }
    }

    // Free is what no one holds, what was held until before now, and what is held for longer than anyone holds anything, since that was
    // written by a clock that was ahead.
    static Task<int> PutOffAsync(GuardDb db, WatchRow watch, DateTimeOffset dueAt, DateTimeOffset now, CancellationToken stop)
    {
        var longest = now + SweepRules.LongestHeld;
        return db
            .Watches.Where(w => w.Id == watch.Id && w.NextDueAt == watch.NextDueAt)
            .Where(w => w.LeaseUntil == null || w.LeaseUntil < now || w.LeaseUntil > longest)
            .ExecuteUpdateAsync(w => w.SetProperty(x => x.NextDueAt, dueAt), stop);
    }

    async Task<SweepClaim?> TryAsync(GuardDb db, WatchRow due, DateTimeOffset now, CancellationToken stop)
    {
        if (!Reserve(due.MarketplaceId))
            return null;
        var (until, longest) = (now + SweepRules.Lease, now + SweepRules.LongestHeld);
        var isClaimed = false;
        try
        {
            var free = db.Watches.Where(w =>
                w.Id == due.Id
                && w.NextDueAt <= now
                && !w.IsPaused
                && !db.Watches.Any(o => o.MarketplaceId == w.MarketplaceId && o.LeaseUntil >= now && o.LeaseUntil <= longest)
            );
            isClaimed = await free.ExecuteUpdateAsync(w => w.SetProperty(x => x.LeaseUntil, until), stop) == 1;
            return isClaimed ? new(due, now, until) : null;
        }
        finally
        {
            if (!isClaimed)
                Free(due.MarketplaceId);
        }
    }

    bool Reserve(string marketplaceId)
    {
        lock (_swept)
            return _swept.Add(marketplaceId);
    }

    void Free(string marketplaceId)
    {
        lock (_swept)
            _swept.Remove(marketplaceId);
    }
}
