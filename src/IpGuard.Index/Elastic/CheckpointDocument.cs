using System.Globalization;
using System.Text.Json;

namespace IpGuard.Index.Elastic;

/// <summary>How far an index has come, kept as a document in it: a rebuilt index brings its own. Written only where it is as it was last
/// seen, so that a second writer is noticed.</summary>
sealed class CheckpointDocument(ElasticTransport transport, ElasticIndexName name)
{
    // Tells our own writing, repeated after a lost answer, from another's.
    readonly string _writer = Guid.NewGuid().ToString("N");
    volatile IndexCheckpoint _current = IndexCheckpoint.None;
    (long SeqNo, long PrimaryTerm)? _seen;

    public IndexCheckpoint Current => _current;

    public string? Fault { get; private set; }

    /// <summary>Reads it as it stands in one index. One of another network or vocabulary counts as none.</summary>
    /// <returns>False where there is none.</returns>
    public async Task<bool> ReadAsync(string index, CancellationToken stop)
    {
        var got = await GetAsync(index, stop);
        _seen = got is { Found: true } ? (got.SeqNo!.Value, got.PrimaryTerm!.Value) : null;
        var mark = got?.Found == true ? got.Source : null;
        Fault = mark is null ? null : FaultOf(mark);
        _current = mark is null || Fault is not null ? IndexCheckpoint.None : new(mark.StoreId ?? Guid.Empty, mark.Position ?? 0);
        return mark is not null;
    }

    /// <summary>Into an index that nobody reads yet.</summary>
    public Task BeginAsync(string index, IndexCheckpoint upTo, CancellationToken stop) => PutAsync(index, "", upTo, stop);

    /// <exception cref="ElasticException">Another writer has moved it.</exception>
    public async Task MoveAsync(IndexCheckpoint upTo, CancellationToken stop)
    {
        var condition = _seen is { } s
            ? string.Create(CultureInfo.InvariantCulture, $"?require_alias=true&if_seq_no={s.SeqNo}&if_primary_term={s.PrimaryTerm}")
            : "?require_alias=true&op_type=create";
        try
        {
            var put = await PutAsync(name.WriteAlias, condition, upTo, stop);
            _seen = (put.SeqNo!.Value, put.PrimaryTerm!.Value);
        }
        catch (ElasticException e) when (e.Status == 409)
        {
            var got = await GetAsync(name.WriteAlias, stop);
            if (got is not { Found: true, Source: { } mark } || mark.Writer != _writer || mark.Position != upTo.Position)
                throw;
            _seen = (got.SeqNo!.Value, got.PrimaryTerm!.Value);
        }

        _current = upTo;
    }

    string? FaultOf(PictureDocument mark)
    {
        if ((mark.Network ?? "") != name.NetworkId)
            return $"expected embeddings of the network '{name.NetworkId}', got those of '{mark.Network}'";
        return (mark.Vocabulary ?? "") == name.VocabularyId
            ? null
            : $"expected words of the vocabulary '{name.VocabularyId}', got those of '{mark.Vocabulary}'";
    }

    async Task<GotDocument?> GetAsync(string index, CancellationToken stop)
    {
        var path = $"/{Uri.EscapeDataString(index)}/_doc/{DocumentId.Checkpoint}";
        var answer = await transport.AskAsync(new("get", HttpMethod.Get, path, transport.Settings.AdminPatience), stop);
        return JsonSerializer.Deserialize(answer.Body.Span, ElasticJson.Default.GotDocument);
    }

    async Task<GotDocument> PutAsync(string index, string condition, IndexCheckpoint upTo, CancellationToken stop)
    {
        var mark = new PictureDocument
        {
            StoreId = upTo.StoreId,
            Position = upTo.Position,
            Network = name.NetworkId,
            Vocabulary = name.VocabularyId,
            Writer = _writer,
        };
        var path = $"/{Uri.EscapeDataString(index)}/_doc/{DocumentId.Checkpoint}{condition}";
        var answer = await transport.AskAsync(
            new("index", HttpMethod.Put, path, transport.Settings.WritePatience)
            {
                Body = JsonSerializer.SerializeToUtf8Bytes(mark, ElasticJson.Default.PictureDocument),
            },
            stop
        );
        return JsonSerializer.Deserialize(answer.Body.Span, ElasticJson.Default.GotDocument)!;
    }
}
