using Quartz;

namespace IpGuard.Flows.Cases;

/// <summary>Quartz's tick for noticed listings: looks for those that are due.</summary>
[DisallowConcurrentExecution]
public sealed class RecheckJob(RecheckFlow recheck) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await recheck.CheckAsync(cancellationToken);
}
