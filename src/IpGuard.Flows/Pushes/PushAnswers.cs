namespace IpGuard.Flows.Pushes;

/// <summary>What a pusher gets for a batch; for the same batch again, the same.</summary>
/// <param name="Batch">Its number.</param>
/// <param name="Listings">Whole listings in it.</param>
/// <param name="Removed">Listings that it says are no longer offered.</param>
/// <param name="Broken">Records that are neither.</param>
/// <param name="Examples">Of the broken ones the first, with the reasons.</param>
public sealed record PushReceipt(
    long Batch,
    DateTimeOffset ReceivedAt,
    int Listings,
    int Removed,
    int Broken,
    IReadOnlyList<string> Examples
);

/// <summary>Why a push was not taken.</summary>
public enum PushRefusal
{
    /// <summary>Not signed, or not by a key that is in force.</summary>
    NotSigned = 1,

    /// <summary>Nothing in it is a listing.</summary>
    Malformed = 2,

    /// <summary>Too many bytes or records.</summary>
    TooLarge = 3,

    /// <summary>Packed in a way that is not read here.</summary>
    UnknownCoding = 4,

    /// <summary>Another batch was pushed under this idempotency key.</summary>
    OtherBody = 5,

    /// <summary>Too many batches in a minute.</summary>
    TooOften = 6,
}

/// <summary>A batch as it was kept, or why it was not.</summary>
public abstract record PushAnswer
{
    PushAnswer() { }

    public sealed record Received(PushReceipt Receipt) : PushAnswer;

    /// <param name="Faults">A sentence each: what was expected, and what came.</param>
    /// <param name="RetryAfter">When it may be tried again; null where that would help nothing.</param>
    public sealed record Refused(PushRefusal Why, IReadOnlyList<string> Faults, TimeSpan? RetryAfter = null) : PushAnswer;
}
