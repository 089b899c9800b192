using IpGuard.Store.Listings;

namespace IpGuard.Flows.Watches;

/// <summary>Between a marketplace's row and its kind.</summary>
static class MarketplaceKinds
{
    /// <summary>Where a marketplace is, as anyone may read it: where the operator keeps a recording is nobody else's business.</summary>
    public static string Shown(MarketplaceRow row) =>
        ToKind(row.Kind) switch
        {
            MarketplaceKind.Recorded => Path.GetFileName(row.Address),
            MarketplaceKind.Pushed => Pushes.PushFlow.Path,
            _ => row.Address,
        };

    public static MarketplaceKind ToKind(string token) =>
        token switch
        {
            "recorded" => MarketplaceKind.Recorded,
            "shopify" => MarketplaceKind.Shopify,
            "feed" => MarketplaceKind.Feed,
            "pages" => MarketplaceKind.Pages,
            "ebay" => MarketplaceKind.Ebay,
            "etsy" => MarketplaceKind.Etsy,
            "amazon" => MarketplaceKind.Amazon,
            "pushed" => MarketplaceKind.Pushed,
            _ => throw new InvalidOperationException($"expected a kind of marketplace, got '{token}'"),
        };

    public static string TokenOf(MarketplaceKind kind) =>
        kind switch
        {
            MarketplaceKind.Recorded => "recorded",
            MarketplaceKind.Shopify => "shopify",
            MarketplaceKind.Feed => "feed",
            MarketplaceKind.Pages => "pages",
            MarketplaceKind.Ebay => "ebay",
            MarketplaceKind.Etsy => "etsy",
            MarketplaceKind.Amazon => "amazon",
            MarketplaceKind.Pushed => "pushed",
            _ => throw new InvalidOperationException($"expected a kind of marketplace, got {kind}"),
        };
}
