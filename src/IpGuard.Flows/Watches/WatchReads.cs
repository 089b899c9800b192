using IpGuard.Core.Accounts;
using IpGuard.Store;
using IpGuard.Store.Listings;
using IpGuard.Store.Watches;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Watches;

/// <summary>Watches and their sweeps as pages and the API read them, within what the viewer may see.</summary>
public sealed class WatchReads(GuardStore store, TimeProvider clock)
{
    /// <summary>Filings that a form shows to choose from: the newest, beside those that are chosen.</summary>
    public const int MostChoices = 200;

    const int LatestSweeps = 50;
    const int FaultsShown = 5;
    const int TimesShown = 3;

    /// <summary>By name, each with its latest sweep.</summary>
    public async Task<IReadOnlyList<WatchView>> ListAsync(Viewer viewer, CancellationToken stop)
    {
        await using var db = store.Open(viewer);
        return await ViewsAsync(db, db.Watches.AsNoTracking(), stop);
    }

    /// <returns>Null where the viewer has no such watch.</returns>
    public async Task<WatchView?> ReadAsync(Viewer viewer, Guid id, CancellationToken stop)
    {
        await using var db = store.Open(viewer);
        var own = db.Watches.AsNoTracking().Where(w => w.Id == id && w.OrganisationId == viewer.OrganisationId);
        return (await ViewsAsync(db, own, stop)) is [var view] ? view : null;
    }

    /// <summary>Newest first, the last fifty.</summary>
    /// <param name="watchId">Of this watch; null for all.</param>
    public async Task<IReadOnlyList<SweepView>> SweepsAsync(Viewer viewer, CancellationToken stop, Guid? watchId = null)
    {
        await using var db = store.Open(viewer);
        var rows = await (
            from sweep in db.Sweeps.AsNoTracking()
            join marketplace in db.Marketplaces on sweep.MarketplaceId equals marketplace.Id
            where watchId == null || sweep.WatchId == watchId
            orderby sweep.Id descending
            select new { sweep, marketplace.Name }
        )
            .Take(LatestSweeps)
            .ToListAsync(stop);
        var views = new List<SweepView>();
        foreach (var row in rows)
            views.Add(await ViewAsync(db, row.sweep, row.Name, stop));
        return views;
    }

    /// <summary>The viewer's own filings to choose from, newest first; none for a regulator, who watches for every holder's.</summary>
    /// <param name="chosen">Numbers that are there in any case, before the others.</param>
    public async Task<IReadOnlyList<FilingChoice>> ChoicesAsync(Viewer viewer, IReadOnlyList<string> chosen, CancellationToken stop)
    {
        if (viewer.IsRegulator)
            return [];
        await using var db = store.Open(viewer);
        return await db
            .Filings.AsNoTracking()
            .Where(f => f.OrganisationId == viewer.OrganisationId)
            .OrderByDescending(f => chosen.Contains(f.Number))
            .ThenByDescending(f => f.FiledAt)
            .ThenByDescending(f => f.Number)
            .Take(MostChoices + chosen.Count)
            .Select(f => new FilingChoice(f.Number, f.Title))
            .ToListAsync(stop);
    }

    async Task<IReadOnlyList<WatchView>> ViewsAsync(GuardDb db, IQueryable<WatchRow> watches, CancellationToken stop)
    {
        var rows = await (
            from watch in watches
            join marketplace in db.Marketplaces on watch.MarketplaceId equals marketplace.Id
            orderby marketplace.Name, watch.Id
            select new { watch, marketplace }
        ).ToListAsync(stop);
        var ids = rows.Select(r => r.watch.Id).ToList();
        var filings = (await db.WatchFilings.AsNoTracking().Where(f => ids.Contains(f.WatchId)).ToListAsync(stop)).ToLookup(
            f => f.WatchId,
            f => f.FilingNumber
        );
        var views = new List<WatchView>();
        foreach (var row in rows)
        {
            var latest = await db
                .Sweeps.AsNoTracking()
                .Where(s => s.WatchId == row.watch.Id)
                .OrderByDescending(s => s.Id)
                .FirstOrDefaultAsync(stop);
            views.Add(
                View(
                    row.watch,
                    row.marketplace,
                    filings[row.watch.Id].Order(StringComparer.Ordinal),
                    latest is null ? null : await ViewAsync(db, latest, row.marketplace.Name, stop)
                )
            );
        }

        return views;
    }

    WatchView View(WatchRow watch, MarketplaceRow marketplace, IEnumerable<string> filings, SweepView? latest) =>
        new(
            watch.Id,
            marketplace.Name,
            MarketplaceKinds.ToKind(marketplace.Kind),
            MarketplaceKinds.Shown(marketplace),
            watch.Every,
            watch.NextDueAt,
            watch.CoversAllFilings,
            watch.IsPaused,
            watch.Failures,
            watch.Fault,
            latest,
            WatchRows.ToOrder(watch, filings),
            watch.Cron is { } cron ? WatchCron.Next(cron, clock.GetUtcNow(), TimesShown) : []
        );

    async Task<SweepView> ViewAsync(GuardDb db, SweepRow sweep, string marketplace, CancellationToken stop)
    {
        var faults = await db
            .SweepFaults.AsNoTracking()
            .Where(f => f.SweepId == sweep.Id)
            .GroupBy(f => f.Kind)
            .Select(g => new
            {
                Kind = g.Key,
                Count = g.Count(),
                Examples = g.OrderBy(f => f.Id).Take(FaultsShown).Select(f => new SweepFaultView(f.ExternalId, f.Reason)).ToList(),
            })
            .ToListAsync(stop);
        var now = clock.GetUtcNow();
        var isRunning = sweep.FinishedAt is null && await db.Watches.AnyAsync(w => w.Id == sweep.WatchId && w.LeaseUntil >= now, stop);
        return new(
            sweep.Id,
            marketplace,
            sweep.StartedAt,
            sweep.FinishedAt,
            isRunning,
            sweep.Counts,
            sweep.TotalListings,
            sweep.Fault,
            [.. faults.OrderBy(f => f.Kind, StringComparer.Ordinal).Select(f => new SweepFaultsView(f.Kind, f.Count, f.Examples))],
            now
        );
    }
}
