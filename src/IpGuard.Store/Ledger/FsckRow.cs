namespace IpGuard.Store.Ledger;

/// <summary>What one check of the whole house found.</summary>
public sealed class FsckRow
{
    public long Id { get; init; }

    public required DateTimeOffset BeganAt { get; init; }

    public required DateTimeOffset EndedAt { get; init; }

    public required bool IsClean { get; init; }

    /// <summary>The parts, as JSON.</summary>
    public required byte[] Parts { get; init; }
}
