using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IpGuard.Flows.Ledger;

/// <summary>Says that there is something to do, once however often it is rung meanwhile. What was kept is the truth: a ring that is lost
/// with the process is made good by the next tick.</summary>
public sealed class Bell
{
    readonly Channel<bool> _rings = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    public void Ring() => _rings.Writer.TryWrite(true);

    internal async Task WaitAsync(CancellationToken stop) => await _rings.Reader.ReadAsync(stop);
}

/// <summary>The bells that what was kept rings.</summary>
public sealed record LedgerBells(Bell Ledger, Bell Timestamps, Bell Index)
{
    public LedgerBells()
        : this(new(), new(), new()) { }
}

/// <summary>Works whenever its bell was rung, at most once in a period.</summary>
sealed class BellLoop(string name, Bell bell, Func<CancellationToken, Task> work, TimeSpan period, TimeProvider clock, ILogger log)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await bell.WaitAsync(stoppingToken);
            var began = clock.GetTimestamp();
            try
            {
                await work(stoppingToken);
            }
            // Also where something within it ran out of time: a loop that ends would end the service.
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogError(e, "{Loop} failed; it is repeated at the next tick", name);
            }

            var left = period - clock.GetElapsedTime(began);
            if (left > TimeSpan.Zero)
                await Task.Delay(left, clock, stoppingToken);
        }
    }
}
