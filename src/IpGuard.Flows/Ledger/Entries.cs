using IpGuard.Core.Works;
using IpGuard.Store;
using IpGuard.Store.Ledger;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Ledger;

/// <summary>Enters what was kept, in the transaction in which it is kept.</summary>
static class Entries
{
    /// <summary>Whose the house's own entries are: no organisation's.</summary>
    public static readonly Guid House = Guid.AllBitsSet;

    /// <summary>The index that the next entry gets. Only within a transaction, which has the database to itself.</summary>
    public static async Task<long> NextIndexAsync(GuardDb db, CancellationToken stop) =>
        // By its order and not by its maximum: the filter by owner makes the maximum a walk through all.
        await db.Leaves.OrderByDescending(l => l.LeafIndex).Select(l => l.LeafIndex + 1).FirstOrDefaultAsync(stop);

    public static LeafRow Of(long index, string kind, string subject, Guid organisation, Sha256Hash entry, DateTimeOffset now) =>
        new()
        {
            LeafIndex = index,
            OrganisationId = organisation,
            Kind = kind,
            Subject = subject,
            Entry = entry,
            AddedAt = now,
        };
}
