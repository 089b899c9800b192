using IpGuard.Core.Cases;

namespace IpGuard.Store.Cases;

/// <summary>A case (维权案件) as its events leave it: a person's decision to pursue the copies of one filing by one seller.</summary>
public sealed class CaseRow : IOwned
{
    /// <summary>“C-” and a version-7 UUID.</summary>
    public required string Number { get; init; }

    public required Guid OrganisationId { get; init; }

    public required string FilingNumber { get; init; }

    public required string MarketplaceId { get; init; }

    /// <summary>The seller it was opened against; null where the marketplace names none.</summary>
    public string? SellerExternalId { get; init; }

    /// <summary>As the events say; kept for lists.</summary>
    public required CaseState State { get; set; }

    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>When something last happened in it.</summary>
    public required DateTimeOffset ChangedAt { get; set; }
}

/// <summary>A listing that a case pursues, and whether it is still offered.</summary>
public sealed class CaseListingRow : IOwned
{
    public required string CaseNumber { get; init; }

    public required long ListingId { get; init; }

    public required Guid OrganisationId { get; init; }

    public required DateTimeOffset JoinedAt { get; init; }

    /// <summary>When the marketplace was told of it; null where it was not. From then on it is looked for again.</summary>
    public DateTimeOffset? NoticedAt { get; set; }

    /// <summary>How often in turn it was looked for and not found.</summary>
    public int Misses { get; set; }

    /// <summary>When it was last looked for.</summary>
    public DateTimeOffset? CheckedAt { get; set; }

    /// <summary>When it is looked for next; null where it is not.</summary>
    public DateTimeOffset? NextCheckAt { get; set; }

    /// <summary>Since when it is gone; null while it is offered.</summary>
    public DateTimeOffset? VanishedAt { get; set; }
}

/// <summary>One thing that happened in a case. Rows are added, never changed.</summary>
public sealed class CaseEventRow : IOwned
{
    public long Id { get; init; }

    public required string CaseNumber { get; init; }

    public required Guid OrganisationId { get; init; }

    public required CaseEventKind Kind { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Who did it; “machine” for what a sweep or a check saw.</summary>
    public required string Actor { get; init; }

    public long? ListingId { get; init; }

    /// <summary>In a person's words, or what was seen.</summary>
    public string? Note { get; init; }
}
