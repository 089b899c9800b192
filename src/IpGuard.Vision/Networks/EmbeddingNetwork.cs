using System.Security.Cryptography;
using IpGuard.Core.Matching;
using IpGuard.Vision.Features;
using Microsoft.ML.OnnxRuntime;

namespace IpGuard.Vision.Networks;

/// <summary>How pixels are laid out for a network.</summary>
public enum InputLayout
{
    /// <summary>Bytes 0 to 255, batch × height × width × channel; the network does the rest itself.</summary>
    BytesNhwc,

    /// <summary>Floats (value / 255 − mean) / deviation, batch × channel × height × width.</summary>
    FloatsNchw,
}

/// <summary>Which network is used, and what it wants to be given.</summary>
/// <param name="Path">The ONNX file.</param>
/// <param name="SidePx">Pictures are stretched to this square.</param>
/// <param name="Mean">Of red, green and blue, 0 to 1; not used with bytes.</param>
/// <param name="Deviation">The same.</param>
/// <param name="Output">Name of the output that holds the embedding, <c>float[batch × length]</c>.</param>
public sealed record NetworkSettings(
    string Path,
    int SidePx = 224,
    InputLayout Layout = InputLayout.BytesNhwc,
    float[]? Mean = null,
    float[]? Deviation = null,
    string Output = "embedding"
);

/// <summary>The network cannot be used; the message says what was expected and what was found.</summary>
public sealed class NetworkException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A network that turns pictures into directions: copies of one picture point the same way. Safe to use from many
/// threads.</summary>
public sealed class EmbeddingNetwork : IDisposable
{
    /// <summary>Pictures to one run: larger batches gain nothing on a processor (measured: bench network), and eight to a run held 170 MB
    /// more (measured: bench sweep).</summary>
    public const int MostInBatch = 2;

    readonly InferenceSession _session;
    readonly NetworkSettings _settings;
    readonly string _input;
    readonly int _length;
    readonly int _most;

    EmbeddingNetwork(InferenceSession session, NetworkSettings settings, string input, int most, int length, string id) =>
        (_session, _settings, _input, _most, _length, Id) = (session, settings, input, most, length, id);

    /// <summary>First 16 hexadecimal digits of the file's SHA-256: embeddings of two networks are never compared.</summary>
    public string Id { get; }

    /// <summary>Dimensions of an embedding.</summary>
    public int Length => _length;

    /// <summary>Opens the network and runs it once, so that a file of another shape is found out at the start.</summary>
    /// <exception cref="NetworkException">Missing, truncated, or not what the settings say.</exception>
    public static EmbeddingNetwork Open(NetworkSettings settings)
    {
        if (!File.Exists(settings.Path))
            throw new NetworkException($"expected a network at {settings.Path}, found no file");
        try
        {
            var bytes = File.ReadAllBytes(settings.Path);
            var id = Convert.ToHexStringLower(SHA256.HashData(bytes))[..16];
            // One thread a run: pictures are spread over the cores, not one picture.
            using var options = new SessionOptions
            {
                IntraOpNumThreads = 1,
                InterOpNumThreads = 1,
                LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            };
            var session = new InferenceSession(bytes, options);
            try
            {
                return Check(session, settings, id);
            }
            catch
            {
                session.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is OnnxRuntimeException or IOException or UnauthorizedAccessException)
        {
            throw new NetworkException($"expected an ONNX network at {settings.Path}, got a file that cannot be loaded: {e.Message}", e);
        }
    }

    static EmbeddingNetwork Check(InferenceSession session, NetworkSettings settings, string id)
    {
        if (session.InputMetadata.Count != 1)
            throw new NetworkException($"expected one input in {settings.Path}, got {session.InputMetadata.Count}");
        var (name, input) = session.InputMetadata.Single();
        var wanted = settings.Layout == InputLayout.BytesNhwc ? typeof(byte) : typeof(float);
        if (input.ElementType != wanted || input.Dimensions.Length != 4)
            throw new NetworkException(
                $"expected an input of {wanted.Name} with 4 dimensions in {settings.Path}, got {input.ElementType.Name} with {input.Dimensions.Length}"
            );
        if (!session.OutputMetadata.TryGetValue(settings.Output, out var output) || output.ElementType != typeof(float))
            throw new NetworkException(
                $"expected an output “{settings.Output}” of floats in {settings.Path}, got {string.Join(", ", session.OutputMetadata.Keys)}"
            );
        // A size that is not fixed is told as less than one.
        if (input.Dimensions[0] > 1)
            throw new NetworkException($"expected one or any number of pictures to a run in {settings.Path}, got {input.Dimensions[0]}");
        var most = input.Dimensions[0] == 1 ? 1 : MostInBatch;
        var network = new EmbeddingNetwork(session, settings, name, most, 0, id);
        // Two pictures, where it takes more than one: an output that does not grow with them shows here.
        List<Area> blanks = most == 1 ? [Area.Whole] : [Area.Whole, Area.Whole];
        var one = network.Run(new(new byte[4 * 16], 4, 4), [Area.Whole]).Length;
        var all = network.Run(new(new byte[4 * 16], 4, 4), blanks).Length;
        return one > 0 && all == one * blanks.Count
            ? new(session, settings, name, most, one, id)
            : throw new NetworkException(
                $"expected an embedding for each picture from {settings.Path}, got {all} numbers for {blanks.Count}"
            );
    }

    /// <summary>Embeds parts of one picture.</summary>
    /// <returns>In step with <paramref name="areas"/>; null where the network gave what is no number.</returns>
    internal Embedding?[] Embed(SheetPicture picture, IReadOnlyList<Area> areas)
    {
        var embeddings = new Embedding?[areas.Count];
        for (var first = 0; first < areas.Count; first += _most)
        {
            var some = areas.Skip(first).Take(_most).ToList();
            var flat = Run(picture, some);
            for (var i = 0; i < some.Count; i++)
                embeddings[first + i] = Embedding.Of(flat.AsSpan(i * _length, _length));
        }

        return embeddings;
    }

    float[] Run(SheetPicture picture, List<Area> areas)
    {
        var side = _settings.SidePx;
        var bytes = new byte[areas.Count * side * side * 3];
        for (var i = 0; i < areas.Count; i++)
            Resampler.Stretch(picture, areas[i], bytes.AsSpan(i * side * side * 3), side, side, 3);
        using var input =
            _settings.Layout == InputLayout.BytesNhwc
                ? OrtValue.CreateTensorValueFromMemory(bytes, [areas.Count, side, side, 3])
                : OrtValue.CreateTensorValueFromMemory(Planar(bytes, areas.Count), [areas.Count, 3, side, side]);
        using var run = new RunOptions();
        using var outputs = _session.Run(run, [_input], [input], [_settings.Output]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    float[] Planar(byte[] bytes, int count)
    {
        var (pixels, mean, deviation) = (
            _settings.SidePx * _settings.SidePx,
            _settings.Mean ?? [0, 0, 0],
            _settings.Deviation ?? [1, 1, 1]
        );
        var planar = new float[bytes.Length];
        for (var i = 0; i < count * pixels; i++)
        {
            var (picture, pixel) = (i / pixels, i % pixels);
            for (var c = 0; c < 3; c++)
                planar[(((picture * 3) + c) * pixels) + pixel] = ((bytes[(i * 3) + c] / 255f) - mean[c]) / deviation[c];
        }

        return planar;
    }

    public void Dispose() => _session.Dispose();
}
