using IpGuard.Core.Matching;
using IpGuard.Index;
using IpGuard.Index.Elastic;
using static IpGuard.Rooms.Tests.Index.HashSamples;

namespace IpGuard.Rooms.Tests.Index.Elastic;

/// <summary>What the index on a real Elasticsearch does beyond the contract of every index.</summary>
public sealed class ElasticPictureIndexTests : IAsyncLifetime
{
    static readonly Guid Store = Guid.Parse("0198aaaa-0000-7000-8000-000000000001");

    RealIndex _real = null!;

    ElasticPictureIndex Index => _real.Index;

    public async ValueTask InitializeAsync() => _real = await RealIndex.OpenOrSkipAsync();

    public async ValueTask DisposeAsync()
    {
        if (_real is not null)
            await _real.DisposeAsync();
    }

    async Task AddAsync(IReadOnlyList<IndexedPicture> pictures, long position) =>
        Assert.Empty(await Index.AddAsync(pictures, new(Store, position), CancellationToken.None));

    Task RemoveAsync(string filingNumber, long position) => Index.RemoveAsync(filingNumber, new(Store, position), CancellationToken.None);

    async Task RebuildAsync(IReadOnlyList<IndexedPicture> pictures, long position) =>
        Assert.Empty(await Index.RebuildAsync(pictures.ToAsyncEnumerable(), new(Store, position), CancellationToken.None));

    Task<IReadOnlyList<Candidate>> NearestAsync(PdqSet asked, int radiusBits, int top) => _real.NearestAsync(asked, radiusBits, top);

    IndexCheckpoint Checkpoint => Index.Checkpoint;

    [Fact]
    public async Task What_was_added_is_there_after_reopening()
    {
        await AddAsync(Pictures(5, 30), 9);
        await RemoveAsync("F-003", 10);
        await _real.ReopenAsync();
        Assert.Equal((28L, new IndexCheckpoint(Store, 10)), (await Index.CountAsync(CancellationToken.None), Checkpoint));
        Assert.Null(Index.OpenFault);
    }

    [Fact]
    public async Task A_new_index_has_come_nowhere_and_has_no_fault()
    {
        Assert.Equal((0L, IndexCheckpoint.None), (await Index.CountAsync(CancellationToken.None), Checkpoint));
        Assert.Null(Index.OpenFault);
    }

    [Fact]
    public async Task An_index_of_another_network_or_vocabulary_is_to_be_rebuilt_and_then_fits()
    {
        await AddAsync(Pictures(5, 4), 9);
        await _real.ReopenAsync(_real.Name with { NetworkId = "other" });
        Assert.Equal(IndexCheckpoint.None, Checkpoint);
        Assert.Contains("expected embeddings of the network 'other'", Index.OpenFault);
        await RebuildAsync(Pictures(5, 4), 9);
        Assert.Equal((9L, null), (Checkpoint.Position, Index.OpenFault));
        await _real.ReopenAsync(_real.Name with { NetworkId = "other", VocabularyId = "words" });
        Assert.Contains("expected words of the vocabulary 'words'", Index.OpenFault);
    }

    [Fact]
    public async Task A_checkpoint_moves_without_any_picture()
    {
        await AddAsync([], 3);
        await AddAsync([], 4);
        await _real.ReopenAsync();
        Assert.Equal(4, Checkpoint.Position);
    }

    [Fact]
    public async Task A_second_writer_is_noticed_and_refused()
    {
        await AddAsync(Pictures(5, 2), 1);
        using var other = await _real.OpenAsync(_real.Name);
        await AddAsync(Pictures(6, 2), 2);
        var refused = await Assert.ThrowsAsync<ElasticException>(() =>
            other.AddAsync(Pictures(7, 2), new(Store, 2), CancellationToken.None)
        );
        Assert.Equal(409, refused.Status);
        Assert.Contains("another program writes this index", refused.Message);
        Assert.Equal(2, Checkpoint.Position);
    }

    [Fact]
    public async Task Two_programs_may_open_a_new_index_at_the_same_time()
    {
        var name = _real.Name with { Prefix = $"{_real.Name.Prefix}-b" };
        var opened = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _real.OpenAsync(name)));
        try
        {
            Assert.Single(await _real.Admin.BehindAsync($"{name.Prefix}-write", CancellationToken.None));
            Assert.Single(await _real.Admin.PhysicalAsync(name.Prefix, CancellationToken.None));
        }
        finally
        {
            foreach (var index in opened)
                index.Dispose();
            foreach (var index in await _real.Admin.PhysicalAsync(name.Prefix, CancellationToken.None))
                await _real.Admin.DeleteAsync(index, CancellationToken.None);
        }
    }

    [Fact]
    public async Task Of_thousands_of_equal_pictures_the_lowest_numbers_are_given()
    {
        var hash = HashOf(new Random(1));
        List<IndexedPicture> equal = [.. Enumerable.Range(0, 12_000).Select(i => new IndexedPicture($"F-{i:00000}", 1, hash))];
        await AddAsync([.. equal.OrderBy(p => p.FilingNumber[^1]).ThenByDescending(p => p.FilingNumber)], 1);
        foreach (var radius in new[] { 0, 31, 256 })
            Assert.Equal(Oracle(equal, SetWith(hash), radius, 20), await NearestAsync(SetWith(hash), radius, 20));
        Assert.Equal(10_500, (await NearestAsync(SetWith(hash), 0, 10_500)).Count);
    }

    [Fact]
    public async Task Readers_never_meet_a_gap_while_the_index_is_rebuilt()
    {
        var pictures = Pictures(11, 600);
        var asked = SetWith(pictures[0].Hash);
        await AddAsync(pictures, 1);
        using var done = new CancellationTokenSource();
        var reading = Enumerable
            .Range(0, 3)
            .Select(_ =>
                Task.Run(async () =>
                {
                    var answers = 0;
                    for (; !done.IsCancellationRequested; answers++)
                        Assert.Equal(Oracle(pictures, asked, 256, 3), await NearestAsync(asked, 256, 3));
                    return answers;
                })
            )
            .ToList();
        for (var position = 2; position < 5; position++)
            await RebuildAsync(pictures, position);
        await done.CancelAsync();
        Assert.All(await Task.WhenAll(reading), answers => Assert.True(answers > 3));
        Assert.Equal(600, await Index.CountAsync(CancellationToken.None));
        Assert.Equal([$"{_real.Name.Prefix}-000004"], await _real.Admin.PhysicalAsync(_real.Name.Prefix, CancellationToken.None));
    }

    [Fact]
    public async Task A_rebuild_that_breaks_off_leaves_the_old_index_and_nothing_else()
    {
        var pictures = Pictures(12, 40);
        await AddAsync(pictures, 1);
        async IAsyncEnumerable<IndexedPicture> Broken()
        {
            await Task.Yield();
            yield return pictures[0];
            throw new InvalidOperationException("the database went away");
        }
        await Assert.ThrowsAsync<InvalidOperationException>(() => Index.RebuildAsync(Broken(), new(Store, 2), CancellationToken.None));
        Assert.Equal((40L, 1L), (await Index.CountAsync(CancellationToken.None), Checkpoint.Position));
        Assert.Single(await _real.Admin.PhysicalAsync(_real.Name.Prefix, CancellationToken.None));
    }

    [Fact]
    public async Task A_picture_that_Elasticsearch_will_not_take_is_given_back_with_the_reason_and_the_others_are_in()
    {
        var hash = HashOf(new Random(1));
        var tooLong = new string('长', 200);
        var dead = await Index.AddAsync([new("F-1", 1, hash), new(tooLong, 1, hash)], new(Store, 1), CancellationToken.None);
        Assert.Equal(400, Assert.Single(dead).Status);
        Assert.Contains("too long", dead[0].Reason);
        Assert.Equal(1, await Index.CountAsync(CancellationToken.None));
    }
}
