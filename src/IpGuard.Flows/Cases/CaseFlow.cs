using IpGuard.Core.Accounts;
using IpGuard.Core.Cases;
using IpGuard.Core.Listings;
using IpGuard.Flows.Ledger;
using IpGuard.Store;
using IpGuard.Store.Cases;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Cases;

/// <summary>What became of a step that a person took in a case.</summary>
public abstract record CaseStep
{
    CaseStep() { }

    public sealed record Taken(string CaseNumber) : CaseStep;

    /// <summary>The viewer owns no such match or case.</summary>
    public sealed record Unknown : CaseStep;

    public sealed record Refused(FieldFault Fault) : CaseStep;
}

/// <summary>Cases (维权案件): only people open them, note that a marketplace was told, and close them.</summary>
public sealed class CaseFlow(GuardStore store, TimeProvider clock)
{
    public const int MostNoteLetters = 500;

    /// <summary>Takes a match up: into the case against its seller for the same work where there is one, else into a new one. A match
    /// that is in a case already stays there.</summary>
    public async Task<CaseStep> OpenAsync(Viewer viewer, string actor, string matchNumber, CancellationToken stop)
    {
        await using (var own = store.Open(viewer))
        {
            if (!await own.Matches.AnyAsync(m => m.Number == matchNumber && m.OrganisationId == viewer.OrganisationId, stop))
                return new CaseStep.Unknown();
        }

        await using var db = store.Open(Viewer.House);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var match = await db.Matches.AsNoTracking().FirstAsync(m => m.Number == matchNumber, stop);
        var listing = await db.Listings.AsNoTracking().FirstAsync(l => l.Id == match.ListingId, stop);
        var ofWork = await db.Cases.Where(c => c.FilingNumber == match.FilingNumber).OrderBy(c => c.OpenedAt).ToListAsync(stop);
        var numbers = ofWork.Select(c => c.Number).ToList();
        var known = await db
            .CaseListings.Where(l => l.ListingId == listing.Id && numbers.Contains(l.CaseNumber))
            .Select(l => l.CaseNumber)
            .FirstOrDefaultAsync(stop);
        if (known is not null)
            return new CaseStep.Taken(known);

        var now = clock.GetUtcNow();
        var row = ofWork.Find(c => c.State != CaseState.Closed && IsOf(c, listing));
        var kind = row is null ? CaseEventKind.Opened : CaseEventKind.Joined;
        if (row is null)
        {
            row = new()
            {
                Number = $"C-{Guid.CreateVersion7(now):N}",
                OrganisationId = match.OrganisationId,
                FilingNumber = match.FilingNumber,
                MarketplaceId = listing.MarketplaceId,
                SellerExternalId = listing.SellerExternalId,
                State = CaseState.Open,
                OpenedAt = now,
                ChangedAt = now,
            };
            db.Cases.Add(row);
        }

        CaseRows.Join(db, row, listing.Id, now);
        await CaseRows.HappenAsync(db, row, kind, listing.Id, actor, null, now, stop);
        await EndAsync(db, viewer, actor, kind == CaseEventKind.Opened ? "case.opened" : "case.joined", row.Number, now, stop);
        await transaction.CommitAsync(stop);
        return new CaseStep.Taken(row.Number);
    }

    /// <summary>Notes that the marketplace was told of a listing: from then on it is looked for again.</summary>
    /// <param name="note">How, and under which reference; may be empty.</param>
    public Task<CaseStep> NoticeAsync(
        Viewer viewer,
        string actor,
        string caseNumber,
        long listingId,
        string? note,
        CancellationToken stop
    ) => StepAsync(viewer, actor, caseNumber, CaseEventKind.Noticed, listingId, note, stop);

    /// <summary>Closes a case. What comes back opens it again.</summary>
    /// <param name="note">Why; may be empty.</param>
    public Task<CaseStep> CloseAsync(Viewer viewer, string actor, string caseNumber, string? note, CancellationToken stop) =>
        StepAsync(viewer, actor, caseNumber, CaseEventKind.Closed, null, note, stop);

    async Task<CaseStep> StepAsync(
        Viewer viewer,
        string actor,
        string caseNumber,
        CaseEventKind kind,
        long? listingId,
        string? note,
        CancellationToken stop
    )
    {
        var clean = PlainText.CleanToMeasure(note ?? "", MostNoteLetters);
        if (clean.Length > MostNoteLetters)
            return new CaseStep.Refused(new("note", $"expected a note of at most {MostNoteLetters} letters, got {clean.Length}"));
        await using var db = store.Open(viewer);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var row = await db.Cases.FirstOrDefaultAsync(c => c.Number == caseNumber && c.OrganisationId == viewer.OrganisationId, stop);
        if (row is null)
            return new CaseStep.Unknown();
        if ((await CaseRows.ReadAsync(db, caseNumber, stop)).Refuse(kind, listingId) is { } refusal)
            return new CaseStep.Refused(new("listing", refusal));
        var now = clock.GetUtcNow();
        await CaseRows.HappenAsync(db, row, kind, listingId, actor, clean.Length == 0 ? null : clean, now, stop);
        if (kind == CaseEventKind.Noticed)
        {
            var pursued = await db.CaseListings.FirstAsync(l => l.CaseNumber == caseNumber && l.ListingId == listingId, stop);
            (pursued.NoticedAt, pursued.NextCheckAt) = (now, Recheck.NextAt(now, now, 0));
        }

        await EndAsync(db, viewer, actor, kind == CaseEventKind.Noticed ? "case.noticed" : "case.closed", caseNumber, now, stop);
        await transaction.CommitAsync(stop);
        return new CaseStep.Taken(caseNumber);
    }

    static bool IsOf(CaseRow row, Store.Listings.ListingRow listing) =>
        listing.SellerExternalId is not null
        && (row.MarketplaceId, row.SellerExternalId) == (listing.MarketplaceId, listing.SellerExternalId);

    static async Task EndAsync(
        GuardDb db,
        Viewer viewer,
        string actor,
        string action,
        string caseNumber,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        db.Note(now, viewer.OrganisationId, actor, action, caseNumber);
        await db.SaveChangesAsync(stop);
    }
}
