using IpGuard.Core.Works;

namespace IpGuard.Core.Ledger;

/// <summary>One file as a manifest states it.</summary>
/// <param name="NameCommitment">To the file's name, by the file's own salt; null in version 1, which does not have it.</param>
public sealed record CommittedFile(int No, string MediaType, long LengthBytes, Sha256Hash Commitment, Sha256Hash? NameCommitment);

/// <summary>One confidential field as a manifest states it.</summary>
public sealed record CommittedField(string Name, Sha256Hash Commitment);

/// <summary>What a manifest says to whoever reads it.</summary>
/// <param name="Method">By which way the work came in, as <see cref="Collection"/> has it; null in version 1.</param>
/// <param name="System">On what; null in version 1.</param>
public sealed record ManifestContent(
    string Number,
    DateTimeOffset FiledAt,
    string Category,
    string OwnershipBasis,
    IReadOnlyList<CommittedFile> Files,
    IReadOnlyList<CommittedField> Fields,
    string? Method,
    string? System
);
