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

    /// <summary>When the picture was first seen on the listing. Kept, since the seller may show another later.</summary>
    public required DateTimeOffset FirstSeenAt { get; init; }

    public required DateTimeOffset NotedAt { get; init; }
}
