using IpGuard.Core.Accounts;
using IpGuard.Core.Ledger;
using IpGuard.Core.Listings;
using IpGuard.Core.Matching;
using IpGuard.Core.Works;
using IpGuard.Flows.Filings;
using IpGuard.Store;
using IpGuard.Store.Filings;
using IpGuard.Store.Listings;
using IpGuard.Store.Matches;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Matches;

/// <summary>Matches and alerts as pages and the API read them, within what the viewer may see.</summary>
public sealed class MatchReads(GuardStore store, TimeProvider clock)
{
    public const int PageSize = 30;

    const int BestOfAlert = 6;
    const int BestNamesOfAlert = 3;

    /// <summary>Strictly ranked: score first, then what it was calibrated from, then the match number.</summary>
    public async Task<PageOf<MatchSummary>> ListAsync(Viewer viewer, MatchFilter filter, int page, CancellationToken stop)
    {
        await using var db = store.Open(viewer);
        var matches = Narrow(Joined(db), filter);
        var total = await matches.CountAsync(stop);
        page = PageOf.Within(page, PageSize, total);
        var rows = await Ranked(matches).Skip((page - 1) * PageSize).Take(PageSize).ToListAsync(stop);
        return new([.. rows.Select(Summarise)], page, PageSize, total);
    }

    public async Task<MatchView?> ReadAsync(Viewer viewer, string number, CancellationToken stop)
    {
        await using var db = store.Open(viewer);
        var row = await Joined(db).FirstOrDefaultAsync(r => r.Match.Number == number, stop);
        if (row is null)
            return null;
        var (filed, listed) = await PicturesAsync(db, row.Match, stop);
        var decisions = await db
            .Decisions.AsNoTracking()
            .Where(d => d.FilingNumber == row.Match.FilingNumber && d.IsStanding)
            .ToListAsync(stop);
        var (filedPrint, listedPrint) = (filed.ReadFingerprint(), Fingerprint.FromBytes(listed.Fingerprint!)!);
        return new(
            Summarise(row),
            row.Match.ToVerdict(),
            row.Match.ReadContributions(),
            FilingThreshold.Of(decisions.Count(d => d.IsConfirmed), decisions.Count(d => !d.IsConfirmed)),
            decisions.Find(d => d.MatchNumber == number) is { } decision
                ? new(decision.IsConfirmed, decision.Note, decision.Actor, decision.DecidedAt)
                : null,
            row.Match.ReadWords()?.ListedTitle ?? row.Listing.Title,
            row.Filing.FiledAt,
            row.Listing.FirstSeenAt,
            row.Listing.LastSeenAt,
            row.Listing.ClaimedAt,
            row.IsTrusted,
            row.Listing.Url,
            row.Listing.Description,
            row.Listing.SellerUrl,
            row.Listing.Snapshot,
            filedPrint.Hashes.Upright.ToString(),
            listedPrint.Hashes.In(row.Match.Orientation).ToString(),
            filedPrint.Quality,
            listedPrint.Quality,
            await Pictures.SizeAsync(store.Blobs, filed.Content, stop),
            listed.Content is { } content ? await Pictures.SizeAsync(store.Blobs, content, stop) : null,
            row.Match.RuleVersion,
            await ScreenshotAsync(db, row.Match, stop) is { } seen
                ? new(seen.Picture, seen.TakenAt, seen.Final, seen.Browser, seen.Fault)
                : null
        );
    }

    /// <summary>Newest first; each with its best six matches, and the three surest uses of names.</summary>
    public async Task<PageOf<AlertView>> AlertsAsync(Viewer viewer, int page, CancellationToken stop)
    {
        const int alertsOnAPage = 10;
        await using var db = store.Open(viewer);
        var total = await db.Alerts.CountAsync(stop);
        page = PageOf.Within(page, alertsOnAPage, total);
        var alerts = await db
            .Alerts.AsNoTracking()
            .OrderByDescending(a => a.RaisedAt)
            .ThenBy(a => a.Id)
            .Skip((page - 1) * alertsOnAPage)
            .Take(alertsOnAPage)
            .ToListAsync(stop);
        var views = new List<AlertView>();
        foreach (var alert in alerts)
        {
            var best = await Ranked(Narrow(Joined(db), new(AlertId: alert.Id))).Take(BestOfAlert).ToListAsync(stop);
            var names = await NameMatchReads.OfAlertAsync(db, alert.Id, BestNamesOfAlert, stop);
            views.Add(
                new(
                    alert.Id,
                    alert.RaisedAt,
                    await MarketplaceOfAsync(db, alert.SweepId, stop),
                    alert.SameMatches,
                    alert.NearMatches,
                    alert.Returns,
                    alert.NameMatches,
                    alert.ReadAt is not null,
                    [.. best.Select(Summarise)],
                    names
                )
            );
        }

        return new(views, page, alertsOnAPage, total);
    }

    // A sweep of a regulator's watch is not the holder's to see, but where it looked is told with what it found.
    async Task<string> MarketplaceOfAsync(GuardDb db, long sweepId, CancellationToken stop)
    {
        await using var house = store.Open(Viewer.House);
        var id = await house.Sweeps.Where(s => s.Id == sweepId).Select(s => s.MarketplaceId).FirstAsync(stop);
        return await db.Marketplaces.Where(m => m.Id == id).Select(m => m.Name).FirstAsync(stop);
    }

    public async Task<int> UnreadAlertsAsync(Viewer viewer, CancellationToken stop)
    {
        await using var db = store.Open(viewer);
        return await db.Alerts.CountAsync(a => a.ReadAt == null, stop);
    }

    /// <summary>Marks one alert as read; false where there is none such.</summary>
    public async Task<bool> MarkReadAsync(Viewer viewer, Guid alertId, CancellationToken stop)
    {
        await using var db = store.Open(viewer);
        var alert = await db.Alerts.FirstOrDefaultAsync(a => a.Id == alertId, stop);
        if (alert is null)
            return false;
        alert.ReadAt ??= clock.GetUtcNow();
        await db.SaveChangesAsync(stop);
        return true;
    }

    /// <summary>The screenshot that is entered in the ledger with the match; null where there is none.</summary>
    /// <param name="match">As the viewer may see it: who sees a match sees what it rests on, though a regulator owns no evidence.</param>
    internal static async Task<SeenScreenshot?> ScreenshotAsync(GuardDb db, MatchRow match, CancellationToken stop)
    {
        var statement = await db
            .Evidence.IgnoreQueryFilters()
            .Where(e => e.Number == match.EvidenceNumber && e.OrganisationId == match.OrganisationId)
            .Select(e => e.Statement)
            .FirstOrDefaultAsync(stop);
        return statement is null ? null : SnapshotStatement.Read(statement).Screenshot;
    }

    static IQueryable<Row> Joined(GuardDb db) =>
        from match in db.Matches.AsNoTracking()
        join filing in db.Filings on match.FilingNumber equals filing.Number
        join listing in db.Listings on match.ListingId equals listing.Id
        join marketplace in db.Marketplaces on listing.MarketplaceId equals marketplace.Id
        select new Row
        {
            Match = match,
            Filing = filing,
            Listing = listing,
            Marketplace = marketplace.Name,
            IsTrusted = marketplace.TrustedBy != null,
            IsNew = db.Alerts.Any(a => a.Id == match.AlertId && a.ReadAt == null),
        };

    static IQueryable<Row> Narrow(IQueryable<Row> rows, MatchFilter filter)
    {
        if (filter.Likeness is { } likeness)
            rows = rows.Where(r => r.Match.Likeness == likeness);
        if (filter.FilingNumber is { } number)
            rows = rows.Where(r => r.Match.FilingNumber == number);
        if (filter.AlertId is { } alert)
            rows = rows.Where(r => r.Match.AlertId == alert);
        return string.IsNullOrWhiteSpace(filter.SellerContains)
            ? rows
            : rows.Where(r => r.Listing.SellerName!.Contains(filter.SellerContains.Trim()));
    }

    static IQueryable<Row> Ranked(IQueryable<Row> rows) =>
        rows.OrderByDescending(r => r.Match.Score).ThenByDescending(r => r.Match.Sum).ThenBy(r => r.Match.Number);

    static async Task<(FiledPictureRow Filed, ListedPictureRow Listed)> PicturesAsync(GuardDb db, MatchRow match, CancellationToken stop)
    {
        var filed = await db
            .FiledPictures.AsNoTracking()
            .FirstAsync(p => p.FilingNumber == match.FilingNumber && p.No == match.FiledPictureNo, stop);
        var listed = await db
            .ListedPictures.AsNoTracking()
            .FirstAsync(p => p.ListingId == match.ListingId && p.No == match.ListedPictureNo, stop);
        return (filed, listed);
    }

    static MatchSummary Summarise(Row row) =>
        new(
            row.Match.Number,
            row.Match.FilingNumber,
            row.Filing.Title,
            row.Filing.Category,
            row.Filing.Holder,
            row.Listing.Title,
            row.Marketplace,
            row.Listing.SellerName,
            row.Listing.PriceAmount is { } amount ? new Price(amount, row.Listing.PriceCurrency) : null,
            row.Match.Likeness,
            row.Match.Kind,
            row.Match.Score,
            row.Match.Bits,
            row.Match.RaisedAt,
            row.IsNew
        );

    sealed class Row
    {
        public required MatchRow Match { get; init; }

        public required FilingRow Filing { get; init; }

        public required ListingRow Listing { get; init; }

        public required string Marketplace { get; init; }

        public required bool IsTrusted { get; init; }

        public required bool IsNew { get; init; }
    }
}
