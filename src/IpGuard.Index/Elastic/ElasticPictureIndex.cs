using System.Text.Json;
using IpGuard.Core.Matching;

namespace IpGuard.Index.Elastic;

/// <summary>Which pictures are nearest to this one? Asked of Elasticsearch, with the answers of the embedded index.</summary>
/// <remarks>One writer at a time, in all programs together; a second one is noticed by the checkpoint and refused. Readers never wait.
/// Nothing is true because the index says so: a candidate is judged again on the fingerprints of Store.</remarks>
public sealed partial class ElasticPictureIndex : IDisposable
{
    readonly ElasticTransport _transport;
    readonly ElasticIndexName _name;
    readonly TimeProvider _clock;
    readonly IndexAdmin _admin;
    readonly BulkWriter _bulk;
    readonly CheckpointDocument _mark;
    readonly WordRarity _rarity;
    readonly HashQuestion _hashes;
    readonly LikenessQuestions _likeness;
    readonly ElasticProposals _proposals;
    readonly SemaphoreSlim _writer = new(1, 1);
    string? _misfit;

    ElasticPictureIndex(ElasticTransport transport, ElasticIndexName name, BulkLimits limits, IndexEyes eyes, TimeProvider clock)
    {
        (_transport, _name, _clock, _admin) = (transport, name, clock, new(transport));
        _bulk = new(transport, limits, clock, Random.Shared.NextDouble);
        _mark = new(transport, name);
        var asking = new Asking(transport, name.Prefix);
        _rarity = new(transport, name.Prefix, clock);
        (_hashes, _likeness) = (new(asking), new(asking, _rarity));
        _proposals = new(asking, _rarity, _hashes, _likeness, eyes.Vocabulary, eyes.Background);
    }

    /// <summary>Why the index is not the one that is wanted, in one sentence; it is then to be rebuilt. Null where it fits.</summary>
    public string? OpenFault => _misfit ?? _mark.Fault;

    /// <summary>How far Store's outbox has been followed.</summary>
    public IndexCheckpoint Checkpoint => _mark.Current;

    /// <summary>Opens the index, making template, index and aliases where there are none.</summary>
    /// <exception cref="ElasticException">Elasticsearch does not answer, or refuses.</exception>
    public static async Task<ElasticPictureIndex> OpenAsync(
        ElasticTransport transport,
        ElasticIndexName name,
        BulkLimits limits,
        IndexEyes eyes,
        TimeProvider clock,
        CancellationToken stop
    )
    {
        PictureTemplate.AssertFits();
        var index = new ElasticPictureIndex(transport, name, limits, eyes, clock);
        await index._admin.PutTemplateAsync(name.Template, stop);
        if ((await index._admin.BehindAsync(name.WriteAlias, stop)).Count == 0)
            await index.BeginAsync(stop);
        await index._admin.AwaitAsync(name.Prefix, stop);
        await index.ReadMarkAsync(stop);
        return index;
    }

    // Two programs may open it at the same time: the first one makes it, and the other finds it made.
    async Task BeginAsync(CancellationToken stop)
    {
        var first = IndexAdmin.PhysicalName(_name.Prefix, await NextNumberAsync(stop));
        // Looked at once the number is taken: who made one before it is found here, and who makes one after it takes the same name.
        if ((await _admin.BehindAsync(_name.WriteAlias, stop)).Count > 0)
            return;
        try
        {
            await _admin.CreateAsync(first, _name.Prefix, _name.WriteAlias, null, stop);
        }
        catch (ElasticException e) when (e.Status == 400)
        {
            if ((await _admin.BehindAsync(_name.WriteAlias, stop)).Count == 0)
                throw;
        }
    }

    async Task<int> NextNumberAsync(CancellationToken stop) =>
        (await _admin.PhysicalAsync(_name.Prefix, stop)) is [.., var last] ? IndexAdmin.Number(_name.Prefix, last)!.Value + 1 : 1;

    /// <summary>Adds pictures by their hash alone, each in the place of an earlier one of the same filing and number, with all its
    /// parts.</summary>
    /// <inheritdoc cref="AddFeaturesAsync" />
    public Task<IReadOnlyList<DeadLetter>> AddAsync(IReadOnlyList<IndexedPicture> pictures, IndexCheckpoint upTo, CancellationToken stop) =>
        AddFeaturesAsync([.. pictures.Select(IndexedFeatures.Of)], upTo, stop);

    /// <summary>Adds pictures with all that they can be found by, each in the place of an earlier one of the same filing and number.
    /// Durable, and found by every question asked after it returns.</summary>
    /// <returns>Documents that Elasticsearch will never take as they are: the checkpoint passes them.</returns>
    /// <exception cref="ElasticException">Not all is in: the checkpoint stays, and adding the same again puts it right.</exception>
    public Task<IReadOnlyList<DeadLetter>> AddFeaturesAsync(
        IReadOnlyList<IndexedFeatures> pictures,
        IndexCheckpoint upTo,
        CancellationToken stop
    ) => ChangeAsync(pictures, [], upTo, stop);

    /// <summary>Removes all pictures of a filing. Durable, and honoured by every question asked after it returns.</summary>
    /// <exception cref="ElasticException">Not all is out: the checkpoint stays, and removing the same again puts it right.</exception>
    public Task RemoveAsync(string filingNumber, IndexCheckpoint upTo, CancellationToken stop) =>
        ChangeAsync([], [filingNumber], upTo, stop);

    /// <summary>Removes all pictures of some owners and adds others, in one step of the checkpoint.</summary>
    /// <inheritdoc cref="AddFeaturesAsync" />
    public Task<IReadOnlyList<DeadLetter>> ChangeAsync(
        IReadOnlyList<IndexedFeatures> added,
        IReadOnlyList<string> goneOwners,
        IndexCheckpoint upTo,
        CancellationToken stop
    ) =>
        WriteAsync(
            async () =>
            {
                await ForgetInOlderAsync(added, goneOwners, stop);
                List<BulkItem> items = goneOwners.Count == 0 ? [] : await OfOwnersAsync(goneOwners, stop);
                items.AddRange(await ItemsAsync(added, stop));
                // Of two changes of one document the later one counts, whatever the order in which a bulk is done.
                return [.. items.GroupBy(i => i.Id, StringComparer.Ordinal).Select(g => g.Last())];
            },
            upTo,
            stop
        );

    async Task<List<BulkItem>> OfOwnersAsync(IReadOnlyList<string> owners, CancellationToken stop)
    {
        // A search sees only what was refreshed.
        await _admin.RefreshAsync(_name.WriteAlias, stop);
        var items = new List<BulkItem>();
        var query = new QueryClause { Terms = new() { ["owner"] = owners } };
        await foreach (var hit in new PitReader(_transport).ReadAsync(_name.WriteAlias, query, false, PitReader.PageSize, stop))
            items.Add(new(BulkAction.Delete, hit.Id!, default));
        return items;
    }

    async Task<List<BulkItem>> ItemsAsync(IReadOnlyList<IndexedFeatures> pictures, CancellationToken stop)
    {
        var last = pictures.GroupBy(p => p.Key).Select(g => g.Last()).ToList();
        List<BulkItem> items = [.. last.SelectMany(PictureDocument.Of).Select(d => d.ToItem())];
        var fresh = items.Select(i => i.Id).ToHashSet(StringComparer.Ordinal);
        var stale = (await OldPartsAsync(last, stop)).Where(id => !fresh.Contains(id));
        items.AddRange(stale.Select(id => new BulkItem(BulkAction.Delete, id, default)));
        return items;
    }

    async Task<IReadOnlyList<DeadLetter>> WriteAsync(Func<Task<List<BulkItem>>> changes, IndexCheckpoint upTo, CancellationToken stop)
    {
        await _writer.WaitAsync(stop);
        try
        {
            var items = await changes();
            var report = await _bulk.WriteAsync(_name.WriteAlias, isAlias: true, items.ToAsyncEnumerable(), stop);
            report.ThrowIfRefused(_name.WriteAlias);
            if (items.Count > 0)
                await _admin.RefreshAsync(_name.WriteAlias, stop);
            await _mark.MoveAsync(upTo, stop);
            await RollAsync(stop);
            _rarity.Forget();
            return report.DeadLetters;
        }
        finally
        {
            _writer.Release();
        }
    }

    // Documents of the parts that earlier ones of these pictures may have. Read by id, which needs no refresh.
    async Task<List<string>> OldPartsAsync(List<IndexedFeatures> pictures, CancellationToken stop)
    {
        var old = new List<string>();
        foreach (var some in pictures.Chunk(1_000))
        {
            var ids = some.Select(p => DocumentId.Of(p.Picture.FilingNumber, p.Picture.PictureNo, 0));
            var answer = await _transport.AskAsync(
                new(
                    "mget",
                    HttpMethod.Post,
                    $"/{Uri.EscapeDataString(_name.WriteAlias)}/_mget?_source_includes=parts",
                    _transport.Settings.WritePatience
                )
                {
                    Body = JsonSerializer.SerializeToUtf8Bytes(new([.. ids]), ElasticJson.Default.IdsBody),
                },
                stop
            );
            var got = JsonSerializer.Deserialize(answer.Body.Span, ElasticJson.Default.ManyDocuments)!.Docs;
            if (got.FirstOrDefault(d => d.Error is not null)?.Error is { } error)
                throw new ElasticException($"expected {_name.WriteAlias} to be read by id, got {ElasticFault.Of(error)}; write it again")
                {
                    Status = 503,
                };
            old.AddRange(
                got.Where(d => d.Found)
                    .SelectMany(d => Enumerable.Range(1, Math.Max(0, (d.Source?.Parts ?? 1) - 1)).Select(part => OfPart(d.Id, part)))
            );
        }

        return old;
    }

    static string OfPart(string wholeId, int part)
    {
        var (key, _) = DocumentId.Read(wholeId);
        return DocumentId.Of(key.FilingNumber, key.PictureNo, part);
    }

    public void Dispose() => _writer.Dispose();
}
