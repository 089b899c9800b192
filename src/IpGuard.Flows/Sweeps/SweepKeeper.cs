using System.Text.Json;
using IpGuard.Core.Accounts;
using IpGuard.Core.Listings;
using IpGuard.Core.Matching;
using IpGuard.Core.Watches;
using IpGuard.Core.Works;
using IpGuard.Flows.Cases;
using IpGuard.Flows.Judging;
using IpGuard.Flows.Matching;
using IpGuard.Flows.Watches;
using IpGuard.Judging.Fusion;
using IpGuard.Store;
using IpGuard.Store.Listings;
using IpGuard.Store.Matches;
using IpGuard.Store.Watches;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Sweeps;

/// <summary>Keeps what a sweep saw: a page and the cursor behind it in one transaction, so that running any page again changes
/// nothing.</summary>
public sealed class SweepKeeper(
    GuardStore store,
    BankFlow bank,
    PriorFlow prior,
    RelistFlow relist,
    VerdictModel verdicts,
    TimeProvider clock
)
{
    /// <summary>Picks up the watch's sweep that was cut short, or begins a new one.</summary>
    /// <param name="isFromStart">Closes the one that was cut short, and begins anew all the same.</param>
    public async Task<SweepRow> BeginAsync(WatchRow watch, bool isFromStart, CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        var unfinished = await db
            .Sweeps.Where(s => s.WatchId == watch.Id && s.FinishedAt == null)
            .OrderByDescending(s => s.Id)
            .FirstOrDefaultAsync(stop);
        if (unfinished is not null && !isFromStart)
            return unfinished;
        if (unfinished is not null)
            (unfinished.FinishedAt, unfinished.Fault) = (clock.GetUtcNow(), "cut short, and begun anew");
        var sweep = new SweepRow
        {
            WatchId = watch.Id,
            OrganisationId = watch.OrganisationId,
            MarketplaceId = watch.MarketplaceId,
            StartedAt = clock.GetUtcNow(),
            Cursor = (isFromStart ? null : watch.ContinuesFrom) ?? SweepCursor.Start.Token,
            Counts = new(),
        };
        db.Sweeps.Add(sweep);
        await db.SaveChangesAsync(stop);
        return sweep;
    }

    /// <summary>Which of some listings an earlier sweep kept.</summary>
    public async Task<Dictionary<string, KnownListing>> KnownAsync(
        string marketplaceId,
        IReadOnlyList<string> externalIds,
        CancellationToken stop
    )
    {
        await using var db = store.Open(Viewer.House);
        var rows = await db
            .Listings.AsNoTracking()
            .Include(l => l.Pictures)
            .Where(l => l.MarketplaceId == marketplaceId && externalIds.Contains(l.ExternalId))
            .ToListAsync(stop);
        return rows.ToDictionary(r => r.ExternalId, ListingRows.ToKnown, StringComparer.Ordinal);
    }

    /// <summary>A listing's bytes are kept before any row names them.</summary>
    public Task<Sha256Hash> KeepBlobAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop) => store.Blobs.KeepAsync(bytes, stop);

    /// <summary>Keeps one page: listings, snapshots, matches, faults, counts and the next cursor.</summary>
    /// <param name="judgedBy">What its listings were judged by.</param>
    public async Task KeepAsync(
        SweepRow sweep,
        WatchScope scope,
        SeenPage page,
        IReadOnlyList<JudgedListing> judged,
        Sha256Hash judgedBy,
        CancellationToken stop
    )
    {
        // Where a match of pictures or of a name is raised now, or may be by the deep pass.
        var kept = judged
            .Where(j =>
                !j.IsSettled || j.Ranked.Any(r => r.Verdict.Likeness != Likeness.Different) || NameMatchRows.Of(j, scope.Watch).Any()
            )
            .Select(j => j.Seen)
            .ToList();
        var bodies = await AnswerRows.KeepBodiesAsync(store, kept, stop);
        foreach (var listing in page.Listings)
            await store.Blobs.KeepAsync(listing.Raw, stop);

        await using var db = store.Open(Viewer.House);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var rows = await PageListings.KeepAsync(db, sweep.MarketplaceId, page, clock.GetUtcNow(), stop);
        await db.SaveChangesAsync(stop);
        if (page.IsOfNow)
        {
            var shown = rows.Values.Select(r => r.Id).ToList();
            await RecheckFlow.LeaveAsync(db, sweep.MarketplaceId, page.At.Token, shown, stop);
            await relist.NoteSeenAsync(db, sweep, shown, stop);
        }

        var matches = await KeepMatchesAsync(db, sweep, scope, judged, rows, stop);
        await NameMatchRows.AddAsync(db, sweep, scope.Watch, judged, rows, clock.GetUtcNow(), stop);
        await AnswerRows.AddAsync(db, kept, rows, bodies, stop);
        await PageVisits.NoteAsync(db, sweep.WatchId, page, judgedBy, clock.GetUtcNow(), stop);
        await QueueAsync(db, sweep, judged, rows, stop);
        await ListedSource.QueueAsync(db, page, clock.GetUtcNow(), stop);
        await SweepFaultRows.AddAsync(db, sweep, page, stop);

        db.Sweeps.Attach(sweep);
        sweep.Cursor = page.Next.Token;
        sweep.TotalListings = page.TotalListings ?? sweep.TotalListings;
        sweep.Counts += SweepCounting.Of(page, matches, judged);
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
    }

    /// <summary>Notes pages that are as they were, and moves the cursor behind them.</summary>
    internal async Task SeeAsync(
        SweepRow sweep,
        IReadOnlyList<SeenPage> pages,
        IReadOnlyDictionary<string, PageVisitRow> visits,
        CancellationToken stop
    )
    {
        if (pages.Count == 0)
            return;
        await using var db = store.Open(Viewer.House);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var now = clock.GetUtcNow();
        var (seen, counts) = await PageVisits.SeeAsync(db, sweep.WatchId, pages, visits, now, stop);
        await RecheckFlow.SeeAsync(db, sweep.MarketplaceId, seen, now, stop);
        db.Sweeps.Attach(sweep);
        sweep.Cursor = pages[^1].Next.Token;
        sweep.TotalListings = pages[^1].TotalListings ?? sweep.TotalListings;
        sweep.Counts += counts;
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
    }

    /// <summary>Closes the sweep. After a fault the next run begins anew, which changes nothing that was kept.</summary>
    /// <param name="retryAt">When the marketplace says that it may be asked again.</param>
    /// <param name="grownFrom">Where it began, of a marketplace that only grows, whose next sweep goes on here; null for any
    /// other.</param>
    public async Task FinishAsync(
        SweepRow sweep,
        string? fault,
        CancellationToken stop,
        DateTimeOffset? retryAt = null,
        SweepCursor? grownFrom = null
    )
    {
        await using var db = store.Open(Viewer.House);
        db.Sweeps.Attach(sweep);
        (sweep.Fault, sweep.RetryAt) = (fault, retryAt);
        sweep.FinishedAt = clock.GetUtcNow();
        if (fault is not null)
        {
            await db.SaveChangesAsync(stop);
            return;
        }

        var marketplace = await db.Marketplaces.FirstAsync(m => m.Id == sweep.MarketplaceId, stop);
        await RecheckFlow.MissAsync(db, sweep, MarketplaceKinds.ToKind(marketplace.Kind), sweep.FinishedAt.Value, stop);
        // Pages that a whole sweep did not come by are there no longer.
        if (grownFrom is null || grownFrom == SweepCursor.Start)
            await db.PageVisits.Where(p => p.WatchId == sweep.WatchId && p.SeenAt < sweep.StartedAt).ExecuteDeleteAsync(stop);
        if (grownFrom is not null)
            await db
                .Watches.Where(w => w.Id == sweep.WatchId)
                .ExecuteUpdateAsync(w => w.SetProperty(x => x.ContinuesFrom, sweep.Cursor), stop);
        await db.SaveChangesAsync(stop);
    }

    async Task<List<MatchRow>> KeepMatchesAsync(
        GuardDb db,
        SweepRow sweep,
        WatchScope scope,
        IReadOnlyList<JudgedListing> judged,
        Dictionary<string, ListingRow> rows,
        CancellationToken stop
    )
    {
        await prior.NoteAsync(db, judged.Select(j => (rows[j.Seen.Listing.ExternalId].Id, j)), stop);
        var raised = judged
            .SelectMany(j =>
                j.Ranked.Where(r => r.Verdict.Likeness != Likeness.Different)
                    .Select(r => (Listing: rows[j.Seen.Listing.ExternalId], r.FilingNumber, r.Verdict))
            )
            .ToList();
        if (raised.Count == 0)
            return [];
        var listingIds = raised.Select(r => r.Listing.Id).Distinct().ToList();
        var numbers = raised.Select(r => r.FilingNumber).Distinct().ToList();
        var owners = await db
            .Filings.Where(f => numbers.Contains(f.Number))
            .ToDictionaryAsync(f => f.Number, f => f.OrganisationId, StringComparer.Ordinal, stop);
        var known = (
            await db.Matches.Where(m => listingIds.Contains(m.ListingId)).Select(m => new { m.FilingNumber, m.ListingId }).ToListAsync(stop)
        )
            .Select(m => (m.FilingNumber, m.ListingId))
            .ToHashSet();
        var now = clock.GetUtcNow();
        var fresh = raised
            .Where(r => owners.TryGetValue(r.FilingNumber, out var owner) && scope.Covers(r.FilingNumber, owner))
            .Where(r => known.Add((r.FilingNumber, r.Listing.Id)))
            .Select(r => MatchRows.New(r.FilingNumber, owners[r.FilingNumber], r.Listing, r.Verdict, verdicts, sweep.Id, now))
            .ToList();
        db.Matches.AddRange(fresh);
        await relist.NoteFreshAsync(db, sweep, fresh, stop);
        await bank.ProposeAsync(db, judged, rows, owners, stop);
        return fresh;
    }

    /// <summary>Keeps what the deep pass found for a listing of an earlier sweep, and takes it off the queue; what is off it already is
    /// kept.</summary>
    public async Task KeepDeepAsync(
        DeepTaskRow task,
        SweepRow sweep,
        WatchRow watch,
        ListingRow listing,
        JudgedListing judged,
        CancellationToken stop
    )
    {
        await using var db = store.Open(Viewer.House);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        if (await db.DeepTasks.Where(t => t.Id == task.Id).ExecuteDeleteAsync(stop) == 0)
            return;
        var rows = new Dictionary<string, ListingRow>(StringComparer.Ordinal) { [judged.Seen.Listing.ExternalId] = listing };
        var scope = await WatchScope.ReadAsync(db, watch, stop);
        var matches = await KeepMatchesAsync(db, sweep, scope, [judged], rows, stop);
        var current = await db.Sweeps.FirstAsync(s => s.Id == sweep.Id, stop);
        current.Counts += SweepCounting.OfMatches(matches) with { ExplainedMatches = judged.Explained };
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
    }

    async Task QueueAsync(
        GuardDb db,
        SweepRow sweep,
        IReadOnlyList<JudgedListing> judged,
        Dictionary<string, ListingRow> rows,
        CancellationToken stop
    )
    {
        var unsettled = judged.Where(j => !j.IsSettled).Select(j => rows[j.Seen.Listing.ExternalId].Id).ToList();
        var waiting = await db
            .DeepTasks.Where(t => t.WatchId == sweep.WatchId && unsettled.Contains(t.ListingId))
            .Select(t => t.ListingId)
            .ToListAsync(stop);
        db.DeepTasks.AddRange(
            unsettled
                .Except(waiting)
                .Select(id => new DeepTaskRow
                {
                    ListingId = id,
                    WatchId = sweep.WatchId,
                    SweepId = sweep.Id,
                    AddedAt = clock.GetUtcNow(),
                })
        );
    }
}
