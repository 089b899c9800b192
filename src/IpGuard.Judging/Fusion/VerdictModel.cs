using System.Security.Cryptography;
using System.Text.Json;
using IpGuard.Core.Matching;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace IpGuard.Judging.Fusion;

/// <summary>Weighs all evidence about a listing beside a filing to a calibrated probability, and says what each kind of evidence adds.
/// Safe to use from many threads at once.</summary>
/// <remarks>Boosted trees (FastTree of ML.NET), calibrated on sums that no tree had seen.</remarks>
public sealed class VerdictModel : IDisposable
{
    /// <summary>The folder of the shipped model under the folder of models.</summary>
    public const string ShippedFolder = "verdict";

    internal const string TreesFile = "verdict.zip";
    internal const string FactsFile = "verdict.json";

    /// <summary>The files of a model.</summary>
    public static IReadOnlyList<string> Files { get; } = [TreesFile, FactsFile];

    // Trees know steps, and many listings stand on one. Inside a step the evidence itself puts them in order; the weight is too small to
    // carry one over the edge of a step, which is some hundredths high.
    const double WithinStep = 1e-3;

    readonly ThreadLocal<PredictionEngine<NumbersRow, TreesSum>> _engines;
    readonly Calibration _calibration;

    VerdictModel(MLContext ml, ITransformer trees, VerdictFacts facts, string id)
    {
        _engines = new(() => ml.Model.CreatePredictionEngine<NumbersRow, TreesSum>(trees), trackAllValues: true);
        _calibration = new(facts.Calibration);
        Id = id;
    }

    /// <summary>First 16 hexadecimal digits of the trees' SHA-256: kept with every match.</summary>
    public string Id { get; }

    /// <summary>Reads a trained model.</summary>
    /// <param name="folder">The folder that holds its two files.</param>
    /// <exception cref="InvalidOperationException">Missing, cut short, or trained on other evidence; the message says which, and names the
    /// command that makes it.</exception>
    public static VerdictModel Load(string folder)
    {
        var path = Path.Combine(folder, TreesFile);
        try
        {
            return Read(File.ReadAllBytes(path), File.ReadAllBytes(Path.Combine(folder, FactsFile)));
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new InvalidOperationException(
                $"expected a model of verdicts at {path}, got: {e.Message}. Make it again with `ipguard train-verdict`",
                e
            );
        }
    }

    /// <summary>Reads a trained model from the bytes of its two files.</summary>
    /// <exception cref="InvalidDataException">Cut short, or trained on other evidence; the message says which.</exception>
    public static VerdictModel Read(byte[] trees, byte[] facts)
    {
        try
        {
            return Read(trees, JsonSerializer.Deserialize<VerdictFacts>(facts) ?? throw new InvalidDataException("an empty file"));
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or ArgumentException or JsonException)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    static VerdictModel Read(byte[] bytes, VerdictFacts facts)
    {
        if (facts.Version != EvidenceNumbers.Version || !facts.Names.SequenceEqual(EvidenceNumbers.Names, StringComparer.Ordinal))
            throw new InvalidDataException(
                $"a model trained on evidence of version {facts.Version} ({string.Join(", ", facts.Names.Except(EvidenceNumbers.Names, StringComparer.Ordinal))}), not {EvidenceNumbers.Version}"
            );
        var ml = new MLContext(1);
        using var stream = new MemoryStream(bytes);
        var model = new VerdictModel(ml, ml.Model.Load(stream, out _), facts, Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]);
        // A model of another shape shows here, and not in the middle of a sweep.
        _ = model.SumOf([.. EvidenceNumbers.Absent]);
        return model;
    }

    /// <summary>The probability that people would confirm a match on this evidence.</summary>
    public Weighing Weigh(Evidence evidence)
    {
        var sum = SumOf(EvidenceNumbers.Of(evidence));
        return new(_calibration.ProbabilityOf(sum), sum);
    }

    /// <summary>What each kind of evidence adds, the weightiest first.</summary>
    public IReadOnlyList<Contribution> Explain(Evidence evidence) =>
        Contributions.Of(EvidenceNumbers.Of(evidence), numbers => _calibration.LogOddsOf(SumOf(numbers)));

    /// <summary>The score of bare numbers, in the order of <see cref="EvidenceNumbers.Names"/>.</summary>
    public double ScoreOf(float[] numbers) => _calibration.ProbabilityOf(SumOf(numbers));

    public void Dispose()
    {
        foreach (var engine in _engines.Values)
            engine.Dispose();
        _engines.Dispose();
    }

    double SumOf(float[] numbers) => _engines.Value!.Predict(new() { Numbers = numbers }).Score + (WithinStep * Order(numbers));

    // Each of some 0 to 1: picture score, its cosine, hash, cells and likeness, words, characters, meaning, and the name.
    static double Order(float[] numbers) =>
        numbers[0]
        + numbers[1]
        - (numbers[2] / Pdq.LengthBits)
        + (numbers[3] / 500)
        + numbers[4]
        + numbers[5]
        + numbers[6]
        + numbers[7]
        + numbers[10];
}

/// <summary>What stands beside the trees.</summary>
sealed record VerdictFacts(int Version, IReadOnlyList<string> Names, IReadOnlyList<CalibrationKnot> Calibration);

/// <summary>A row of evidence as ML.NET reads it.</summary>
sealed class NumbersRow
{
    [VectorType(EvidenceNumbers.Count)]
    public float[] Numbers { get; set; } = [];

    public bool IsCopy { get; set; }
}

sealed class TreesSum
{
    public float Score { get; set; }
}
