using CsCheck;
using IpGuard.Core.Matching;
using IpGuard.Index;
using IpGuard.Index.Embedded;
using IpGuard.Testing;

namespace IpGuard.Rooms.Tests.Index;

/// <summary>The index of parts beside an oracle that goes through everything.</summary>
public partial class FeatureIndexTests
{
    const int Length = 64;

    static readonly Vocabulary Words = Vocabulary.FromBytes(
        File.ReadAllBytes(Path.Combine(SharedData.ProjectRoot, "models", "vocabulary", "vocabulary-v1.bin"))
    );

    static Embedding Embed(Random random, Embedding? near = null) =>
        Embedding.Of([.. Enumerable.Range(0, Length).Select(i => ((float)random.NextDouble() - 0.5f) + ((near?.Values[i] ?? 0) / 127f))])!;

    static PdqSet Hash(Random random, PdqSet? near = null)
    {
        var set = default(PdqSet);
        for (var o = 0; o < PdqSet.Count; o++)
        {
            set[o] = near is { } n
                ? new(n[o].A ^ (1ul << random.Next(64)), n[o].B ^ (1ul << random.Next(64)), n[o].C, n[o].D)
                : new((ulong)random.NextInt64(), (ulong)random.NextInt64(), (ulong)random.NextInt64(), (ulong)random.NextInt64());
        }

        return set;
    }

    static Keypoints Corners(Random random, Keypoints? near = null)
    {
        const int count = 40;
        var descriptors = new ulong[4 * count];
        for (var i = 0; i < descriptors.Length; i++)
            descriptors[i] =
                near is null || random.Next(3) == 0 ? (ulong)random.NextInt64() : near.Descriptors[i] ^ (1ul << random.Next(64));
        var places = Enumerable.Range(0, count).Select(i => 20f + (10 * i)).ToArray();
        return new(places, places, [.. Enumerable.Repeat(1f, count)], new float[count], descriptors);
    }

    /// <summary>Features of a picture, or of one like another's.</summary>
    static PictureFeatures Made(int seed, PictureFeatures? near = null, bool hasNetwork = true)
    {
        var random = new Random(seed);
        var regions = new List<Region>();
        for (var i = 0; i < 3; i++)
        {
            var (like, quality) = (near?.Regions[i], random.Next(5) == 0 ? Fingerprint.MinimumQuality - 1 : 80);
            var embedding = hasNetwork && (i == 0 || random.Next(4) > 0) ? Embed(random, like?.Embedding) : null;
            regions.Add(
                new(
                    i == 0 ? RegionKind.Whole : RegionKind.Window,
                    new(0.1f * i, 0, 0.5f, 0.5f),
                    quality,
                    Hash(random, like?.Hashes),
                    embedding
                )
            );
        }

        return new(512, 512, "net", regions, Corners(random, near?.Keypoints), new([0], 1, 1), []);
    }

    static List<(PictureKey Key, PictureFeatures Features)> Catalogue(int seed, int count, bool hasNetwork = true) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(i => (new PictureKey($"F-{i / 2:000}", (i % 2) + 1), Made((seed * 1_000) + i, null, hasNetwork))),
        ];

    static List<Embedding> Background(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Embed(random))];
    }

    static FeatureIndex Filled(IEnumerable<(PictureKey, PictureFeatures)> pictures, List<Embedding> background, Vocabulary? vocabulary)
    {
        var index = new FeatureIndex(vocabulary, background);
        foreach (var (key, features) in pictures)
            index.Add(key, features);
        return index;
    }

    [Fact]
    public void Every_number_is_what_going_through_everything_gives_and_the_best_by_each_is_there() =>
        Gen.Select(Gen.Int[1, 500], Gen.Int[1, 24], Gen.Int[0, 23])
            .Sample(
                (seed, count, which) =>
                {
                    var filed = Catalogue(seed, count);
                    var background = Background(seed, 15);
                    var listed = Made(seed + 700_000, filed[which % count].Features);
                    using var index = Filled(filed, background, Words);
                    AssertAgrees(index.Nearest(new(listed), 3), new Oracle(filed, background, listed), filed);
                },
                iter: 40
            );

    static void AssertAgrees(IReadOnlyList<NearPicture> near, Oracle oracle, List<(PictureKey Key, PictureFeatures Features)> filed)
    {
        var places = near.ToDictionary(n => filed.FindIndex(f => f.Key == n.Key), n => n.Near);
        foreach (var (i, n) in places)
        {
            Assert.Equal((oracle.Bits(i), oracle.PartBits(i)), (n.Bits, n.PartBits));
            Assert.Equal(oracle.Cosine(i), n.Cosine, 1e-5f);
            Assert.Equal(oracle.PartCosine(i), n.PartCosine, 1e-4f);
            Assert.Equal(oracle.NormalisedCosine(i), n.NormalisedCosine, 1e-4f);
            Assert.Equal(oracle.Votes(i), n.Words, 1e-4f);
        }

        var all = Enumerable.Range(0, filed.Count).ToList();
        Assert.Contains(all.MaxBy(oracle.Cosine), places.Keys);
        // A part's hash speaks within the distance at which a whole picture's is the same picture, and not beyond.
        if (all.Min(oracle.PartBits) <= Pdq.SamePictureBits)
            Assert.Contains(all.MinBy(oracle.PartBits), places.Keys);
        if (all.Max(oracle.Votes) > Proposals.LeastVotes)
            Assert.Contains(all.MaxBy(oracle.Votes), places.Keys);
        Assert.Equal(near.OrderByDescending(n => n.Near.PartCosine).Select(n => n.Near.PartCosine), near.Select(n => n.Near.PartCosine));
        Assert.InRange(near.Count, 1, 12);
    }

    [Fact]
    public void A_filing_that_something_else_speaks_for_is_told_however_far_and_a_removed_or_unknown_one_is_not()
    {
        var filed = Catalogue(3, 60);
        var background = Background(3, 15);
        var listed = Made(33, filed[7].Features);
        using var index = Filled(filed, background, Words);
        var before = index.Nearest(new(listed), 1);
        var far = filed.Select(f => f.Key.FilingNumber).Distinct().First(n => !before.Any(b => b.Key.FilingNumber == n));

        var after = index.Nearest(new(listed), 1, [far, "F-none"]);
        Assert.Equal(before, after.Where(n => n.Key.FilingNumber != far));
        Assert.Equal(
            filed.Where(f => f.Key.FilingNumber == far).Select(f => f.Key),
            after.Select(n => n.Key).Except(before.Select(b => b.Key)).Order(ByNo)
        );
        AssertAgrees(after, new Oracle(filed, background, listed), filed);

        index.Remove(far);
        Assert.DoesNotContain(far, index.Nearest(new(listed), 1, [far]).Select(n => n.Key.FilingNumber));
    }

    static readonly Comparer<PictureKey> ByNo = Comparer<PictureKey>.Create((a, b) => a.PictureNo.CompareTo(b.PictureNo));

    [Fact]
    public void Adding_a_picture_again_changes_nothing()
    {
        var filed = Catalogue(1, 10);
        using var index = Filled(filed, Background(1, 12), Words);
        var listed = new PreparedPicture(Made(9, filed[3].Features));
        var before = index.Nearest(listed, 4);
        index.Add(filed[3].Key, filed[3].Features);
        index.Add(filed[5].Key, Made(77));
        Assert.Equal(before, index.Nearest(listed, 4));
        Assert.Equal(10, index.Count);
    }

    [Fact]
    public void A_removed_filing_is_not_answered_with_until_it_is_added_again()
    {
        var filed = Catalogue(2, 12);
        using var index = Filled(filed, [], Words);
        var listed = new PreparedPicture(Made(5, filed[4].Features));
        Assert.Contains(index.Nearest(listed, 12), n => n.Key.FilingNumber == "F-002");
        index.Remove("F-002");
        Assert.DoesNotContain(index.Nearest(listed, 12), n => n.Key.FilingNumber == "F-002");
        Assert.Equal(10, index.Nearest(listed, 12).Count);
        index.Remove("F-none");
        index.Add(filed[4].Key, filed[4].Features);
        Assert.Contains(index.Nearest(listed, 12), n => n.Key == filed[4].Key);
    }

    [Fact]
    public void What_was_removed_counts_against_no_one()
    {
        var filed = Catalogue(3, 12);
        // Nearer to the asking picture than anything, and no version of it.
        var stranger = Made(40, filed[4].Features);
        var listed = new PreparedPicture(Made(6, stranger));
        using var without = Filled(filed, Background(1, 12), null);
        using var with = Filled(filed.Append((new PictureKey("bank:1", 1), stranger)), Background(1, 12), null);
        Assert.NotEqual(without.Nearest(listed, 20).Select(n => n.Near), with.Nearest(listed, 20).Skip(1).Select(n => n.Near));
        with.Remove("bank:1");
        Assert.Equal(without.Nearest(listed, 20), with.Nearest(listed, 20));
    }

    [Fact]
    public void An_empty_index_answers_with_nothing_and_a_cleared_one_too()
    {
        using var index = new FeatureIndex(Words, []);
        var listed = new PreparedPicture(Made(1));
        Assert.Empty(index.Nearest(listed, 4));
        index.Add(new("F-1", 1), Made(2));
        Assert.Single(index.Nearest(listed, 4));
        index.Clear();
        Assert.Empty(index.Nearest(listed, 4));
        Assert.False(index.Has(new("F-1", 1)));
    }

    [Fact]
    public void Without_a_vocabulary_or_a_network_the_rest_still_finds()
    {
        var filed = Catalogue(4, 20, hasNetwork: false);
        using var index = Filled(filed, [], null);
        var listed = Made(8, filed[7].Features, hasNetwork: false);
        var near = index.Nearest(new(listed), 2);
        Assert.Contains(near, n => n.Key == filed[7].Key);
        Assert.All(near, n => Assert.Equal((0f, 0f, 0f), (n.Near.Words, n.Near.Cosine, n.Near.PartCosine)));
        Assert.Equal("", index.VocabularyId);
    }

    [Fact]
    public void Words_are_named_by_the_vocabulary_that_the_index_was_made_with()
    {
        var bytes = Words.ToBytes();
        bytes[^1] ^= 1;
        var other = Vocabulary.FromBytes(bytes);
        using var one = new FeatureIndex(Words, []);
        using var two = new FeatureIndex(other, []);
        Assert.Equal((Words.Id, other.Id), (one.VocabularyId, two.VocabularyId));
        Assert.NotEqual(one.VocabularyId, two.VocabularyId);
    }

    [Fact]
    public async Task Many_ask_while_one_adds()
    {
        var filed = Catalogue(5, 120);
        using var index = Filled(filed[..2], Background(1, 12), Words);
        var adding = Task.Run(() =>
        {
            foreach (var (key, features) in filed)
                index.Add(key, features);
        });
        var asking = Enumerable
            .Range(0, 4)
            .Select(i =>
                Task.Run(() =>
                {
                    var listed = new PreparedPicture(Made(900 + i, filed[0].Features));
                    do Assert.Contains(index.Nearest(listed, 4), n => n.Key == filed[0].Key);
                    while (!adding.IsCompleted);
                })
            );
        await Task.WhenAll([adding, .. asking]);
        using var still = Filled(filed, Background(1, 12), Words);
        var asked = new PreparedPicture(Made(1, filed[50].Features));
        Assert.Equal(still.Nearest(asked, 6), index.Nearest(asked, 6));
    }
}
