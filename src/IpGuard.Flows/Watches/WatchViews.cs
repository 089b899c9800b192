using IpGuard.Core.Watches;

namespace IpGuard.Flows.Watches;

/// <summary>Kinds of marketplace that can be swept.</summary>
public enum MarketplaceKind
{
    /// <summary>A folder of listings kept on this machine; only the operator may add one.</summary>
    Recorded = 1,

    /// <summary>A Shopify shop's public products.json.</summary>
    Shopify = 2,

    /// <summary>A Google Merchant feed: RSS, Atom or tab-separated.</summary>
    Feed = 3,

    /// <summary>A site's pages as its sitemap lists them.</summary>
    Pages = 4,

    /// <summary>A search of eBay by keywords, by its Browse API.</summary>
    Ebay = 5,

    /// <summary>A search of Etsy by keywords, by its Open API v3.</summary>
    Etsy = 6,

    /// <summary>A search of Amazon's catalogue by keywords, by its Selling Partner API.</summary>
    Amazon = 7,

    /// <summary>Listings that are pushed to us, signed with an API key; added with the key.</summary>
    Pushed = 8,
}

/// <summary>A standing order as its page shows it.</summary>
/// <param name="Failures">Sweeps that failed in turn: each lengthens the pause before the next.</param>
/// <param name="Fault">Why the last one failed; null where it did not.</param>
/// <param name="NextTimes">The next three times that its cron expression says, whatever else puts it off; none where it has none.</param>
public sealed record WatchView(
    Guid Id,
    string Marketplace,
    MarketplaceKind Kind,
    string Address,
    TimeSpan Every,
    DateTimeOffset NextDueAt,
    bool CoversAllFilings,
    bool IsPaused,
    int Failures,
    string? Fault,
    SweepView? Latest,
    WatchOrder Order,
    IReadOnlyList<DateTimeOffset> NextTimes
);

/// <summary>A filing that a watch may be for.</summary>
public sealed record FilingChoice(string Number, string Title);

/// <summary>One run of a watch.</summary>
/// <param name="IsRunning">False for one that is finished, and for one that was cut short or rests until its window opens.</param>
/// <param name="TotalListings">How many there are, where the marketplace says; for the progress bar.</param>
/// <param name="Fault">Why it stopped early; null when it did not.</param>
/// <param name="ReadAt">When this was so; for its pace.</param>
public sealed record SweepView(
    long Id,
    string Marketplace,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt,
    bool IsRunning,
    SweepCounts Counts,
    int? TotalListings,
    string? Fault,
    IReadOnlyList<SweepFaultsView> Faults,
    DateTimeOffset ReadAt
);

/// <summary>What could not be read in a sweep, of one kind.</summary>
/// <param name="Kind">record, fetch or decode.</param>
/// <param name="Count">How many; of each sweep the first thousand of all kinds are kept.</param>
/// <param name="Examples">Of different reasons, the first of each.</param>
public sealed record SweepFaultsView(string Kind, int Count, IReadOnlyList<SweepFaultView> Examples);

/// <summary>One listing or picture of a sweep that could not be read, with the reason.</summary>
public sealed record SweepFaultView(string? ExternalId, string Reason);

/// <summary>A connector that is switched on, with what has to be borne in mind.</summary>
public sealed record ConnectorView(MarketplaceKind Kind, string Terms, Uri TermsUrl, string Caution);
