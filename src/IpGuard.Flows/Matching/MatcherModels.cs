using IpGuard.Core.Matching;
using IpGuard.Judging.Pictures;
using IpGuard.Vision.Networks;

namespace IpGuard.Flows.Matching;

/// <summary>The trained parts that pictures are compared with. The classifier must be there; without the network or the vocabulary the rest
/// goes on, and says so.</summary>
/// <param name="Faults">What is missing, one sentence each, for the start and the health page.</param>
public sealed record MatcherModels(
    EmbeddingNetwork? Network,
    IReadOnlyList<Embedding> Background,
    Vocabulary? Vocabulary,
    PictureClassifier? Classifier,
    IReadOnlyList<string> Faults
) : IDisposable
{
    /// <summary>The vocabulary's place under the folder of models.</summary>
    public const string VocabularyPath = "vocabulary/vocabulary-v1.bin";

    /// <summary>The shipped network's place under the folder of models.</summary>
    public const string NetworkPath = "vision/ipguard-copy-v2-int8.onnx";

    const string BackgroundPath = "vision/background-v2-int8.i8";

    /// <exception cref="InvalidOperationException">The classifier cannot be used.</exception>
    public static MatcherModels Load(HouseSettings settings)
    {
        var faults = new List<string>();
        var (network, background) = LoadNetwork(settings, faults);
        return new(network, background, LoadVocabulary(settings.Models, faults), PictureClassifier.Load(settings.Models), faults);
    }

    /// <summary>All but the classifier, which is yet to be trained.</summary>
    /// <exception cref="InvalidOperationException">The network or the vocabulary cannot be used: nothing is trained without
    /// them.</exception>
    public static MatcherModels LoadForTraining(HouseSettings settings)
    {
        var faults = new List<string>();
        var (network, background) = LoadNetwork(settings, faults);
        var vocabulary = LoadVocabulary(settings.Models, faults);
        return faults.Count == 0
            ? new(network, background, vocabulary, null, [])
            : throw new InvalidOperationException(string.Join("; ", faults));
    }

    /// <summary>Only the network.</summary>
    /// <exception cref="InvalidOperationException">It cannot be used.</exception>
    public static MatcherModels LoadNetworkOnly(HouseSettings settings)
    {
        var faults = new List<string>();
        var (network, background) = LoadNetwork(settings, faults);
        return faults.Count == 0
            ? new(network, background, null, null, [])
            : throw new InvalidOperationException(string.Join("; ", faults));
    }

    /// <summary>The network of the settings and, for the shipped one, its background; null and a fault where it cannot be used.</summary>
    public static (EmbeddingNetwork? Network, IReadOnlyList<Embedding> Background) LoadNetwork(HouseSettings settings, List<string> faults)
    {
        try
        {
            var shipped = Path.Combine(settings.Models, NetworkPath);
            var chosen = settings.Network with { Path = settings.Network.Path.Length == 0 ? shipped : settings.Network.Path };
            var network = EmbeddingNetwork.Open(chosen);
            // Rows of another network's background would be compared with strangers.
            if (chosen.Path != shipped)
                return (network, []);
            try
            {
                return (network, ReadBackground(Path.Combine(settings.Models, BackgroundPath), network.Length));
            }
            catch (NetworkException)
            {
                network.Dispose();
                throw;
            }
        }
        catch (NetworkException e)
        {
            faults.Add($"{e.Message}: pictures are compared by hashes and keypoints only");
            return (null, []);
        }
    }

    /// <summary>The vocabulary under a folder of models; null and a fault where it cannot be used.</summary>
    public static Vocabulary? LoadVocabulary(string modelsFolder, List<string> faults)
    {
        var path = Path.Combine(modelsFolder, VocabularyPath);
        try
        {
            return Vocabulary.FromBytes(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or FormatException or UnauthorizedAccessException)
        {
            faults.Add(
                $"expected a vocabulary at {path}, got: {e.Message}: pictures are not looked up by keypoints. Make it again with `ipguard train-vocabulary`"
            );
            return null;
        }
    }

    public void Dispose()
    {
        Network?.Dispose();
        Classifier?.Dispose();
    }

    static List<Embedding> ReadBackground(string path, int length)
    {
        if (!File.Exists(path))
            throw new NetworkException($"expected the network's background at {path}, found no file");
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length == 0 || bytes.Length % length != 0)
            throw new NetworkException($"expected rows of {length} bytes at {path}, got {bytes.Length} bytes");
        var row = new float[length];
        var background = new List<Embedding>(bytes.Length / length);
        for (var at = 0; at < bytes.Length; at += length)
        {
            for (var i = 0; i < length; i++)
                row[i] = unchecked((sbyte)bytes[at + i]);
            if (Embedding.Of(row) is { } embedding)
                background.Add(embedding);
        }

        return background;
    }
}
