namespace IpGuard.Store.Ledger;

/// <summary>How far one witness has seen the ledger, and how asking it goes.</summary>
public sealed class WitnessRow
{
    public required string Name { get; init; }

    /// <summary>Size of the checkpoint that it saw last; 0 for none.</summary>
    public long SeenSize { get; set; }

    /// <summary>Failures since it last answered.</summary>
    public int Failures { get; set; }

    /// <summary>What failed last; null where it answered.</summary>
    public string? Fault { get; set; }

    /// <summary>Not to be asked before; null for at once.</summary>
    public DateTimeOffset? NextAttemptAt { get; set; }
}

/// <summary>One witness's signature line under a checkpoint. Never updated, never deleted.</summary>
public sealed class CosignatureRow
{
    public required long CheckpointSize { get; init; }

    public required string Witness { get; init; }

    /// <summary>With its newline.</summary>
    public required string Line { get; init; }

    public required DateTimeOffset KeptAt { get; init; }
}
