using IpGuard.Flows.Filings;
using IpGuard.Flows.Watches;

namespace IpGuard.Flows;

/// <summary>The stops that come after what was kept: each can be repeated, and is, until there is nothing left to do.</summary>
public sealed class FinishFlow(LedgerFlow ledger, IndexFlow index, AlertFlow alerts)
{
    public async Task FinishAsync(CancellationToken stop)
    {
        await ledger.IntegrateAsync(stop);
        await index.CatchUpAsync(stop);
        await alerts.DigestAsync(stop);
    }
}
