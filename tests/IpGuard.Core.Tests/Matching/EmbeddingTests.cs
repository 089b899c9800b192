using CsCheck;
using IpGuard.Core.Matching;

namespace IpGuard.Core.Tests.Matching;

public class EmbeddingTests
{
    internal static float[] Direction(int seed, int length)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (random.NextSingle() * 2) - 1)];
    }

    internal static Embedding Of(int seed, int length = 512) => Embedding.Of(Direction(seed, length))!;

    /// <summary>A direction at a given cosine to another.</summary>
    internal static Embedding Near(int seed, int otherSeed, float cosine, int length = 512)
    {
        var (a, b) = (Unit(Direction(seed, length)), Direction(otherSeed, length));
        var along = a.Zip(b, (x, y) => x * y).Sum();
        var across = Unit([.. b.Zip(a, (x, y) => x - (along * y))]);
        return Embedding.Of([.. a.Zip(across, (x, y) => (cosine * x) + (MathF.Sqrt(1 - (cosine * cosine)) * y))])!;
    }

    static float[] Unit(float[] direction)
    {
        var length = MathF.Sqrt(direction.Sum(v => v * v));
        return [.. direction.Select(v => v / length)];
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void What_is_no_number_gives_no_embedding(float bad)
    {
        var direction = Direction(1, 512);
        direction[511] = bad;
        Assert.Null(Embedding.Of(direction));
    }

    [Fact]
    public void Nothing_at_all_gives_no_embedding()
    {
        Assert.Null(Embedding.Of(new float[512]));
        Assert.Null(Embedding.Of([]));
        Assert.NotNull(Embedding.Of([0, 0, float.Epsilon]));
        Assert.NotNull(Embedding.Of([float.MaxValue, -float.MaxValue]));
    }

    [Fact]
    public void The_cosine_with_itself_is_one_and_with_its_opposite_minus_one() =>
        Gen.Select(Gen.Int, Gen.Int[1, 700])
            .Sample(
                (seed, length) =>
                {
                    var direction = Direction(seed, length);
                    var embedding = Embedding.Of(direction)!;
                    Assert.Equal(1, embedding.CosineTo(embedding), 1e-5f);
                    Assert.Equal(-1, embedding.CosineTo(Embedding.Of([.. direction.Select(v => -v)])!), 1e-5f);
                }
            );

    [Fact]
    public void Only_the_direction_matters_not_its_length() =>
        Assert.Equal(Of(1).Values, Embedding.Of([.. Direction(1, 512).Select(v => v * 37)])!.Values);

    [Fact]
    public void Bytes_keep_a_cosine_to_a_hundredth() =>
        Gen.Select(Gen.Int[0, 9_999], Gen.Float[-0.99f, 0.99f])
            .Sample((seed, cosine) => Assert.Equal(cosine, Of(seed).CosineTo(Near(seed, seed + 1, cosine)), 0.01f));

    // 511 and 513 are counted one way, 512 another, where the processor can; all must be the plain sum of products.
    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(48)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(513)]
    [InlineData(2_048)]
    public void Every_length_is_counted_exactly(int length)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var (a, b) = (Of(seed, length), Of(seed + 100, length));
            Assert.Equal(a.Values.Zip(b.Values, (x, y) => x * y).Sum() * (a.Step * b.Step), a.CosineTo(b));
            Assert.Equal(a.CosineTo(b), b.CosineTo(a));
        }
    }

    [Theory]
    [InlineData(511)]
    [InlineData(512)]
    public void The_largest_values_do_not_overflow(int length)
    {
        var full = new Embedding([.. Enumerable.Repeat(sbyte.MinValue, length)], 1);
        Assert.Equal(length * 128 * 128, full.CosineTo(full));
    }

    [Fact]
    public void Bytes_give_the_embedding_back_and_cut_bytes_are_a_fault()
    {
        using var stream = new MemoryStream();
        Of(4).Write(stream);
        var bytes = stream.ToArray();
        ReadOnlySpan<byte> span = [.. bytes, 7];
        var read = Embedding.Read(ref span);
        Assert.Equal((Of(4).Step, 1), (read.Step, span.Length));
        Assert.Equal(Of(4).Values, read.Values);
        for (var length = 0; length < bytes.Length; length++)
        {
            var cut = bytes[..length];
            Assert.Throws<FormatException>(() =>
            {
                ReadOnlySpan<byte> short_ = cut;
                Embedding.Read(ref short_);
            });
        }
    }
}

public class ScoreNormalisationTests
{
    // Ten neighbours: Pizzi et al. 2022, 4.4.
    [Fact]
    public void The_mean_is_of_the_ten_greatest_in_whatever_order()
    {
        List<float> twelve = [.. Enumerable.Range(1, 12).Select(i => i / 100f)];
        Assert.Equal(0.075f, ScoreNormalisation.Mean(twelve), 1e-6f);
        twelve.Reverse();
        Assert.Equal(0.075f, ScoreNormalisation.Mean(twelve), 1e-6f);
    }

    [Fact]
    public void Fewer_than_ten_are_averaged_as_they_are_and_none_are_nothing()
    {
        Assert.Equal(0.3f, ScoreNormalisation.Mean([0.2f, 0.4f]), 1e-6f);
        Assert.Equal(0, ScoreNormalisation.Mean([]));
    }

    [Fact]
    public void An_eleventh_that_is_smaller_changes_nothing()
    {
        List<float> ten = [.. Enumerable.Range(1, 10).Select(i => i / 10f)];
        var mean = ScoreNormalisation.Mean([.. ten]);
        Assert.Equal(mean, ScoreNormalisation.Mean([.. ten, 0.05f]));
        Assert.True(ScoreNormalisation.Mean([.. ten, 0.15f]) > mean);
    }
}
