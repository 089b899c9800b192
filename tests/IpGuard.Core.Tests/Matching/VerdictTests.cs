using IpGuard.Core.Matching;
using IpGuard.Core.Works;

namespace IpGuard.Core.Tests.Matching;

public class VerdictTests
{
    internal static PictureOpinion Opinion(double score) =>
        new(score, CopyKind.Unclear, Voices.None, [], null, 0, 256, 0, null, false, Orientation.Upright);

    static Verdict Judge(double score, double? title) => Verdict.Judge(new(256, Orientation.Upright, 1, 1, title, Opinion(score)));

    [Theory]
    [InlineData(0.9, null, Likeness.Same)]
    [InlineData(0.8999, null, Likeness.Near)]
    [InlineData(0.5, null, Likeness.Near)]
    [InlineData(0.4999, null, Likeness.Different)]
    [InlineData(0.4999, 0.35, Likeness.Near)]
    [InlineData(0.25, 0.35, Likeness.Near)]
    [InlineData(0.25, 0.3499, Likeness.Different)]
    [InlineData(0.2499, 1.0, Likeness.Different)]
    public void Pictures_decide_and_titles_that_agree_help_weak_ones(double score, double? title, Likeness expected) =>
        Assert.Equal(expected, Judge(score, title).Likeness);

    // 31 bits is the last distance at which two hashes are of the same picture (pdq/README.md, “Matching”).
    [Theory]
    [InlineData(0.5, 31, Likeness.Same)]
    [InlineData(0.5, 32, Likeness.Near)]
    [InlineData(0.4999, 31, Likeness.Different)]
    public void Near_pictures_whose_hashes_say_the_same_are_the_same(double score, int bits, Likeness expected) =>
        Assert.Equal(expected, Verdict.Judge(new(bits, Orientation.Upright, 1, 1, null, Opinion(score))).Likeness);

    [Fact]
    public void The_score_is_that_of_the_pictures_whatever_the_titles() => Assert.Equal(Judge(0.7, 0).Score, Judge(0.7, 1).Score);

    [Fact]
    public void Pictures_that_were_not_compared_are_not_judged() =>
        Assert.Throws<ArgumentException>(() => Verdict.Judge(new(0, Orientation.Upright, 1, 1, null, null)));

    [Fact]
    public void Equally_alike_filings_are_ranked_by_number_and_never_by_chance()
    {
        var verdict = Judge(0.7, null);
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
