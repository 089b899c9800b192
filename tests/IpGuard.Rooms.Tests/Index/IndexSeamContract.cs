using IpGuard.Core.Matching;
using IpGuard.Index;
using static IpGuard.Rooms.Tests.Index.HashSamples;

namespace IpGuard.Rooms.Tests.Index;

/// <summary>What every picture index has to do, whatever it is kept in: asked through the seam and nothing else.</summary>
public abstract partial class IndexSeamContract : IAsyncLifetime
{
    protected static readonly Guid Store = Guid.Parse("0198aaaa-0000-7000-8000-000000000001");

    protected IPictureIndex Index { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await MakeAsync();
        Index = Open();
    }

    public async ValueTask DisposeAsync()
    {
        if (Index is not null)
            await Index.DisposeAsync();
        await ForgetAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes a place of its own, with nothing in it.</summary>
    protected abstract Task MakeAsync();

    /// <summary>Removes the place and what is in it, where it was made.</summary>
    protected abstract Task ForgetAsync();

    /// <summary>The index at that place, looking with the eyes of <see cref="MadeCatalogue"/>.</summary>
    protected abstract IPictureIndex Open();

    async Task<IndexStanding> ReopenAsync()
    {
        await Index.DisposeAsync();
        Index = Open();
        return await Index.OpenAsync(CancellationToken.None);
    }

    async Task ChangeAsync(IReadOnlyList<IndexedFeatures> added, IReadOnlyList<string> gone, long position) =>
        Assert.Empty(await Index.ChangeAsync(added, gone, new(Store, position), CancellationToken.None));

    Task AddAsync(IReadOnlyList<IndexedPicture> pictures, long position) =>
        ChangeAsync([.. pictures.Select(IndexedFeatures.Of)], [], position);

    async Task RebuildAsync(IReadOnlyList<IndexedFeatures> pictures, long position)
    {
        Assert.Empty(await Index.RebuildAsync(pictures.ToAsyncEnumerable(), new(Store, position), CancellationToken.None));
        if (Index.IsForgetful)
            Index.Remember(pictures);
    }

    async Task<IndexCheckpoint> CheckpointAsync()
    {
        var (fault, checkpoint) = await Index.OpenAsync(CancellationToken.None);
        Assert.Null(fault);
        return checkpoint;
    }

    async Task<IReadOnlyList<Candidate>> NearestAsync(PdqSet asked, int radiusBits, int top) =>
        Whole(await Index.NearestAsync(asked, radiusBits, top, CancellationToken.None));

    static IReadOnlyList<T> Whole<T>(Found<T> found)
    {
        Assert.Empty(found.NotAsked);
        return found.Items;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(63)]
    [InlineData(256)]
    public async Task Nothing_within_the_radius_is_missed_and_the_order_is_exact(int radiusBits)
    {
        var pictures = Pictures(seed: 7, count: 400);
        await AddAsync(pictures, 1);
        var random = new Random(8);
        for (var i = 0; i < 60; i++)
        {
            var asked = SetOf(random);
            asked[random.Next(PdqSet.Count)] = Flip(pictures[random.Next(pictures.Count)].Hash, random.Next(80), random);
            Assert.Equal(Oracle(pictures, asked, radiusBits, 10), await NearestAsync(asked, radiusBits, 10));
        }
    }

    [Fact]
    public async Task The_last_bit_of_the_radius_is_within_and_the_next_is_not()
    {
        var hash = HashOf(new Random(1));
        await AddAsync([new("F-1", 1, hash)], 1);
        var asked = SetWith(Flip(hash, 31, new Random(2)));
        Assert.Single(await NearestAsync(asked, 31, 10));
        Assert.Empty(await NearestAsync(asked, 30, 10));
    }

    [Fact]
    public async Task Adding_a_picture_again_puts_it_in_the_place_of_the_old()
    {
        var (first, second) = (HashOf(new Random(1)), HashOf(new Random(2)));
        await AddAsync([new("F-1", 1, first), new("F-1", 2, second)], 1);
        await AddAsync([new("F-1", 1, second)], 2);
        Assert.Empty(await NearestAsync(SetWith(first), 0, 10));
        Assert.Equal([1, 2], (await NearestAsync(SetWith(second), 0, 10)).Select(c => c.PictureNo));
    }

    [Fact]
    public async Task A_removed_filing_is_not_found_again()
    {
        var hash = HashOf(new Random(1));
        await AddAsync([new("F-1", 1, hash), new("F-2", 1, hash)], 1);
        await ChangeAsync([], ["F-1"], 2);
        Assert.Equal(["F-2"], (await NearestAsync(SetWith(hash), 10, 10)).Select(c => c.FilingNumber));
    }

    [Fact]
    public async Task Rebuilding_leaves_only_what_was_handed_in()
    {
        var (old, fresh) = (HashOf(new Random(1)), HashOf(new Random(2)));
        await AddAsync([new("F-1", 1, old)], 1);
        await RebuildAsync([IndexedFeatures.Of(new("F-2", 1, fresh))], 5);
        Assert.Empty(await NearestAsync(SetWith(old), 0, 10));
        Assert.Single(await NearestAsync(SetWith(fresh), 0, 10));
        Assert.Equal(new(Store, 5), await CheckpointAsync());
    }

    [Fact]
    public async Task An_empty_index_answers_with_nothing() => Assert.Empty(await NearestAsync(SetOf(new Random(1)), 256, 10));

    [Fact]
    public async Task At_most_as_many_are_given_as_were_asked_for()
    {
        await AddAsync(Pictures(3, 50), 1);
        Assert.Equal(7, (await NearestAsync(SetOf(new Random(1)), 256, 7)).Count);
    }
}
