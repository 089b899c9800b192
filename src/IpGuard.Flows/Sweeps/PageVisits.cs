using IpGuard.Core.Accounts;
using IpGuard.Core.Watches;
using IpGuard.Core.Works;
using IpGuard.Store;
using IpGuard.Store.Watches;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Sweeps;

/// <summary>What a watch remembers of the pages it read.</summary>
static class PageVisits
{
    public static async Task<Dictionary<string, PageVisitRow>> ReadAsync(GuardStore store, Guid watchId, CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        return await db
            .PageVisits.AsNoTracking()
            .Where(p => p.WatchId == watchId)
            .ToDictionaryAsync(p => p.Cursor, StringComparer.Ordinal, stop);
    }

    /// <summary>Notes how a page was read, within the transaction that keeps what was on it.</summary>
    public static async Task NoteAsync(
        GuardDb db,
        Guid watchId,
        SeenPage page,
        Sha256Hash judgedBy,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        var row = await db.PageVisits.FirstOrDefaultAsync(p => p.WatchId == watchId && p.Cursor == page.At.Token, stop);
        if (row is null)
        {
            db.PageVisits.Add(
                row = new()
                {
                    WatchId = watchId,
                    Cursor = page.At.Token,
                    Next = "",
                    IsLast = false,
                    Listings = 0,
                    JudgedBy = judgedBy,
                    LookedAt = now,
                    SeenAt = now,
                }
            );
        }

        (row.Next, row.IsLast, row.Listings, row.BrokenListings) = (page.Next.Token, page.IsLast, page.Listings.Count, page.Broken.Count);
        (row.Content, row.ETag, row.LastModified) = (page.Content, page.Validators?.ETag, page.Validators?.LastModified);
        (row.JudgedBy, row.SeenAt) = (judgedBy, now);
        // As old as the oldest picture on it that was not fetched now.
        row.LookedAt = page.Listings.Where(l => !l.IsAside).SelectMany(l => l.Pictures.Select(p => p.LookedAt ?? now)).Append(now).Min();
    }

    /// <summary>Notes that pages were as they were.</summary>
    /// <returns>Cursors of the pages that are as they were, and what they hold, counted.</returns>
    public static async Task<(IReadOnlyList<string> Seen, SweepCounts Counts)> SeeAsync(
        GuardDb db,
        Guid watchId,
        IReadOnlyList<SeenPage> pages,
        IReadOnlyDictionary<string, PageVisitRow> visits,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        var seen = pages.Select(p => p.At.Token).ToList();
        // One answer stood for this page and all behind it.
        if (pages[^1].IsToTheEnd)
        {
            for (
                var at = visits[seen[^1]];
                !at.IsLast && visits.TryGetValue(at.Next, out var next) && !seen.Contains(next.Cursor);
                at = next
            )
                seen.Add(next.Cursor);
        }

        await db
            .PageVisits.Where(p => p.WatchId == watchId && seen.Contains(p.Cursor))
            .ExecuteUpdateAsync(p => p.SetProperty(x => x.SeenAt, now), stop);
        var counts = new SweepCounts
        {
            Pages = seen.Count,
            Listings = seen.Sum(s => visits[s].Listings),
            UnchangedListings = seen.Sum(s => visits[s].Listings),
            BrokenListings = seen.Sum(s => visits[s].BrokenListings),
        };
        return (seen, counts);
    }
}
