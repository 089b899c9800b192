using IpGuard.Core.Matching;
using IpGuard.Judging.Pictures;
using Microsoft.ML;
using Microsoft.ML.Trainers.FastTree;

namespace IpGuard.Judging.Training;

/// <summary>One listing's picture beside one work's, with the truth.</summary>
/// <param name="QueryId">The listing's picture: the best of its pairs is its answer.</param>
/// <param name="Attack">What was done to the listing's picture.</param>
/// <param name="IsCopy">The listing shows this work.</param>
/// <param name="IsDistractor">The listing shows none of the works.</param>
/// <param name="Fold">Which of the <see cref="PictureTraining.Folds"/> parts it is in: pairs of one source are in one part.</param>
/// <param name="IsDeep">Gathered by the deep pass.</param>
public sealed record LabelledEvidence(
    string QueryId,
    string WorkId,
    string Attack,
    PictureEvidence Evidence,
    bool IsCopy,
    bool IsDistractor,
    int Fold,
    bool IsDeep
);

/// <summary>What a training came to; each part measured by trees that were trained on the other parts.</summary>
/// <param name="RecallAtNear">Share of copies whose own work comes first at <see cref="PictureOpinion.NearScore"/> or more.</param>
/// <param name="RecallAtSame">The same at <see cref="PictureOpinion.SameScore"/>.</param>
public sealed record TrainingOutcome(int Pairs, int Copies, int Distractors, double RecallAtNear, double RecallAtSame, EvidenceScale Scale);

/// <summary>Trains the classifier of pictures.</summary>
public static class PictureTraining
{
    const int Seed = 20_261_124;

    /// <summary>Into how many parts the pairs fall.</summary>
    public const int Folds = 5;

    // Of a hundred distractors, how many the fast pass may hand to the deep pass.
    const int UnsettledInHundred = 20;

    /// <summary>Trains on all pairs, sets the scale, and writes both files under a folder of models.</summary>
    /// <remarks>The scale is set by sums that no tree has seen: every part is weighed by trees that were trained on the other parts (cross
    /// fitting), so that all distractors count, and one that is unlike all others moves little.</remarks>
    /// <exception cref="InvalidOperationException">Too few distractors to set a scale by.</exception>
    public static TrainingOutcome Train(IReadOnlyList<LabelledEvidence> pairs, string modelsFolder)
    {
        var ml = new MLContext(Seed);
        var (deep, fast) = (new List<BestPair>(), new List<BestPair>());
        for (var fold = 0; fold < Folds; fold++)
        {
            var held = pairs.Where(p => p.Fold == fold).ToList();
            if (held.Count == 0)
                continue;
            var (trees, _) = Fit(ml, pairs.Where(p => p.Fold != fold));
            using var engine = ml.Model.CreatePredictionEngine<EvidenceRow, EvidenceScore>(trees);
            deep.AddRange(Best(held.Where(p => p.IsDeep), engine));
            fast.AddRange(Best(held.Where(p => !p.IsDeep), engine));
        }

        var scale = ScaleOf(deep, fast);
        var (model, schema) = Fit(ml, pairs);
        Save(ml, model, schema, scale, modelsFolder);
        var copies = deep.Where(b => !b.IsDistractor).ToList();
        double Recall(double sum) => copies.Count(c => c.IsCopy && c.Sum > sum) / (double)Math.Max(1, copies.Count);
        return new(pairs.Count, copies.Count, deep.Count - copies.Count, Recall(scale.Near), Recall(scale.Same), scale);
    }

    static (ITransformer Model, DataViewSchema Schema) Fit(MLContext ml, IEnumerable<LabelledEvidence> pairs)
    {
        var rows = pairs.Select(p => new EvidenceRow { Numbers = p.Evidence.ToNumbers(), IsCopy = p.IsCopy });
        var data = ml.Data.LoadFromEnumerable(rows.ToList());
        return (ml.BinaryClassification.Trainers.FastTree(Options()).Fit(data), data.Schema);
    }

    // Small trees that each see few of the numbers: no single piece of evidence may carry a verdict alone, since on other pictures that
    // piece
    // may be the weak one.
    static FastTreeBinaryTrainer.Options Options() =>
        new()
        {
            FeatureColumnName = nameof(EvidenceRow.Numbers),
            LabelColumnName = nameof(EvidenceRow.IsCopy),
            NumberOfTrees = 150,
            NumberOfLeaves = 12,
            MinimumExampleCountPerLeaf = 30,
            LearningRate = 0.1,
            FeatureFraction = 0.4,
            FeatureFractionPerSplit = 0.5,
            // Leaves that hold copies only would speak ever louder (a hundred by default), and one such leaf outvoted all other evidence.
            MaximumTreeOutput = 5,
            BaggingSize = 1,
            BaggingExampleFraction = 0.7,
            Seed = Seed,
            FeatureSelectionSeed = Seed,
            NumberOfThreads = 1,
        };

    readonly record struct BestPair(bool IsCopy, bool IsDistractor, double Sum);

    static List<BestPair> Best(IEnumerable<LabelledEvidence> pairs, PredictionEngine<EvidenceRow, EvidenceScore> engine) =>
        [
            .. pairs
                .GroupBy(p => p.QueryId, StringComparer.Ordinal)
                .Select(g =>
                    g.Select(p => new BestPair(p.IsCopy, p.IsDistractor, engine.Predict(new() { Numbers = p.Evidence.ToNumbers() }).Score))
                        .MaxBy(b => b.Sum)
                ),
        ];

    static EvidenceScale ScaleOf(List<BestPair> deep, List<BestPair> fast)
    {
        static List<double> Distractors(List<BestPair> best) => [.. best.Where(b => b.IsDistractor).Select(b => b.Sum).OrderDescending()];
        var (closely, quickly) = (Distractors(deep), Distractors(fast));
        if (closely.Count < 100 || quickly.Count < 100)
            throw new InvalidOperationException($"expected some hundred distractors, got {closely.Count}");
        var (near, same, none) = (
            closely[closely.Count / 100],
            closely[closely.Count / 1_000],
            quickly[quickly.Count * UnsettledInHundred / 100]
        );
        if (same <= near)
            throw new InvalidOperationException($"expected distractors whose best sums differ, got {near} at 1 % and {same} at 0.1 %");
        return new(near, same, Math.Min(near, none));
    }

    static void Save(MLContext ml, ITransformer model, DataViewSchema schema, EvidenceScale scale, string modelsFolder)
    {
        var path = Path.Combine(modelsFolder, PictureClassifier.ModelPath);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        ml.Model.Save(model, schema, path);
        File.WriteAllText(Path.Combine(modelsFolder, PictureClassifier.ScalePath), scale + "\n");
    }
}
