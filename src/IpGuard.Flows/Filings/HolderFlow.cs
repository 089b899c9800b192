using IpGuard.Core.Accounts;
using IpGuard.Store;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Filings;

/// <summary>Holders as the operator's command line names them.</summary>
public sealed class HolderFlow(GuardStore store, TimeProvider clock)
{
    /// <summary>The viewer of the organisation of that name, which is opened if there is none.</summary>
    public async Task<Viewer> OfNameAsync(string name, OrganisationKind kind, CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        var holder = await db.Organisations.FirstOrDefaultAsync(o => o.Name == name, stop);
        if (holder is null)
        {
            holder = new()
            {
                Id = Guid.NewGuid(),
                Name = name,
                Kind = kind,
                CreatedAt = clock.GetUtcNow(),
            };
            db.Organisations.Add(holder);
            await db.SaveChangesAsync(stop);
        }

        return Viewer.Of(holder.Id, holder.Kind);
    }
}
