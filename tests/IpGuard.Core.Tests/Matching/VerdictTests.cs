using IpGuard.Core.Matching;
using IpGuard.Core.Works;

namespace IpGuard.Core.Tests.Matching;

public class VerdictTests
{
    static Verdict Judge(int bits, double? title) => Verdict.Judge(new(bits, Orientation.Upright, 1, 1, title));

    [Theory]
    [InlineData(0, null, Likeness.Same)]
    [InlineData(31, null, Likeness.Same)]
    [InlineData(32, null, Likeness.Different)]
    [InlineData(32, 0.35, Likeness.Near)]
    [InlineData(32, 0.34, Likeness.Different)]
    [InlineData(63, 0.9, Likeness.Near)]
    [InlineData(64, 0.9, Likeness.Different)]
    public void Pictures_alone_are_the_same_up_to_31_bits_and_near_up_to_63_where_titles_agree(
        int bits,
        double? title,
        Likeness expected
    ) => Assert.Equal(expected, Judge(bits, title).Likeness);

    [Fact]
    public void A_nearer_picture_always_scores_higher_whatever_the_titles()
    {
        for (var bits = 0; bits < 256; bits++)
            Assert.True(Judge(bits, 0).Score > Judge(bits + 1, 1).Score);
    }

    [Fact]
    public void Scores_stay_between_0_and_1() => Assert.All([Judge(0, 1), Judge(256, null)], v => Assert.InRange(v.Score, 0, 1));

    [Fact]
    public void Equally_alike_filings_are_ranked_by_number_and_never_by_chance()
    {
        var verdict = Judge(10, null);
        Assert.Equal(["F-1", "F-2", "F-3"], Match.Rank([("F-3", verdict), ("F-1", verdict), ("F-2", verdict)]).Select(r => r.FilingNumber));
    }
}

public class FingerprintTests
{
    [Fact]
    public void Bytes_give_the_fingerprint_back()
    {
        var hashes = default(PdqSet);
        for (var o = 0; o < PdqSet.Count; o++)
            hashes[o] = new((ulong)o, 2, 3, 4);
        var print = new Fingerprint(PictureFormat.WebP, 640, 480, true, 77, hashes, new(5, 6, 7, 8));
        Assert.Equal(print, Fingerprint.FromBytes(print.ToBytes()));
    }

    [Fact]
    public void Another_versions_bytes_are_not_read()
    {
        var bytes = new Fingerprint(PictureFormat.Jpeg, 1, 1, false, 50, default, default).ToBytes();
        bytes[0]++;
        Assert.Null(Fingerprint.FromBytes(bytes));
    }

    [Fact]
    public void Cut_bytes_are_a_fault() => Assert.Throws<FormatException>(() => Fingerprint.FromBytes([Fingerprint.Version, 0, 0]));

    // pdq/README.md: hashes of quality 49 or less are to be discarded.
    [Theory]
    [InlineData(49, true)]
    [InlineData(50, false)]
    public void A_picture_is_flat_below_quality_50(int quality, bool isFlat) =>
        Assert.Equal(isFlat, new Fingerprint(PictureFormat.Jpeg, 1, 1, false, quality, default, default).IsFlat);
}
