using IpGuard.Core.Works;

namespace IpGuard.Store.Listings;

/// <summary>A marketplace that has been ordered to be swept by someone.</summary>
public sealed class MarketplaceRow
{
    /// <summary>Token of its kind and address.</summary>
    public required string Id { get; init; }

    public required string Name { get; set; }

    /// <summary>“recorded” or “shopify”.</summary>
    public required string Kind { get; init; }

    /// <summary>A folder, or a shop's address.</summary>
    public required string Address { get; init; }

    public required DateTimeOffset AddedAt { get; init; }

    /// <summary>The regulator's person who trusts the dates that it states; null where nobody does, and a stated date is a claim.</summary>
    public string? TrustedBy { get; set; }
}

/// <summary>A listing as it was last seen. Listings are public and belong to no organisation; they are shown only beside a match.</summary>
public sealed class ListingRow
{
    public long Id { get; init; }

    public required string MarketplaceId { get; init; }

    public required string ExternalId { get; init; }

    public string? Url { get; set; }

    public required string Title { get; set; }

    public string? Description { get; set; }

    public decimal? PriceAmount { get; set; }

    public string? PriceCurrency { get; set; }

    public string? SellerExternalId { get; set; }

    public string? SellerName { get; set; }

    public string? SellerUrl { get; set; }

    public string? Category { get; set; }

    /// <summary>Since when it is offered, as they say.</summary>
    public DateTimeOffset? ClaimedAt { get; set; }

    public required DateTimeOffset FirstSeenAt { get; init; }

    public required DateTimeOffset LastSeenAt { get; set; }

    /// <summary>The newest snapshot.</summary>
    public required Sha256Hash Snapshot { get; set; }

    /// <summary>Cursor of the page on which it was last seen, or <see cref="OnNoPage"/> once that page shows it no longer; null where
    /// it was seen before this was noted.</summary>
    public string? PageCursor { get; set; }

    /// <summary>No reader's cursor looks so.</summary>
    public const string OnNoPage = "-";

    public required List<ListedPictureRow> Pictures { get; init; }
}

/// <summary>One picture of a listing: its bytes and fingerprint, or why there are none.</summary>
public sealed class ListedPictureRow
{
    public long ListingId { get; init; }

    public required int No { get; init; }

    public required string Address { get; set; }

    /// <summary>Null where it could not be fetched.</summary>
    public Sha256Hash? Content { get; set; }

    /// <summary>When these bytes were first seen at this place.</summary>
    public required DateTimeOffset FirstSeenAt { get; set; }

    /// <summary>When its address was last asked for its bytes.</summary>
    public required DateTimeOffset LookedAt { get; set; }

    /// <summary>Null where it could not be read; see <see cref="Fault"/>.</summary>
    public byte[]? Fingerprint { get; set; }

    public string? Fault { get; set; }
}

/// <summary>A listing as seen at one instant (取证快照): the bytes as they came, by hash. Never updated, never deleted.</summary>
public sealed class SnapshotRow
{
    public long ListingId { get; init; }

    /// <summary>SHA-256 of the record as the marketplace sent it; the bytes lie in the blob folder.</summary>
    public required Sha256Hash Content { get; init; }

    public required DateTimeOffset SeenAt { get; init; }
}

/// <summary>How a listing's page looked in a browser, kept where a match is raised. Never updated, never deleted.</summary>
public sealed class ScreenshotRow
{
    public required long ListingId { get; init; }

    /// <summary>The snapshot that it belongs to.</summary>
    public required Sha256Hash Content { get; init; }

    /// <summary>SHA-256 of the PNG, which lies in the blob folder; null where there could be none.</summary>
    public Sha256Hash? Picture { get; init; }

    /// <summary>Where redirects led; null where nothing answered.</summary>
    public string? Final { get; init; }

    /// <summary>Name and version of the browser.</summary>
    public required string Browser { get; init; }

    public required DateTimeOffset TakenAt { get; init; }

    /// <summary>Why there is none, or what it does not show; null where it is whole.</summary>
    public string? Fault { get; init; }
}

/// <summary>How the answer came in which a listing was seen, kept where a match is raised or not yet settled. Never updated, never
/// deleted.</summary>
public sealed class AnswerRow
{
    public required long ListingId { get; init; }

    /// <summary>The snapshot that it belongs to.</summary>
    public required Sha256Hash Content { get; init; }

    public required string Asked { get; init; }

    /// <summary>Where redirects led.</summary>
    public required string Final { get; init; }

    public required int Status { get; init; }

    /// <summary>Headers as lines of “name: value”, without cookies.</summary>
    public required string Headers { get; init; }

    /// <summary>IP addresses of the final host, separated by spaces.</summary>
    public required string Resolved { get; init; }

    public required DateTimeOffset FetchedAt { get; init; }

    /// <summary>SHA-256 of the whole body, which lies in the blob folder; null where it was too long to be kept.</summary>
    public Sha256Hash? Body { get; init; }
}
