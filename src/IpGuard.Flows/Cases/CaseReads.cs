using IpGuard.Core.Accounts;
using IpGuard.Core.Cases;
using IpGuard.Flows.Filings;
using IpGuard.Store;
using IpGuard.Store.Cases;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Cases;

/// <summary>One case in a list.</summary>
/// <param name="Seller">As the marketplace names them; null where it does not.</param>
/// <param name="MatchNumber">The match it was opened with, whose pictures stand for it.</param>
/// <param name="BackAfter">How long what last returned had been gone; null where nothing did.</param>
public sealed record CaseSummary(
    string Number,
    string FilingNumber,
    string WorkTitle,
    string Holder,
    string Marketplace,
    string? Seller,
    CaseState State,
    int Listings,
    int Removals,
    TimeSpan? BackAfter,
    string MatchNumber,
    DateTimeOffset OpenedAt,
    DateTimeOffset ChangedAt
);

/// <summary>A listing of a case.</summary>
/// <param name="MatchNumber">The match by which it is pursued; null where it has none of its own.</param>
/// <param name="GoneAfter">How long after the notice it was gone; null where it is not.</param>
/// <param name="NextCheckAt">When it is looked for next; null where it is not.</param>
public sealed record CaseListingView(
    long Id,
    string Title,
    string? Seller,
    string? Url,
    string? MatchNumber,
    DateTimeOffset? NoticedAt,
    DateTimeOffset? VanishedAt,
    TimeSpan? GoneAfter,
    DateTimeOffset? NextCheckAt
);

/// <summary>What happened in a case, as it is told.</summary>
/// <param name="IsMachine">True for what a sweep or a check saw, and no person did.</param>
public sealed record CaseEventView(CaseEventKind Kind, DateTimeOffset At, string Actor, bool IsMachine, string? Listing, string? Note);

/// <summary>A case with its listings, and what happened in it, newest first.</summary>
public sealed record CaseView(CaseSummary Summary, IReadOnlyList<CaseListingView> Listings, IReadOnlyList<CaseEventView> Events);

/// <summary>Cases as pages and the API read them, within what the viewer may see.</summary>
public sealed class CaseReads(GuardStore store)
{
    public const int PageSize = 20;

    /// <summary>Those in which something happened last first.</summary>
    public async Task<PageOf<CaseSummary>> ListAsync(Viewer viewer, CaseState? state, int page, CancellationToken stop)
    {
        await using var db = store.Open(viewer);
        var cases = db.Cases.AsNoTracking().Where(c => state == null || c.State == state);
        var total = await cases.CountAsync(stop);
        page = PageOf.Within(page, PageSize, total);
        var rows = await cases
            .OrderByDescending(c => c.ChangedAt)
            .ThenBy(c => c.Number)
            .Skip((page - 1) * PageSize)
            .Take(PageSize)
            .ToListAsync(stop);
        return new(await SummariseAsync(db, rows, stop), page, PageSize, total);
    }

    /// <returns>Null where the viewer may see no such case.</returns>
    public async Task<CaseView?> ReadAsync(Viewer viewer, string number, CancellationToken stop)
    {
        await using var db = store.Open(viewer);
        if (await db.Cases.AsNoTracking().FirstOrDefaultAsync(c => c.Number == number, stop) is not { } row)
            return null;
        var pursued = await (
            from listing in db.CaseListings.AsNoTracking()
            where listing.CaseNumber == number
            join seen in db.Listings on listing.ListingId equals seen.Id
            orderby listing.JoinedAt
            select new
            {
                listing,
                seen,
                Match = db
                    .Matches.Where(m => m.FilingNumber == row.FilingNumber && m.ListingId == seen.Id)
                    .Select(m => m.Number)
                    .FirstOrDefault(),
            }
        ).ToListAsync(stop);
        var titles = pursued.ToDictionary(p => p.seen.Id, p => p.seen.Title);
        var events = await db.CaseEvents.AsNoTracking().Where(e => e.CaseNumber == number).OrderByDescending(e => e.Id).ToListAsync(stop);
        return new(
            (await SummariseAsync(db, [row], stop)).Single(),
            [
                .. pursued.Select(p => new CaseListingView(
                    p.seen.Id,
                    p.seen.Title,
                    p.seen.SellerName,
                    p.seen.Url,
                    p.Match,
                    p.listing.NoticedAt,
                    p.listing.VanishedAt,
                    p.listing.VanishedAt - p.listing.NoticedAt,
                    p.listing.NextCheckAt
                )),
            ],
            [
                .. events.Select(e => new CaseEventView(
                    e.Kind,
                    e.At,
                    e.Actor,
                    e.Actor == CaseRows.Machine,
                    e.ListingId is { } id ? titles.GetValueOrDefault(id) : null,
                    e.Note
                )),
            ]
        );
    }

    /// <summary>The case that pursues a match's listing for its work; null where none does.</summary>
    public async Task<CaseSummary?> OfMatchAsync(Viewer viewer, string matchNumber, CancellationToken stop)
    {
        await using var db = store.Open(viewer);
        var row = await (
            from match in db.Matches
            where match.Number == matchNumber
            join listing in db.CaseListings on match.ListingId equals listing.ListingId
            join found in db.Cases.AsNoTracking() on listing.CaseNumber equals found.Number
            where found.FilingNumber == match.FilingNumber
            select found
        ).FirstOrDefaultAsync(stop);
        return row is null ? null : (await SummariseAsync(db, [row], stop)).Single();
    }

    static async Task<IReadOnlyList<CaseSummary>> SummariseAsync(GuardDb db, IReadOnlyList<CaseRow> rows, CancellationToken stop)
    {
        var numbers = rows.Select(r => r.Number).ToList();
        var events = (
            await db.CaseEvents.AsNoTracking().Where(e => numbers.Contains(e.CaseNumber)).OrderBy(e => e.Id).ToListAsync(stop)
        ).ToLookup(e => e.CaseNumber, StringComparer.Ordinal);
        var works = rows.Select(r => r.FilingNumber).Distinct().ToList();
        var filings = await db
            .Filings.Where(f => works.Contains(f.Number))
            .Select(f => new
            {
                f.Number,
                f.Title,
                f.Holder,
            })
            .ToDictionaryAsync(f => f.Number, StringComparer.Ordinal, stop);
        var firsts = await (
            from listing in db.CaseListings
            where numbers.Contains(listing.CaseNumber)
            join found in db.Cases on listing.CaseNumber equals found.Number
            join match in db.Matches on new { listing.ListingId, found.FilingNumber } equals new { match.ListingId, match.FilingNumber }
            join seen in db.Listings on listing.ListingId equals seen.Id
            join marketplace in db.Marketplaces on seen.MarketplaceId equals marketplace.Id
            orderby listing.JoinedAt
            select new
            {
                listing.CaseNumber,
                match.Number,
                Marketplace = marketplace.Name,
                seen.SellerName,
            }
        ).ToListAsync(stop);
        return
        [
            .. rows.Select(r =>
            {
                var first = firsts.First(f => f.CaseNumber == r.Number);
                var @case = Case.Of(events[r.Number].Select(CaseRows.ToEvent));
                var filing = filings[r.FilingNumber];
                return new CaseSummary(
                    r.Number,
                    r.FilingNumber,
                    filing.Title,
                    filing.Holder,
                    first.Marketplace,
                    first.SellerName,
                    @case.State,
                    @case.Listings.Count,
                    @case.Removals,
                    @case.BackAfter,
                    first.Number,
                    r.OpenedAt,
                    r.ChangedAt
                );
            }),
        ];
    }
}
