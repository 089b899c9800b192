using IpGuard.Core.Watches;
using IpGuard.Core.Works;

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

    /// <summary>When it is due, as a cron expression in China time; null where <see cref="Every"/> says so.</summary>
    public string? Cron { get; set; }

    /// <summary>Minutes of the day in China time between which it may be swept; null for any time. From 22:00 to 06:00 is over
    /// midnight.</summary>
    public int? WindowFromMinute { get; set; }

    public int? WindowToMinute { get; set; }

    /// <summary>Words of which a listing must have one to be judged, one a line; null for every listing.</summary>
    public string? Keywords { get; set; }

    /// <summary>Where the next sweep begins, of a marketplace that only grows; null for its start.</summary>
    public string? ContinuesFrom { get; set; }

    public required DateTimeOffset NextDueAt { get; set; }

    /// <summary>A sweep is running until then at most; another may only claim the watch after it.</summary>
    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>Not swept until someone lets it go on.</summary>
    public bool IsPaused { get; set; }

    /// <summary>Sweeps that failed in turn.</summary>
    public int Failures { get; set; }

    /// <summary>Why the last one failed; null where it did not.</summary>
    public string? Fault { get; set; }
}

/// <summary>A filing that a watch watches for. A watch without any watches for all of its organisation's.</summary>
public sealed class WatchFilingRow
{
    public required Guid WatchId { get; init; }

    public required string FilingNumber { get; init; }
}

/// <summary>A page of a marketplace as a watch last read it, so that one which has not changed costs a row and no more.</summary>
public sealed class PageVisitRow
{
    public required Guid WatchId { get; init; }

    /// <summary>Cursor at which it stands.</summary>
    public required string Cursor { get; init; }

    /// <summary>Cursor behind it.</summary>
    public required string Next { get; set; }

    public required bool IsLast { get; set; }

    /// <summary>Whole listings on it.</summary>
    public required int Listings { get; set; }

    public int BrokenListings { get; set; }

    /// <summary>SHA-256 over its records; null where something on it could not be fetched and is to be tried again.</summary>
    public Sha256Hash? Content { get; set; }

    /// <summary>What the marketplace gave to ask with the next time.</summary>
    public string? ETag { get; set; }

    public DateTimeOffset? LastModified { get; set; }

    /// <summary>What its listings were judged by; by another judgement they are judged again.</summary>
    public required Sha256Hash JudgedBy { get; set; }

    /// <summary>When its pictures were last all looked at.</summary>
    public required DateTimeOffset LookedAt { get; set; }

    public required DateTimeOffset SeenAt { get; set; }
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

    /// <summary>When the marketplace said that it may be asked again; null where it said nothing.</summary>
    public DateTimeOffset? RetryAt { get; set; }
}

/// <summary>A listing or picture that a sweep could not read, with the reason.</summary>
public sealed class SweepFaultRow
{
    public long Id { get; init; }

    public required long SweepId { get; init; }

    /// <summary>“record”, “fetch” or “decode”.</summary>
    public required string Kind { get; init; }

    public string? ExternalId { get; init; }

    public required string Reason { get; init; }
}
