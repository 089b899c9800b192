using IpGuard.Flows.Judging;
using IpGuard.Flows.Ledger;
using Quartz;

namespace IpGuard.Flows.Sweeps;

/// <summary>Quartz's tick for watches: runs what is due. A tick that comes while one is still running takes the lanes that are free, so
/// that a long sweep holds up no other; where none is, it is passed over.</summary>
public sealed class SweepJob(DueSweeps due) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await due.RunAsync(cancellationToken);
}

/// <summary>Quartz's tick for the deep pass: works its queue off.</summary>
[DisallowConcurrentExecution]
public sealed class DeepJob(DeepFlow deep) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await deep.DrainAsync(progress: null, cancellationToken);
}

/// <summary>Quartz's tick for what was kept but not finished: ledger, index, alerts.</summary>
[DisallowConcurrentExecution]
public sealed class FinishJob(FinishFlow finish) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await finish.FinishAsync(cancellationToken);
}

/// <summary>Quartz's tick for pages of matched listings: takes the screenshots that evidence waits for.</summary>
[DisallowConcurrentExecution]
public sealed class ScreenshotJob(ScreenshotFlow screenshots) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await screenshots.TakeDueAsync(cancellationToken);
}

/// <summary>Quartz's night: checks the whole house, and leaves a report.</summary>
[DisallowConcurrentExecution]
public sealed class FsckJob(FsckFlow fsck) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await fsck.CheckAsync(progress: null, cancellationToken);
}

/// <summary>Quartz's tick for new filings: looks for them among the listings already known.</summary>
[DisallowConcurrentExecution]
public sealed class PriorJob(PriorFlow prior) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await prior.SearchAsync(cancellationToken);
}
