using IpGuard.Core.Accounts;
using IpGuard.Core.Listings;
using IpGuard.Core.Matching;
using IpGuard.Flows.Filings;
using IpGuard.Flows.Sweeps;
using IpGuard.Store;
using IpGuard.Store.Listings;
using IpGuard.Store.Matches;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Matches;

/// <summary>Uses of holders' names as pages and the API read them, within what the viewer may see.</summary>
public sealed class NameMatchReads(GuardStore store)
{
    public const int PageSize = 20;

    /// <summary>Newest first; of one instant the surest.</summary>
    public async Task<PageOf<NameMatchView>> ListAsync(Viewer viewer, NameFilter filter, int page, CancellationToken stop)
    {
        await using var db = store.Open(viewer);
        var matches = Narrow(Joined(db), filter);
        var total = await matches.CountAsync(stop);
        page = PageOf.Within(page, PageSize, total);
        var rows = await Ordered(matches).Skip((page - 1) * PageSize).Take(PageSize).ToListAsync(stop);
        return new([.. rows.Select(Show)], page, PageSize, total);
    }

    /// <summary>How many nobody has decided on.</summary>
    public async Task<int> WaitingAsync(Viewer viewer, CancellationToken stop)
    {
        await using var db = store.Open(viewer);
        return await db.NameMatches.CountAsync(m => m.IsConfirmed == null, stop);
    }

    /// <summary>True where a holder has said a name to look for.</summary>
    public async Task<bool> HasNamesAsync(Viewer viewer, CancellationToken stop)
    {
        await using var db = store.Open(viewer);
        return await db.Names.AnyAsync(stop);
    }

    /// <summary>What the viewer's list can be narrowed to.</summary>
    public async Task<NameChoices> ChoicesAsync(Viewer viewer, CancellationToken stop)
    {
        await using var db = store.Open(viewer);
        var names = await db.NameMatches.Select(m => m.Name).Distinct().OrderBy(n => n).ToListAsync(stop);
        var markets = await (
            from match in db.NameMatches
            join listing in db.Listings on match.ListingId equals listing.Id
            join market in db.Marketplaces on listing.MarketplaceId equals market.Id
            select new { market.Id, market.Name }
        )
            .Distinct()
            .OrderBy(m => m.Name)
            .ToListAsync(stop);
        return new(names, [.. markets.Select(m => new MarketplaceChoice(m.Id, m.Name))]);
    }

    /// <summary>The listing's first picture that can be read; null where there is none, or no such match for the viewer.</summary>
    public async Task<FileContent?> PictureAsync(Viewer viewer, string number, int maximumSidePx, CancellationToken stop)
    {
        await using var db = store.Open(viewer);
        var content = await (
            from match in db.NameMatches
            where match.Number == number
            join picture in db.ListedPictures on match.ListingId equals picture.ListingId
            where picture.Content != null && picture.Fingerprint != null
            orderby picture.No
            select picture.Content
        ).FirstOrDefaultAsync(stop);
        return content is { } hash ? await Pictures.ShowAsync(store.Blobs, hash, maximumSidePx, Orientation.Upright, stop) : null;
    }

    /// <summary>The surest of those that an alert told of.</summary>
    internal static async Task<IReadOnlyList<NameMatchView>> OfAlertAsync(GuardDb db, Guid alertId, int most, CancellationToken stop) =>
        [
            .. (
                await Joined(db)
                    .Where(r => r.Match.AlertId == alertId)
                    .OrderByDescending(r => r.Match.Score)
                    .ThenBy(r => r.Match.Number)
                    .Take(most)
                    .ToListAsync(stop)
            ).Select(Show),
        ];

    static IQueryable<Row> Joined(GuardDb db) =>
        from match in db.NameMatches.AsNoTracking()
        join holder in db.Organisations on match.OrganisationId equals holder.Id
        join listing in db.Listings on match.ListingId equals listing.Id
        join marketplace in db.Marketplaces on listing.MarketplaceId equals marketplace.Id
        select new Row
        {
            Match = match,
            Holder = holder.Name,
            Listing = listing,
            Marketplace = marketplace.Name,
            HasPicture = db.ListedPictures.Any(p => p.ListingId == listing.Id && p.Content != null && p.Fingerprint != null),
            IsNew = db.Alerts.Any(a => a.Id == match.AlertId && a.ReadAt == null),
        };

    static IQueryable<Row> Narrow(IQueryable<Row> rows, NameFilter filter)
    {
        rows = filter.State switch
        {
            NameState.Waiting => rows.Where(r => r.Match.IsConfirmed == null),
            NameState.Confirmed => rows.Where(r => r.Match.IsConfirmed == true),
            NameState.Dismissed => rows.Where(r => r.Match.IsConfirmed == false),
            _ => rows.Where(r => r.Match.IsConfirmed != false),
        };
        if (filter.Name is { } name)
            rows = rows.Where(r => r.Match.Name == name);
        if (filter.MarketplaceId is { } market)
            rows = rows.Where(r => r.Listing.MarketplaceId == market);
        return filter.AlertId is { } alert ? rows.Where(r => r.Match.AlertId == alert) : rows;
    }

    static IQueryable<Row> Ordered(IQueryable<Row> rows) =>
        rows.OrderByDescending(r => r.Match.RaisedAt).ThenByDescending(r => r.Match.Score).ThenBy(r => r.Match.Number);

    static NameMatchView Show(Row row) =>
        new(
            row.Match.Number,
            row.Match.Name,
            row.Holder,
            row.Match.Score,
            NameMatchRows.Read(row.Match.Spots),
            row.Listing.Title,
            row.Marketplace,
            row.Listing.SellerName,
            row.Listing.SellerUrl,
            row.Listing.PriceAmount is { } amount ? new Price(amount, row.Listing.PriceCurrency) : null,
            row.Listing.Url,
            row.HasPicture,
            row.Match.RaisedAt,
            row.Match.EvidenceNumber,
            row.Match.IsConfirmed switch
            {
                null => NameState.Waiting,
                true => NameState.Confirmed,
                false => NameState.Dismissed,
            },
            row.Match.DecidedBy,
            row.Match.DecidedAt,
            row.IsNew
        );

    sealed class Row
    {
        public required NameMatchRow Match { get; init; }

        public required string Holder { get; init; }

        public required ListingRow Listing { get; init; }

        public required string Marketplace { get; init; }

        public required bool HasPicture { get; init; }

        public required bool IsNew { get; init; }
    }
}
