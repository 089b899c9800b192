using IpGuard.Flows.Filings;
using IpGuard.Flows.Judging;
using IpGuard.Flows.Watches;
using IpGuard.Index;
using Microsoft.Extensions.Logging;

namespace IpGuard.Flows;

/// <summary>The stops that come after what was kept: each can be repeated, and is, until there is nothing left to do.</summary>
public sealed class FinishFlow(
    LedgerFlow ledger,
    IndexFlow index,
    ListedPictures listed,
    RivalFlow rivals,
    AlertFlow alerts,
    ILogger<FinishFlow> log
)
{
    public async Task FinishAsync(CancellationToken stop)
    {
        await ledger.IntegrateAsync(stop);
        try
        {
            await index.CatchUpAsync(stop);
            await rivals.SearchAsync(stop);
            await listed.Upkeep.CatchUpAsync(stop);
        }
        catch (IndexException e)
        {
            // Nothing is lost: the outbox keeps what is still to be indexed, and the health page says how long it has waited.
            log.LogWarning(e, "the index is away; what was filed is indexed once it is back");
        }

        await alerts.DigestAsync(stop);
    }
}
