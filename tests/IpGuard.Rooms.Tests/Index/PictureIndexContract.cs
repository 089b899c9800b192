using IpGuard.Core.Matching;
using IpGuard.Index;

namespace IpGuard.Rooms.Tests.Index;

/// <summary>What every picture index has to do, whatever it is kept in.</summary>
public abstract class PictureIndexContract : IAsyncLifetime
{
    protected static readonly Guid Store = Guid.Parse("0198aaaa-0000-7000-8000-000000000001");

    public abstract ValueTask InitializeAsync();

    public abstract ValueTask DisposeAsync();

    protected abstract Task AddAsync(IReadOnlyList<IndexedPicture> pictures, long position);

    protected abstract Task RemoveAsync(string filingNumber, long position);

    protected abstract Task RebuildAsync(IReadOnlyList<IndexedPicture> pictures, long position);

    protected abstract Task<IReadOnlyList<Candidate>> NearestAsync(PdqSet asked, int radiusBits, int top);

    protected abstract IndexCheckpoint Checkpoint { get; }

    internal static Pdq HashOf(Random random) => new(Next(random), Next(random), Next(random), Next(random));

    /// <summary>Eight unlike hashes, as a picture's are.</summary>
    protected static PdqSet SetOf(Random random)
    {
        var set = default(PdqSet);
        for (var o = 0; o < PdqSet.Count; o++)
            set[o] = HashOf(random);
        return set;
    }

    protected static PdqSet SetWith(Pdq upright)
    {
        var set = SetOf(new Random(99));
        set[0] = upright;
        return set;
    }

    /// <summary>Random pictures, some of them near a few centres, so that radii are met on both sides.</summary>
    protected static List<IndexedPicture> Pictures(int seed, int count)
    {
        var random = new Random(seed);
        var centres = Enumerable.Range(0, 4).Select(_ => HashOf(random)).ToList();
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(i => new IndexedPicture(
                    $"F-{i / 2:000}",
                    (i % 2) + 1,
                    i % 3 == 0 ? HashOf(random) : Flip(centres[i % 4], random.Next(70), random)
                )),
        ];
    }

    internal static Pdq Flip(Pdq hash, int bits, Random random)
    {
        Span<ulong> words = [hash.A, hash.B, hash.C, hash.D];
        foreach (var bit in Enumerable.Range(0, 256).OrderBy(_ => random.Next()).Take(bits).ToList())
            words[bit / 64] ^= 1UL << (bit % 64);
        return new(words[0], words[1], words[2], words[3]);
    }

    /// <summary>The question answered by going through everything: the oracle.</summary>
    internal static List<Candidate> Oracle(IEnumerable<IndexedPicture> pictures, PdqSet asked, int radiusBits, int top) =>
        [
            .. pictures
                .Select(p => (p, Near: asked.NearestTo(p.Hash)))
                .Where(x => x.Near.Bits <= radiusBits)
                .OrderBy(x => x.Near.Bits)
                .ThenBy(x => x.p.FilingNumber, StringComparer.Ordinal)
                .ThenBy(x => x.p.PictureNo)
                .Take(top)
                .Select(x => new Candidate(x.p.FilingNumber, x.p.PictureNo, x.Near.Orientation, x.Near.Bits)),
        ];

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
        await RemoveAsync("F-1", 2);
        Assert.Equal(["F-2"], (await NearestAsync(SetWith(hash), 10, 10)).Select(c => c.FilingNumber));
    }

    [Fact]
    public async Task Rebuilding_leaves_only_what_was_handed_in()
    {
        var (old, fresh) = (HashOf(new Random(1)), HashOf(new Random(2)));
        await AddAsync([new("F-1", 1, old)], 1);
        await RebuildAsync([new("F-2", 1, fresh)], 5);
        Assert.Empty(await NearestAsync(SetWith(old), 0, 10));
        Assert.Single(await NearestAsync(SetWith(fresh), 0, 10));
        Assert.Equal(new(Store, 5), Checkpoint);
    }

    [Fact]
    public async Task An_empty_index_answers_with_nothing() => Assert.Empty(await NearestAsync(SetOf(new Random(1)), 256, 10));

    [Fact]
    public async Task At_most_as_many_are_given_as_were_asked_for()
    {
        await AddAsync(Pictures(3, 50), 1);
        Assert.Equal(7, (await NearestAsync(SetOf(new Random(1)), 256, 7)).Count);
    }

    static ulong Next(Random random) => (ulong)random.NextInt64() ^ ((ulong)random.NextInt64() << 33);
}
