using IpGuard.Proof.Checking;

namespace IpGuard.Proof.Timestamps;

/// <summary>A token that was checked, and all that it is checked by.</summary>
/// <param name="Token">DER of the TimeStampToken.</param>
/// <param name="Request">DER of the request, with its nonce; null where none was sent.</param>
/// <param name="RootPem">The authority's root certificate, one.</param>
/// <param name="ChainPem">Certificates between; empty for none.</param>
public sealed record GrantedTimestamp(byte[] Token, byte[]? Request, StampedTime Time, string RootPem, string ChainPem);

/// <summary>Signs when data existed (RFC 3161).</summary>
public interface ITimestampAuthority
{
    /// <summary>Name of the operator's own authority.</summary>
    public const string OwnName = "own";

    /// <summary><see cref="OwnName"/>, or its address.</summary>
    string Name { get; }

    /// <summary>The root certificate to which its tokens lead, as PEM.</summary>
    string RootPem { get; }

    /// <summary>Has the time of the data signed, now.</summary>
    /// <param name="now">The caller's clock; a token of another time is refused.</param>
    /// <exception cref="TimestampException">It did not answer, or with what is not to be believed.</exception>
    Task<GrantedTimestamp> StampAsync(ReadOnlyMemory<byte> data, DateTimeOffset now, CancellationToken stop);
}

/// <summary>An authority gave no token that can be used; the message says what was expected and what came.</summary>
public sealed class TimestampException : Exception
{
    public TimestampException(string message)
        : base(message) { }

    public TimestampException(string message, Exception inner)
        : base(message, inner) { }
}
