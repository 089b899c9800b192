namespace IpGuard.Flows.Health;

/// <summary>One part of the house and whether it does its work.</summary>
/// <param name="Part">Stable token: store, blobs, ledger, index, outbox, schedule, disk.</param>
/// <param name="Detail">One sentence with the numbers.</param>
public sealed record PartHealth(string Part, bool IsWell, string Detail);

public sealed record HouseHealth(bool IsWell, IReadOnlyList<PartHealth> Parts, DateTimeOffset ReadAt);

/// <summary>How the house is.</summary>
public sealed class HealthReads
{
    public Task<HouseHealth> ReadAsync(CancellationToken stop) => throw new NotImplementedException();
}
