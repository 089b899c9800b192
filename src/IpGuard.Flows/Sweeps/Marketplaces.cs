using IpGuard.Flows.Watches;
using IpGuard.Market;
using IpGuard.Market.Recorded;
using IpGuard.Market.Shopify;
using IpGuard.Store.Listings;

namespace IpGuard.Flows.Sweeps;

/// <summary>Opens the reader that a marketplace's row asks for.</summary>
/// <param name="http">The guarded client.</param>
public sealed class Marketplaces(HttpClient http)
{
    /// <exception cref="MarketplaceException">A recorded one that is no longer there.</exception>
    public IMarketplace Open(MarketplaceRow row) =>
        WatchFlow.ToKind(row.Kind) switch
        {
            MarketplaceKind.Recorded => RecordedMarketplace.Open(row.Address),
            MarketplaceKind.Shopify => new ShopifyMarketplace(http, new(row.Address)),
            var kind => throw new InvalidOperationException($"expected a kind of marketplace that can be read, got {kind}"),
        };
}
