using IpGuard.Core.Matching;
using IpGuard.Index;
using IpGuard.Index.Elastic;
using IpGuard.Testing;

namespace IpGuard.Rooms.Tests.Index.Elastic;

/// <summary>Listed pictures in several indexes, the last of which is written to.</summary>
public sealed class RolloverTests : IAsyncLifetime
{
    const int MostDocuments = 10;

    static readonly Guid Store = Guid.Parse("0198aaaa-0000-7000-8000-000000000001");

    readonly ElasticIndexName _name = new($"{ElasticIndexName.Listings}-test-{Guid.NewGuid():N}")
    {
        Rollover = new(10L << 30, MostDocuments),
    };

    ElasticTransport _transport = null!;
    ElasticPictureIndex _index = null!;

    IndexAdmin Admin => new(_transport);

    public async ValueTask InitializeAsync()
    {
        _transport = RealIndex.TransportTo(TestElasticsearch.AddressOrSkip());
        _index = await OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_transport is null)
            return;
        _index?.Dispose();
        foreach (var index in await Admin.PhysicalAsync(_name.Prefix, CancellationToken.None))
            await Admin.DeleteAsync(index, CancellationToken.None);
        _transport.Dispose();
    }

    Task<ElasticPictureIndex> OpenAsync() =>
        ElasticPictureIndex.OpenAsync(_transport, _name, new(), IndexEyes.None, new WithoutWaiting(), CancellationToken.None);

    static List<IndexedPicture> Pictures(int count)
    {
        var random = new Random(12);
        return [.. Enumerable.Range(0, count).Select(i => new IndexedPicture($"P-{i:00}", 1, HashSamples.HashOf(random)))];
    }

    async Task AddInStepsAsync(IReadOnlyList<IndexedPicture> pictures)
    {
        var position = 0;
        foreach (var some in pictures.Chunk(5))
            Assert.Empty(await _index.AddAsync(some, new(Store, ++position), CancellationToken.None));
    }

    async Task<IReadOnlyList<string>> OwnersAsync(Pdq hash)
    {
        var found = await _index.NearestAsync(Turned(hash), 0, 10, CancellationToken.None);
        Assert.Empty(found.NotAsked);
        return [.. found.Items.Select(i => i.FilingNumber)];
    }

    static PdqSet Turned(Pdq upright)
    {
        var (set, random) = (default(PdqSet), new Random(5));
        for (var o = 0; o < PdqSet.Count; o++)
            set[o] = o == 0 ? upright : HashSamples.HashOf(random);
        return set;
    }

    [Fact]
    public async Task What_lies_in_any_of_several_indexes_is_found_and_counted_once()
    {
        var pictures = Pictures(32);
        await AddInStepsAsync(pictures);
        Assert.InRange((await Admin.BehindAsync(_name.Prefix, CancellationToken.None)).Count, 3, 4);
        Assert.Single(await Admin.BehindAsync($"{_name.Prefix}-write", CancellationToken.None));
        Assert.Equal(32, await _index.CountAsync(CancellationToken.None));
        foreach (var picture in pictures)
            Assert.Equal([picture.FilingNumber], await OwnersAsync(picture.Hash));
    }

    [Fact]
    public async Task A_picture_of_an_older_index_is_replaced_and_removed_there()
    {
        var pictures = Pictures(32);
        await AddInStepsAsync(pictures);
        var fresh = HashSamples.HashOf(new Random(77));
        await _index.AddAsync([pictures[0] with { Hash = fresh }], new(Store, 20), CancellationToken.None);
        Assert.Empty(await OwnersAsync(pictures[0].Hash));
        Assert.Equal(["P-00"], await OwnersAsync(fresh));
        await _index.RemoveAsync("P-01", new(Store, 21), CancellationToken.None);
        Assert.Empty(await OwnersAsync(pictures[1].Hash));
        Assert.Equal(31, await _index.CountAsync(CancellationToken.None));
    }

    [Fact]
    public async Task The_checkpoint_goes_along_also_where_rolling_over_was_broken_off()
    {
        await AddInStepsAsync(Pictures(32));
        Assert.Equal(new(Store, 7), _index.Checkpoint);
        // The new index is there, and its checkpoint is not yet.
        await _index.AddAsync([.. Pictures(40).Skip(32)], new(Store, 8), CancellationToken.None);
        await Admin.RolloverAsync(_name.Prefix, $"{_name.Prefix}-write", new(1, 1), CancellationToken.None);
        _index.Dispose();
        _index = await OpenAsync();
        Assert.Equal((null, new IndexCheckpoint(Store, 8)), (_index.OpenFault, _index.Checkpoint));
        await _index.AddAsync(Pictures(1), new(Store, 9), CancellationToken.None);
        Assert.Equal(40, await _index.CountAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Made_again_it_fills_as_many_indexes_as_it_needs_and_none_of_the_old_is_left()
    {
        var pictures = Pictures(32);
        await AddInStepsAsync(pictures);
        var old = await Admin.PhysicalAsync(_name.Prefix, CancellationToken.None);
        Assert.Empty(await _index.RebuildAsync(pictures[..25].ToAsyncEnumerable(), new(Store, 30), CancellationToken.None));
        var now = await Admin.PhysicalAsync(_name.Prefix, CancellationToken.None);
        Assert.Equal(3, now.Count);
        Assert.Empty(now.Intersect(old));
        Assert.Equal([now[^1]], await Admin.BehindAsync($"{_name.Prefix}-write", CancellationToken.None));
        Assert.Equal(25, await _index.CountAsync(CancellationToken.None));
        Assert.Equal(["P-03"], await OwnersAsync(pictures[3].Hash));
        Assert.Equal(new(Store, 30), _index.Checkpoint);
    }

    [Fact]
    public void A_name_for_which_there_is_no_template_is_refused() =>
        Assert.Throws<ArgumentException>(() => new ElasticIndexName("ipguard-sellers").Template);
}
