using IpGuard.Core.Accounts;
using IpGuard.Core.Ledger;
using IpGuard.Proof.Ledger;
using IpGuard.Store;
using IpGuard.Store.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace IpGuard.Flows.Ledger;

/// <summary>Shows the newest checkpoint to every configured witness, with the proof that it continues what the witness saw last, and keeps
/// their signatures. Without witnesses it does nothing.</summary>
public sealed class WitnessFlow(
    GuardStore store,
    LedgerFolder ledger,
    IReadOnlyList<WitnessClient> witnesses,
    TimeProvider clock,
    ILogger<WitnessFlow> log
) : IDisposable
{
    readonly SemaphoreSlim _asking = new(1, 1);

    /// <summary>Asks every witness that is due. What failed is in its row, and is not thrown.</summary>
    public async Task ShowAsync(CancellationToken stop)
    {
        if (witnesses.Count == 0)
            return;
        await _asking.WaitAsync(stop);
        try
        {
            await using var db = store.Open(Viewer.House);
            if (await db.Checkpoints.AsNoTracking().OrderByDescending(c => c.Size).FirstOrDefaultAsync(stop) is not { } newest)
                return;
            foreach (var witness in witnesses)
                await ShowAsync(db, witness, newest, stop);
        }
        finally
        {
            _asking.Release();
        }
    }

    public void Dispose() => _asking.Dispose();

    async Task ShowAsync(GuardDb db, WitnessClient witness, CheckpointRow newest, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var row = await db.Witnesses.FindAsync([witness.Name], stop);
        if (row is null)
            db.Witnesses.Add(row = new() { Name = witness.Name });
        if (row.SeenSize >= newest.Size || row.NextAttemptAt > now)
            return;
        try
        {
            var answer = await witness.AskAsync(RequestFrom(row.SeenSize, newest), stop);
            // It stands elsewhere than was thought: it was asked before the answer could be kept. Once more from there.
            if (answer.StandsAt is { } at && at <= newest.Size && at != row.SeenSize)
                answer = await witness.AskAsync(RequestFrom(at, newest), stop);
            if (answer.Line is null)
                throw new WitnessException($"it stands at {answer.StandsAt}, and the newest checkpoint at {newest.Size}");
            db.Cosignatures.Add(
                new()
                {
                    CheckpointSize = newest.Size,
                    Witness = witness.Name,
                    Line = answer.Line,
                    KeptAt = now,
                }
            );
            (row.SeenSize, row.Failures, row.Fault, row.NextAttemptAt) = (newest.Size, 0, null, null);
        }
        catch (WitnessException e)
        {
            row.Failures++;
            (row.Fault, row.NextAttemptAt) = (e.Message, now + AuthorityRules.PauseAfter(row.Failures));
            log.LogWarning("witness {Witness} gave no cosignature ({Failures} in turn): {Fault}", row.Name, row.Failures, row.Fault);
        }

        await db.SaveChangesAsync(stop);
    }

    WitnessRequest RequestFrom(long seen, CheckpointRow newest) =>
        new(seen, seen is 0 || seen == newest.Size ? [] : ledger.ProveConsistency(seen, newest.Size), newest.Note);
}
