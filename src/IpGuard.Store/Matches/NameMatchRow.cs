namespace IpGuard.Store.Matches;

/// <summary>A holder's name used by a listing (疑似冒用名称), with no like picture needed: a machine's opinion, one for each name and
/// listing.</summary>
public sealed class NameMatchRow : IOwned
{
    /// <summary>“N-” and a version-7 UUID.</summary>
    public required string Number { get; init; }

    public required Guid OrganisationId { get; init; }

    public required string Name { get; init; }

    public required long ListingId { get; init; }

    /// <summary>How surely the name is meant and used as a name, 0 to 1.</summary>
    public required double Score { get; init; }

    /// <summary>Where and how it is written, as JSON.</summary>
    public required byte[] Spots { get; init; }

    public required DateTimeOffset RaisedAt { get; init; }

    /// <summary>The sweep that raised it.</summary>
    public required long SweepId { get; init; }

    /// <summary>The alert that told of it; null until it has been told.</summary>
    public Guid? AlertId { get; set; }

    /// <summary>The listing as it was seen, in the ledger; null until it is entered.</summary>
    public string? EvidenceNumber { get; set; }

    /// <summary>What a person said of it; null while nobody has.</summary>
    public bool? IsConfirmed { get; set; }

    public DateTimeOffset? DecidedAt { get; set; }

    public string? DecidedBy { get; set; }
}
