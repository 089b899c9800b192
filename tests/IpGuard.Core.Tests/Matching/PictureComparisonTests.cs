using IpGuard.Core.Matching;

namespace IpGuard.Core.Tests.Matching;

public class PictureComparisonTests
{
    static Contender Contender(string number, PictureFeatures features, float partCosine) =>
        new(number, 1, new(features), new(128, 128, partCosine, partCosine, partCosine, 0));

    static PictureFeatures Work(int seed, Embedding? whole) => Scenes.Features(seed, whole, new Scene(seed, 12).Draw(24, 24));

    static readonly PreparedPicture Listed = new(Work(50, EmbeddingTests.Of(50)));

    static IReadOnlyList<PictureEvidence> Compare(params Contender[] contenders) =>
        PictureComparison.Compare(Listed, contenders, Effort.Fast);

    [Fact]
    public void A_works_lead_is_over_the_best_other_work()
    {
        var evidence = Compare(
            Contender("F-1", Work(1, EmbeddingTests.Of(1)), 0.6f),
            Contender("F-2", Work(2, EmbeddingTests.Of(2)), 0.5f),
            Contender("F-3", Work(3, EmbeddingTests.Of(3)), 0.2f)
        );
        Assert.Equal([0.1f, -0.1f, -0.4f], evidence.Select(e => MathF.Round(e.CosineLead, 5)));
    }

    [Fact]
    public void Two_pictures_of_one_filing_do_not_push_each_other_down()
    {
        var evidence = Compare(
            Contender("F-1", Work(1, EmbeddingTests.Of(1)), 0.6f),
            Contender("F-1", Work(2, EmbeddingTests.Of(2)), 0.59f),
            Contender("F-2", Work(3, EmbeddingTests.Of(3)), 0.1f)
        );
        Assert.Equal([0.5f, 0.49f, -0.5f], evidence.Select(e => MathF.Round(e.CosineLead, 5)));
    }

    [Theory]
    [InlineData(0.80f, 0.6f)]
    [InlineData(0.70f, 0.01f)]
    public void Versions_of_one_design_do_not_push_each_other_down_and_other_works_do(float cosine, float lead)
    {
        var evidence = Compare(
            Contender("F-1", Work(1, EmbeddingTests.Of(1)), 0.6f),
            Contender("F-2", Work(2, EmbeddingTests.Near(1, 2, cosine)), 0.59f)
        );
        Assert.Equal(lead, evidence[0].CosineLead, 1e-4f);
    }

    [Fact]
    public void Pictures_are_versions_from_the_cosine_on_and_never_without_a_network()
    {
        var (work, near) = (EmbeddingTests.Of(1), EmbeddingTests.Near(1, 2, PictureComparison.VersionCosine + 0.01f));
        var far = EmbeddingTests.Near(1, 2, PictureComparison.VersionCosine - 0.01f);
        Assert.True(PictureComparison.AreVersions(Work(1, work), Work(2, near)));
        Assert.False(PictureComparison.AreVersions(Work(1, work), Work(2, far)));
        Assert.False(PictureComparison.AreVersions(Work(1, null), Work(1, null)));
        Assert.False(PictureComparison.AreVersions(Work(1, work), Work(1, null)));
    }

    [Fact]
    public void A_work_alone_leads_by_all_it_has()
    {
        var only = Assert.Single(Compare(Contender("F-1", Work(1, EmbeddingTests.Of(1)), 0.4f)));
        Assert.Equal(0.4f, only.CosineLead);
        Assert.Empty(Compare());
    }

    [Fact]
    public void Keypoints_lead_too_upright_or_mirrored()
    {
        var (filed, other) = (KeypointTests.Random(1, 80), KeypointTests.Random(70, 80));
        foreach (var isMirrored in new[] { false, true })
        {
            var seen = KeypointGeometryTests.Moved(filed, AffineTests.Shift(5, 0), 1, 40);
            var listed = new PreparedPicture(Scenes.Features(9, keypoints: isMirrored ? seen.Mirrored(512) : seen));
            var evidence = PictureComparison.Compare(
                listed,
                [Contender("F-1", Scenes.Features(1, keypoints: filed), 0), Contender("F-2", Scenes.Features(2, keypoints: other), 0)],
                Effort.Fast
            );
            Assert.True(evidence[0].CellsLead > 40);
            Assert.True(evidence[1].CellsLead < -40);
            Assert.Equal(isMirrored, evidence[0].Keypoints!.ToListed.Determinant < 0);
            Assert.NotNull(evidence[0].Overlay);
            Assert.True(evidence[0].Spread is { Filed: > 0.5f, Listed: > 0.5f, Refound: > 0.9f and <= 1 });
            Assert.Equal(default, evidence[1].Spread);
        }
    }

    [Fact]
    public void The_classifier_is_given_a_number_for_everything_even_where_nothing_is_known()
    {
        var bare = PictureOpinionTests.Evidence().ToNumbers();
        var full = PictureOpinionTests
            .Evidence(PictureOpinionTests.Keypoints(Affine.Identity), PictureOpinionTests.Laid(Affine.Identity))
            .ToNumbers();
        Assert.Equal((PictureEvidence.NumberCount, PictureEvidence.NumberCount), (bare.Length, full.Length));
        Assert.All(bare.Concat(full), n => Assert.True(float.IsFinite(n)));
    }
}
