using IpGuard.Core.Works;

namespace IpGuard.Store.Pushes;

/// <summary>A key by which a crawler or a marketplace pushes listings.</summary>
public sealed class ApiKeyRow : IOwned
{
    /// <summary>Public part, which names the key in a request.</summary>
    public required string Id { get; init; }

    public required Guid OrganisationId { get; init; }

    /// <summary>The marketplace that its listings belong to.</summary>
    public required string MarketplaceId { get; init; }

    public required string Name { get; init; }

    /// <summary>Secret part, sealed with the house's keys: a signature is checked with it.</summary>
    public required byte[] Secret { get; init; }

    public required DateTimeOffset AddedAt { get; init; }

    public required string AddedBy { get; init; }

    public DateTimeOffset? RevokedAt { get; set; }

    public DateTimeOffset? LastUsedAt { get; set; }
}

/// <summary>Listings that came in one push, in the order of coming. Never updated, never deleted.</summary>
public sealed class PushedBatchRow
{
    /// <summary>Its place: the cursor behind it.</summary>
    public long Id { get; init; }

    public required string MarketplaceId { get; init; }

    public required string KeyId { get; init; }

    /// <summary>The pusher's own name for it: the same again is the same batch.</summary>
    public required string IdempotencyKey { get; init; }

    /// <summary>SHA-256 of the body, which lies in the blob folder.</summary>
    public required Sha256Hash Content { get; init; }

    public required int Listings { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }
}
