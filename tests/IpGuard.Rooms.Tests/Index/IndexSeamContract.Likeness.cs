using IpGuard.Core.Matching;
using IpGuard.Index;
using static IpGuard.Rooms.Tests.Index.HashSamples;

namespace IpGuard.Rooms.Tests.Index;

public abstract partial class IndexSeamContract
{
    static IndexedFeatures Made(string filing, int no, int seed) => MadeCatalogue.Indexed(new(filing, no), MadeCatalogue.Work(seed), seed);

    static List<IndexedFeatures> Catalogue(int count, int seed = 50_000) =>
        [.. Enumerable.Range(0, count).Select(i => Made($"F-{i / 2:000}", (i % 2) + 1, seed + (i / 2 * 2) + (i % 2)))];

    static PreparedPicture LikeThat(IndexedFeatures work, float strength = 0.2f) => new(MadeCatalogue.Copy(work.Features!, 7, strength));

    async Task<IReadOnlyList<NearPicture>> ProposeAsync(PreparedPicture asked, int perEvidence, params string[] also) =>
        Whole(await Index.ProposeAsync(asked, perEvidence, also, CancellationToken.None));

    async Task<IReadOnlyList<NearTitle>> TitlesAsync(IndexedFeatures like, float least, int top) =>
        Whole(await Index.NearestTitlesAsync(Embedding.Of(like.TitleMeaning!)!, least, top, CancellationToken.None));

    [Fact]
    public async Task A_removed_owner_is_out_of_hashes_parts_and_titles_at_once_and_the_added_is_in()
    {
        var pictures = Catalogue(12);
        await ChangeAsync(pictures, [], 1);
        var (gone, fresh) = (pictures[4], Made("F-new", 1, 99));
        await ChangeAsync([fresh], [gone.Key.FilingNumber], 2);
        Assert.Empty(await NearestAsync(gone.Features!.Whole.Hashes, 31, 5));
        Assert.DoesNotContain(await ProposeAsync(LikeThat(gone), 4, gone.Key.FilingNumber), n => n.Key.FilingNumber == "F-002");
        Assert.Empty(await TitlesAsync(gone, 0.9f, 5));
        Assert.Equal("F-new", Assert.Single(await NearestAsync(fresh.Features!.Whole.Hashes, 31, 5)).FilingNumber);
        Assert.Contains(await ProposeAsync(LikeThat(fresh), 4), n => n.Key == fresh.Key);
        Assert.Equal("F-new", Assert.Single(await TitlesAsync(fresh, 0.9f, 5)).FilingNumber);
        Assert.Equal(new(Store, 2), await CheckpointAsync());
    }

    [Fact]
    public async Task An_owner_that_is_removed_and_added_in_one_step_has_what_was_added_and_nothing_else()
    {
        var pictures = Catalogue(8);
        await ChangeAsync(pictures, [], 1);
        var again = Made("F-001", 1, 98);
        await ChangeAsync([again], ["F-001"], 2);
        Assert.Equal(
            [again.Key],
            (await ProposeAsync(LikeThat(pictures[3]), 1, "F-001")).Select(n => n.Key).Where(k => k.FilingNumber == "F-001")
        );
        Assert.Empty(await NearestAsync(pictures[3].Features!.Whole.Hashes, 31, 5));
        Assert.Equal("F-001", Assert.Single(await TitlesAsync(again, 0.9f, 5)).FilingNumber);
    }

    [Fact]
    public async Task A_picture_added_again_is_compared_by_what_it_is_now()
    {
        var pictures = Catalogue(10);
        await ChangeAsync(pictures, [], 1);
        var (old, fresh) = (pictures[6], Made("F-003", 1, 97));
        await ChangeAsync([fresh], [], 2);
        Assert.Empty(await NearestAsync(old.Features!.Whole.Hashes, 31, 5));
        var near = (await ProposeAsync(LikeThat(fresh, 0), 4)).Single(n => n.Key == fresh.Key).Near;
        Assert.Equal((0, 1f), (near.Bits, MathF.Round(near.Cosine, 3)));
        Assert.InRange((await ProposeAsync(LikeThat(old, 0), 4, "F-003")).Single(n => n.Key == fresh.Key).Near.Cosine, -1, 0.7f);
        Assert.Equal(10, await Index.CountAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Owners_that_something_else_speaks_for_are_told_however_far_and_unknown_ones_are_left_out()
    {
        var pictures = Catalogue(40);
        await ChangeAsync(pictures, [], 1);
        var asked = LikeThat(pictures[0]);
        var before = await ProposeAsync(asked, 1);
        var far = pictures.Select(p => p.Key.FilingNumber).Except(before.Select(b => b.Key.FilingNumber)).First();
        var after = await ProposeAsync(asked, 1, far, "F-none");
        Assert.Equal(before, after.Where(n => n.Key.FilingNumber != far));
        Assert.Equal([1, 2], after.Where(n => n.Key.FilingNumber == far).Select(n => n.Key.PictureNo).Order());
    }

    [Fact]
    public async Task Proposals_come_nearest_part_first_and_of_equal_ones_the_lower_owner_and_number()
    {
        var twin = MadeCatalogue.Work(60_000);
        List<IndexedFeatures> equal =
        [
            .. new (string Filing, int No)[] { ("F-b", 1), ("F-a", 2), ("F-c", 1), ("F-a", 1) }.Select(k =>
                MadeCatalogue.Indexed(new(k.Filing, k.No), twin, 60_000)
            ),
        ];
        await ChangeAsync([.. Catalogue(20), .. equal], [], 1);
        var near = await ProposeAsync(new(MadeCatalogue.Copy(twin, 3, 0.3f)), 8);
        Assert.Equal(
            near.OrderByDescending(n => n.Near.PartCosine).ThenBy(n => n.Near.PartBits).Select(n => n.Near),
            near.Select(n => n.Near)
        );
        Assert.Equal(
            [new("F-a", 1), new("F-a", 2), new("F-b", 1), new("F-c", 1)],
            near.Where(n => n.Key.FilingNumber is "F-a" or "F-b" or "F-c").Select(n => n.Key)
        );
        // Where not all are wanted, the lower ones are given; every kind of evidence gives the same two.
        var few = (await ProposeAsync(new(MadeCatalogue.Copy(twin, 3, 0)), 2)).Select(n => n.Key).ToList();
        Assert.Equal([new("F-a", 1), new("F-a", 2)], few);
    }

    [Fact]
    public async Task Titles_come_nearest_first_each_owner_once_and_of_equal_ones_the_lower_owner()
    {
        List<IndexedFeatures> filed =
        [
            Made("F-c", 1, 1),
            Made("F-a", 1, 1),
            Made("F-a", 2, 1),
            Made("F-b", 1, 1),
            .. Enumerable.Range(2, 20).Select(i => Made($"F-{i}", 1, i)),
        ];
        await ChangeAsync(filed, [], 1);
        var near = await TitlesAsync(filed[0], -1, 10);
        Assert.Equal(["F-a", "F-b", "F-c"], near.Take(3).Select(n => n.FilingNumber));
        Assert.Equal(10, near.DistinctBy(n => n.FilingNumber).Count());
        Assert.Equal(near.OrderByDescending(n => n.Cosine), near);
        Assert.Equal(["F-a", "F-b"], (await TitlesAsync(filed[0], 0.99f, 2)).Select(n => n.FilingNumber));
        Assert.Equal(3, (await TitlesAsync(filed[0], 0.99f, 5)).Count);
    }

    [Fact]
    public async Task A_flat_picture_is_not_found_by_its_hash_and_not_counted_but_by_what_the_network_says()
    {
        var work = MadeCatalogue.Work(70_000);
        var flat = MadeCatalogue.Indexed(
            new("F-flat", 1),
            work with
            {
                Regions = [.. work.Regions.Select(r => r with { Quality = Fingerprint.MinimumQuality - 1 })],
            },
            70_000
        );
        await ChangeAsync([.. Catalogue(6), flat], [], 1);
        Assert.Empty(await NearestAsync(work.Whole.Hashes, 31, 5));
        var near = (await ProposeAsync(new(work), 2)).Single(n => n.Key == flat.Key).Near;
        Assert.Equal((256, 1f), (near.PartBits, MathF.Round(near.Cosine, 3)));
        Assert.Equal(6, await Index.CountAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Reopened_it_has_come_as_far_as_it_had_and_answers_alike_once_it_was_reminded()
    {
        var pictures = Catalogue(14);
        await ChangeAsync(pictures, [], 8);
        await ChangeAsync([], ["F-002"], 9);
        var left = pictures.Where(p => p.Key.FilingNumber != "F-002").ToList();
        var (hashes, near) = (
            await NearestAsync(pictures[0].Features!.Whole.Hashes, 256, 20),
            await ProposeAsync(LikeThat(pictures[0]), 3)
        );
        Assert.Equal(new(null, new(Store, 9)), await ReopenAsync());
        if (Index.IsForgetful)
            Index.Remember(left);
        Assert.Equal(hashes, await NearestAsync(pictures[0].Features!.Whole.Hashes, 256, 20));
        Assert.Equal(near.Select(n => n.Key), (await ProposeAsync(LikeThat(pictures[0]), 3)).Select(n => n.Key));
    }

    [Fact]
    public async Task Rebuilt_it_has_what_was_handed_in_by_every_kind_of_evidence_and_nothing_else()
    {
        var (old, fresh) = (
            Catalogue(10),
            Catalogue(10, seed: 52_000)
                .Select(p => p with { Picture = p.Picture with { FilingNumber = $"G{p.Picture.FilingNumber}" } })
                .ToList()
        );
        await ChangeAsync(old, [], 1);
        await RebuildAsync(fresh, 2);
        Assert.Equal(new(Store, 2), await CheckpointAsync());
        Assert.All(await NearestAsync(old[0].Features!.Whole.Hashes, 256, 20), c => Assert.StartsWith("G", c.FilingNumber));
        Assert.All(await ProposeAsync(LikeThat(old[0]), 8, "F-000"), n => Assert.StartsWith("G", n.Key.FilingNumber));
        Assert.All(await TitlesAsync(old[0], -1, 20), n => Assert.StartsWith("G", n.FilingNumber));
        Assert.Contains(await ProposeAsync(LikeThat(fresh[3]), 4), n => n.Key == fresh[3].Key);
    }

    [Fact]
    public async Task A_question_asked_while_it_is_rebuilt_misses_nothing_of_the_old_or_of_the_new()
    {
        const int Count = 120;
        List<IndexedFeatures> Of(string letter) =>
            [.. Pictures(40, Count).Select((p, i) => IndexedFeatures.Of(p with { FilingNumber = $"{letter}-{i:000}", PictureNo = 1 }))];
        await ChangeAsync(Of("A"), [], 1);
        var asked = SetOf(new Random(41));
        using var done = new CancellationTokenSource();
        var asking = Task.Run(async () =>
        {
            var met = new List<string>();
            while (!done.IsCancellationRequested)
            {
                var near = await NearestAsync(asked, 256, 2 * Count);
                // The searches of one question may fall on both sides of a switch: it then meets both indexes, and misses nothing.
                Assert.True(near.Count >= Count, $"{near.Count} of {Count}");
                met.Add(near.Max(c => c.FilingNumber[..1])!);
            }

            return met;
        });
        await RebuildAsync(Of("B"), 2);
        await RebuildAsync(Of("C"), 3);
        var last = await NearestAsync(asked, 256, 1);
        await done.CancelAsync();
        var seen = await asking;
        // Never back to an older one.
        Assert.Equal(seen.Order(StringComparer.Ordinal), seen);
        Assert.StartsWith("C", last[0].FilingNumber);
        Assert.Equal(new(Store, 3), await CheckpointAsync());
    }
}
