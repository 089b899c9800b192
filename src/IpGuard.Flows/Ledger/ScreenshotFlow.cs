using IpGuard.Core.Accounts;
using IpGuard.Core.Ledger;
using IpGuard.Core.Listings;
using IpGuard.Core.Works;
using IpGuard.Market.Browsing;
using IpGuard.Store;
using IpGuard.Store.Listings;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Ledger;

/// <summary>Keeps how the pages of matched listings look (网页截图), before the evidence is entered in the ledger.</summary>
public sealed class ScreenshotFlow(GuardStore store, PageBrowser browser, TimeProvider clock)
{
    /// <summary>Takes all that evidence waits for, the oldest match first; can be repeated. Without a browser there is nothing to
    /// do.</summary>
    /// <returns>How many pages were looked at.</returns>
    public async Task<int> TakeDueAsync(CancellationToken stop)
    {
        var taken = 0;
        for (; browser.IsOn && await NextAsync(stop) is { } next; taken++)
            await TakeAsync(next.Listing, next.Snapshot, stop);
        return taken;
    }

    /// <summary>Keeps how a listing's page looks now, or why it cannot be shown. What was kept of this snapshot before stays.</summary>
    /// <param name="snapshot">The listing's newest.</param>
    public async Task TakeAsync(long listing, Sha256Hash snapshot, CancellationToken stop)
    {
        string? address;
        await using (var db = store.Open(Viewer.House))
            address = await db.Listings.Where(l => l.Id == listing).Select(l => l.Url).FirstOrDefaultAsync(stop);
        var shot = ScreenshotRule.IsPage(address)
            ? await browser.TakeAsync(new(address!), stop)
            : new(null, "", null, $"expected the listing to have an http(s) address, got '{PlainText.Clean(address ?? "", 120)}'");
        Sha256Hash? picture = shot.Picture is { } bytes ? await store.Blobs.KeepAsync(bytes, stop) : null;
        await KeepAsync(
            new()
            {
                ListingId = listing,
                Content = snapshot,
                Picture = picture,
                Final = shot.Final,
                Browser = shot.Browser,
                TakenAt = clock.GetUtcNow(),
                Fault = shot.Fault,
            },
            stop
        );
    }

    /// <summary>The matches whose evidence may be entered now: those that have their screenshot, or no page, or have waited long
    /// enough.</summary>
    internal static IQueryable<Unsealed> Ready(GuardDb db, IQueryable<Unsealed> matches, DateTimeOffset now)
    {
        var waitedSince = now - ScreenshotRule.SealingWaits;
        return matches.Where(m =>
            m.RaisedAt <= waitedSince
            || db.Listings.Any(l =>
                l.Id == m.ListingId
                && (
                    l.Url == null
                    || !l.Url.StartsWith("http")
                    || db.Screenshots.Any(s => s.ListingId == l.Id && (s.Content == l.Snapshot || s.TakenAt >= m.RaisedAt))
                )
            )
        );
    }

    /// <summary>How the listing looked, as it is entered. A page that has changed since the match was raised is not shown again: the
    /// statement says when it was taken.</summary>
    internal static async Task<SeenScreenshot> SeenAsync(GuardDb db, DateTimeOffset raisedAt, ListingRow listing, CancellationToken stop)
    {
        var row = await db
            .Screenshots.AsNoTracking()
            .Where(s => s.ListingId == listing.Id && (s.Content == listing.Snapshot || s.TakenAt >= raisedAt))
            .OrderByDescending(s => s.Content == listing.Snapshot)
            .ThenByDescending(s => s.TakenAt)
            .FirstOrDefaultAsync(stop);
        return row is null
            ? new(null, null, null, null, $"none was taken within {ScreenshotRule.SealingWaits.TotalMinutes:0} minutes of the match")
            : new(row.Picture, row.TakenAt, row.Final, row.Browser.Length == 0 ? null : row.Browser, row.Fault);
    }

    async Task<(long Listing, Sha256Hash Snapshot)?> NextAsync(CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        var unsealed = Unsealed.Of(db);
        var ready = Ready(db, unsealed, clock.GetUtcNow()).Select(m => m.Number);
        var next = await unsealed
            .Where(m => !ready.Contains(m.Number))
            .OrderBy(m => m.RaisedAt)
            .Join(db.Listings, m => m.ListingId, l => l.Id, (m, l) => new { l.Id, l.Snapshot })
            .FirstOrDefaultAsync(stop);
        return next is null ? null : (next.Id, next.Snapshot);
    }

    async Task KeepAsync(ScreenshotRow row, CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        if (await db.Screenshots.AnyAsync(s => s.ListingId == row.ListingId && s.Content == row.Content, stop))
            return;
        db.Screenshots.Add(row);
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
    }
}
