using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using IpGuard.Core.Works;

namespace IpGuard.Core.Ledger;

/// <summary>One row of the audit, as it is hashed.</summary>
public sealed record AuditLine(long Id, DateTimeOffset At, Guid OrganisationId, string Actor, string Action, string Subject)
{
    /// <summary>Canonical JSON (RFC 8785) with a newline behind it.</summary>
    public byte[] ToBytes()
    {
        var line = new JsonObject
        {
            ["id"] = Id,
            ["at"] = At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            ["organisation"] = OrganisationId.ToString(),
            ["actor"] = Actor,
            ["action"] = Action,
            ["subject"] = Subject,
        };
        return [.. CanonicalJson.Write(line), (byte)'\n'];
    }
}

/// <summary>Digests a run of audit rows in their order: SHA-256 of a 32-byte salt and the rows' lines, so that nobody can guess rows from
/// the published digest.</summary>
public sealed class AuditSegment : IDisposable
{
    readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <param name="salt">32 bytes.</param>
    public AuditSegment(ReadOnlySpan<byte> salt)
    {
        if (salt.Length != Commitment.SaltBytes)
            throw new ArgumentException($"expected a salt of {Commitment.SaltBytes} bytes, got {salt.Length}", nameof(salt));
        _hash.AppendData(salt);
    }

    public void Add(AuditLine line) => _hash.AppendData(line.ToBytes());

    /// <summary>What is entered in the ledger. Nothing may be added afterwards.</summary>
    public Sha256Hash Close() => new(_hash.GetHashAndReset());

    public void Dispose() => _hash.Dispose();
}
