using IpGuard.Core.Matching;
using IpGuard.Judging.Pictures;
using IpGuard.Judging.Training;

namespace IpGuard.Rooms.Tests.Judging;

public sealed class PictureTrainingTests : IDisposable
{
    readonly TempFolder _models = new();

    public void Dispose() => _models.Dispose();

    [Fact]
    public void What_was_trained_is_loaded_and_tells_copies_from_strangers()
    {
        var outcome = PictureTraining.Train(MadeEvidence.Pairs(1, 6_000), _models.Path);
        Assert.InRange(outcome.RecallAtSame, 0.8, outcome.RecallAtNear);
        using var classifier = PictureClassifier.Load(_models.Path);
        var random = new Random(2);
        var copies = Enumerable.Range(0, 300).Select(_ => classifier.Score(MadeEvidence.Of(random, true))).ToList();
        var strangers = Enumerable.Range(0, 300).Select(_ => classifier.Score(MadeEvidence.Of(random, false))).ToList();
        Assert.InRange(copies.Count(s => s >= PictureOpinion.NearScore), 270, 300);
        // One in a hundred reaches the near score, by how it is set.
        Assert.InRange(strangers.Count(s => s >= PictureOpinion.NearScore), 0, 15);
        Assert.False(classifier.IsSettled(PictureOpinion.NearScore));
        Assert.True(classifier.IsSettled(null));
    }

    [Fact]
    public void Training_twice_on_the_same_gives_the_same_scores()
    {
        var pairs = MadeEvidence.Pairs(3, 4_000);
        PictureTraining.Train(pairs, _models.At("one"));
        PictureTraining.Train(pairs, _models.At("two"));
        using var one = PictureClassifier.Load(_models.At("one"));
        using var two = PictureClassifier.Load(_models.At("two"));
        Assert.All(pairs.Take(100), p => Assert.Equal(one.Score(p.Evidence), two.Score(p.Evidence)));
    }

    [Fact]
    public void Too_few_strangers_to_set_a_scale_by_are_refused()
    {
        var few = MadeEvidence.Pairs(1, 240);
        Assert.Contains(
            "expected some hundred distractors",
            Assert.Throws<InvalidOperationException>(() => PictureTraining.Train(few, _models.Path)).Message,
            StringComparison.Ordinal
        );
        Assert.Empty(Directory.GetFiles(_models.Path));
    }

    [Fact]
    public void Strangers_that_cannot_be_told_apart_set_no_scale_and_nothing_is_written()
    {
        var one = MadeEvidence.Pairs(1, 2)[1].Evidence;
        var alike = MadeEvidence.Pairs(1, 1_200).ConvertAll(p => p with { Evidence = one });
        Assert.Contains(
            "expected distractors whose best sums differ",
            Assert.Throws<InvalidOperationException>(() => PictureTraining.Train(alike, _models.Path)).Message,
            StringComparison.Ordinal
        );
        Assert.Empty(Directory.GetFiles(_models.Path));
    }
}
