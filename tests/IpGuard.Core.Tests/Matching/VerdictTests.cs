using IpGuard.Core.Matching;
using IpGuard.Core.Works;

namespace IpGuard.Core.Tests.Matching;

public class VerdictTests
{
    internal static PictureOpinion Opinion(double score) =>
        new(score, CopyKind.Unclear, Voices.None, [], null, 0, 256, 0, null, false, Orientation.Upright);

    internal static Evidence Evidence(double picture) =>
        new(256, Orientation.Upright, 1, 1, null, Opinion(picture), NameEvidence.None, ContextEvidence.None);

    static Verdict Judge(double score, double picture = 0.9, Exemption exemption = Exemption.None, double sum = 0) =>
        Verdict.Judge(Evidence(picture), new(score, sum), exemption, FilingThreshold.Start);

    [Theory]
    [InlineData(0.9, 0.5, Likeness.Same)]
    [InlineData(0.8999, 0.5, Likeness.Near)]
    [InlineData(0.9, 0.4999, Likeness.Near)]
    [InlineData(0.5, 0, Likeness.Near)]
    [InlineData(0.4999, 1, Likeness.Different)]
    public void The_score_decides_and_without_like_pictures_nothing_is_the_same(double score, double picture, Likeness expected) =>
        Assert.Equal(expected, Judge(score, picture).Likeness);

    [Theory]
    [InlineData(Exemption.OwnShop)]
    [InlineData(Exemption.SeenEarlier)]
    public void Who_is_exempt_is_not_accused_and_the_verdict_says_why(Exemption exemption)
    {
        var verdict = Judge(0.999, 1, exemption);
        Assert.Equal((Likeness.Different, exemption, 0.999), (verdict.Likeness, verdict.Exemption, verdict.Score));
    }

    [Theory]
    [InlineData(0, 0, FilingThreshold.Start)]
    [InlineData(0, 1, 0.53)]
    [InlineData(1, 0, 0.485)]
    [InlineData(2, 1, FilingThreshold.Start)]
    [InlineData(0, 9, 0.77)]
    [InlineData(0, 10, FilingThreshold.Highest)]
    [InlineData(0, 11, FilingThreshold.Highest)]
    [InlineData(9, 0, 0.365)]
    [InlineData(10, 0, FilingThreshold.Lowest)]
    [InlineData(1_000, 0, FilingThreshold.Lowest)]
    public void Decisions_shift_a_filings_threshold_within_limits(int confirmed, int dismissed, double expected) =>
        Assert.Equal(expected, FilingThreshold.Of(confirmed, dismissed), 9);

    [Fact]
    public void Verdicts_of_one_score_are_ranked_by_what_it_was_calibrated_from()
    {
        var (more, less) = (Judge(0.7, sum: 2), Judge(0.7, sum: 1));
        Assert.Equal(["F-2", "F-1"], Match.Rank([("F-1", less), ("F-2", more)]).Select(r => r.FilingNumber));
    }

    [Fact]
    public void Equally_alike_filings_are_ranked_by_number_and_never_by_chance()
    {
        var verdict = Judge(0.7);
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
