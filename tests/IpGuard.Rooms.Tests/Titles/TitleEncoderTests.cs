using System.Diagnostics;
using System.Numerics.Tensors;
using System.Text.Json;
using IpGuard.Judging.Titles;
using IpGuard.Testing;

namespace IpGuard.Rooms.Tests.Titles;

/// <summary>Opened once: the network takes a second to load.</summary>
public sealed class OpenEncoder : IDisposable
{
    public static readonly string Models = Path.Combine(SharedData.ProjectRoot, "models");

    public TitleEncoder Encoder { get; } = TitleEncoder.Open(Models);

    public void Dispose() => Encoder.Dispose();
}

public sealed class TitleEncoderTests(OpenEncoder open) : IClassFixture<OpenEncoder>
{
    sealed record Golden(string Text, int[] Ids, float[] Embedding);

    static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    static readonly Golden[] Published = JsonSerializer.Deserialize<Golden[]>(
        File.ReadAllText(Path.Combine(SharedData.ProjectRoot, "tests", "vectors", "titles", "use-multilingual.json")),
        Web
    )!;

    public static TheoryData<int> Places => [.. Enumerable.Range(0, Published.Length)];

    double Cosine(string a, string b) => TensorPrimitives.Dot<float>(open.Encoder.EncodeOne(a), open.Encoder.EncodeOne(b));

    [Theory]
    [MemberData(nameof(Places))]
    public void A_title_is_cut_into_the_published_pieces(int which) =>
        Assert.Equal(Published[which].Ids, open.Encoder.PiecesOf(Published[which].Text));

    // MODEL.md: the file reproduces the reference.
    [Fact]
    public void The_shipped_encoder_gives_the_published_embeddings()
    {
        var embeddings = open.Encoder.Encode([.. Published.Select(p => p.Text)]);
        Assert.All(
            Published.Zip(embeddings),
            pair => Assert.True(TensorPrimitives.Dot<float>(pair.First.Embedding, pair.Second) >= 0.999, pair.First.Text)
        );
    }

    [Fact]
    public void An_embedding_does_not_depend_on_what_it_is_encoded_beside()
    {
        string[] titles = ["碎花连衣裙", string.Join(' ', Enumerable.Repeat("long vintage leather handbag", 20)), "", "a"];
        var together = open.Encoder.Encode(titles);
        Assert.All(
            titles.Zip(together),
            pair =>
            {
                Assert.Equal(TitleEncoder.Length, pair.Second.Length);
                Assert.True(TensorPrimitives.Dot<float>(open.Encoder.EncodeOne(pair.First), pair.Second) > 0.9999);
                Assert.Equal(1, TensorPrimitives.Norm<float>(pair.Second), 3);
            }
        );
        Assert.Empty(open.Encoder.Encode([]));
    }

    [Theory]
    [InlineData("碎花连衣裙", "floral dress", "实木餐桌")]
    [InlineData("复古皮革手提包", "vintage leather handbag", "silk dress")]
    public void Titles_that_share_no_word_are_near_where_they_mean_the_same(string title, string same, string other) =>
        Assert.True(Cosine(title, same) > Cosine(title, other) + 0.2);

    [Fact]
    public async Task Many_threads_get_what_one_gets()
    {
        var expected = open.Encoder.EncodeOne("碎花连衣裙 floral");
        var all = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Task.Run(() => open.Encoder.Encode(["碎花连衣裙 floral", "x", "云纹旗袍"])[0]))
        );
        Assert.All(all, one => Assert.True(TensorPrimitives.Dot<float>(expected, one) > 0.9999));
    }

    public static TheoryData<string> BadTitles =>
        [
            "",
            new string('云', 10_000_000),
            new string('a', 10_000_000),
            "😀🎀✨",
            "فستان حرير \u202E",
            "\u0000\u0007\u001B",
            "\uD800 lone \uDFFF",
            new string('\uD83D', 5_000),
            string.Concat(Enumerable.Repeat("e\u0301\u0302", 2_000)),
        ];

    [Theory]
    [MemberData(nameof(BadTitles), DisableDiscoveryEnumeration = true)]
    public void A_bad_title_is_answered_quickly(string title)
    {
        var clock = Stopwatch.StartNew();
        var embedding = open.Encoder.EncodeOne(title);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5));
        Assert.All(embedding, v => Assert.True(float.IsFinite(v)));
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        using var folder = new TempFolder();
        Assert.Contains("sentencepiece.model, found no file", Refusal(folder), StringComparison.Ordinal);
        Lay(folder, TitleEncoder.VocabularyPath, Shipped(TitleEncoder.VocabularyPath));
        Assert.Contains("use-multilingual.onnx, found no file", Refusal(folder), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cut_vocabulary_is_told()
    {
        using var folder = new TempFolder();
        Lay(folder, TitleEncoder.VocabularyPath, Shipped(TitleEncoder.VocabularyPath)[..100_001]);
        Assert.Contains("expected a SentencePiece vocabulary", Refusal(folder), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cut_network_is_told()
    {
        using var folder = new TempFolder();
        Lay(folder, TitleEncoder.VocabularyPath, Shipped(TitleEncoder.VocabularyPath));
        Lay(folder, TitleEncoder.NetworkPath, Shipped(TitleEncoder.NetworkPath)[..1_000_000]);
        Assert.Contains("expected an ONNX network", Refusal(folder), StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_of_another_shape_is_told_with_what_was_expected()
    {
        using var folder = new TempFolder();
        Lay(folder, TitleEncoder.VocabularyPath, Shipped(TitleEncoder.VocabularyPath));
        Lay(folder, TitleEncoder.NetworkPath, TinyOnnx.MeanOfBytes());
        var refusal = Refusal(folder);
        Assert.Contains("“ids” of Int64 and “mask” of Single", refusal, StringComparison.Ordinal);
        Assert.Contains("image of Byte", refusal, StringComparison.Ordinal);
    }

    static byte[] Shipped(string path) => File.ReadAllBytes(Path.Combine(OpenEncoder.Models, path));

    static void Lay(TempFolder folder, string path, byte[] bytes)
    {
        Directory.CreateDirectory(folder.At("text"));
        File.WriteAllBytes(folder.At(path), bytes);
    }

    static string Refusal(TempFolder folder) =>
        Assert.Throws<TitleEncoderException>(() => TitleEncoder.Open(folder.Path).Dispose()).Message;
}
