using IpGuard.Core.Matching;
using IpGuard.Core.Works;

namespace IpGuard.Store.Matches;

/// <summary>A picture, or a part of one, that never makes a match. It belongs to no organisation: regulators keep the bank.</summary>
public sealed class BankRow
{
    public long Id { get; init; }

    /// <summary>The picture, or the part cut out of it, as a blob.</summary>
    public required Sha256Hash Content { get; init; }

    /// <summary>What it shows, in a person's words; for a proposal why it was proposed.</summary>
    public required string Note { get; set; }

    public required BankState State { get; set; }

    /// <summary>Listing whose picture it was proposed from.</summary>
    public long? ListingId { get; init; }

    public required DateTimeOffset AddedAt { get; init; }

    /// <summary>Who added it, or decided on the proposal; “machine” for a proposal.</summary>
    public required string Actor { get; set; }
}

/// <summary>A listing that the fast pass left unsettled and the deep pass has yet to look at.</summary>
public sealed class DeepTaskRow
{
    public long Id { get; init; }

    public required long ListingId { get; init; }

    /// <summary>Each watch wants its own answer: it is told to another holder.</summary>
    public required Guid WatchId { get; init; }

    public required long SweepId { get; init; }

    public required DateTimeOffset AddedAt { get; init; }
}
