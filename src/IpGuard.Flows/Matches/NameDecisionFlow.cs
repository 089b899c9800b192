using IpGuard.Core.Accounts;
using IpGuard.Flows.Ledger;
using IpGuard.Store;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Matches;

/// <summary>People decide on uses of their names: confirmed or dismissed. What is dismissed is remembered, and does not come again from
/// the same listing.</summary>
public sealed class NameDecisionFlow(GuardStore store, TimeProvider clock)
{
    /// <summary>Keeps a decision; the newest stands, and each has its row in the audit.</summary>
    /// <returns>False where the viewer sees no such match.</returns>
    public async Task<bool> DecideAsync(Viewer viewer, string actor, string number, bool isConfirmed, CancellationToken stop)
    {
        await using (var own = store.Open(viewer))
        {
            if (!await own.NameMatches.AnyAsync(m => m.Number == number, stop))
                return false;
        }

        // A regulator may decide on what is another's.
        await using var db = store.Open(Viewer.House);
        var match = await db.NameMatches.FirstAsync(m => m.Number == number, stop);
        var now = clock.GetUtcNow();
        (match.IsConfirmed, match.DecidedAt, match.DecidedBy) = (isConfirmed, now, actor);
        db.Note(now, viewer.OrganisationId, actor, isConfirmed ? "name.confirmed" : "name.dismissed", number);
        await db.SaveChangesAsync(stop);
        return true;
    }
}
