using IpGuard.Core.Accounts;
using IpGuard.Proof.Ledger;
using IpGuard.Store;
using IpGuard.Store.Ledger;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Ledger;

/// <summary>Brings what was entered under a signed checkpoint. Every stop can be repeated.</summary>
public sealed class LedgerFlow(GuardStore store, LedgerFolder ledger, LedgerBells bells, TimeProvider clock) : IDisposable
{
    const int BatchLeaves = 10_000;

    readonly SemaphoreSlim _writer = new(1, 1);

    /// <summary>Integrates all leaves that the ledger lacks, and signs a checkpoint.</summary>
    /// <returns>How many leaves were integrated now.</returns>
    public async Task<int> IntegrateAsync(CancellationToken stop)
    {
        await _writer.WaitAsync(stop);
        try
        {
            await using var db = store.Open(Viewer.House);
            var integrated = 0;
            while (await IntegrateBatchAsync(db, stop) is var some and > 0)
                integrated += some;
            await RecordAsync(db, stop);
            if (integrated > 0)
                bells.Timestamps.Ring();
            return integrated;
        }
        finally
        {
            _writer.Release();
        }
    }

    public void Dispose() => _writer.Dispose();

    async Task<int> IntegrateBatchAsync(GuardDb db, CancellationToken stop)
    {
        var size = ledger.Size;
        var leaves = await db
            .Leaves.AsNoTracking()
            .Where(l => l.LeafIndex >= size)
            .OrderBy(l => l.LeafIndex)
            .Take(BatchLeaves)
            .Select(l => l.Entry)
            .ToListAsync(stop);
        if (leaves.Count > 0)
            ledger.Integrate(size, leaves);
        return leaves.Count;
    }

    // Published before it is recorded: a crash between the two leaves a published checkpoint, which is recorded now.
    async Task RecordAsync(GuardDb db, CancellationToken stop)
    {
        if (ledger.Published is not { } published || await db.Checkpoints.AnyAsync(c => c.Size == published.Checkpoint.Size, stop))
            return;
        db.Checkpoints.Add(
            new()
            {
                Size = published.Checkpoint.Size,
                Root = published.Checkpoint.Root,
                Note = published.Note,
                SignedAt = clock.GetUtcNow(),
            }
        );
        await db.SaveChangesAsync(stop);
    }
}
