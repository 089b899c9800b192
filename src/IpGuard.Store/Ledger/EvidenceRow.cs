using IpGuard.Core.Works;

namespace IpGuard.Store.Ledger;

/// <summary>A listing as it was seen, entered in the ledger for one holder. Never updated, never deleted.</summary>
public sealed class EvidenceRow : IOwned
{
    /// <summary>“S-” and 32 hexadecimal digits of a version-7 UUID.</summary>
    public required string Number { get; init; }

    public required Guid OrganisationId { get; init; }

    public required long ListingId { get; init; }

    /// <summary>The snapshot that it binds.</summary>
    public required Sha256Hash Content { get; init; }

    /// <summary>The canonical bytes whose hash was logged.</summary>
    public required byte[] Statement { get; init; }
}

/// <summary>A run of audit rows that is closed: its digest is in the ledger, so that none of them can be changed, taken out or put in.
/// Never updated, never deleted.</summary>
public sealed class AuditSegmentRow
{
    /// <summary>From 1.</summary>
    public required long No { get; init; }

    public required long FirstAuditId { get; init; }

    public required long LastAuditId { get; init; }

    /// <summary>32 bytes that stand before the rows in what is hashed.</summary>
    public required byte[] Salt { get; init; }

    public required DateTimeOffset ClosedAt { get; init; }
}
