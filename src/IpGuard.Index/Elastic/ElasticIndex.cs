using IpGuard.Core.Matching;

namespace IpGuard.Index.Elastic;

/// <summary>The index on Elasticsearch, opened when it is first asked for: a server that is down keeps nothing else from
/// starting.</summary>
public sealed class ElasticIndex(ElasticTransport transport, ElasticIndexName name, IndexEyes eyes, BulkLimits limits, TimeProvider clock)
    : IPictureIndex
{
    // Titles are tied to pictures; a filing has a few.
    const int PicturesToATitle = 10;

    readonly SemaphoreSlim _opening = new(1, 1);
    ElasticPictureIndex? _index;

    public string Kind => "elasticsearch";

    public string? Trouble { get; private set; }

    public bool IsForgetful => false;

    public async Task<IndexStanding> OpenAsync(CancellationToken stop)
    {
        var index = await IndexAsync(stop);
        return new(index.OpenFault, index.Checkpoint);
    }

    public async Task<long> CountAsync(CancellationToken stop) => await (await IndexAsync(stop)).CountAsync(stop);

    public async Task<IReadOnlyList<string>> ChangeAsync(
        IReadOnlyList<IndexedFeatures> added,
        IReadOnlyList<string> goneOwners,
        IndexCheckpoint upTo,
        CancellationToken stop
    ) => Tell(await (await IndexAsync(stop)).ChangeAsync(added, goneOwners, upTo, stop));

    public async Task<IReadOnlyList<string>> RebuildAsync(
        IAsyncEnumerable<IndexedFeatures> all,
        IndexCheckpoint upTo,
        CancellationToken stop
    ) => Tell(await (await IndexAsync(stop)).RebuildFeaturesAsync(all, upTo, stop));

    /// <summary>Everything is on the server.</summary>
    public void Remember(IReadOnlyList<IndexedFeatures> pictures) { }

    public async Task<Found<Candidate>> NearestAsync(PdqSet asked, int radiusBits, int top, CancellationToken stop) =>
        await (await IndexAsync(stop)).NearestAsync(asked, radiusBits, top, stop);

    public async Task<Found<NearPicture>> ProposeAsync(
        PreparedPicture asked,
        int perEvidence,
        IReadOnlyCollection<string> also,
        CancellationToken stop
    ) => await (await IndexAsync(stop)).ProposeAsync(asked, perEvidence, also, stop);

    public async Task<Found<NearTitle>> NearestTitlesAsync(Embedding asked, float least, int top, CancellationToken stop)
    {
        var index = await IndexAsync(stop);
        var found = await index.ByTitleMeaningAsync(asked, top * PicturesToATitle, stop);
        var titles = found
            .Items.Where(i => i.Score >= least)
            .GroupBy(i => i.Key.FilingNumber, StringComparer.Ordinal)
            .Select(g => new NearTitle(g.Key, g.Max(i => i.Score)))
            .OrderByDescending(t => t.Cosine)
            .ThenBy(t => t.FilingNumber, StringComparer.Ordinal);
        return new([.. titles.Take(top)], found.NotAsked);
    }

    public ValueTask DisposeAsync()
    {
        _index?.Dispose();
        _opening.Dispose();
        transport.Dispose();
        return ValueTask.CompletedTask;
    }

    async Task<ElasticPictureIndex> IndexAsync(CancellationToken stop)
    {
        if (Volatile.Read(ref _index) is { } open)
            return open;
        await _opening.WaitAsync(stop);
        try
        {
            return _index ??= await ElasticPictureIndex.OpenAsync(transport, name, limits, eyes, clock, stop);
        }
        finally
        {
            _opening.Release();
        }
    }

    List<string> Tell(IReadOnlyList<DeadLetter> dead)
    {
        var told = dead.Select(d => $"{d.Id}: {d.Reason}").ToList();
        if (told.Count > 0)
            Trouble = $"{told.Count} documents were refused for good, the first: {told[0]}";
        return told;
    }
}
