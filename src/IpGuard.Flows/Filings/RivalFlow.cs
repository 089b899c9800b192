using IpGuard.Core.Accounts;
using IpGuard.Core.Filings;
using IpGuard.Flows.Ledger;
using IpGuard.Store;
using IpGuard.Store.Ledger;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Filings;

/// <summary>Looks for earlier filings of the same picture for those filings that were kept while the index was away. What was filed is
/// not changed by it: the audit says that the filing is contested, and from then on a person has to look at it.</summary>
public sealed class RivalFlow(GuardStore store, Neighbours neighbours, TimeProvider clock)
{
    /// <summary>Outbox kind of a filing whose rivals are still to be looked for.</summary>
    public const string SearchRivals = "search-rivals";

    /// <summary>The audit's word for it, whenever it is found.</summary>
    public const string Contested = "filing.contested";

    /// <returns>How many filings were looked at.</returns>
    /// <exception cref="Index.IndexException">The index is still away.</exception>
    public async Task<int> SearchAsync(CancellationToken stop)
    {
        List<OutboxRow> due;
        await using (var db = store.Open(Viewer.House))
            due = await db
                .Outbox.AsNoTracking()
                .Where(o => o.Kind == SearchRivals && o.DoneAt == null)
                .OrderBy(o => o.Id)
                .ToListAsync(stop);
        foreach (var row in due)
            await SearchAsync(row, stop);
        return due.Count;
    }

    async Task SearchAsync(OutboxRow due, CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        var row = await db.Filings.AsNoTracking().Include(f => f.Pictures).FirstAsync(f => f.Number == due.Subject, stop);
        var filing = row.ToFiling();
        var near = await neighbours.OfFilingAsync(filing.Pictures, stop);
        var others = (await FilingKeeper.EarlierAsync(db, filing.Pictures, near, stop)).Where(o => o.Number != filing.Number).ToList();
        // Filed in this order: the outbox says which was first, also within one second.
        var numbers = others.Select(o => o.Number).ToList();
        var later = await db
            .Outbox.Where(o => o.Kind == WorksSource.IndexFiling && o.Id > due.Id && numbers.Contains(o.Subject))
            .Select(o => o.Subject)
            .ToListAsync(stop);
        var earlier = others.Where(o => !later.Contains(o.Number)).ToList();
        var now = clock.GetUtcNow();
        if (row.ContestedReason is null && Filing.Decide(filing, earlier) is Decision.Contested)
        {
            db.Note(now, filing.OrganisationId, "machine", Contested, filing.Number);
        }

        (await db.Outbox.FirstAsync(o => o.Id == due.Id, stop)).DoneAt = now;
        await db.SaveChangesAsync(stop);
    }
}
