using IpGuard.Core.Works;

namespace IpGuard.Store.Matches;

/// <summary>What a person said of a match: the newest decision on it stands. Kept as a label that the model of verdicts can learn
/// from.</summary>
public sealed class DecisionRow : IOwned
{
    public long Id { get; init; }

    public required string MatchNumber { get; init; }

    /// <summary>The holder of the match, whoever decided.</summary>
    public required Guid OrganisationId { get; init; }

    public required string FilingNumber { get; init; }

    /// <summary>Who offers the listing, as the marketplace names them; null where it does not say.</summary>
    public string? SellerExternalId { get; init; }

    public required string MarketplaceId { get; init; }

    public required bool IsConfirmed { get; init; }

    public string? Note { get; init; }

    public required string Actor { get; init; }

    public required DateTimeOffset DecidedAt { get; init; }

    /// <summary>The evidence as it was, in the order of its names, as JSON.</summary>
    public required string Numbers { get; init; }

    /// <summary>False once another decision on the match stands.</summary>
    public required bool IsStanding { get; set; }
}

/// <summary>A listing that looks like a work but was seen before the work was filed: it may be a prior design (疑似在先设计), and is never
/// held against its seller.</summary>
public sealed class PriorDesignRow : IOwned
{
    public long Id { get; init; }

    public required Guid OrganisationId { get; init; }

    public required string FilingNumber { get; init; }

    public required long ListingId { get; init; }

    /// <summary>Calibrated, as of a match.</summary>
    public required double Score { get; init; }

    public required int FiledPictureNo { get; init; }

    public required int ListedPictureNo { get; init; }

    /// <summary>When the picture was first seen on the listing, or since when a trusted marketplace says that it is offered. Kept, since
    /// the seller may show another later.</summary>
    public required DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>True where the date is a trusted marketplace's, and not of our own seeing.</summary>
    public bool IsStated { get; init; }

    public required DateTimeOffset NotedAt { get; init; }
}

/// <summary>A model of verdicts that a person put in use. Rows are added, never changed.</summary>
public sealed class VerdictModelRow
{
    public long Id { get; init; }

    /// <summary>The model's own id; null for the shipped one.</summary>
    public string? ModelId { get; set; }

    /// <summary>Its trees, as a blob.</summary>
    public Sha256Hash? Trees { get; set; }

    /// <summary>Its facts, as a blob.</summary>
    public Sha256Hash? Facts { get; set; }

    public required DateTimeOffset SwitchedAt { get; init; }

    public required string Actor { get; init; }
}
