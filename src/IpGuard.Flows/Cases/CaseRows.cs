using IpGuard.Core.Cases;
using IpGuard.Store;
using IpGuard.Store.Cases;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Cases;

/// <summary>Appends to cases. The events say what is so; the state beside them is kept for lists and queries.</summary>
static class CaseRows
{
    /// <summary>Who acts where no person does.</summary>
    public const string Machine = "machine";

    public static CaseEvent ToEvent(CaseEventRow row) => new(row.Kind, row.At, row.ListingId);

    /// <summary>A case as its events leave it.</summary>
    public static async Task<Case> ReadAsync(GuardDb db, string caseNumber, CancellationToken stop)
    {
        var kept = await db.CaseEvents.AsNoTracking().Where(e => e.CaseNumber == caseNumber).OrderBy(e => e.Id).ToListAsync(stop);
        // What is about to be kept counts too.
        var fresh = db.CaseEvents.Local.Where(e => e.Id == 0 && e.CaseNumber == caseNumber);
        return Case.Of(kept.Concat(fresh).Select(ToEvent));
    }

    /// <summary>Has a case pursue one more listing; the event is the caller's to append.</summary>
    public static void Join(GuardDb db, CaseRow row, long listingId, DateTimeOffset now) =>
        db.CaseListings.Add(
            new()
            {
                CaseNumber = row.Number,
                ListingId = listingId,
                OrganisationId = row.OrganisationId,
                JoinedAt = now,
            }
        );

    /// <summary>Appends an event, and brings the state up to it.</summary>
    public static async Task HappenAsync(
        GuardDb db,
        CaseRow row,
        CaseEventKind kind,
        long? listingId,
        string actor,
        string? note,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        db.CaseEvents.Add(
            new()
            {
                CaseNumber = row.Number,
                OrganisationId = row.OrganisationId,
                Kind = kind,
                At = now,
                Actor = actor,
                ListingId = listingId,
                Note = note,
            }
        );
        (row.State, row.ChangedAt) = ((await ReadAsync(db, row.Number, stop)).State, now);
    }

    /// <summary>Notes that a listing is no longer offered.</summary>
    /// <param name="how">How it was seen.</param>
    public static async Task VanishAsync(GuardDb db, CaseListingRow pursued, string how, DateTimeOffset now, CancellationToken stop)
    {
        var row = await db.Cases.FirstAsync(c => c.Number == pursued.CaseNumber, stop);
        (pursued.VanishedAt, pursued.NextCheckAt) = (now, null);
        await HappenAsync(db, row, CaseEventKind.Vanished, pursued.ListingId, Machine, how, now, stop);
    }
}
