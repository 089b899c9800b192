using IpGuard.Core.Matching;
using IpGuard.Index;
using IpGuard.Index.Elastic;
using IpGuard.Index.Embedded;

namespace IpGuard.Rooms.Tests.Index.Elastic;

/// <summary>Words, embeddings, titles and parts, asked of a real Elasticsearch.</summary>
public sealed class ElasticQuestionTests : IAsyncLifetime
{
    static readonly IndexCheckpoint Mark = new(Guid.Parse("0198aaaa-0000-7000-8000-000000000001"), 1);

    RealIndex _real = null!;

    ElasticPictureIndex Index => _real.Index;

    public async ValueTask InitializeAsync() => _real = await RealIndex.OpenOrSkipAsync();

    public async ValueTask DisposeAsync()
    {
        if (_real is not null)
            await _real.DisposeAsync();
    }

    static float[] Numbers(Random random)
    {
        float[] numbers = [.. Enumerable.Range(0, 512).Select(_ => random.NextSingle() - 0.5f)];
        var length = MathF.Sqrt(numbers.Sum(n => n * n));
        return [.. numbers.Select(n => n / length)];
    }

    static PdqSet Hashes(Random random)
    {
        var set = default(PdqSet);
        for (var o = 0; o < PdqSet.Count; o++)
        {
            var bytes = new byte[Pdq.LengthBytes];
            random.NextBytes(bytes);
            set[o] = Pdq.FromBytes(bytes);
        }

        return set;
    }

    static PictureFeatures Features(Random random, int regions)
    {
        var parts = Enumerable
            .Range(0, regions)
            .Select(i => new Region(
                i == 0 ? RegionKind.Whole : RegionKind.Window,
                new(0.01f * i, 0, 0.5f, 0.5f),
                i % 4 == 3 ? Fingerprint.MinimumQuality - 1 : 80,
                Hashes(random),
                i % 3 == 2 ? null : Embedding.Of(Numbers(random))
            ));
        return new(512, 512, "network", [.. parts], Keypoints.None, new([0], 1, 1), []);
    }

    static List<IndexedFeatures> Catalogue(int count, int regions = 5)
    {
        var random = new Random(30);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(i =>
                {
                    var features = Features(random, regions);
                    // Half of the words are in a quarter of the pictures, the others in few.
                    ushort[] words =
                    [
                        .. Enumerable.Range(0, 100).Select(_ => (ushort)(random.Next(2) == 0 ? random.Next(200) : random.Next(16_384))),
                    ];
                    return new IndexedFeatures(
                        new($"F-{i / 2:000}", (i % 2) + 1, features.Whole.Hashes.Upright),
                        features,
                        words,
                        $"lamp w{i / 2} 台灯",
                        Numbers(random)
                    );
                }),
        ];
    }

    async Task AddAsync(IReadOnlyList<IndexedFeatures> pictures) =>
        Assert.Empty(await Index.AddFeaturesAsync(pictures, Mark, CancellationToken.None));

    static PictureKey Key(IndexedFeatures of) => new(of.Picture.FilingNumber, of.Picture.PictureNo);

    static IReadOnlyList<ScoredPicture> Whole(Found<ScoredPicture> found)
    {
        Assert.Empty(found.NotAsked);
        return found.Items;
    }

    [Fact]
    public async Task Every_part_of_every_picture_is_a_document_that_is_tied_to_it_by_its_number_and_rectangle()
    {
        var pictures = Catalogue(10);
        await AddAsync(pictures);
        await _real.Admin.RefreshAsync(_real.Name.Prefix, CancellationToken.None);
        var read = new List<(string Id, System.Text.Json.JsonElement Source)>();
        await foreach (var hit in new PitReader(_real.Transport).ReadAsync(_real.Name.Prefix, null, true, 7, CancellationToken.None))
            read.Add((hit.Id!, hit.Source!.Value));
        // And the checkpoint. Part 3 is flat and has an embedding: it is kept, without its hash.
        Assert.Equal((10 * 5) + 1, read.Select(r => r.Id).Distinct().Count());
        var third = read.Single(r => r.Id == "F-001:2:3").Source;
        Assert.Equal(0.03f, third.GetProperty("area").GetProperty("x").GetSingle());
        Assert.False(third.TryGetProperty("hash", out _));
        Assert.Equal(10, await Index.CountAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_picture_added_again_with_fewer_parts_leaves_none_of_the_old()
    {
        var pictures = Catalogue(4, regions: 6);
        await AddAsync(pictures);
        var fewer = pictures[1] with { Features = Features(new Random(77), 2) };
        await AddAsync([fewer]);
        var gone = pictures[1].Features!.Regions[4];
        Assert.DoesNotContain(Whole(await Index.NearestPartsAsync([gone.Hashes], 31, 5, CancellationToken.None)), p => p.Key == Key(fewer));
        Assert.Equal(
            Key(fewer),
            Whole(await Index.NearestPartsAsync([fewer.Features!.Regions[1].Hashes], 31, 5, CancellationToken.None))[0].Key
        );
        await Index.RemoveAsync("F-000", Mark, CancellationToken.None);
        Assert.Equal(2, await Index.CountAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData(31, 10)]
    [InlineData(120, 3)]
    public async Task The_nearest_parts_are_those_of_going_through_all(int radiusBits, int top)
    {
        var pictures = Catalogue(60, regions: 8);
        await AddAsync(pictures);
        var random = new Random(31);
        for (var i = 0; i < 10; i++)
        {
            PdqSet[] asked = [Hashes(random), pictures[random.Next(60)].Features!.Regions[random.Next(8)].Hashes];
            var oracle = pictures
                .Select(p =>
                    (
                        Key: Key(p),
                        Bits: p.Features!.Regions.Where(r => !r.IsFlat).Min(r => asked.Min(a => a.NearestTo(r.Hashes.Upright).Bits))
                    )
                )
                .Where(p => p.Bits <= radiusBits)
                .OrderBy(p => p.Bits)
                .ThenBy(p => p.Key.FilingNumber, StringComparer.Ordinal)
                .ThenBy(p => p.Key.PictureNo)
                .Take(top)
                .Select(p => new ScoredPicture(p.Key, p.Bits));
            Assert.Equal(oracle, Whole(await Index.NearestPartsAsync(asked, radiusBits, top, CancellationToken.None)));
        }
    }

    [Fact]
    public async Task A_copy_that_keeps_a_tenth_of_the_words_is_found_first_by_them()
    {
        var pictures = Catalogue(300, regions: 1);
        await AddAsync(pictures);
        var random = new Random(32);
        foreach (var source in pictures.Take(20))
        {
            ushort[] other = [.. Enumerable.Range(0, 100).Select(_ => (ushort)random.Next(200))];
            ushort[] mirrored = [.. Enumerable.Range(0, 40).Select(_ => (ushort)random.Next(16_384))];
            var found = Whole(
                await Index.ByWordsAsync([mirrored, [.. other, .. source.Words.Where(w => w >= 200).Take(10)]], 5, CancellationToken.None)
            );
            Assert.Equal(Key(source), found[0].Key);
        }
    }

    [Fact]
    public async Task The_score_by_words_is_the_sum_of_how_rare_those_shared_are()
    {
        IndexedFeatures Of(int no, params ushort[] words) => new(new("F-1", no, default), null, words, "", null);
        await AddAsync([Of(1, 1, 2, 3), Of(2, 1, 2, 2), Of(3, 1), Of(4)]);
        var found = Whole(
            await Index.ByWordsAsync(
                [
                    [1, 2, 3, 3, 9],
                ],
                10,
                CancellationToken.None
            )
        );
        double Rarity(int pictures) => 1 - (Math.Log(pictures) / Math.Log(4));
        Assert.Equal([1, 2, 3], found.Select(f => f.Key.PictureNo));
        Assert.Equal(Rarity(3) + Rarity(2) + 1, found[0].Score, 1e-5);
        Assert.Equal(Rarity(3) + Rarity(2), found[1].Score, 1e-5);
        // A word that nobody had is the rarest as soon as somebody has it.
        await AddAsync([Of(5, 9)]);
        Assert.Equal(
            5,
            Whole(
                    await Index.ByWordsAsync(
                        [
                            [9],
                        ],
                        10,
                        CancellationToken.None
                    )
                )
                .Single()
                .Key.PictureNo
        );
        Assert.Empty(
            Whole(
                await Index.ByWordsAsync(
                    [
                        [],
                        [8],
                    ],
                    10,
                    CancellationToken.None
                )
            )
        );
    }

    [Fact]
    public async Task The_nearest_by_embedding_is_found_with_its_cosine_among_parts_or_wholes()
    {
        var pictures = Catalogue(120, regions: 4);
        await AddAsync(pictures);
        var (found, random) = (0, new Random(33));
        foreach (var source in pictures.Take(30))
        {
            var (part, whole) = (source.Features!.Regions[1].Embedding!, source.Features.Whole.Embedding!);
            var asked = Embedding.Of([.. PictureDocument.Direction(part).Zip(Numbers(random), (a, b) => a + (0.7f * b))])!;
            var best = Whole(await Index.ByEmbeddingAsync([asked], wholesOnly: false, 5, CancellationToken.None))[0];
            Assert.Equal(asked.CosineTo(part), best.Score, 2e-3);
            found += best.Key == Key(source) ? 1 : 0;
            var alone = Whole(await Index.ByEmbeddingAsync([asked, whole], wholesOnly: true, 5, CancellationToken.None))[0];
            Assert.Equal((Key(source), 1), (alone.Key, MathF.Round(alone.Score, 3)));
        }

        Assert.Equal(30, found);
    }

    [Fact]
    public async Task A_title_is_found_by_its_meaning_and_by_its_words()
    {
        var pictures = Catalogue(50, regions: 1);
        await AddAsync(pictures);
        var meant = Whole(await Index.ByTitleMeaningAsync(Embedding.Of(pictures[7].TitleMeaning!)!, 3, CancellationToken.None));
        Assert.Equal((Key(pictures[7]), 1), (meant[0].Key, MathF.Round(meant[0].Score, 3)));
        var worded = Whole(await Index.ByTitleWordsAsync("w3 台灯 unknown", 3, CancellationToken.None));
        Assert.Equal([new("F-003", 1), new("F-003", 2)], worded.Take(2).Select(w => w.Key));
        Assert.Empty(Whole(await Index.ByTitleWordsAsync(" ", 3, CancellationToken.None)));
    }

    [Fact]
    public async Task An_embedding_of_another_length_is_given_back_with_the_reason()
    {
        var features = Features(new Random(1), 1);
        var odd = features with { Regions = [features.Whole with { Embedding = Embedding.Of([1, 2, 3]) }] };
        var dead = await Index.AddFeaturesAsync([new(new("F-1", 1, default), odd, [], "", null)], Mark, CancellationToken.None);
        Assert.Contains("dimensions", Assert.Single(dead).Reason);
    }
}
