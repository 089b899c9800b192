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
/// <param name="IsHeld">Kept back: not trained on, but measured on.</param>
/// <param name="IsDeep">Gathered by the deep pass.</param>
public sealed record LabelledEvidence(
    string QueryId,
    string WorkId,
    string Attack,
    PictureEvidence Evidence,
    bool IsCopy,
    bool IsDistractor,
    bool IsHeld,
    bool IsDeep
);

/// <summary>What a training came to, measured on what was kept back.</summary>
/// <param name="RecallAtNear">Share of copies whose own work comes first at <see cref="PictureOpinion.NearScore"/> or more.</param>
/// <param name="RecallAtSame">The same at <see cref="PictureOpinion.SameScore"/>.</param>
public sealed record TrainingOutcome(int Pairs, int HeldCopies, int HeldDistractors, double RecallAtNear, double RecallAtSame, EvidenceScale Scale);

/// <summary>Trains the classifier of pictures.</summary>
public static class PictureTraining
{
    const int Seed = 20_261_124;

    /// <summary>Trains on what is not held, sets the scale by what is, and writes both files under a folder of models.</summary>
    public static TrainingOutcome Train(IReadOnlyList<LabelledEvidence> pairs, string modelsFolder)
    {
        var ml = new MLContext(Seed);
        var rows = pairs.Where(p => !p.IsHeld).Select(p => new EvidenceRow { Numbers = p.Evidence.ToNumbers(), IsCopy = p.IsCopy });
        var data = ml.Data.LoadFromEnumerable(rows);
        var trainer = ml.BinaryClassification.Trainers.FastTree(
            new FastTreeBinaryTrainer.Options
            {
                FeatureColumnName = nameof(EvidenceRow.Numbers),
                LabelColumnName = nameof(EvidenceRow.IsCopy),
                NumberOfTrees = 300,
                NumberOfLeaves = 16,
                MinimumExampleCountPerLeaf = 20,
                LearningRate = 0.06,
                FeatureFraction = 0.6,
                BaggingSize = 1,
                BaggingExampleFraction = 0.7,
                Seed = Seed,
                NumberOfThreads = 1,
            }
        );
        var model = trainer.Fit(data);
        using var engine = ml.Model.CreatePredictionEngine<EvidenceRow, EvidenceScore>(model);
        var best = pairs
            .Where(p => p.IsHeld)
            .GroupBy(p => p.QueryId, StringComparer.Ordinal)
            .Select(g =>
            {
                var top = g.Select(p => (p, Sum: engine.Predict(new() { Numbers = p.Evidence.ToNumbers() }).Score)).MaxBy(s => s.Sum);
                return (top.p.IsCopy, top.p.IsDistractor, top.Sum);
            })
            .ToList();
        var distractors = best.Where(b => b.IsDistractor).Select(b => (double)b.Sum).OrderDescending().ToList();
        var scale = new EvidenceScale(distractors[distractors.Count / 100], distractors[distractors.Count / 1_000]);
        if (scale.Same <= scale.Near)
            throw new InvalidOperationException(
                $"expected some hundred held distractors whose scores differ, got {distractors.Count} between {distractors[^1]} and {distractors[0]}"
            );
        var copies = best.Where(b => !b.IsDistractor).ToList();
        var path = Path.Combine(modelsFolder, PictureClassifier.ModelPath);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        ml.Model.Save(model, data.Schema, path);
        File.WriteAllText(Path.Combine(modelsFolder, PictureClassifier.ScalePath), scale + "\n");
        return new(
            pairs.Count,
            copies.Count,
            distractors.Count,
            copies.Count(c => c.IsCopy && c.Sum > scale.Near) / (double)Math.Max(1, copies.Count),
            copies.Count(c => c.IsCopy && c.Sum > scale.Same) / (double)Math.Max(1, copies.Count),
            scale
        );
    }
}
