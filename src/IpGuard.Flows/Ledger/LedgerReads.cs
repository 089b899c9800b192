using IpGuard.Core.Accounts;
using IpGuard.Core.Ledger;
using IpGuard.Core.Works;
using IpGuard.Flows.Filings;
using IpGuard.Proof.Ledger;
using IpGuard.Store;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Ledger;

/// <summary>One entry of the ledger in a holder's name.</summary>
/// <param name="Kind">filing or snapshot.</param>
/// <param name="Actor">Who had it entered, as the audit has it; “machine” for snapshots.</param>
/// <param name="IsNew">Not shown to this account before.</param>
public sealed record EntryView(
    long Index,
    string Kind,
    string Subject,
    string? Title,
    string Actor,
    DateTimeOffset AddedAt,
    Sha256Hash Entry,
    bool IsNew
);

/// <summary>The ledger as strangers read it, and as a holder reads what stands in it in their name.</summary>
public sealed class LedgerReads(GuardStore store, LedgerFolder ledger)
{
    const int PageSize = 50;

    /// <summary>The newest published checkpoint, as a signed note with the lines of witnesses that have seen it; null before the
    /// first.</summary>
    public async Task<string?> CheckpointAsync(CancellationToken stop)
    {
        if (ledger.Published is not { } published)
            return null;
        await using var db = store.Open(Viewer.House);
        return published.Note + await WitnessLinesAsync(db, published.Checkpoint.Size, stop);
    }

    /// <summary>The ledger's second key, as PEM; null where checkpoints are signed by Ed25519 alone.</summary>
    public string? EcdsaPem => ledger.EcdsaPem;

    /// <summary>Signature lines of witnesses under the checkpoint of a size, in the order of their names; empty for none.</summary>
    internal static async Task<string> WitnessLinesAsync(GuardDb db, long size, CancellationToken stop) =>
        string.Concat(
            await db
                .Cosignatures.AsNoTracking()
                .Where(c => c.CheckpointSize == size)
                .OrderBy(c => c.Witness)
                .Select(c => c.Line)
                .ToListAsync(stop)
        );

    /// <summary>One published tile, by its path behind the log's address (C2SP tlog-tiles); null where there is none.</summary>
    public byte[]? Tile(string path) => Tiles.TryParse(path, out var tile) ? ledger.ReadTile(tile!) : null;

    /// <summary>The verifier key.</summary>
    public string Key => ledger.Key.ToString();

    /// <summary>Entries in the viewer's name, the newest first.</summary>
    public async Task<PageOf<EntryView>> OwnAsync(Viewer viewer, Guid account, int page, CancellationToken stop)
    {
        await using var db = store.Open(viewer);
        var seen = await db.Users.Where(u => u.Id == account).Select(u => u.SeenEntries).FirstOrDefaultAsync(stop);
        var leaves = db.Leaves.AsNoTracking().Where(l => l.OrganisationId == viewer.OrganisationId);
        var total = await leaves.CountAsync(stop);
        page = PageOf.Within(page, PageSize, total);
        var rows = await leaves
            .OrderByDescending(l => l.LeafIndex)
            .Skip((page - 1) * PageSize)
            .Take(PageSize)
            .Select(l => new
            {
                Leaf = l,
                Title = db.Filings.Where(f => f.Number == l.Subject).Select(f => f.Title).FirstOrDefault(),
                Actor = db.Audit.Where(a => a.Subject == l.Subject).OrderBy(a => a.Id).Select(a => a.Actor).FirstOrDefault(),
            })
            .ToListAsync(stop);
        return new(
            [
                .. rows.Select(r => new EntryView(
                    r.Leaf.LeafIndex,
                    r.Leaf.Kind,
                    r.Leaf.Subject,
                    r.Title,
                    r.Actor ?? "machine",
                    r.Leaf.AddedAt,
                    r.Leaf.Entry,
                    r.Leaf.LeafIndex >= seen
                )),
            ],
            page,
            PageSize,
            total
        );
    }

    /// <summary>How many entries there are in the viewer's name.</summary>
    public async Task<int> CountAsync(Viewer viewer, CancellationToken stop)
    {
        await using var db = store.Open(viewer);
        return await db.Leaves.CountAsync(l => l.OrganisationId == viewer.OrganisationId, stop);
    }

    /// <summary>How many entries in the viewer's name the account has not been shown.</summary>
    public async Task<int> NewAsync(Viewer viewer, Guid account, CancellationToken stop)
    {
        await using var db = store.Open(viewer);
        var seen = await db.Users.Where(u => u.Id == account).Select(u => u.SeenEntries).FirstOrDefaultAsync(stop);
        return await db.Leaves.CountAsync(l => l.OrganisationId == viewer.OrganisationId && l.LeafIndex >= seen, stop);
    }

    /// <summary>Notes that the account is shown all entries there are.</summary>
    public async Task SeeAsync(Viewer viewer, Guid account, CancellationToken stop)
    {
        await using var db = store.Open(viewer);
        var next =
            (await db.Leaves.Where(l => l.OrganisationId == viewer.OrganisationId).MaxAsync(l => (long?)l.LeafIndex, stop) ?? -1) + 1;
        await db
            .Users.Where(u => u.Id == account && u.OrganisationId == viewer.OrganisationId && u.SeenEntries < next)
            .ExecuteUpdateAsync(u => u.SetProperty(a => a.SeenEntries, next), stop);
    }
}
