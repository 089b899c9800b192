using IpGuard.Core.Accounts;
using IpGuard.Flows.Ledger;
using IpGuard.Flows.Watches;
using IpGuard.Store;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Judging;

/// <summary>A marketplace, and whether the dates that it states count.</summary>
/// <param name="Address">A shop's address; of a recording the folder's name alone.</param>
/// <param name="TrustedBy">The regulator's person who trusts its dates; null where they are mere claims.</param>
/// <param name="TrustedAt">Since when; null as well.</param>
public sealed record SourceView(string Id, string Name, string Address, string? TrustedBy, DateTimeOffset? TrustedAt);

/// <summary>Trusted sources (可信来源): marketplaces whose stated dates count like our own first sight. Only a regulator's person makes them
/// so; it holds from the next sweep on, and changes nothing that was raised or noted before.</summary>
public sealed class TrustFlow(GuardStore store, TimeProvider clock)
{
    const string Trusted = "marketplace.trusted";
    const string Untrusted = "marketplace.untrusted";

    /// <summary>All marketplaces by name, those trusted first.</summary>
    /// <returns>Null for any but a regulator.</returns>
    public async Task<IReadOnlyList<SourceView>?> ListAsync(Viewer viewer, CancellationToken stop)
    {
        if (!viewer.IsRegulator)
            return null;
        await using var db = store.Open(Viewer.House);
        var rows = await db.Marketplaces.AsNoTracking().OrderBy(m => m.TrustedBy == null).ThenBy(m => m.Name).ToListAsync(stop);
        var since = await db
            .Audit.Where(a => a.Action == Trusted)
            .GroupBy(a => a.Subject)
            .Select(g => new { g.Key, At = g.Max(a => a.At) })
            .ToDictionaryAsync(g => g.Key, g => g.At, StringComparer.Ordinal, stop);
        return
        [
            .. rows.Select(m => new SourceView(
                m.Id,
                m.Name,
                MarketplaceKinds.Shown(m),
                m.TrustedBy,
                m.TrustedBy is not null && since.TryGetValue(m.Id, out var at) ? at : null
            )),
        ];
    }

    /// <summary>Lets the dates that a marketplace states count, or no longer. Saying what holds already changes nothing.</summary>
    /// <returns>False where there is no such marketplace, and for any but a regulator.</returns>
    public async Task<bool> SetAsync(Viewer viewer, string actor, string marketplaceId, bool isTrusted, CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        if (!viewer.IsRegulator || await db.Marketplaces.FirstOrDefaultAsync(m => m.Id == marketplaceId, stop) is not { } row)
            return false;
        if (row.TrustedBy is not null == isTrusted)
            return true;
        row.TrustedBy = isTrusted ? actor : null;
        db.Note(clock.GetUtcNow(), viewer.OrganisationId, actor, isTrusted ? Trusted : Untrusted, marketplaceId);
        await db.SaveChangesAsync(stop);
        return true;
    }
}
