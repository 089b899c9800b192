using IpGuard.Core.Watches;

namespace IpGuard.Store.Watches;

/// <summary>A standing order (监测任务) to sweep one marketplace for an organisation's filings.</summary>
public sealed class WatchRow : IOwned
{
    public required Guid Id { get; init; }

    public required Guid OrganisationId { get; init; }

    public required string MarketplaceId { get; init; }

    /// <summary>True for a regulator's watch: every holder's filings are watched for, and each holder is told of their own.</summary>
    public required bool CoversAllFilings { get; init; }

    public required TimeSpan Every { get; set; }

    public required DateTimeOffset NextDueAt { get; set; }

    /// <summary>A sweep is running until then at most; another may only claim the watch after it.</summary>
    public DateTimeOffset? LeaseUntil { get; set; }
}

/// <summary>One run of a watch, with where it has come to. The cursor moves only together with the page it stands behind.</summary>
public sealed class SweepRow : IOwned
{
    public long Id { get; init; }

    public required Guid WatchId { get; init; }

    public required Guid OrganisationId { get; init; }

    public required string MarketplaceId { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; set; }

    public required string Cursor { get; set; }

    public required SweepCounts Counts { get; set; }

    public int? TotalListings { get; set; }

    /// <summary>Why it stopped early; null when it did not.</summary>
    public string? Fault { get; set; }
}

/// <summary>A listing or picture that a sweep could not read, with the reason.</summary>
public sealed class SweepFaultRow
{
    public long Id { get; init; }

    public required long SweepId { get; init; }

    public string? ExternalId { get; init; }

    public required string Reason { get; init; }
}
