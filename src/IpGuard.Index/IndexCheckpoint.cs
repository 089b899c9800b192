namespace IpGuard.Index;

/// <summary>How far an index has followed Store's outbox. It is rebuilt whenever this does not fit what Store says.</summary>
/// <param name="StoreId">Which database.</param>
/// <param name="Position">Id of the last outbox row applied; 0 for none.</param>
public sealed record IndexCheckpoint(Guid StoreId, long Position)
{
    public static IndexCheckpoint None { get; } = new(Guid.Empty, 0);
}
