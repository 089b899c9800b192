using System.Text.Json;
using IpGuard.Core.Matching;
using IpGuard.Rooms.Tests.Vision;
using IpGuard.Testing;
using IpGuard.Vision.Decoding;
using IpGuard.Vision.Features;
using IpGuard.Vision.Networks;
using SkiaSharp;

namespace IpGuard.Rooms.Tests.Networks;

public sealed class EmbeddingNetworkTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    string File(byte[] bytes, string name = "made.onnx")
    {
        System.IO.File.WriteAllBytes(_folder.At(name), bytes);
        return _folder.At(name);
    }

    static byte[] Plain(byte red, byte green, byte blue)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(120, 90, SKColorType.Rgba8888, SKAlphaType.Opaque));
        bitmap.Erase(new SKColor(red, green, blue));
        return Made.Encode(bitmap, SKEncodedImageFormat.Png);
    }

    // The pictures of models/vision/golden.json, by their formulas there.
    static readonly Func<int, int, (int Red, int Green, int Blue)>[] Golden =
    [
        (x, y) => (x, y, (x + y) % 256),
        (x, y) => ((x / 16) + (y / 16)) % 2 == 1 ? (255, 255, 255) : (0, 0, 0),
        (x, y) => ((x - 112) * (x - 112)) + ((y - 100) * (y - 100)) < 3_600 ? (200, 30, 40) : (255, 255, 255),
        (x, y) => (((x * 7) + (y * 3)) % 256, ((x * 7) + (y * 3)) % 256, ((x * 7) + (y * 3)) % 256),
    ];

    // models/README.md: the int8 file reproduces its own vectors to a cosine of .999.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_shipped_network_gives_the_published_vectors(int which)
    {
        using var golden = JsonDocument.Parse(System.IO.File.ReadAllText(SharedData.PathOrSkip("models", "vision", "golden.json")));
        var expected = golden.RootElement[which].GetProperty("embedding_int8").EnumerateArray().Select(v => v.GetSingle()).ToArray();
        using var bitmap = new SKBitmap(new SKImageInfo(224, 224, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (var y = 0; y < 224; y++)
        {
            for (var x = 0; x < 224; x++)
            {
                var (red, green, blue) = Golden[which](x, y);
                bitmap.SetPixel(x, y, new((byte)red, (byte)green, (byte)blue));
            }
        }

        var features = Eyes.Features(Made.Encode(bitmap, SKEncodedImageFormat.Png), by: Eyes.Whole);
        Assert.InRange(features.Whole.Embedding!.CosineTo(Embedding.Of(expected)!), 0.999f, 1.0001f);
        Assert.Equal((512, Eyes.Network.Id), (Eyes.Network.Length, features.NetworkId));
    }

    [Fact]
    public void A_picture_has_the_same_embedding_alone_and_among_others()
    {
        // More parts than fit in one batch.
        var deep = Eyes.Features(Made.Jpeg(300, 300), Side.Listed, Eyes.Whole, Pass.Deep);
        Assert.True(deep.Regions.Count > EmbeddingNetwork.MostInBatch);
        var alone = Eyes.Features(Made.Jpeg(300, 300), Side.Listed, Eyes.Whole);
        Assert.InRange(deep.Whole.Embedding!.CosineTo(alone.Whole.Embedding!), 0.999f, 1.0001f);
    }

    static void AssertRefused(NetworkSettings settings, params string[] said)
    {
        var message = Assert.Throws<NetworkException>(() => EmbeddingNetwork.Open(settings)).Message;
        Assert.Contains("expected", message, StringComparison.Ordinal);
        Assert.All(said.Append(settings.Path), s => Assert.Contains(s, message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_is_not_there_is_named() => AssertRefused(new(_folder.At("none.onnx")), "found no file");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4_096)]
    [InlineData(1_000_000)]
    public void A_cut_file_is_refused(int length) =>
        AssertRefused(new(File(System.IO.File.ReadAllBytes(Eyes.NetworkPath)[..length])), "cannot be loaded");

    [Fact]
    public void Random_bytes_are_refused()
    {
        var bytes = new byte[10_000];
        new Random(1).NextBytes(bytes);
        AssertRefused(new(File(bytes)), "cannot be loaded");
        AssertRefused(new(File(System.Text.Encoding.UTF8.GetBytes("<html>moved</html>"))), "cannot be loaded");
    }

    [Fact]
    public void An_output_of_another_name_is_refused_with_the_names_that_there_are() =>
        AssertRefused(new(File(TinyOnnx.MeanOfBytes(output: "features"))), "embedding", "features");

    [Fact]
    public void Floats_where_bytes_were_said_and_bytes_where_floats_were_said_are_refused()
    {
        AssertRefused(new(File(TinyOnnx.MeanOfFloats())), "Byte", "Single");
        AssertRefused(new(File(TinyOnnx.MeanOfBytes()), Layout: InputLayout.FloatsNchw), "Single", "Byte");
    }

    [Fact]
    public void Another_side_than_the_networks_is_refused_at_the_start()
    {
        AssertRefused(new(File(TinyOnnx.MeanOfBytes(side: 64))));
        using var fitting = EmbeddingNetwork.Open(new(File(TinyOnnx.MeanOfBytes(side: 64)), SidePx: 64));
        Assert.Equal(3, fitting.Length);
    }

    [Fact]
    public void An_output_that_is_not_of_floats_is_refused() => AssertRefused(new(File(TinyOnnx.GivesBytes())), "float");

    [Fact]
    public void A_network_made_for_two_pictures_at_a_time_is_refused() => AssertRefused(new(File(TinyOnnx.MeanOfBytes(batch: 2))), "2");

    [Fact]
    public void A_network_made_for_one_picture_at_a_time_is_asked_one_at_a_time()
    {
        using var network = EmbeddingNetwork.Open(new(File(TinyOnnx.MeanOfBytes(batch: 1))));
        using var vision = new Fingerprinter(network);
        Assert.True(Eyes.Features(Made.Jpeg(200, 200), Side.Listed, vision, Pass.Deep).IsDeep);
    }

    [Fact]
    public void A_network_that_gives_no_numbers_gives_no_embeddings_and_all_else_goes_on()
    {
        using var network = EmbeddingNetwork.Open(new(File(TinyOnnx.NotANumber())));
        using var vision = new Fingerprinter(network);
        var features = Eyes.Features(Made.Jpeg(200, 200), Side.Listed, vision, Pass.Deep);
        Assert.All(features.Regions, r => Assert.Null(r.Embedding));
        Assert.True(features.Keypoints.Count > 0);
    }

    [Fact]
    public void Any_other_network_is_given_what_its_settings_say()
    {
        // The mean of a plain picture is its colour: bytes as they are, floats less the mean and over the deviation.
        var picture = Plain(200, 100, 40);
        using (var bytes = EmbeddingNetwork.Open(new(File(TinyOnnx.MeanOfBytes()), SidePx: 32)))
            AssertNear([200, 100, 40], picture, bytes);
        using var floats = EmbeddingNetwork.Open(
            new(File(TinyOnnx.MeanOfFloats()), 48, InputLayout.FloatsNchw, [0.5f, 0.4f, 0.3f], [0.1f, 0.2f, 0.4f])
        );
        AssertNear([((200 / 255f) - 0.5f) / 0.1f, ((100 / 255f) - 0.4f) / 0.2f, ((40 / 255f) - 0.3f) / 0.4f], picture, floats);
    }

    static void AssertNear(float[] expected, byte[] picture, EmbeddingNetwork network)
    {
        using var vision = new Fingerprinter(network);
        Assert.InRange(Eyes.Features(picture, by: vision).Whole.Embedding!.CosineTo(Embedding.Of(expected)!), 0.999f, 1.0001f);
    }

    [Fact]
    public void Two_files_are_two_networks()
    {
        using var one = EmbeddingNetwork.Open(new(File(TinyOnnx.MeanOfBytes(), "one.onnx")));
        using var other = EmbeddingNetwork.Open(new(File(TinyOnnx.MeanOfBytes(side: 224), "other.onnx")));
        Assert.Matches("^[0-9a-f]{16}$", one.Id);
        Assert.NotEqual(one.Id, other.Id);
        Assert.Equal("", Eyes.Quick.NetworkId);
    }
}
