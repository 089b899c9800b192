using IpGuard.Judging.Titles;
using Microsoft.ML;
using Microsoft.ML.Trainers.FastTree;

namespace IpGuard.Judging.Training;

/// <summary>Two titles with the truth.</summary>
/// <param name="IsSame">Both are of one thing.</param>
public sealed record LabelledTitles(string Left, string Right, bool IsSame);

/// <summary>Trains a <see cref="TitleMatcher"/> on labelled pairs. The same pairs in the same order give the same figures.</summary>
public static class TitleMatcherTraining
{
    const int Seed = 20_261_125;

    // Five gave no more than three on the four sets of docs/titles.md.
    const int Ensembles = 3;

    // A pair's own label must not be in the sum that the trees learn to trust: it is summed by a model that did not see the pair.
    const int Folds = 5;

    // FastTree needs some of both, in every fold.
    const int FewestOfEach = 20;

    /// <param name="encoder">Null to train without meaning; the matcher keeps it, and the caller disposes it after the matcher.</param>
    /// <exception cref="ArgumentException">Fewer than twenty pairs of one kind.</exception>
    public static TitleMatcher Train(IReadOnlyList<LabelledTitles> pairs, TitleEncoder? encoder)
    {
        var same = pairs.Count(p => p.IsSame);
        if (same < FewestOfEach || pairs.Count - same < FewestOfEach)
            throw new ArgumentException(
                $"expected {FewestOfEach} or more pairs of each kind, got {same} same and {pairs.Count - same} different",
                nameof(pairs)
            );
        var titles = pairs.SelectMany(p => new[] { p.Left, p.Right }).Distinct(StringComparer.Ordinal).ToList();
        var rarity = new TitleRarity(titles);
        var facts = titles
            .Zip(TitleMatcher.Read(titles, rarity, encoder))
            .ToDictionary(t => t.First, t => t.Second, StringComparer.Ordinal);
        var grams = pairs.Select(p => TitlePairGrams.Of(facts[p.Left], facts[p.Right])).ToList();
        var truths = pairs.Select(p => p.IsSame).ToList();
        var sums = OutOfFold(grams, truths);
        var rows = pairs.Select(
            (p, i) => new TitleEvidenceRow { Numbers = TitleMatcher.NumbersOf(facts[p.Left], facts[p.Right], sums[i]), IsSame = p.IsSame }
        );
        var ml = new MLContext(Seed);
        var data = ml.Data.LoadFromEnumerable(rows.ToList(), TitleEvidenceRow.Schema());
        var models = Enumerable
            .Range(0, Ensembles)
            .Select(i => ml.BinaryClassification.Trainers.FastTree(Options(i)).Fit(data).Model)
            .ToList();
        return new(
            [.. models.Select(m => new BoostedTrees(m.SubModel.TrainedTreeEnsemble))],
            // FastTree's calibration is not fitted: it follows from the learning rate, and is the same for all.
            -models[0].Calibrator.Slope,
            rarity,
            TitlePairGrams.Train(grams, truths, Seed),
            encoder
        );
    }

    static float[] OutOfFold(List<int[]> grams, List<bool> truths)
    {
        var random = new Random(Seed);
        var folds = grams.Select(_ => random.Next(Folds)).ToArray();
        var sums = new float[grams.Count];
        for (var fold = 0; fold < Folds; fold++)
        {
            var rest = Enumerable.Range(0, grams.Count).Where(i => folds[i] != fold).ToList();
            var model = TitlePairGrams.Train([.. rest.Select(i => grams[i])], [.. rest.Select(i => truths[i])], Seed);
            for (var i = 0; i < grams.Count; i++)
                sums[i] = folds[i] == fold ? model.Sum(grams[i]) : sums[i];
        }

        return sums;
    }

    // The figures hardly depend on them: by cross-validation they differ by less than .01 between 8 and 63 leaves (docs/titles.md).
    static FastTreeBinaryTrainer.Options Options(int ensemble) =>
        new()
        {
            FeatureColumnName = nameof(TitleEvidenceRow.Numbers),
            LabelColumnName = nameof(TitleEvidenceRow.IsSame),
            NumberOfTrees = 250,
            NumberOfLeaves = 16,
            MinimumExampleCountPerLeaf = 10,
            LearningRate = 0.1,
            FeatureFraction = 0.5,
            FeatureFractionPerSplit = 0.7,
            BaggingSize = 1,
            BaggingExampleFraction = 0.7,
            Seed = Seed + ensemble,
            FeatureSelectionSeed = Seed + ensemble,
            NumberOfThreads = 1,
        };
}
