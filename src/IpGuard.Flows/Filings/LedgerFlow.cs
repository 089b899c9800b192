using IpGuard.Core.Accounts;
using IpGuard.Proof.Ledger;
using IpGuard.Proof.Timestamps;
using IpGuard.Store;
using IpGuard.Store.Ledger;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Filings;

/// <summary>Brings what was filed under a signed checkpoint, and the checkpoint under a signed time. Every stop can be repeated.</summary>
public sealed class LedgerFlow(GuardStore store, LedgerFolder ledger, LocalTimestamper timestamper, TimeProvider clock) : IDisposable
{
    const int BatchLeaves = 10_000;

    readonly SemaphoreSlim _writer = new(1, 1);

    /// <summary>Integrates all leaves that the ledger lacks, signs a checkpoint, and has its time signed.</summary>
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
            await StampAsync(db, stop);
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

    async Task StampAsync(GuardDb db, CancellationToken stop)
    {
        foreach (var row in await db.Checkpoints.Where(c => c.Timestamp == null).OrderBy(c => c.Size).ToListAsync(stop))
        {
            var at = clock.GetUtcNow();
            row.Timestamp = timestamper.Stamp(new Core.Ledger.Checkpoint(ledger.Origin, row.Size, row.Root).ToBody(), at);
            row.TimestampedAt = at;
            row.TimestampAuthority = timestamper.Authority;
            await db.SaveChangesAsync(stop);
        }
    }
}
