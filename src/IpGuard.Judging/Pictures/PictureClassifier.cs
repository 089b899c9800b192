using System.Globalization;
using IpGuard.Core.Matching;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace IpGuard.Judging.Pictures;

/// <summary>Weighs all evidence about a pair of pictures to one score. Safe to use from many threads at once.</summary>
/// <remarks>Boosted trees (FastTree of ML.NET). The trees' sum is laid on a scale on which <see cref="PictureOpinion.NearScore"/> is
/// what one in
/// a hundred distractors exceeds and <see cref="PictureOpinion.SameScore"/> what one in a thousand does.</remarks>
public sealed class PictureClassifier : IDisposable
{
    /// <summary>The model's place under the folder of models.</summary>
    public const string ModelPath = "matcher/matcher-v1.zip";

    /// <summary>Three numbers beside it: the trees' sums that the scale is made of.</summary>
    public const string ScalePath = "matcher/matcher-v1.scale.txt";

    readonly ThreadLocal<PredictionEngine<EvidenceRow, EvidenceScore>> _engines;
    readonly EvidenceScale _scale;

    PictureClassifier(MLContext ml, ITransformer model, EvidenceScale scale)
    {
        _engines = new(() => ml.Model.CreatePredictionEngine<EvidenceRow, EvidenceScore>(model), trackAllValues: true);
        _scale = scale;
    }

    /// <summary>Reads the trained model under a folder of models.</summary>
    /// <exception cref="InvalidOperationException">Missing, cut short, or of another shape; the message names the command that makes
    /// it.</exception>
    public static PictureClassifier Load(string modelsFolder)
    {
        var path = Path.Combine(modelsFolder, ModelPath);
        var ml = new MLContext(1);
        try
        {
            var scale = EvidenceScale.Read(File.ReadAllText(Path.Combine(modelsFolder, ScalePath)));
            using var file = File.OpenRead(path);
            var classifier = new PictureClassifier(ml, ml.Model.Load(file, out _), scale);
            // A model of another shape shows here, and not in the middle of a sweep.
            _ = classifier.Score(new(256, 256, 0, 0, 0, 0, 0, null, default, 0, null, 0));
            return classifier;
        }
        catch (Exception e)
            when (e is IOException or FormatException or InvalidOperationException or ArgumentException or InvalidDataException)
        {
            throw new InvalidOperationException(
                $"expected the picture classifier at {path}, got: {e.Message}. Make it again with `ipguard train-matcher --models {modelsFolder}`",
                e
            );
        }
    }

    /// <summary>0 to 1, higher is more alike; never the same for two different sums.</summary>
    public double Score(PictureEvidence evidence) =>
        _scale.ScoreOf(_engines.Value!.Predict(new() { Numbers = evidence.ToNumbers() }).Score);

    /// <summary>True where the deep pass would change nothing that matters: surely a copy, or surely none.</summary>
    /// <param name="best">The best score of the fast pass; null where nothing came near.</param>
    public bool IsSettled(double? best) => best is null or >= PictureOpinion.SettledAsCopy || best <= _scale.ScoreOf(_scale.None);

    public void Dispose()
    {
        foreach (var engine in _engines.Values)
            engine.Dispose();
        _engines.Dispose();
    }
}

/// <summary>A row of evidence as ML.NET reads it.</summary>
sealed class EvidenceRow
{
    [VectorType(PictureEvidence.NumberCount)]
    public float[] Numbers { get; set; } = [];

    public bool IsCopy { get; set; }
}

sealed class EvidenceScore
{
    public float Score { get; set; }
}

/// <summary>Lays the trees' sums on a scale from 0 to 1 with two fixed points.</summary>
/// <param name="Near">The sum at <see cref="PictureOpinion.NearScore"/>: one in a hundred distractors exceeds it.</param>
/// <param name="Same">The sum at <see cref="PictureOpinion.SameScore"/>: one in a thousand does; above <paramref name="Near"/>.</param>
/// <param name="None">The sum up to which the fast pass settles that a listing shows no work; at most <paramref name="Near"/>.</param>
public sealed record EvidenceScale(double Near, double Same, double None)
{
    /// <summary>Logistic between the two points; above the second ever more slowly, so that it does not saturate.</summary>
    public double ScoreOf(double sum)
    {
        if (sum <= Same)
            return 1 / (1 + Math.Exp(-Math.Log(PictureOpinion.SameScore / (1 - PictureOpinion.SameScore)) * (sum - Near) / (Same - Near)));
        // Continuous in value at the second point; 1 is never reached.
        var beyond = (sum - Same) / Math.Max(1, Same - Near);
        return 1 - ((1 - PictureOpinion.SameScore) / (1 + beyond));
    }

    /// <exception cref="FormatException">Not three numbers in this order: Near below Same, None at most Near.</exception>
    public static EvidenceScale Read(string text)
    {
        var numbers = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(n => double.TryParse(n, CultureInfo.InvariantCulture, out var number) ? number : double.NaN)
            .ToArray();
        return numbers is [var near, var same, var none] && near < same && none <= near
            ? new(near, same, none)
            : throw new FormatException($"expected three numbers, Near < Same and None ≤ Near, got '{text.Trim()}'");
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Near:R} {Same:R} {None:R}");
}
