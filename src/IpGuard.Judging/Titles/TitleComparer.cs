using System.Numerics.Tensors;
using IpGuard.Core.Matching;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace IpGuard.Judging.Titles;

/// <summary>Compares titles. Safe to use from many threads at once.</summary>
public sealed class TitleComparer : IDisposable
{
    /// <summary>The model's place under the folder of models.</summary>
    public const string ModelPath = "titles/titles-v1.zip";

    const int LeastCodeLetters = 3;

    readonly ThreadLocal<PredictionEngine<TitleRow, TitleFeatures>> _engines;

    readonly TitleEncoder? _encoder;

    TitleComparer(MLContext ml, ITransformer model, TitleEncoder? encoder)
    {
        _engines = new(() => ml.Model.CreatePredictionEngine<TitleRow, TitleFeatures>(model), trackAllValues: true);
        _encoder = encoder;
    }

    /// <summary>Reads the trained pipeline under a folder of models.</summary>
    /// <param name="encoder">Gives each title its meaning; the caller disposes it after the comparer. Null for titles without one.</param>
    /// <exception cref="InvalidOperationException">Missing, cut short, or of another shape; the message names the command that makes
    /// it.</exception>
    public static TitleComparer Load(string modelsFolder, TitleEncoder? encoder = null)
    {
        var path = Path.Combine(modelsFolder, ModelPath);
        var ml = new MLContext(TitlePipeline.Seed);
        try
        {
            using var file = File.OpenRead(path);
            var comparer = new TitleComparer(ml, ml.Model.Load(file, out _), encoder);
            // A model of another shape shows here, and not in the middle of a sweep.
            _ = comparer.Vectorise("probe 试");
            return comparer;
        }
        catch (Exception e)
            when (e is IOException or FormatException or InvalidOperationException or ArgumentException or InvalidDataException)
        {
            throw new InvalidOperationException(
                $"expected the title model at {path}, got: {e.Message}. Make it again with `ipguard train-titles --models {modelsFolder}`",
                e
            );
        }
    }

    /// <summary>The title's words as they are compared, one space between two: an index that keeps them splits at spaces and needs no
    /// segmenter of its own.</summary>
    public static string Cut(string? title) => TitleTokens.Join(title);

    /// <summary>Makes a title ready to be compared; do it once for each title.</summary>
    public TitleVector Vectorise(string? title) => Vectorise([title])[0];

    /// <summary>The same for many titles: the encoder takes them in batches, several times faster than one by one.</summary>
    /// <returns>In step with <paramref name="titles"/>.</returns>
    public IReadOnlyList<TitleVector> Vectorise(IReadOnlyList<string?> titles)
    {
        var tokens = titles.Select(TitleTokens.Join).ToList();
        var told = Enumerable.Range(0, tokens.Count).Where(i => tokens[i].Length > 0).ToList();
        var meanings = new float[]?[tokens.Count];
        if (_encoder is not null && told.Count > 0)
        {
            foreach (var (at, meaning) in told.Zip(_encoder.Encode([.. told.Select(i => titles[i])])))
                meanings[at] = meaning;
        }

        return [.. tokens.Select((t, i) => Vectorise(t, meanings[i]))];
    }

    TitleVector Vectorise(string tokens, float[]? meaning)
    {
        if (tokens.Length == 0)
            return new(new([], []), new([], []), null, new HashSet<string>());
        var features = _engines.Value!.Predict(new() { Tokens = tokens });
        return new(ToSparse(features.Words), ToSparse(features.Characters), meaning, CodesOf(tokens));
    }

    /// <summary>Likeness of two titles, 0 to 1: the mean of the cosine of their words and the cosine of their characters; of their
    /// characters alone where either has no word that the model knows. Null where either has nothing to compare by.</summary>
    public static double? Compare(TitleVector left, TitleVector right)
    {
        if (left.IsEmpty || right.IsEmpty)
            return null;
        var characters = left.Characters.Dot(right.Characters);
        var cosine = left.Words.IsEmpty || right.Words.IsEmpty ? characters : (characters + left.Words.Dot(right.Words)) / 2;
        return Math.Clamp(cosine, 0, 1);
    }

    /// <summary>Cosine of what two titles mean, −1 to 1, across languages: same things .72 to .84, different ones below .40 (measured on
    /// Chinese and English titles, models/text/MODEL.md). Null where either has no meaning.</summary>
    public static double? CompareMeaning(TitleVector left, TitleVector right) =>
        left.Meaning is { } one && right.Meaning is { } other ? Math.Clamp(TensorPrimitives.Dot<float>(one, other), -1, 1) : null;

    /// <summary>All that is said of two titles; null where either has nothing to compare by.</summary>
    public static TitleOpinion? Opine(TitleVector left, TitleVector right)
    {
        if (left.IsEmpty || right.IsEmpty)
            return null;
        var agreeing = left.Codes.Count(right.Codes.Contains);
        return new(
            left.Words.IsEmpty || right.Words.IsEmpty ? null : Math.Clamp(left.Words.Dot(right.Words), 0, 1),
            Math.Clamp(left.Characters.Dot(right.Characters), 0, 1),
            CompareMeaning(left, right),
            agreeing,
            left.Codes.Count == 0 || right.Codes.Count == 0 ? 0 : Math.Min(left.Codes.Count, right.Codes.Count) - agreeing
        );
    }

    // A size or a year is no model number.
    static HashSet<string> CodesOf(string tokens) => tokens.Split(' ').Where(IsCode).ToHashSet(StringComparer.Ordinal);

    static bool IsCode(string token) =>
        token.Length >= LeastCodeLetters
        && token.Any(char.IsAsciiDigit)
        && (!token.All(char.IsAsciiDigit) || (token.Length > LeastCodeLetters && !token.StartsWith("20", StringComparison.Ordinal)));

    public void Dispose()
    {
        foreach (var engine in _engines.Values)
            engine.Dispose();
        _engines.Dispose();
    }

    static SparseVector ToSparse(in VBuffer<float> features)
    {
        var (indices, values) = (new List<int>(), new List<float>());
        foreach (var (index, value) in features.Items())
        {
            if (value == 0)
                continue;
            indices.Add(index);
            values.Add(value);
        }

        return new([.. indices], [.. values]);
    }
}
