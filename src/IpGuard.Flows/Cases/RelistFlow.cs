using IpGuard.Core.Cases;
using IpGuard.Core.Matching;
using IpGuard.Flows.Watches;
using IpGuard.Judging.Titles;
using IpGuard.Store;
using IpGuard.Store.Cases;
using IpGuard.Store.Listings;
using IpGuard.Store.Matches;
using IpGuard.Store.Watches;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Cases;

/// <summary>Relist memory: a listing of a case that was gone and is back, itself or as another, opens its case again. Works within the
/// transaction that keeps what a sweep saw.</summary>
public sealed class RelistFlow(TitleComparer titles, TimeProvider clock)
{
    /// <summary>Notes which of the listings that are offered now were gone.</summary>
    /// <param name="listingIds">Seen by the sweep.</param>
    public Task NoteSeenAsync(GuardDb db, SweepRow sweep, IReadOnlyList<long> listingIds, CancellationToken stop) =>
        NoteSeenAsync(db, sweep.Id, listingIds, clock.GetUtcNow(), stop);

    /// <summary>Notes what a push says of listings of cases: that they are offered, or no longer are. A push is believed at once, since
    /// it says what is so now; a sweep reads it later, and perhaps again.</summary>
    /// <param name="isOffered">By the marketplace's id of each listing.</param>
    public async Task NotePushedAsync(GuardDb db, string marketplaceId, IReadOnlyDictionary<string, bool> isOffered, CancellationToken stop)
    {
        var pursued = await (
            from listing in db.CaseListings
            join seen in db.Listings on listing.ListingId equals seen.Id
            where seen.MarketplaceId == marketplaceId
            select new { listing, seen.ExternalId }
        ).ToListAsync(stop);
        var told = pursued.Where(p => isOffered.ContainsKey(p.ExternalId)).ToList();
        if (told.Count == 0)
            return;
        var now = clock.GetUtcNow();
        // What is pursued was found by a sweep; its holder is told with the latest.
        var sweepId = await db.Sweeps.Where(s => s.MarketplaceId == marketplaceId).MaxAsync(s => s.Id, stop);
        await NoteSeenAsync(db, sweepId, [.. told.Where(p => isOffered[p.ExternalId]).Select(p => p.listing.ListingId)], now, stop);
        foreach (var gone in told.Where(p => !isOffered[p.ExternalId] && p.listing.VanishedAt is null))
            await CaseRows.VanishAsync(db, gone.listing, "removed, as was pushed", now, stop);
    }

    static async Task NoteSeenAsync(GuardDb db, long sweepId, IReadOnlyList<long> listingIds, DateTimeOffset now, CancellationToken stop)
    {
        foreach (
            var pursued in await db
                .CaseListings.Where(l => listingIds.Contains(l.ListingId) && (l.VanishedAt != null || l.Misses > 0))
                .ToListAsync(stop)
        )
        {
            var wasGone = pursued.VanishedAt is not null;
            pursued.Misses = 0;
            if (!wasGone)
                continue;
            (pursued.VanishedAt, pursued.NoticedAt) = (null, null);
            await ReturnAsync(db, sweepId, pursued.CaseNumber, pursued.ListingId, "offered again", now, stop);
        }
    }

    /// <summary>Notes which of the listings that have just become matches stand in the place of one that is gone.</summary>
    public async Task NoteFreshAsync(GuardDb db, SweepRow sweep, IReadOnlyList<MatchRow> fresh, CancellationToken stop)
    {
        if (fresh.Count == 0)
            return;
        var numbers = fresh.Select(m => m.FilingNumber).Distinct().ToList();
        var gone = await (
            from pursued in db.CaseListings.AsNoTracking()
            join @case in db.Cases on pursued.CaseNumber equals @case.Number
            where pursued.VanishedAt != null && numbers.Contains(@case.FilingNumber)
            select new
            {
                @case.FilingNumber,
                @case.Number,
                pursued.VanishedAt,
                pursued.ListingId,
            }
        ).ToListAsync(stop);
        if (gone.Count == 0)
            return;
        var now = clock.GetUtcNow();
        var ids = fresh.Select(m => m.ListingId).Union(gone.Select(g => g.ListingId)).ToList();
        var listings = await db.Listings.Include(l => l.Pictures).Where(l => ids.Contains(l.Id)).ToDictionaryAsync(l => l.Id, stop);
        foreach (var match in fresh)
        {
            var listing = listings[match.ListingId];
            var best = gone.Where(g => g.FilingNumber == match.FilingNumber && g.ListingId != listing.Id)
                .Select(g => (Gone: g, Resemblance: ResemblanceOf(listings[g.ListingId], listing)))
                .Where(g => Relist.IsReturn(g.Resemblance))
                .OrderByDescending(g => g.Resemblance.Traits)
                .ThenByDescending(g => g.Gone.VanishedAt)
                .Select(g => g.Gone)
                .FirstOrDefault();
            if (best is null || await db.CaseListings.AnyAsync(l => l.CaseNumber == best.Number && l.ListingId == listing.Id, stop))
                continue;
            var row = await db.Cases.FirstAsync(c => c.Number == best.Number, stop);
            CaseRows.Join(db, row, listing.Id, now);
            await ReturnAsync(db, sweep.Id, best.Number, listing.Id, $"in place of {listings[best.ListingId].ExternalId}", now, stop);
        }
    }

    /// <summary>In what two listings are alike.</summary>
    internal Resemblance ResemblanceOf(ListingRow gone, ListingRow fresh)
    {
        var title = TitleComparer.Opine(titles.Vectorise(gone.Title), titles.Vectorise(fresh.Title));
        return new(BitsBetween(gone, fresh), title?.Words ?? title?.Characters ?? 0, IsSameSeller(gone, fresh));
    }

    static int? BitsBetween(ListingRow gone, ListingRow fresh)
    {
        var asked = FingerprintsOf(gone);
        var nearest = from of in FingerprintsOf(fresh) from other in asked select (int?)other.Hashes.NearestTo(of.Hashes.Upright).Bits;
        return nearest.Min();
    }

    static List<Fingerprint> FingerprintsOf(ListingRow row) =>
        [
            .. row
                .Pictures.Select(p => p.Fingerprint is null ? null : Fingerprint.FromBytes(p.Fingerprint))
                .OfType<Fingerprint>()
                .Where(f => !f.IsFlat),
        ];

    static bool IsSameSeller(ListingRow gone, ListingRow fresh) =>
        gone.MarketplaceId == fresh.MarketplaceId && gone.SellerExternalId is { } id && fresh.SellerExternalId is { } other
            ? id == other
            : gone.SellerName is { } name && string.Equals(name, fresh.SellerName, StringComparison.OrdinalIgnoreCase);

    static async Task ReturnAsync(
        GuardDb db,
        long sweepId,
        string caseNumber,
        long listingId,
        string how,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        var row = await db.Cases.FirstAsync(c => c.Number == caseNumber, stop);
        await CaseRows.HappenAsync(db, row, CaseEventKind.Returned, listingId, CaseRows.Machine, how, now, stop);
        await AlertFlow.TellOfReturnAsync(db, row.OrganisationId, sweepId, now, stop);
    }
}
