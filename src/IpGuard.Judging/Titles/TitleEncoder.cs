using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.Tokenizers;

namespace IpGuard.Judging.Titles;

/// <summary>The encoder cannot be used; the message says what was expected and what was found.</summary>
public sealed class TitleEncoderException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Turns titles of many languages into directions: titles that mean the same point the same way, though they share no word.
/// Blind to model numbers and sizes. Safe to use from many threads.</summary>
public sealed class TitleEncoder : IDisposable
{
    /// <summary>The network's place under the folder of models.</summary>
    public const string NetworkPath = "text/use-multilingual.onnx";

    /// <summary>The vocabulary's place under the folder of models.</summary>
    public const string VocabularyPath = "text/sentencepiece.model";

    /// <summary>Dimensions of an embedding.</summary>
    public const int Length = 512;

    // As the figures of docs/titles.md were measured with; titles are sorted by length first, so that a batch pads little.
    const int MostInBatch = 32;

    // Bounds what one title costs. Of the measured sets (docs/titles.md) one title in a hundred has more than 52.
    const int MostPieces = 128;

    // What the reference gives for a text without pieces: begin, unknown, end.
    static readonly int[] NoPieces = [1, 0, 2];

    readonly InferenceSession _session;
    readonly Tokenizer _vocabulary;

    TitleEncoder(InferenceSession session, Tokenizer vocabulary) => (_session, _vocabulary) = (session, vocabulary);

    /// <summary>Opens the encoder under a folder of models and runs it once, so that a file of another shape is found out at the
    /// start.</summary>
    /// <exception cref="TitleEncoderException">Missing, truncated, or of another shape.</exception>
    public static TitleEncoder Open(string modelsFolder)
    {
        var vocabulary = Vocabulary(Path.Combine(modelsFolder, VocabularyPath));
        var path = Path.Combine(modelsFolder, NetworkPath);
        var session = Session(path);
        try
        {
            Check(session, path);
            var encoder = new TitleEncoder(session, vocabulary);
            _ = encoder.Encode(["probe", "试 probe"]);
            return encoder;
        }
        catch (OnnxRuntimeException e)
        {
            session.Dispose();
            throw new TitleEncoderException($"expected a network that reads the pieces of a title at {path}, got: {e.Message}", e);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    static SentencePieceTokenizer Vocabulary(string path)
    {
        if (!File.Exists(path))
            throw new TitleEncoderException($"expected a SentencePiece vocabulary at {path}, found no file");
        try
        {
            using var file = File.OpenRead(path);
            return SentencePieceTokenizer.Create(file, addBeginningOfSentence: true, addEndOfSentence: true);
        }
        // Whatever the reader of a damaged file throws (it names no type for it), the answer is the same.
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new TitleEncoderException(
                $"expected a SentencePiece vocabulary at {path}, got a file that cannot be read: {e.Message}",
                e
            );
        }
    }

    static InferenceSession Session(string path)
    {
        if (!File.Exists(path))
            throw new TitleEncoderException($"expected an ONNX network at {path}, found no file");
        try
        {
            // One thread a run: titles are spread over the cores by the caller, not one title.
            using var options = new SessionOptions
            {
                IntraOpNumThreads = 1,
                InterOpNumThreads = 1,
                LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            };
            return new(path, options);
        }
        catch (Exception e) when (e is OnnxRuntimeException or IOException or UnauthorizedAccessException)
        {
            throw new TitleEncoderException($"expected an ONNX network at {path}, got a file that cannot be loaded: {e.Message}", e);
        }
    }

    static void Check(InferenceSession session, string path)
    {
        bool Takes(string name, Type type) =>
            session.InputMetadata.TryGetValue(name, out var input) && input.ElementType == type && input.Dimensions.Length == 2;
        if (session.InputMetadata.Count != 2 || !Takes("ids", typeof(long)) || !Takes("mask", typeof(float)))
            throw new TitleEncoderException(
                $"expected the inputs “ids” of Int64 and “mask” of Single, 2 dimensions each, in {path}, got "
                    + string.Join(", ", session.InputMetadata.Select(i => $"{i.Key} of {i.Value.ElementType.Name}"))
            );
        if (
            !session.OutputMetadata.TryGetValue("embedding", out var output)
            || output.ElementType != typeof(float)
            || output.Dimensions is not [_, Length]
        )
            throw new TitleEncoderException(
                $"expected an output “embedding” of {Length} floats in {path}, got "
                    + string.Join(", ", session.OutputMetadata.Select(o => $"{o.Key} [{string.Join(", ", o.Value.Dimensions)}]"))
            );
    }

    /// <summary>Embeds one title; <see cref="Encode"/> is several times faster for many.</summary>
    public float[] EncodeOne(string? title) => Encode([title])[0];

    /// <summary>Embeds titles, sorted and padded inside, so that any order costs the same.</summary>
    /// <returns>In step with <paramref name="titles"/>: <see cref="Length"/> numbers each, of length 1; compare by dot product. A title
    /// without letters has an embedding too, which says nothing.</returns>
    public float[][] Encode(IReadOnlyList<string?> titles)
    {
        var pieces = titles.Select(PiecesOf).ToArray();
        var order = Enumerable.Range(0, pieces.Length).OrderBy(i => pieces[i].Count).ToArray();
        var embeddings = new float[pieces.Length][];
        foreach (var batch in order.Chunk(MostInBatch))
        {
            var flat = Run([.. batch.Select(i => pieces[i])]);
            for (var row = 0; row < batch.Length; row++)
                embeddings[batch[row]] = flat.AsSpan(row * Length, Length).ToArray();
        }

        return embeddings;
    }

    /// <summary>The SentencePiece ids of a title with begin (1) and end (2) marks.</summary>
    internal IReadOnlyList<int> PiecesOf(string? title)
    {
        var head = title is null ? "" : title[..Math.Min(title.Length, TitleFold.MaximumLength)];
        var pieces = _vocabulary.EncodeToIds(head);
        if (pieces.Count == 0)
            return NoPieces;
        return pieces.Count <= MostPieces ? pieces : [.. pieces.Take(MostPieces - 1), pieces[^1]];
    }

    float[] Run(IReadOnlyList<int>[] rows)
    {
        var width = rows.Max(r => r.Count);
        var (ids, mask) = (new long[rows.Length * width], new float[rows.Length * width]);
        for (var row = 0; row < rows.Length; row++)
        {
            for (var at = 0; at < rows[row].Count; at++)
                (ids[(row * width) + at], mask[(row * width) + at]) = (rows[row][at], 1);
        }

        using var pieces = OrtValue.CreateTensorValueFromMemory(ids, [rows.Length, width]);
        using var known = OrtValue.CreateTensorValueFromMemory(mask, [rows.Length, width]);
        using var run = new RunOptions();
        using var outputs = _session.Run(run, ["ids", "mask"], [pieces, known], ["embedding"]);
        var flat = outputs[0].GetTensorDataAsSpan<float>();
        return flat.Length == rows.Length * Length
            ? flat.ToArray()
            : throw new TitleEncoderException($"expected {Length} numbers for each of {rows.Length} titles, got {flat.Length}");
    }

    public void Dispose() => _session.Dispose();
}
