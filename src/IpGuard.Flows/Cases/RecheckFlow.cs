using IpGuard.Core.Accounts;
using IpGuard.Core.Cases;
using IpGuard.Flows.Watches;
using IpGuard.Market;
using IpGuard.Market.Web;
using IpGuard.Store;
using IpGuard.Store.Cases;
using IpGuard.Store.Listings;
using IpGuard.Store.Watches;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Cases;

/// <summary>Looks for listings of cases again, and notes when they are gone: by their own address after a notice, and by whole sweeps of
/// marketplaces that say all they hold.</summary>
public sealed class RecheckFlow(GuardStore store, MarketWeb web, TimeProvider clock)
{
    const int MostAtOnce = 50;
    const int MostBytes = 4 * 1024 * 1024;

    static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    /// <summary>Asks for the address of every noticed listing that is due.</summary>
    /// <returns>How many were looked for.</returns>
    public async Task<int> CheckAsync(CancellationToken stop)
    {
        List<(CaseListingRow Pursued, string? Url)> due;
        await using (var db = store.Open(Viewer.House))
        {
            var now = clock.GetUtcNow();
            var rows = await (
                from pursued in db.CaseListings.AsNoTracking()
                join listing in db.Listings on pursued.ListingId equals listing.Id
                where pursued.NextCheckAt != null && pursued.NextCheckAt <= now && pursued.VanishedAt == null
                orderby pursued.NextCheckAt
                select new { pursued, listing.Url }
            )
                .Take(MostAtOnce)
                .ToListAsync(stop);
            due = [.. rows.Select(r => (r.pursued, r.Url))];
        }

        foreach (var (pursued, url) in due)
        {
            var (isOffered, how) = await LookAsync(url, stop);
            await NoteAsync(pursued, isOffered, how, stop);
        }

        return due.Count;
    }

    async Task<(bool? IsOffered, string How)> LookAsync(string? url, CancellationToken stop)
    {
        // Without an address only a sweep can see it.
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            return (null, "no address");
        try
        {
            var answer = await web.GetAsync(new(address, MostBytes, _patience), stop);
            using var held = answer as WebAnswer.Whole;
            var facts = answer.Facts;
            return (Recheck.IsOffered(facts.Status, address, facts.Final), $"{facts.Status} at {facts.Final}");
        }
        catch (MarketplaceException e)
        {
            return (Recheck.IsOffered(e.Status, address, null), e.Message);
        }
    }

    async Task NoteAsync(CaseListingRow seen, bool? isOffered, string how, CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var now = clock.GetUtcNow();
        var pursued = await db.CaseListings.FirstAsync(l => l.CaseNumber == seen.CaseNumber && l.ListingId == seen.ListingId, stop);
        // A sweep may have been quicker.
        if (pursued.VanishedAt is not null || pursued.NoticedAt is not { } noticedAt)
            return;
        if (isOffered is { } offered)
            pursued.Misses = offered ? 0 : Recheck.Missed(pursued.Misses, pursued.CheckedAt, now);
        pursued.CheckedAt = now;
        pursued.NextCheckAt = Recheck.NextAt(noticedAt, now, isOffered is null ? 0 : pursued.Misses);
        if (pursued.Misses >= Recheck.MissesUntilVanished)
            await CaseRows.VanishAsync(db, pursued, how, now, stop);
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
    }

    /// <summary>Notes which listings of cases a page that was read no longer shows: as long as it stays so, it says nothing of
    /// them.</summary>
    internal static async Task LeaveAsync(GuardDb db, string marketplaceId, string page, IReadOnlyList<long> shown, CancellationToken stop)
    {
        var pursued = await db.CaseListings.Where(l => !shown.Contains(l.ListingId)).Select(l => l.ListingId).Distinct().ToListAsync(stop);
        if (pursued.Count == 0)
            return;
        await db
            .Listings.Where(l => pursued.Contains(l.Id) && l.MarketplaceId == marketplaceId && l.PageCursor == page)
            .ExecuteUpdateAsync(l => l.SetProperty(x => x.PageCursor, ListingRow.OnNoPage), stop);
    }

    /// <summary>Notes that pages which are as they were still show what they showed.</summary>
    /// <param name="pages">Their cursors.</param>
    internal static async Task SeeAsync(
        GuardDb db,
        string marketplaceId,
        IReadOnlyList<string> pages,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        var pursued = await db.CaseListings.Select(l => l.ListingId).Distinct().ToListAsync(stop);
        if (pursued.Count == 0)
            return;
        await db
            .Listings.Where(l => pursued.Contains(l.Id) && l.MarketplaceId == marketplaceId)
            .Where(l => l.PageCursor != null && pages.Contains(l.PageCursor))
            .ExecuteUpdateAsync(l => l.SetProperty(x => x.LastSeenAt, now), stop);
        await db
            .CaseListings.Where(c => c.Misses > 0 && c.VanishedAt == null)
            .Where(c => db.Listings.Any(l => l.Id == c.ListingId && l.MarketplaceId == marketplaceId && l.LastSeenAt == now))
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.Misses, 0), stop);
    }

    /// <summary>After a whole sweep: what it did not come by is missing, and gone when it was missing before. Only of marketplaces that
    /// tell all they hold: a search by keywords does not.</summary>
    internal static async Task MissAsync(GuardDb db, SweepRow sweep, MarketplaceKind kind, DateTimeOffset now, CancellationToken stop)
    {
        if (kind is not (MarketplaceKind.Recorded or MarketplaceKind.Shopify or MarketplaceKind.Feed or MarketplaceKind.Pages))
            return;
        var missing = await (
            from pursued in db.CaseListings
            join listing in db.Listings on pursued.ListingId equals listing.Id
            where pursued.VanishedAt == null && listing.MarketplaceId == sweep.MarketplaceId
            where listing.PageCursor != null && listing.LastSeenAt < sweep.StartedAt
            // One whose record cannot be read is there all the same.
            where !db.SweepFaults.Any(f => f.SweepId == sweep.Id && f.ExternalId == listing.ExternalId)
            select pursued
        ).ToListAsync(stop);
        foreach (var pursued in missing)
        {
            var misses = Recheck.Missed(pursued.Misses, pursued.CheckedAt, now);
            // The first one keeps its time, or sweeps at short intervals would never count a second.
            if (misses == pursued.Misses)
                continue;
            (pursued.Misses, pursued.CheckedAt) = (misses, now);
            if (pursued.Misses >= Recheck.MissesUntilVanished)
                await CaseRows.VanishAsync(db, pursued, $"not in sweep {sweep.Id} of the whole marketplace, nor before", now, stop);
        }
    }
}
