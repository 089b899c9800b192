using System.Text.Json;
using IpGuard.Core.Matching;
using IpGuard.Core.Works;
using Microsoft.ML;
using Microsoft.ML.Trainers.FastTree;

namespace IpGuard.Judging.Fusion;

/// <summary>What a training came to, measured by trees and a calibration that had not seen what they were asked.</summary>
/// <param name="Precision">Of those at <see cref="FilingThreshold.Start"/> or above, the share that are copies.</param>
/// <param name="Recall">Of the copies, the share at <see cref="FilingThreshold.Start"/> or above.</param>
public sealed record VerdictTrained(int Labels, int Copies, int Contradictions, CalibrationReport Report, double Precision, double Recall);

/// <summary>Trains the model of verdicts from labels.</summary>
public static class VerdictTraining
{
    /// <summary>Into how many parts the labels fall, by their group.</summary>
    public const int Folds = 5;

    const int Seed = 20_261_125;
    const int LeastOfEach = 50;

    /// <summary>Trains, calibrates, and writes the model's two files.</summary>
    /// <param name="kinds">Evidence to learn from; all others say nothing. Null for all.</param>
    /// <exception cref="InvalidDataException">One class only, or too few of either, with the counts.</exception>
    public static VerdictTrained Train(LabelFile labels, string folder, IReadOnlySet<EvidenceKind>? kinds = null)
    {
        var others = labels.Labels.Count - labels.Copies;
        if (labels.Copies < LeastOfEach || others < LeastOfEach)
            throw new InvalidDataException(
                $"expected at least {LeastOfEach} labels of each kind, got {labels.Copies} confirmed and {others} dismissed"
            );
        var ml = new MLContext(Seed);
        var rows = labels
            .Labels.Select(l => (Row: new NumbersRow { Numbers = Masked(l.Numbers, kinds), IsCopy = l.IsCopy }, Fold: FoldOf(l.Group)))
            .ToList();
        var unseen = new List<(double Sum, bool IsCopy, int Fold)>();
        for (var fold = 0; fold < Folds; fold++)
        {
            using var engine = ml.Model.CreatePredictionEngine<NumbersRow, TreesSum>(Fit(ml, rows.Where(r => r.Fold != fold)).Model);
            unseen.AddRange(rows.Where(r => r.Fold == fold).Select(r => ((double)engine.Predict(r.Row).Score, r.Row.IsCopy, fold)));
        }

        var (model, schema) = Fit(ml, rows);
        var calibration = Calibration.Fit([.. unseen.Select(u => (u.Sum, u.IsCopy))]);
        Directory.CreateDirectory(folder);
        ml.Model.Save(model, schema, Path.Combine(folder, VerdictModel.TreesFile));
        File.WriteAllBytes(
            Path.Combine(folder, VerdictModel.FactsFile),
            JsonSerializer.SerializeToUtf8Bytes(new VerdictFacts(EvidenceNumbers.Version, EvidenceNumbers.Names, calibration.Knots))
        );
        return Measure(labels, unseen);
    }

    // Each part's scores by a calibration of the other parts: what the whole will do on what it has not seen.
    static VerdictTrained Measure(LabelFile labels, List<(double Sum, bool IsCopy, int Fold)> unseen)
    {
        var scored = new List<(double Score, bool IsCopy)>(unseen.Count);
        for (var fold = 0; fold < Folds; fold++)
        {
            var rest = Calibration.Fit([.. unseen.Where(u => u.Fold != fold).Select(u => (u.Sum, u.IsCopy))]);
            scored.AddRange(unseen.Where(u => u.Fold == fold).Select(u => (rest.ProbabilityOf(u.Sum), u.IsCopy)));
        }

        var found = scored.Where(s => s.Score >= FilingThreshold.Start).ToList();
        var right = found.Count(s => s.IsCopy);
        return new(
            labels.Labels.Count,
            labels.Copies,
            labels.Contradictions,
            CalibrationReport.Of(scored),
            (double)right / Math.Max(1, found.Count),
            (double)right / labels.Copies
        );
    }

    static (ITransformer Model, Microsoft.ML.DataViewSchema Schema) Fit(MLContext ml, IEnumerable<(NumbersRow Row, int Fold)> rows)
    {
        var data = ml.Data.LoadFromEnumerable(rows.Select(r => r.Row).ToList());
        var trees = ml.BinaryClassification.Trainers.FastTree(
            new FastTreeBinaryTrainer.Options
            {
                FeatureColumnName = nameof(NumbersRow.Numbers),
                LabelColumnName = nameof(NumbersRow.IsCopy),
                NumberOfTrees = 120,
                NumberOfLeaves = 10,
                MinimumExampleCountPerLeaf = 30,
                LearningRate = 0.08,
                FeatureFraction = 0.6,
                BaggingSize = 1,
                BaggingExampleFraction = 0.7,
                Seed = Seed,
                FeatureSelectionSeed = Seed,
                NumberOfThreads = 1,
            }
        );
        return (trees.Fit(data), data.Schema);
    }

    static float[] Masked(float[] numbers, IReadOnlySet<EvidenceKind>? kinds) =>
        kinds is null ? numbers : [.. numbers.Select((n, i) => kinds.Contains(EvidenceNumbers.Kinds[i]) ? n : EvidenceNumbers.Absent[i])];

    static int FoldOf(string group) => Sha256Hash.Of(System.Text.Encoding.UTF8.GetBytes(group)).ToBytes()[0] * Folds / 256;
}
