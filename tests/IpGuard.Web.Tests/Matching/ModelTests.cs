using IpGuard.Flows;
using IpGuard.Flows.Matching;
using IpGuard.Judging.Pictures;
using IpGuard.Testing;
using IpGuard.Vision.Networks;
using Microsoft.Extensions.Configuration;

namespace IpGuard.Web.Tests.Matching;

/// <summary>What is missing of the trained parts is told, and the rest goes on; without the classifier nothing does.</summary>
public sealed class ModelTests : IDisposable
{
    readonly string _models = Directory.CreateTempSubdirectory("ipguard-models-").FullName;

    public ModelTests()
    {
        foreach (var file in Directory.GetFiles(Shipped, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_models, Path.GetRelativePath(Shipped, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    static string Shipped => Path.Combine(SharedData.ProjectRoot, "models");

    public void Dispose() => Directory.Delete(_models, recursive: true);

    MatcherModels Load(NetworkSettings? network = null) => MatcherModels.Load(new() { Models = _models, Network = network ?? new("") });

    void Cut(string path, bool isGone)
    {
        var full = Path.Combine(_models, path);
        var bytes = File.ReadAllBytes(full);
        File.Delete(full);
        if (!isGone)
            File.WriteAllBytes(full, bytes[..(bytes.Length / 3)]);
    }

    [Fact]
    public void The_shipped_models_are_all_there()
    {
        using var models = Load();
        Assert.Empty(models.Faults);
        Assert.NotNull(models.Network);
        Assert.NotNull(models.Vocabulary);
        Assert.InRange(models.Background.Count, 1_000, 10_000);
        Assert.All(models.Background, b => Assert.Equal(models.Network.Length, b.Length));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_missing_or_cut_network_is_told_and_the_rest_goes_on(bool isGone)
    {
        Cut(MatcherModels.NetworkPath, isGone);
        using var models = Load();
        Assert.Contains("hashes and keypoints only", Assert.Single(models.Faults), StringComparison.Ordinal);
        Assert.Null(models.Network);
        Assert.Empty(models.Background);
        Assert.NotNull(models.Vocabulary);
        Assert.NotNull(models.Classifier);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_missing_or_cut_vocabulary_is_told_with_the_command_that_makes_it_and_the_rest_goes_on(bool isGone)
    {
        Cut(MatcherModels.VocabularyPath, isGone);
        using var models = Load();
        Assert.Contains("ipguard train-vocabulary", Assert.Single(models.Faults), StringComparison.Ordinal);
        Assert.Null(models.Vocabulary);
        Assert.NotNull(models.Network);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Without_the_classifier_there_is_no_start_and_the_command_that_makes_it_is_named(bool isGone)
    {
        Cut(PictureClassifier.ModelPath, isGone);
        Assert.Contains("ipguard train-matcher", Assert.Throws<InvalidOperationException>(() => Load()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_trained_without_the_network()
    {
        Cut(MatcherModels.NetworkPath, isGone: true);
        Assert.Throws<InvalidOperationException>(() => MatcherModels.LoadForTraining(new() { Models = _models }));
    }

    [Fact]
    public void Another_network_is_used_by_its_path_and_without_the_shipped_background()
    {
        var path = Path.Combine(_models, "tiny.onnx");
        File.WriteAllBytes(path, TinyOnnx.MeanOfFloats(32));
        using var models = Load(new(path, 32, InputLayout.FloatsNchw, [0.5f, 0.5f, 0.5f], [0.2f, 0.2f, 0.2f]));
        Assert.Empty(models.Faults);
        Assert.Equal(3, models.Network!.Length);
        Assert.Empty(models.Background);
    }

    static HouseSettings Read(params (string Key, string Value)[] network) =>
        HouseSettings.Read(
            new ConfigurationBuilder()
                .AddInMemoryCollection(network.Select(n => new KeyValuePair<string, string?>($"IpGuard:Network:{n.Key}", n.Value)))
                .Build()
        );

    [Fact]
    public void A_network_is_described_by_settings()
    {
        var network = Read(
            ("Path", "/n.onnx"),
            ("SidePx", "288"),
            ("Layout", "FloatsNchw"),
            ("Mean", "0.485, 0.456, 0.406"),
            ("Deviation", "0.229 0.224 0.225"),
            ("Output", "features")
        ).Network;
        Assert.Equal(("/n.onnx", 288, InputLayout.FloatsNchw, "features"), (network.Path, network.SidePx, network.Layout, network.Output));
        Assert.Equal([0.485f, 0.456f, 0.406f], network.Mean!);
        Assert.Equal([0.229f, 0.224f, 0.225f], network.Deviation!);
        Assert.Equal(new NetworkSettings(""), Read().Network);
    }

    [Fact]
    public void Everything_wrong_with_a_network_is_told_at_once()
    {
        (string Key, string Value)[] bad =
        [
            ("SidePx", "0"),
            ("Layout", "FloatsNhwc"),
            ("Mean", "0.5, 0.5"),
            ("Deviation", "a b c"),
            ("Colour", "bgr"),
        ];
        var message = Assert.Throws<InvalidConfigurationException>(() => Read(bad)).Message;
        Assert.All(bad, b => Assert.Contains(b.Key, message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("SidePx", "1", true)]
    [InlineData("SidePx", "1024", true)]
    [InlineData("SidePx", "1025", false)]
    [InlineData("SidePx", "wide", false)]
    [InlineData("Layout", "BytesNhwc", true)]
    [InlineData("Layout", "7", false)]
    [InlineData("Mean", "0 0 0", true)]
    [InlineData("Mean", "NaN 0 0", false)]
    [InlineData("Deviation", "1 1 1", true)]
    [InlineData("Deviation", "1 0 1", false)]
    [InlineData("Deviation", "1 -1 1", false)]
    public void Each_setting_has_its_bounds(string key, string value, bool isGood)
    {
        if (isGood)
            Read((key, value));
        else
            Assert.Contains(
                $"Network:{key}",
                Assert.Throws<InvalidConfigurationException>(() => Read((key, value))).Message,
                StringComparison.Ordinal
            );
    }
}
