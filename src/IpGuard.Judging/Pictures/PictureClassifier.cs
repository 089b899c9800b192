using System.Globalization;
using IpGuard.Core.Matching;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace IpGuard.Judging.Pictures;

/// <summary>Weighs all evidence about a pair of pictures to one score. Safe to use from many threads at once.</summary>
/// <remarks>Boosted trees (FastTree of ML.NET). The trees' sum is laid on a scale on which <see cref="PictureOpinion.NearScore"/> is what one in
/// a hundred distractors exceeds and <see cref="PictureOpinion.SameScore"/> what one in a thousand does.</remarks>
public sealed class PictureClassifier : IDisposable
{
    /// <summary>The model's place under the folder of models.</summary>
    public const string ModelPath = "matcher/matcher-v1.zip";

    /// <summary>Two numbers beside it: the trees' sums at the two scores.</summary>
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
            _ = classifier.Score(new(256, 256, 0, 0, 0, 0, 0, null, 0, null, 0));
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
    public double Score(PictureEvidence evidence) => _scale.ScoreOf(_engines.Value!.Predict(new() { Numbers = evidence.ToNumbers() }).Score);

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
/// <param name="Near">The sum at <see cref="PictureOpinion.NearScore"/>.</param>
/// <param name="Same">The sum at <see cref="PictureOpinion.SameScore"/>; above <paramref name="Near"/>.</param>
public sealed record EvidenceScale(double Near, double Same)
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

    /// <exception cref="FormatException">Not two numbers, the first below the second.</exception>
    public static EvidenceScale Read(string text)
    {
        var numbers = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return
            numbers.Length == 2
            && double.TryParse(numbers[0], CultureInfo.InvariantCulture, out var near)
            && double.TryParse(numbers[1], CultureInfo.InvariantCulture, out var same)
            && near < same
            ? new(near, same)
            : throw new FormatException($"expected two numbers, the first below the second, got '{text.Trim()}'");
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Near:R} {Same:R}");
}
