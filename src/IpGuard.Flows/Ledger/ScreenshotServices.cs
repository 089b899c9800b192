using IpGuard.Core.Listings;
using IpGuard.Market.Browsing;
using Microsoft.Extensions.DependencyInjection;

namespace IpGuard.Flows.Ledger;

/// <summary>Registers what screenshots are taken with.</summary>
static class ScreenshotServices
{
    public static IServiceCollection AddScreenshots(this IServiceCollection services, HouseSettings settings) =>
        services
            .AddSingleton(new BrowserSettings(settings.Chromium, settings.ChromiumWithoutSandbox))
            .AddSingleton(ScreenshotRule.Usual)
            .AddSingleton<PageBrowser>()
            .AddSingleton<ScreenshotFlow>();
}
