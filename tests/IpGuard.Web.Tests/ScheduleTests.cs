using IpGuard.Core.Accounts;
using IpGuard.Core.Filings;
using IpGuard.Core.Ledger;
using IpGuard.Core.Listings;
using IpGuard.Core.Works;
using IpGuard.Flows;
using IpGuard.Flows.Filings;
using IpGuard.Flows.Watches;
using IpGuard.Store;
using IpGuard.Testing;
using IpGuard.Vision.Drawing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IpGuard.Web.Tests;

/// <summary>Quartz itself, ticking every second.</summary>
public sealed class ScheduleTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("ipguard-schedule-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_schedule_alone_brings_a_filing_under_a_checkpoint_sweeps_what_is_due_and_raises_the_alert()
    {
        var settings = new HouseSettings
        {
            Data = Path.Combine(_folder, "data"),
            Models = Path.Combine(SharedData.ProjectRoot, "models"),
            TickSeconds = 1,
        };
        await using var house = await House.OpenAsync(
            settings,
            TimeProvider.System,
            AddressPolicy.Production,
            null,
            CancellationToken.None
        );
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddIpGuard(house, TimeProvider.System).AddIpGuardSchedule(settings);
        using var host = builder.Build();
        await host.StartAsync();

        var holder = await host
            .Services.GetRequiredService<HolderFlow>()
            .OfNameAsync("Studio", OrganisationKind.Brand, CancellationToken.None);
        var picture = MotifPainter.Draw(Category.Cosmetics, 3, 300);
        var draft = new Draft("Bottle", Category.Cosmetics, "Lin", OwnershipBasis.OwnCreation, null, [new("a.jpg", picture)]);
        Assert.IsType<Decision.Accepted>(
            await host
                .Services.GetRequiredService<FilingFlow>()
                .FileAsync(holder, "test", Collection.CommandLine, draft, CancellationToken.None)
        );
        var market = Directory.CreateDirectory(Path.Combine(_folder, "market")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(market, "copy.jpg"), AttackPainter.Apply(picture, Attack.Gray, 1));
        await host
            .Services.GetRequiredService<WatchFlow>()
            .OrderAsync(holder, "test", "Bazaar", MarketplaceKind.Recorded, market, TimeSpan.FromDays(1), false, CancellationToken.None);

        Assert.True(await ComesTrueAsync(host.Services.GetRequiredService<GuardStore>(), holder));
        await host.StopAsync();
    }

    static async Task<bool> ComesTrueAsync(GuardStore store, Viewer holder)
    {
        for (var i = 0; i < 120; i++)
        {
            await using var db = store.Open(Viewer.House);
            var isStamped = await db.Timestamps.AnyAsync();
            if (isStamped && await db.Alerts.AnyAsync(a => a.OrganisationId == holder.OrganisationId && a.SameMatches == 1))
                return true;
            await Task.Delay(250);
        }

        return false;
    }
}
