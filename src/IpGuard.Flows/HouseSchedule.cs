using IpGuard.Flows.Cases;
using IpGuard.Flows.Filings;
using IpGuard.Flows.Ledger;
using IpGuard.Flows.Sweeps;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quartz;

namespace IpGuard.Flows;

/// <summary>What an open house does by itself.</summary>
public static class HouseSchedule
{
    // Every night, when fewest file: 03:30 by the machine's clock.
    const string Nightly = "0 30 3 * * ?";

    // The four other jobs, and a tick of watches that finds every lane taken.
    const int PlacesBeside = 5;

    // What is filed is under a signed checkpoint within a second, and not more often than that.
    static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>The schedule: what was filed within a second, unfinished stops and due watches every tick, and a check every
    /// night.</summary>
    public static IServiceCollection AddIpGuardSchedule(this IServiceCollection services, HouseSettings settings)
    {
        var every = TimeSpan.FromSeconds(settings.TickSeconds);
        services.AddQuartz(quartz =>
        {
            // A tick of watches lasts as long as its sweeps: however many run, the other jobs find a place.
            quartz.UseDefaultThreadPool(settings.SweepsAtOnce + PlacesBeside);
            // One job, one trigger each; a tick that comes while the one before it is still running is passed over.
            quartz.ScheduleJob<FinishJob>(trigger =>
                trigger.WithIdentity("finish").StartNow().WithSimpleSchedule(s => s.WithInterval(every).RepeatForever())
            );
            quartz.ScheduleJob<SweepJob>(trigger =>
                trigger.WithIdentity("sweep").StartNow().WithSimpleSchedule(s => s.WithInterval(every).RepeatForever())
            );
            quartz.ScheduleJob<PriorJob>(trigger =>
                trigger.WithIdentity("prior").StartNow().WithSimpleSchedule(s => s.WithInterval(every).RepeatForever())
            );
            quartz.ScheduleJob<DeepJob>(trigger =>
                trigger.WithIdentity("deep").StartNow().WithSimpleSchedule(s => s.WithInterval(every).RepeatForever())
            );
            quartz.ScheduleJob<RecheckJob>(trigger =>
                trigger.WithIdentity("recheck").StartNow().WithSimpleSchedule(s => s.WithInterval(every).RepeatForever())
            );
            quartz.ScheduleJob<ScreenshotJob>(trigger =>
                trigger.WithIdentity("screenshots").StartNow().WithSimpleSchedule(s => s.WithInterval(every).RepeatForever())
            );
            quartz.ScheduleJob<FsckJob>(trigger => trigger.WithIdentity("fsck").WithCronSchedule(Nightly));
        });
        AddLoop(services, "the ledger", b => b.Ledger, (p, stop) => p.GetRequiredService<LedgerFlow>().IntegrateAsync(stop));
        AddLoop(
            services,
            "timestamping",
            b => b.Timestamps,
            async (p, stop) =>
            {
                await p.GetRequiredService<WitnessFlow>().ShowAsync(stop);
                await p.GetRequiredService<TimestampFlow>().StampAsync(stop);
            }
        );
        AddLoop(services, "indexing", b => b.Index, (p, stop) => p.GetRequiredService<Neighbours>().CatchUpAsync(stop));
        services.AddQuartzHostedService(options => options.WaitForJobsToComplete = false);
        return services;
    }

    static void AddLoop(
        IServiceCollection services,
        string name,
        Func<LedgerBells, Bell> bell,
        Func<IServiceProvider, CancellationToken, Task> work
    ) =>
        services.AddSingleton<IHostedService>(provider => new BellLoop(
            name,
            bell(provider.GetRequiredService<LedgerBells>()),
            stop => work(provider, stop),
            Period,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<BellLoop>>()
        ));
}
