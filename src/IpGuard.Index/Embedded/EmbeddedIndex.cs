using IpGuard.Core.Matching;

namespace IpGuard.Index.Embedded;

/// <summary>The index of one machine: hashes in a folder, features and titles in memory.</summary>
/// <param name="folder">Where the hashes are.</param>
/// <param name="features">Features, in memory.</param>
public sealed class EmbeddedIndex(string folder, FeatureIndex features) : IPictureIndex
{
    readonly TitleIndex _titles = new();
    readonly SemaphoreSlim _opening = new(1, 1);
    EmbeddedPictureIndex? _hashes;

    public string Kind => "embedded";

    public string? Trouble => Volatile.Read(ref _hashes)?.SealFault;

    public bool IsForgetful => true;

    public async Task<IndexStanding> OpenAsync(CancellationToken stop)
    {
        var hashes = await HashesAsync(stop);
        return new(hashes.OpenFault, hashes.Checkpoint);
    }

    public async Task<long> CountAsync(CancellationToken stop) => (await HashesAsync(stop)).Count;

    public async Task<IReadOnlyList<string>> ChangeAsync(
        IReadOnlyList<IndexedFeatures> added,
        IReadOnlyList<string> goneOwners,
        IndexCheckpoint upTo,
        CancellationToken stop
    )
    {
        await (await HashesAsync(stop)).ChangeAsync(Hashed(added), goneOwners, upTo, stop);
        features.Change(goneOwners, added);
        _titles.Change(goneOwners, [.. added.SelectMany(Titled)]);
        return [];
    }

    public async Task<IReadOnlyList<string>> RebuildAsync(
        IAsyncEnumerable<IndexedFeatures> all,
        IndexCheckpoint upTo,
        CancellationToken stop
    )
    {
        var handed = new HashSet<PictureKey>();
        var pictures = all.Where(p => handed.Add(p.Key) && !p.IsFlat).Select(p => p.Picture);
        await (await HashesAsync(stop)).RebuildAsync(pictures, upTo, stop);
        features.KeepOnly(handed);
        _titles.KeepOnly(handed.Select(p => p.FilingNumber).ToHashSet(StringComparer.Ordinal));
        return [];
    }

    public void Remember(IReadOnlyList<IndexedFeatures> pictures)
    {
        foreach (var picture in pictures)
        {
            if (picture.Features is { } known)
                features.Add(picture.Key, known, picture.Words);
            foreach (var (filing, meaning) in Titled(picture))
                _titles.Add(filing, meaning);
        }
    }

    public async Task<Found<Candidate>> NearestAsync(PdqSet asked, int radiusBits, int top, CancellationToken stop) =>
        Found.Whole((await HashesAsync(stop)).Nearest(asked, radiusBits, top));

    public Task<Found<NearPicture>> ProposeAsync(
        PreparedPicture asked,
        int perEvidence,
        IReadOnlyCollection<string> also,
        CancellationToken stop
    ) => Task.Run(() => Found.Whole(features.Nearest(asked, perEvidence, also)), stop);

    public Task<Found<NearTitle>> NearestTitlesAsync(Embedding asked, float least, int top, CancellationToken stop) =>
        Task.FromResult(Found.Whole(_titles.Nearest(asked, least, top)));

    public async ValueTask DisposeAsync()
    {
        if (_hashes is not null)
            await _hashes.DisposeAsync();
        features.Dispose();
        _titles.Dispose();
        _opening.Dispose();
    }

    async Task<EmbeddedPictureIndex> HashesAsync(CancellationToken stop)
    {
        if (Volatile.Read(ref _hashes) is { } open)
            return open;
        await _opening.WaitAsync(stop);
        try
        {
            return _hashes ??= await EmbeddedPictureIndex.OpenAsync(folder, stop);
        }
        finally
        {
            _opening.Release();
        }
    }

    static IEnumerable<(string FilingNumber, Embedding Meaning)> Titled(IndexedFeatures picture) =>
        picture.TitleMeaning is { } meaning && Embedding.Of(meaning) is { } embedding ? [(picture.Key.FilingNumber, embedding)] : [];

    static List<IndexedPicture> Hashed(IReadOnlyList<IndexedFeatures> pictures) =>
        [.. pictures.Where(p => !p.IsFlat).Select(p => p.Picture)];
}
