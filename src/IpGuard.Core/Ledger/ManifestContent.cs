using IpGuard.Core.Filings;
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
/// <param name="Stage">Which state of its making it shows; null before version 3.</param>
/// <param name="AiUse">What was declared about generative AI; null before version 3.</param>
/// <param name="Previous">The filing that this one follows; null for the first, and before version 3.</param>
public sealed record ManifestContent(
    string Number,
    DateTimeOffset FiledAt,
    string Category,
    string OwnershipBasis,
    IReadOnlyList<CommittedFile> Files,
    IReadOnlyList<CommittedField> Fields,
    string? Method,
    string? System,
    string? Stage,
    string? AiUse,
    PreviousVersion? Previous
);
