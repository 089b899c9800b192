using CsCheck;
using IpGuard.Core.Matching;

namespace IpGuard.Core.Tests.Matching;

public class PictureFeaturesTests
{
    static PictureFeatures Made(int seed = 1) =>
        Scenes.Features(
            seed,
            EmbeddingTests.Of(seed),
            new Scene(seed, 9).Draw(20, 14),
            KeypointTests.Random(seed, 12),
            widthPx: 512,
            heightPx: 358
        );

    static void AssertSame(PictureFeatures expected, PictureFeatures actual)
    {
        Assert.Equal((expected.WidthPx, expected.HeightPx, expected.NetworkId), (actual.WidthPx, actual.HeightPx, actual.NetworkId));
        Assert.Equal(expected.Regions.Select(r => r with { Embedding = null }), actual.Regions.Select(r => r with { Embedding = null }));
        Assert.Equal(expected.Regions.Select(r => r.Embedding?.Values), actual.Regions.Select(r => r.Embedding?.Values));
        Assert.Equal(expected.Regions.Select(r => r.Embedding?.Step), actual.Regions.Select(r => r.Embedding?.Step));
        Assert.Equal(expected.Miniature.Pixels, actual.Miniature.Pixels);
        Assert.Equal(expected.Colours, actual.Colours);
        KeypointTests.AssertSame(expected.Keypoints, actual.Keypoints);
    }

    [Fact]
    public void Bytes_give_the_features_back() =>
        Gen.Int[0, 10_000]
            .Sample(
                seed =>
                {
                    var once = PictureFeatures.FromBytes(Made(seed).ToBytes())!;
                    AssertSame(Made(seed) with { Keypoints = once.Keypoints }, once);
                    AssertSame(once, PictureFeatures.FromBytes(once.ToBytes())!);
                },
                iter: 40
            );

    [Fact]
    public void Features_without_a_network_or_keypoints_are_kept_too()
    {
        var bare = Made() with { NetworkId = "", Keypoints = Keypoints.None };
        AssertSame(bare, PictureFeatures.FromBytes(bare.ToBytes())!);
    }

    [Fact]
    public void Another_versions_bytes_are_not_read()
    {
        var bytes = Made().ToBytes();
        bytes[0] = PictureFeatures.Version + 1;
        Assert.Null(PictureFeatures.FromBytes(bytes));
        Assert.Null(PictureFeatures.FromBytes([]));
    }

    [Fact]
    public void Cut_bytes_are_a_fault_at_any_length()
    {
        var bytes = Made().ToBytes();
        for (var length = 1; length < bytes.Length; length++)
            Assert.Throws<FormatException>(() => PictureFeatures.FromBytes(bytes.AsSpan(0, length)));
        Assert.Throws<FormatException>(() => PictureFeatures.FromBytes([.. bytes, 0]));
    }

    [Fact]
    public void Features_are_deep_once_a_part_has_an_embedding()
    {
        var fast = Made();
        Assert.False(fast.IsDeep);
        Assert.False((fast with { Regions = [fast.Whole] }).IsDeep);
        var deep = fast with { Regions = [fast.Whole, fast.Regions[1] with { Embedding = EmbeddingTests.Of(3) }] };
        Assert.True(deep.IsDeep);
        // As the fast pass knows it: the whole keeps its embedding, the parts lose theirs.
        var without = new PreparedPicture(deep).WithoutParts().Features;
        Assert.False(without.IsDeep);
        Assert.NotNull(without.Whole.Embedding);
        Assert.False(new PreparedPicture(fast).WithoutParts().Features.IsDeep);
    }
}
