using CsCheck;
using IpGuard.Core.Matching;

namespace IpGuard.Core.Tests.Matching;

public class KeypointTests
{
    /// <summary>Keypoints at random places, no two alike.</summary>
    internal static Keypoints Random(int seed, int count, float sidePx = 512)
    {
        var random = new Random(seed);
        var made = new Keypoints(new float[count], new float[count], new float[count], new float[count], new ulong[4 * count]);
        for (var i = 0; i < count; i++)
        {
            (made.Xs[i], made.Ys[i]) = (random.NextSingle() * sidePx, random.NextSingle() * sidePx);
            (made.Scales[i], made.Angles[i]) = (MathF.Pow(1.22f, random.Next(8)), ((random.NextSingle() * 2) - 1) * MathF.PI);
            for (var w = 0; w < 4; w++)
                made.Descriptors[(4 * i) + w] = (ulong)random.NextInt64() ^ ((ulong)random.NextInt64() << 1);
        }

        return made;
    }

    static Keypoints Again(Keypoints keypoints)
    {
        using var stream = new MemoryStream();
        keypoints.Write(stream);
        ReadOnlySpan<byte> bytes = stream.ToArray();
        var read = Keypoints.Read(ref bytes);
        Assert.True(bytes.IsEmpty);
        return read;
    }

    static float TurnBetween(float a, float b) => MathF.Abs(MathF.IEEERemainder(a - b, 2 * MathF.PI));

    internal static void AssertSame(Keypoints expected, Keypoints actual)
    {
        Assert.Equal(expected.Xs, actual.Xs);
        Assert.Equal(expected.Ys, actual.Ys);
        Assert.Equal(expected.Scales, actual.Scales);
        Assert.Equal(expected.Angles, actual.Angles);
        Assert.Equal(expected.Descriptors, actual.Descriptors);
    }

    [Fact]
    public void Bytes_give_keypoints_back_to_the_step_they_are_kept_in() =>
        Gen.Select(Gen.Int, Gen.Int[0, 60])
            .Sample(
                (seed, count) =>
                {
                    var made = Random(seed, count);
                    var read = Again(made);
                    Assert.Equal(made.Descriptors, read.Descriptors);
                    for (var i = 0; i < count; i++)
                    {
                        Assert.InRange(MathF.Abs(made.Xs[i] - read.Xs[i]), 0, 1 / 64f);
                        Assert.InRange(MathF.Abs(made.Ys[i] - read.Ys[i]), 0, 1 / 64f);
                        // Half a step of 1/32 of a power of two, and half of 1/256 of a turn.
                        Assert.InRange(MathF.Abs(MathF.Log2(made.Scales[i] / read.Scales[i])), 0, 0.51f / 32);
                        Assert.InRange(TurnBetween(made.Angles[i], read.Angles[i]), 0, MathF.PI / 255);
                    }
                }
            );

    [Fact]
    public void Keeping_them_again_changes_nothing_more() =>
        Gen.Int.Sample(seed =>
        {
            var once = Again(Random(seed, 40));
            AssertSame(once, Again(once));
        });

    [Fact]
    public void Every_step_of_scale_is_read_back_as_itself()
    {
        var n = 128;
        var made = Random(1, n) with { Scales = [.. Enumerable.Range(0, n).Select(i => MathF.Pow(2, i / 32f))] };
        Assert.Equal(made.Scales, Again(made).Scales);
    }

    [Fact]
    public void Cut_bytes_are_a_fault_at_any_length()
    {
        using var stream = new MemoryStream();
        Random(1, 3).Write(stream);
        var bytes = stream.ToArray();
        for (var length = 0; length < bytes.Length; length++)
        {
            var cut = bytes[..length];
            Assert.Throws<FormatException>(() =>
            {
                ReadOnlySpan<byte> span = cut;
                Keypoints.Read(ref span);
            });
        }
    }

    [Fact]
    public void Mirrored_twice_is_the_same() =>
        Gen.Int.Sample(seed =>
        {
            var made = Random(seed, 30);
            var twice = made.Mirrored(512).Mirrored(512);
            Assert.Equal(made.Descriptors, twice.Descriptors);
            for (var i = 0; i < made.Count; i++)
            {
                Assert.InRange(MathF.Abs(made.Xs[i] - twice.Xs[i]), 0, 1e-3f);
                Assert.InRange(TurnBetween(made.Angles[i], twice.Angles[i]), 0, 1e-4f);
                Assert.InRange(made.Mirrored(512).Angles[i], -MathF.PI, MathF.PI);
            }
        });

    [Fact]
    public void Mirroring_turns_the_right_to_the_left_and_leaves_up_and_down()
    {
        var made = Random(1, 4) with { Angles = [0, MathF.PI / 2, MathF.PI, -MathF.PI / 2] };
        Assert.All(
            made.Mirrored(512).Angles.Zip([MathF.PI, MathF.PI / 2, 0, -MathF.PI / 2]),
            pair => Assert.InRange(TurnBetween(pair.First, pair.Second), 0, 1e-5f)
        );
        Assert.Equal(made.Ys, made.Mirrored(512).Ys);
    }
}
