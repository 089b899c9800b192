using IpGuard.Core.Works;

namespace IpGuard.Store.Ledger;

/// <summary>One authority's word on when a checkpoint existed. Never updated, never deleted.</summary>
public sealed class TimestampRow
{
    public long Id { get; init; }

    public required long CheckpointSize { get; init; }

    /// <summary>Which authority was asked: <see cref="AuthorityRow.Name"/>.</summary>
    public required string Source { get; init; }

    /// <summary>The signer, as its certificate names it.</summary>
    public required string Signer { get; init; }

    /// <summary>DER of the TimeStampToken (RFC 3161).</summary>
    public required byte[] Token { get; init; }

    /// <summary>DER of the request that it answers; null for the operator's own authority.</summary>
    public byte[]? Request { get; init; }

    /// <summary>The time in the token.</summary>
    public required DateTimeOffset StampedAt { get; init; }

    /// <summary>When the signer's certificate ends; before it, the token is renewed.</summary>
    public required DateTimeOffset SignerEndsAt { get; init; }

    /// <summary>The certificates to which it leads.</summary>
    public required Sha256Hash RootId { get; init; }

    /// <summary>The token that this one renews: it is then over that token followed by the checkpoint's body. Null for one over the
    /// body.</summary>
    public long? RenewsId { get; init; }
}

/// <summary>Certificates to which tokens lead, kept once. Those of the time before they were kept have an id of zeros, and are the
/// operator's own.</summary>
public sealed class AuthorityRootRow
{
    /// <summary>SHA-256 of both texts.</summary>
    public required Sha256Hash Id { get; init; }

    /// <summary>One root certificate, as PEM.</summary>
    public required string RootPem { get; set; }

    /// <summary>Certificates between the signer and the root; empty for none.</summary>
    public required string ChainPem { get; init; }
}

/// <summary>How asking one authority goes.</summary>
public sealed class AuthorityRow
{
    /// <summary>“own”, or its address.</summary>
    public required string Name { get; init; }

    /// <summary>Failures since it last answered.</summary>
    public int Failures { get; set; }

    /// <summary>What failed last; null where it answered.</summary>
    public string? Fault { get; set; }

    /// <summary>Not to be asked before; null for at once.</summary>
    public DateTimeOffset? NextAttemptAt { get; set; }

    public DateTimeOffset? AnsweredAt { get; set; }
}
