using IpGuard.Core.Accounts;
using IpGuard.Core.Watches;
using IpGuard.Flows.Watches;
using IpGuard.Store;
using IpGuard.Store.Watches;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Sweeps;

/// <summary>What a sweep came to.</summary>
/// <param name="Fault">Why it ended early; null when it did not.</param>
public sealed record SweepOutcome(SweepCounts Counts, string? Fault);

/// <summary>Runs the watches that are due, some at once, so that a slow marketplace holds up no other. The schedule stands in Store; Quartz
/// is only the clock.</summary>
public sealed class DueSweeps(
    GuardStore store,
    SweepClaims claims,
    SweepFlow sweeps,
    Marketplaces marketplaces,
    HouseSettings settings,
    TimeProvider clock
) : IDisposable
{
    readonly SemaphoreSlim _lanes = new(settings.SweepsAtOnce, settings.SweepsAtOnce);

    /// <summary>Runs every watch that is due now, as many at once as there are lanes that no earlier call has taken; where all are
    /// taken, none.</summary>
    /// <returns>How many were run.</returns>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        var lanes = new List<Task<int>>();
        while (lanes.Count < settings.SweepsAtOnce && await _lanes.WaitAsync(0, stop))
            // Each on a thread of its own, since the database answers at once, and the first would else run before the second begins.
            lanes.Add(Task.Run(() => RunLaneAsync(stop), CancellationToken.None));
        return (await Task.WhenAll(lanes)).Sum();
    }

    /// <summary>Runs one watch now, due or not and in its window or not, and sets when it is due again.</summary>
    /// <exception cref="InvalidOperationException">Its marketplace is being swept.</exception>
    public async Task<SweepOutcome> RunAsync(Guid watchId, SweepOrder order, CancellationToken stop)
    {
        var sweep = await RunAsync(await claims.TakeAsync(watchId, stop), order, stop);
        return sweep is null ? new(new(), "the watch was ended while it was swept") : new(sweep.Counts, sweep.Fault);
    }

    public void Dispose() => _lanes.Dispose();

    async Task<int> RunLaneAsync(CancellationToken stop)
    {
        var run = 0;
        try
        {
            while (await claims.ClaimAsync(stop) is { } claim)
            {
                var window = WatchRows.WindowOf(claim.Watch);
                await RunAsync(claim, new(IsToRest: () => window?.IsOpenAt(clock.GetUtcNow()) == false), stop);
                run++;
            }

            return run;
        }
        finally
        {
            _lanes.Release();
        }
    }

    // Null where the watch was lost.
    async Task<SweepRow?> RunAsync(SweepClaim claim, SweepOrder order, CancellationToken stop)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var holding = HoldAsync(claim, ends);
        SweepRow? sweep = null;
        try
        {
            await using var db = store.Open(Viewer.House);
            var marketplace = await db.Marketplaces.AsNoTracking().FirstAsync(m => m.Id == claim.Watch.MarketplaceId, stop);
            var held = order with { Hold = () => HoldOrEndAsync(claim, ends) };
            return sweep = await sweeps.RunAsync(claim.Watch, () => marketplaces.Open(marketplace), held, ends.Token);
        }
        catch (OperationCanceledException) when (claim.IsLost && !stop.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            try
            {
                await ends.CancelAsync();
                await holding;
            }
            finally
            {
                await claims.ReleaseAsync(claim, sweep);
            }
        }
    }

    // While a page takes long, and nothing is kept.
    async Task HoldAsync(SweepClaim claim, CancellationTokenSource ends)
    {
        using var timer = new PeriodicTimer(SweepRules.HeldAnew, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(ends.Token))
                await HoldOrEndAsync(claim, ends);
        }
        catch (OperationCanceledException)
        {
            // The sweep is over.
        }
    }

    async Task HoldOrEndAsync(SweepClaim claim, CancellationTokenSource ends)
    {
        if (!await claims.HoldAsync(claim, ends.Token))
            await ends.CancelAsync();
        ends.Token.ThrowIfCancellationRequested();
    }
}
