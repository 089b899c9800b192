using CsCheck;
using IpGuard.Core.Matching;
using IpGuard.Judging.Pictures;
using IpGuard.Testing;

namespace IpGuard.Rooms.Tests.Judging;

public sealed class PictureClassifierTests : IDisposable
{
    readonly TempFolder _models = new();

    public void Dispose() => _models.Dispose();

    static string Shipped => Path.Combine(SharedData.ProjectRoot, "models");

    static PictureEvidence Evidence(float cosine, KeypointFit? keypoints, OverlayFit? overlay, int bits) =>
        new(
            bits,
            bits,
            cosine,
            cosine,
            cosine,
            cosine,
            cosine / 2,
            keypoints,
            keypoints is null ? default : new(1, 1, 1),
            keypoints?.Cells ?? 0,
            overlay,
            overlay?.Worth ?? 0
        );

    [Fact]
    public void A_plain_copy_scores_above_what_has_nothing_in_common()
    {
        using var classifier = PictureClassifier.Load(Shipped);
        var fit = new KeypointFit(Affine.Identity, 220, [.. Enumerable.Repeat(new MatchedPoint(new(9, 9), new(9, 9)), 200)], 150, 150);
        var copy = classifier.Score(Evidence(0.8f, fit, new(Affine.Identity, 0.95f, 0.95f, 0.95f, 0.98f, 1, 1, 200, 0.95f), 2));
        var stranger = classifier.Score(Evidence(-0.1f, null, null, 110));
        Assert.InRange(copy, PictureOpinion.SameScore, 1);
        Assert.InRange(stranger, 0, PictureOpinion.NearScore);
        Assert.True(classifier.IsSettled(null));
        Assert.False(classifier.IsSettled(PictureOpinion.NearScore));
    }

    [Fact]
    public void Many_threads_get_the_same_score()
    {
        using var classifier = PictureClassifier.Load(Shipped);
        var evidence = Evidence(0.4f, null, null, 60);
        var once = classifier.Score(evidence);
        Parallel.For(0, 200, _ => Assert.Equal(once, classifier.Score(evidence)));
    }

    [Theory]
    [InlineData(PictureClassifier.ModelPath, false)]
    [InlineData(PictureClassifier.ModelPath, true)]
    [InlineData(PictureClassifier.ScalePath, false)]
    [InlineData(PictureClassifier.ScalePath, true)]
    public void A_missing_or_cut_model_names_the_command_that_makes_it(string path, bool isCut)
    {
        Directory.CreateDirectory(_models.At("matcher"));
        foreach (var file in Directory.GetFiles(Path.Combine(Shipped, "matcher")))
            File.Copy(file, _models.At("matcher", Path.GetFileName(file)));
        using (PictureClassifier.Load(_models.Path)) { }
        var bytes = File.ReadAllBytes(_models.At(path));
        File.Delete(_models.At(path));
        if (isCut)
            File.WriteAllBytes(_models.At(path), bytes[..(bytes.Length / 2)]);
        var message = Assert.Throws<InvalidOperationException>(() => PictureClassifier.Load(_models.Path)).Message;
        Assert.Contains("ipguard train-matcher", message, StringComparison.Ordinal);
        Assert.Contains(_models.At(PictureClassifier.ModelPath), message, StringComparison.Ordinal);
    }

    static readonly Gen<EvidenceScale> Scales = Gen.Select(
        Gen.Double[-4, 4],
        Gen.Double[0.05, 6],
        Gen.Double[0, 5],
        (near, above, below) => new EvidenceScale(near, near + above, near - below)
    );

    [Fact]
    public void The_two_points_of_the_scale_are_the_near_and_the_same_score() =>
        Scales.Sample(scale =>
        {
            Assert.Equal(PictureOpinion.NearScore, scale.ScoreOf(scale.Near), 1e-9);
            Assert.Equal(PictureOpinion.SameScore, scale.ScoreOf(scale.Same), 1e-9);
        });

    [Fact]
    public void A_greater_sum_is_a_greater_score_and_never_one() =>
        Gen.Select(Scales, Gen.Double[-8, 12], Gen.Double[1e-3, 3])
            .Sample(
                (scale, sum, more) =>
                {
                    Assert.True(scale.ScoreOf(sum + more) > scale.ScoreOf(sum) || scale.ScoreOf(sum) < 1e-12);
                    Assert.InRange(scale.ScoreOf(sum), 0, 1 - 1e-9);
                }
            );

    [Fact]
    public void The_scale_is_read_back_and_what_is_no_scale_is_refused()
    {
        var scale = new EvidenceScale(0.25, 1.5, -2);
        Assert.Equal(scale, EvidenceScale.Read(scale.ToString()));
        foreach (var bad in new[] { "", "1 2", "2 1 0", "1 1 0", "1 2 1.5", "a b c", "1 2 0 3", "NaN 2 0" })
            Assert.Contains(
                "expected three numbers",
                Assert.Throws<FormatException>(() => EvidenceScale.Read(bad)).Message,
                StringComparison.Ordinal
            );
    }
}
