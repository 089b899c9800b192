using System.Buffers;
using System.Text.Json;

namespace IpGuard.Index.Elastic;

public enum BulkAction
{
    /// <summary>In the place of what is there.</summary>
    Index,

    /// <summary>Unless one is there.</summary>
    Create,

    /// <summary>One that is not there is gone already.</summary>
    Delete,
}

/// <summary>One change of one document.</summary>
/// <param name="Document">One JSON object without a line break; empty for a deletion.</param>
public sealed record BulkItem(BulkAction Action, string Id, ReadOnlyMemory<byte> Document)
{
    // {"delete":{"_id":""}} and two line breaks.
    const int FrameBytes = 24;

    /// <summary>About what it takes in a request.</summary>
    public long LengthBytes => Document.Length + (3L * Id.Length) + FrameBytes;

    /// <summary>The body of a bulk: a line that says what, a line with the document, the last one ended too.</summary>
    internal static ReadOnlyMemory<byte> Lines(IReadOnlyList<BulkItem> items)
    {
        var lines = new ArrayBufferWriter<byte>((int)Math.Min(int.MaxValue / 2, items.Sum(i => i.LengthBytes)));
        using var json = new Utf8JsonWriter(lines);
        foreach (var item in items)
        {
            json.Reset();
            json.WriteStartObject();
            json.WriteStartObject(
                item.Action switch
                {
                    BulkAction.Index => "index",
                    BulkAction.Create => "create",
                    _ => "delete",
                }
            );
            json.WriteString("_id", item.Id);
            json.WriteEndObject();
            json.WriteEndObject();
            json.Flush();
            lines.Write("\n"u8);
            if (item.Action == BulkAction.Delete)
                continue;
            lines.Write(item.Document.Span);
            lines.Write("\n"u8);
        }

        return lines.WrittenMemory;
    }
}

/// <summary>How much at once, and how long to go on against a server that is too busy.</summary>
public sealed record BulkLimits
{
    /// <summary>5 MB: the lower end of what Elastic advises to begin with.</summary>
    public long MostBytes { get; init; } = 5 << 20;

    public int MostItems { get; init; } = 1_000;

    /// <summary>Batches on their way at once.</summary>
    public int InFlight { get; init; } = 2;

    /// <summary>Refusals in a row of one batch, none of it taken, after which the rest is given back. 10 take up to two minutes.</summary>
    public int MostTries { get; init; } = 10;

    public TimeSpan FirstWait { get; init; } = TimeSpan.FromMilliseconds(200);

    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>A document that is not in, and why. Status 400 and 413 stay so however often it is sent.</summary>
public sealed record DeadLetter(string Id, int Status, string Reason);

/// <summary>What became of a bulk. Safe to add to from many threads.</summary>
public sealed class BulkReport
{
    readonly Lock _gate = new();
    readonly List<DeadLetter> _dead = [];
    readonly List<DeadLetter> _refused = [];
    long _written;
    long _alreadyThere;

    /// <summary>Documents put in or taken out.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>Documents that were to be new and were there.</summary>
    public long AlreadyThere => Interlocked.Read(ref _alreadyThere);

    /// <summary>What Elasticsearch will never take as it is.</summary>
    public IReadOnlyList<DeadLetter> DeadLetters => _dead;

    /// <summary>What it did not take now: blocked, too busy, a shard away. To be sent again later.</summary>
    public IReadOnlyList<DeadLetter> Refused => _refused;

    /// <summary>The name of the first refusal, as in `cluster_block_exception`.</summary>
    internal string RefusedType { get; private set; } = "";

    internal void Wrote() => Interlocked.Increment(ref _written);

    internal void WasThere() => Interlocked.Increment(ref _alreadyThere);

    internal void Bury(BulkItem item, int status, string reason)
    {
        lock (_gate)
            _dead.Add(new(item.Id, status, reason));
    }

    internal void Refuse(IEnumerable<BulkItem> items, int status, string reason, string type = "")
    {
        lock (_gate)
        {
            if (_refused.Count == 0)
                RefusedType = type;
            _refused.AddRange(items.Select(i => new DeadLetter(i.Id, status, reason)));
        }
    }

    /// <exception cref="ElasticException">Something was refused for now.</exception>
    internal void ThrowIfRefused(string index)
    {
        if (_refused is not [var first, ..])
            return;
        throw new ElasticException(
            $"expected {index} to take {_written + _alreadyThere + _dead.Count + _refused.Count} documents, got "
                + $"{first.Status} {first.Reason} for {_refused.Count}; {ElasticFault.Advice(first.Status, RefusedType)}"
        )
        {
            Status = first.Status,
            Type = RefusedType,
        };
    }
}
