using IpGuard.Core.Works;

namespace IpGuard.Store.Ledger;

/// <summary>One entry of the ledger in its order. Written in the transaction of what it stands for; never updated, never deleted.</summary>
public sealed class LeafRow : IOwned
{
    /// <summary>From 0, without gaps.</summary>
    public required long LeafIndex { get; init; }

    public required Guid OrganisationId { get; init; }

    /// <summary>What kind of thing was logged: one of <see cref="LeafKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The number of what was logged.</summary>
    public required string Subject { get; init; }

    /// <summary>The 32 bytes that were logged.</summary>
    public required Sha256Hash Entry { get; init; }

    public required DateTimeOffset AddedAt { get; init; }
}

/// <summary>Kinds of what is logged; stored, never renamed.</summary>
public static class LeafKind
{
    /// <summary>A filing's manifest.</summary>
    public const string Filing = "filing";

    /// <summary>A listing as it was seen when a match was raised.</summary>
    public const string Snapshot = "snapshot";

    /// <summary>A closed segment of the audit.</summary>
    public const string Audit = "audit";
}

/// <summary>A signed checkpoint of the ledger.</summary>
public sealed class CheckpointRow
{
    /// <summary>Number of entries it covers.</summary>
    public required long Size { get; init; }

    public required Sha256Hash Root { get; init; }

    /// <summary>The signed note as published.</summary>
    public required string Note { get; init; }

    public required DateTimeOffset SignedAt { get; init; }
}

/// <summary>A stop that is still to be done for something already kept.</summary>
public sealed class OutboxRow
{
    public long Id { get; init; }

    /// <summary>“index-filing”.</summary>
    public required string Kind { get; init; }

    public required string Subject { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? DoneAt { get; set; }
}

/// <summary>Who did what, when, to what. Appended in the transaction of the deed; never updated, never deleted.</summary>
public sealed class AuditRow : IOwned
{
    public long Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required Guid OrganisationId { get; init; }

    public required string Actor { get; init; }

    /// <summary>Dotted verb, as in “filing.filed”.</summary>
    public required string Action { get; init; }

    public required string Subject { get; init; }
}

/// <summary>A fact about the store itself.</summary>
public sealed class FactRow
{
    /// <summary>Key of the version-4 UUID that tells this database from every other.</summary>
    public const string StoreId = "store-id";

    public required string Key { get; init; }

    public required string Value { get; set; }
}
