using IpGuard.Core.Works;
using IpGuard.Judging.Titles;
using IpGuard.Judging.Training;
using Microsoft.ML;

namespace IpGuard.Rooms.Tests.Titles;

public class TitleMatcherTests
{
    // A third are one design as two sellers write it, the rest two designs of one category.
    static List<LabelledTitles> Made(int seed, int count)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(i =>
                {
                    var category = Categories.All[i % Categories.All.Count].Category;
                    var (own, other) = (FashionTitles.Make(category, random), FashionTitles.Make(category, random));
                    var isSame = i % 3 == 0;
                    return new LabelledTitles(
                        own.Chinese,
                        FashionTitles.Sell((isSame ? own : other) with { English = "" }, random),
                        isSame
                    );
                }),
        ];
    }

    static readonly TitleMatcher Trained = TitleMatcherTraining.Train(Made(1, 600), null);

    static double? Score(string? left, string? right)
    {
        var facts = Trained.Read([left, right]);
        return Trained.Score(facts[0], facts[1]);
    }

    [Fact]
    public void Pairs_that_were_not_seen_are_told_apart()
    {
        var pairs = Made(2, 300).Where(p => p.Right.Length > 0).ToList();
        var right = pairs.Count(p => Score(p.Left, p.Right) >= 0.5 == p.IsSame);
        Assert.True(right >= pairs.Count * 0.8, $"{right} of {pairs.Count}");
    }

    [Fact]
    public void A_score_is_a_chance_and_the_same_whichever_title_is_first()
    {
        var (there, back) = (Score("云纹真丝连衣裙", "包邮 云纹真丝连衣裙 A123"), Score("包邮 云纹真丝连衣裙 A123", "云纹真丝连衣裙"));
        Assert.Equal(there!.Value, back!.Value, 6);
        Assert.InRange(there.Value, 0, 1);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("!!! …")]
    [InlineData("\u0000\u0007")]
    public void A_title_with_nothing_to_compare_by_has_no_score(string? title) => Assert.Null(Score(title, "云纹真丝连衣裙"));

    [Fact]
    public void Training_again_gives_the_same_scores()
    {
        var pairs = Made(5, 120);
        var scores = Enumerable
            .Range(0, 2)
            .Select(_ =>
            {
                var matcher = TitleMatcherTraining.Train(pairs, null);
                var facts = matcher.Read(["云纹旗袍", "云纹旗袍 包邮"]);
                return matcher.Score(facts[0], facts[1]);
            })
            .ToList();
        Assert.Equal(scores[0], scores[1]);
    }

    [Fact]
    public void Too_few_pairs_to_learn_from_are_refused_with_their_number() =>
        Assert.Contains(
            "got 10 same and 20 different",
            Assert.Throws<ArgumentException>(() => TitleMatcherTraining.Train(Made(1, 30), null)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Flat_trees_sum_to_what_the_trainer_says()
    {
        var ml = new MLContext(1);
        var random = new Random(1);
        var rows = Enumerable
            .Range(0, 200)
            .Select(_ =>
            {
                var numbers = Enumerable.Range(0, TitleEvidence.Names.Count + 1).Select(_ => random.NextSingle()).ToArray();
                return new TitleEvidenceRow { Numbers = numbers, IsSame = numbers[0] + numbers[1] > 1 };
            })
            .ToList();
        var data = ml.Data.LoadFromEnumerable(rows, TitleEvidenceRow.Schema());
        var model = ml.BinaryClassification.Trainers.FastTree(nameof(TitleEvidenceRow.IsSame), nameof(TitleEvidenceRow.Numbers)).Fit(data);
        var trees = new BoostedTrees(model.Model.SubModel.TrainedTreeEnsemble);
        var expected = ml.Data.CreateEnumerable<Told>(model.Transform(data), reuseRowObject: false);
        Assert.All(rows.Zip(expected), pair => Assert.Equal(pair.Second.Score, trees.Sum(pair.First.Numbers), 3));
    }

    sealed class Told
    {
        public float Score { get; set; }
    }
}
