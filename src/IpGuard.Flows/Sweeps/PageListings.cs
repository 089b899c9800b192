using IpGuard.Core.Works;
using IpGuard.Store;
using IpGuard.Store.Listings;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Sweeps;

/// <summary>The listings of a page that was read, as rows.</summary>
static class PageListings
{
    /// <summary>Keeps them as they are now, with a snapshot of each that is not as it was.</summary>
    /// <returns>By the marketplace's id.</returns>
    public static async Task<Dictionary<string, ListingRow>> KeepAsync(
        GuardDb db,
        string marketplaceId,
        SeenPage page,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        var ids = page.Listings.Select(l => l.Listing.ExternalId).ToList();
        var known = await db
            .Listings.Include(l => l.Pictures)
            .Where(l => l.MarketplaceId == marketplaceId && ids.Contains(l.ExternalId))
            .ToDictionaryAsync(l => l.ExternalId, StringComparer.Ordinal, stop);
        foreach (var seen in page.Listings)
        {
            var snapshot = Sha256Hash.Of(seen.Raw.Span);
            if (!known.TryGetValue(seen.Listing.ExternalId, out var row))
            {
                row = ListingRows.New(marketplaceId, seen, snapshot, now);
                db.Listings.Add(row);
                known.Add(row.ExternalId, row);
            }
            else
            {
                ListingRows.Renew(row, seen, snapshot, now);
            }

            row.PageCursor = page.At.Token;
        }

        await db.SaveChangesAsync(stop);
        await KeepSnapshotsAsync(db, [.. known.Values], now, stop);
        return known;
    }

    static async Task KeepSnapshotsAsync(GuardDb db, IReadOnlyList<ListingRow> rows, DateTimeOffset now, CancellationToken stop)
    {
        var ids = rows.Select(r => r.Id).ToList();
        var kept = (
            await db
                .Snapshots.AsNoTracking()
                .Where(s => ids.Contains(s.ListingId))
                .Select(s => new { s.ListingId, s.Content })
                .ToListAsync(stop)
        )
            .Select(s => (s.ListingId, s.Content))
            .ToHashSet();
        db.Snapshots.AddRange(
            rows.Where(r => !kept.Contains((r.Id, r.Snapshot)))
                .Select(r => new SnapshotRow
                {
                    ListingId = r.Id,
                    Content = r.Snapshot,
                    SeenAt = now,
                })
        );
    }
}
