using IpGuard.Flows.Watches;
using IpGuard.Market;
using IpGuard.Market.Apis;
using IpGuard.Market.Web;
using Microsoft.Extensions.Configuration;

namespace IpGuard.Flows;

/// <summary>Interfaces of marketplaces that we were given keys to. Each is off until its keys are set.</summary>
/// <param name="Ebay">Keys of the Browse API, without keywords; null where it is off.</param>
/// <param name="Etsy">Keys of the Open API v3; null where it is off.</param>
/// <param name="Amazon">Keys of the Selling Partner API; null where it is off.</param>
public sealed record ConnectorSettings(EbayOptions? Ebay = null, EtsyOptions? Etsy = null, AmazonOptions? Amazon = null)
{
    /// <summary>Those that are on, with the terms on which each is lent.</summary>
    public IReadOnlyList<(MarketplaceKind Kind, ApiLicence Licence)> On =>
        [
            .. Ebay is null ? (ReadOnlySpan<(MarketplaceKind, ApiLicence)>)[] : [(MarketplaceKind.Ebay, EbayMarketplace.Licence)],
            .. Etsy is null ? (ReadOnlySpan<(MarketplaceKind, ApiLicence)>)[] : [(MarketplaceKind.Etsy, EtsyMarketplace.Licence)],
            .. Amazon is null ? (ReadOnlySpan<(MarketplaceKind, ApiLicence)>)[] : [(MarketplaceKind.Amazon, AmazonMarketplace.Licence)],
        ];

    /// <summary>True for the kinds that are searched by keywords, and have no address.</summary>
    public static bool IsConnector(MarketplaceKind kind) => kind is MarketplaceKind.Ebay or MarketplaceKind.Etsy or MarketplaceKind.Amazon;

    /// <exception cref="MarketplaceException">It is off now.</exception>
    internal IMarketplace Open(MarketplaceKind kind, IReadOnlyList<string> keywords, MarketWeb web, TimeProvider clock) =>
        kind switch
        {
            MarketplaceKind.Ebay when Ebay is { } ebay => new EbayMarketplace(web, ebay with { Keywords = keywords }, clock),
            MarketplaceKind.Etsy when Etsy is { } etsy => new EtsyMarketplace(web, etsy with { Keywords = keywords }, clock),
            MarketplaceKind.Amazon when Amazon is { } amazon => new AmazonMarketplace(web, amazon with { Keywords = keywords }, clock),
            _ => throw new MarketplaceException($"expected keys of {kind} in the settings (IpGuard:Connectors:{kind}), found none"),
        };

    /// <param name="faults">Every fault is added.</param>
    internal static ConnectorSettings Read(IConfigurationSection section, List<string> faults)
    {
        string[] known = [nameof(Ebay), nameof(Etsy), nameof(Amazon)];
        faults.AddRange(
            section
                .GetChildren()
                .Where(c => !known.Contains(c.Key, StringComparer.OrdinalIgnoreCase))
                .Select(c => $"{c.Path}: expected one of {string.Join(", ", known)}")
        );
        return new(
            Read(
                section.GetSection(nameof(Ebay)),
                ["ClientId", "ClientSecret", "Marketplace", "Currency"],
                ["Url"],
                faults,
                s => new EbayOptions(
                    UrlOf(s, EbayMarketplace.Production),
                    s["ClientId"]!,
                    new(s["ClientSecret"]!),
                    s["Marketplace"]!,
                    s["Currency"]!,
                    []
                )
            ),
            Read(
                section.GetSection(nameof(Etsy)),
                ["Key"],
                ["Url"],
                faults,
                s => new EtsyOptions(UrlOf(s, EtsyMarketplace.Production), new(s["Key"]!), [])
            ),
            Read(
                section.GetSection(nameof(Amazon)),
                ["Url", "ClientId", "ClientSecret", "RefreshToken", "Marketplace"],
                ["TokenUrl", "Storefront"],
                faults,
                s => new AmazonOptions(
                    new(s["Url"]!),
                    s["TokenUrl"] is { } tokens ? new(tokens) : AmazonMarketplace.ProductionTokens,
                    s["ClientId"]!,
                    new(s["ClientSecret"]!),
                    new(s["RefreshToken"]!),
                    s["Marketplace"]!,
                    s["Storefront"] is { } storefront ? new(storefront) : null,
                    []
                )
            )
        );
    }

    static T? Read<T>(
        IConfigurationSection section,
        string[] needed,
        string[] other,
        List<string> faults,
        Func<IConfigurationSection, T> read
    )
        where T : class
    {
        if (!section.GetChildren().Any())
            return null;
        var own = section
            .GetChildren()
            .Where(c => !needed.Concat(other).Contains(c.Key, StringComparer.OrdinalIgnoreCase))
            .Select(c => $"{c.Path}: expected one of {string.Join(", ", needed.Concat(other))}")
            .Concat(needed.Where(n => string.IsNullOrWhiteSpace(section[n])).Select(n => $"{section.Path}:{n}: expected a value, got none"))
            .Concat(
                section
                    .GetChildren()
                    .Where(c => c.Key.EndsWith("Url", StringComparison.OrdinalIgnoreCase) || c.Key == "Storefront")
                    .Where(c => !(Uri.TryCreate(c.Value, UriKind.Absolute, out var url) && url.Scheme is "https" or "http"))
                    .Select(c => $"{c.Path}: expected an http(s) address")
            )
            .ToList();
        faults.AddRange(own);
        if (own.Count > 0)
            return null;
        try
        {
            return read(section);
        }
        catch (ArgumentException e)
        {
            // The message never holds the secret.
            faults.Add($"{section.Path}: {e.Message}");
            return null;
        }
    }

    static Uri UrlOf(IConfigurationSection section, Uri otherwise) => section["Url"] is { } url ? new(url) : otherwise;
}
