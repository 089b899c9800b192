using IpGuard.Flows.Pushes;
using IpGuard.Flows.Watches;
using IpGuard.Market;
using IpGuard.Market.Feeds;
using IpGuard.Market.Pages;
using IpGuard.Market.Pushed;
using IpGuard.Market.Recorded;
using IpGuard.Market.Shopify;
using IpGuard.Market.Tables;
using IpGuard.Market.Web;
using IpGuard.Store;
using IpGuard.Store.Listings;

namespace IpGuard.Flows.Sweeps;

/// <summary>Opens the reader that a marketplace's row asks for.</summary>
public sealed class Marketplaces(MarketWeb web, GuardStore store, HouseSettings settings, TimeProvider clock)
{
    /// <exception cref="MarketplaceException">A recorded one that is no longer there.</exception>
    public IMarketplace Open(MarketplaceRow row) =>
        MarketplaceKinds.ToKind(row.Kind) switch
        {
            MarketplaceKind.Recorded when TableMarketplace.IsTable(row.Address) => new TableMarketplace(
                web,
                row.Address,
                TableColumns.KeptOf(row.Address)
            ),
            MarketplaceKind.Recorded => RecordedMarketplace.Open(row.Address),
            MarketplaceKind.Feed => new FeedMarketplace(web, new(row.Address)),
            MarketplaceKind.Shopify => new ShopifyMarketplace(web, new(row.Address)),
            MarketplaceKind.Pages => new PagesMarketplace(web, new(row.Address)),
            MarketplaceKind.Pushed => new PushedMarketplace(KeptBatches.Of(store, row.Id), web),
            var kind when ConnectorSettings.IsConnector(kind) => settings.Connectors.Open(
                kind,
                WatchFlow.KeywordsOf(row.Address),
                web,
                clock
            ),
            var kind => throw new InvalidOperationException($"expected a kind of marketplace that can be read, got {kind}"),
        };
}
