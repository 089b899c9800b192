using CsCheck;
using IpGuard.Core.Matching;
using IpGuard.Index;
using IpGuard.Index.Embedded;

namespace IpGuard.Rooms.Tests.Index;

/// <summary>Sealed hashes, hashes of the tail and gone ones together, beside the question answered by going through everything.</summary>
public sealed class HashTableTests
{
    static readonly IndexCheckpoint At = new(Guid.Empty, 1);

    // Random, near a few centres, and many times the same.
    static List<IndexedPicture> Made(Random random, int count, int shape)
    {
        var centres = Enumerable.Range(0, 3).Select(_ => HashOf(random)).ToList();
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(i => new IndexedPicture(
                    $"F-{random.Next(count):0000}",
                    i,
                    shape switch
                    {
                        0 => HashOf(random),
                        1 => Flip(centres[i % 3], random.Next(60), random),
                        _ => i % 5 == 0 ? HashOf(random) : centres[i % 3],
                    }
                )),
        ];
    }

    static HashTable TableOf(List<IndexedPicture> pictures, int sealedCount, bool withBands)
    {
        var hashes = SealedHashes.Of(Merging.Ordered(pictures[..sealedCount]));
        SealedPart[] parts = sealedCount == 0 ? [] : [withBands ? new(hashes, GoneSet.None) : new(Untrusted(hashes), GoneSet.None)];
        return new HashTable(parts, TailPart.Empty, TailPart.Empty).With(new(At, [], pictures[sealedCount..]));
    }

    static SealedHashes Untrusted(SealedHashes hashes) =>
        new(
            hashes.Planes,
            hashes.OfPictures.Places,
            hashes.OfPictures.Pictures,
            hashes.OfPictures.Numbers,
            hashes.OfFilings.Firsts,
            hashes.OfFilings.Texts,
            hashes.OfFilings.Text,
            null
        );

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(39)]
    [InlineData(40)]
    [InlineData(45)]
    [InlineData(46)]
    [InlineData(256)]
    public void Nothing_is_missed_nothing_is_added_and_the_order_is_exact(int radiusBits) =>
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[0, 700], Gen.Int[0, 2], Gen.Int[1, 40], Gen.Int[0, 100])
            .Sample(
                (seed, count, shape, top, sealedPercent) =>
                {
                    var random = new Random(seed);
                    var pictures = Made(random, count, shape);
                    var removed = Enumerable.Range(0, count / 8).Select(_ => $"F-{random.Next(count):0000}").ToList();
                    var table = TableOf(pictures, count * sealedPercent / 100, withBands: seed % 2 == 0).With(new(At, removed, []));
                    var left = pictures.Where(p => !removed.Contains(p.FilingNumber)).ToList();
                    Assert.Equal(left.Count, table.Count);
                    var asked = Asked(random, pictures);
                    Assert.Equal(HashSamples.Oracle(left, asked, radiusBits, top), table.Nearest(asked, radiusBits, top));
                },
                iter: 150
            );

    // Few hashes are never worth bands of their own, so they are asked here without being asked whether they are.
    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(39)]
    public void Bands_find_each_hash_within_the_radius_once(int radiusBits) =>
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[1, 600], Gen.Int[0, 2])
            .Sample(
                (seed, count, shape) =>
                {
                    var random = new Random(seed);
                    var pictures = Made(random, count, shape);
                    var part = new SealedPart(SealedHashes.Of(Merging.Ordered(pictures)), GoneSet.None);
                    var asked = Flip(pictures[random.Next(count)].Hash, random.Next(45), random);
                    var question = new NearestHashes([asked], radiusBits, int.MaxValue);
                    question.GoOver(part);
                    part.Bands!.Run(part.Planes, question, 0);
                    var expected = pictures.Where(p => p.Hash.BitsFrom(asked) <= radiusBits).Select(p => (p.FilingNumber, p.PictureNo));
                    Assert.Equal(expected.Order(), question.Answer().Select(c => (c.FilingNumber, c.PictureNo)).Order());
                },
                iter: 150
            );

    [Fact]
    public void A_large_part_that_is_worth_its_bands_answers_as_going_through_it_does()
    {
        var random = new Random(5);
        var pictures = Made(random, 60_000, 0);
        var (banded, plain) = (TableOf(pictures, 60_000, withBands: true), TableOf(pictures, 60_000, withBands: false));
        Assert.True(banded.Parts[0].Bands!.IsWorth(Pdq.SamePictureBits));
        for (var i = 0; i < 50; i++)
        {
            var asked = Asked(random, pictures);
            Assert.Equal(plain.Nearest(asked, 31, 10), banded.Nearest(asked, 31, 10));
        }
    }

    [Fact]
    public void Many_asked_at_once_are_answered_as_one_by_one()
    {
        var random = new Random(6);
        var pictures = Made(random, 3_000, 1);
        var table = TableOf(pictures, 2_000, withBands: true);
        PdqSet[] asked = [.. Enumerable.Range(0, 20).Select(_ => Asked(random, pictures))];
        Assert.Equal(asked.Select(a => table.Nearest(a, 60, 5)), table.NearestAll(asked, 60, 5));
    }

    [Fact]
    public void Bands_and_their_heads_take_no_more_than_a_hundred_bytes_a_hash()
    {
        foreach (var count in (int[])[300_000, 700_000, 1_000_000, 3_000_000, 10_000_000, 20_000_000])
        {
            var bands = BandIndex.BandsFor(count);
            Assert.InRange(4.0 * (BandIndex.HeadsOf(bands) + ((long)bands * count)) / count, 0, 100);
        }
    }

    static PdqSet Asked(Random random, List<IndexedPicture> pictures)
    {
        var asked = default(PdqSet);
        for (var o = 0; o < PdqSet.Count; o++)
            asked[o] =
                pictures.Count == 0 || o % 3 > 0
                    ? HashOf(random)
                    : Flip(pictures[random.Next(pictures.Count)].Hash, random.Next(50), random);
        return asked;
    }

    static Pdq HashOf(Random random) => HashSamples.HashOf(random);

    static Pdq Flip(Pdq hash, int bits, Random random) => HashSamples.Flip(hash, bits, random);
}
