namespace IpGuard.Flows.Ledger;

/// <summary>One part of a check of the whole house.</summary>
/// <param name="Part">Stable token: database, entries, tiles, checkpoints, cosignatures, tokens, filings, blobs.</param>
/// <param name="Checked">How many were looked at.</param>
/// <param name="Damaged">How many of them are not as they should be.</param>
/// <param name="Faults">The first of them in sentences, at most <see cref="MostTold"/>.</param>
public sealed record FsckPart(string Part, long Checked, long Damaged, IReadOnlyList<string> Faults)
{
    public const int MostTold = 20;
}

/// <summary>What a check of the whole house found.</summary>
public sealed record FsckReport(DateTimeOffset BeganAt, DateTimeOffset EndedAt, IReadOnlyList<FsckPart> Parts)
{
    public bool IsClean => Parts.All(p => p.Damaged == 0);
}

/// <summary>Counts one part as it is looked at.</summary>
sealed class FsckTally(string part, IProgress<string>? progress)
{
    readonly List<string> _faults = [];
    long _checked;
    long _damaged;

    /// <param name="fault">Null where it is as it should be.</param>
    public void Add(string? fault)
    {
        _checked++;
        if (_checked % 1_000 == 1)
            progress?.Report(part);
        if (fault is null)
            return;
        _damaged++;
        if (_faults.Count < FsckPart.MostTold)
            _faults.Add(fault);
    }

    public FsckPart Close() => new(part, _checked, _damaged, _faults);
}
