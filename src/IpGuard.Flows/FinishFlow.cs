using IpGuard.Flows.Filings;
using IpGuard.Flows.Judging;
using IpGuard.Flows.Ledger;
using IpGuard.Flows.Watches;
using IpGuard.Index;
using Microsoft.Extensions.Logging;

namespace IpGuard.Flows;

/// <summary>The stops that come after what was kept: each can be repeated, and is, until there is nothing left to do.</summary>
public sealed class FinishFlow(
    LedgerFlow ledger,
    EvidenceFlow evidence,
    AuditFlow audit,
    WitnessFlow witnesses,
    TimestampFlow timestamps,
    Neighbours neighbours,
    ListedPictures listed,
    RivalFlow rivals,
    AlertFlow alerts,
    ILogger<FinishFlow> log
)
{
    public async Task FinishAsync(CancellationToken stop)
    {
        await evidence.SealAsync(stop);
        await audit.CloseAsync(stop);
        await ledger.IntegrateAsync(stop);
        try
        {
            await neighbours.CatchUpAsync(stop);
            await rivals.SearchAsync(stop);
            await listed.Upkeep.CatchUpAsync(stop);
        }
        catch (IndexException e)
        {
            // Nothing is lost: the outbox keeps what is still to be indexed, and the health page says how long it has waited.
            log.LogWarning(e, "the index is away; what was filed is indexed once it is back");
        }

        await alerts.DigestAsync(stop);
        // Last: an authority may be slow, and nothing else waits for it.
        await witnesses.ShowAsync(stop);
        await timestamps.StampAsync(stop);
    }
}
