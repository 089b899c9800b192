using System.Numerics;
using CsCheck;
using IpGuard.Core.Matching;

namespace IpGuard.Core.Tests.Matching;

public class KeypointGeometryTests
{
    /// <summary>The keypoints where a map takes them, with a few bits changed, among as many strangers as asked for.</summary>
    internal static Keypoints Moved(Keypoints from, Affine map, int seed, int strangers, int flips = 20)
    {
        var random = new Random(seed);
        var others = KeypointTests.Random(seed + 1, strangers);
        var turn = MathF.Atan2(map.Yx - map.Xy, map.Xx + map.Yy);
        var places = Enumerable.Range(0, from.Count).Select(i => map.Apply(from.Xs[i], from.Ys[i])).ToList();
        var descriptors = (ulong[])from.Descriptors.Clone();
        for (var i = 0; i < from.Count; i++)
        {
            for (var k = 0; k < flips; k++)
                descriptors[(4 * i) + random.Next(4)] ^= 1ul << random.Next(64);
        }

        return new(
            [.. places.Select(p => p.X), .. others.Xs],
            [.. places.Select(p => p.Y), .. others.Ys],
            [.. from.Scales.Select(s => s * map.Scale), .. others.Scales],
            [.. from.Angles.Select(a => MathF.IEEERemainder(a + turn, 2 * MathF.PI)), .. others.Angles],
            [.. descriptors, .. others.Descriptors]
        );
    }

    static Affine Similarity(float turn, float scale) =>
        AffineTests.Shift(-256, -256).Then(Affine.Scaling(scale, scale)).Then(AffineTests.Turn(turn)).Then(AffineTests.Shift(256, 256));

    [Fact]
    public void A_similarity_is_found_among_three_times_as_many_strangers() =>
        Gen.Select(Gen.Float[-3.1f, 3.1f], Gen.Float[0.3f, 1.6f], Gen.Int[0, 1_000])
            .Sample(
                (turn, scale, seed) =>
                {
                    var (filed, map) = (KeypointTests.Random(seed, 40), Similarity(turn, scale));
                    var fit = KeypointGeometry.Fit(filed, Moved(filed, map, seed, 120))!;
                    AffineTests.AssertNear(map, fit.ToListed, 3);
                    Assert.InRange(fit.Inliers.Count, 36, 44);
                },
                iter: 60
            );

    [Fact]
    public void A_squeezed_and_slanted_copy_is_found_too()
    {
        var filed = KeypointTests.Random(3, 60);
        var map = Affine.Scaling(0.9f, 0.75f).Then(new(1, 0.08f, 20, 0.03f, 1, 10));
        AffineTests.AssertNear(map, KeypointGeometry.Fit(filed, Moved(filed, map, 4, 100))!.ToListed, 3);
    }

    [Fact]
    public void Strangers_agree_on_nothing() =>
        Gen.Int[0, 1_000]
            .Sample(
                seed => Assert.Null(KeypointGeometry.Fit(KeypointTests.Random(seed, 200), KeypointTests.Random(seed + 5_000, 200))),
                iter: 20
            );

    [Theory]
    [InlineData(3, false)]
    [InlineData(4, true)]
    [InlineData(5, true)]
    public void Four_pairs_that_agree_are_enough_and_three_are_not(int count, bool isFound)
    {
        var filed = KeypointTests.Random(11, count);
        Assert.Equal(isFound, KeypointGeometry.Fit(filed, Moved(filed, Similarity(0.3f, 1), 1, 0)) is not null);
        // Strangers beside them make the same three no more.
        Assert.Equal(isFound, KeypointGeometry.Fit(filed, Moved(filed, Similarity(0.3f, 1), 1, 60)) is not null);
    }

    [Fact]
    public void No_keypoints_on_either_side_give_no_fit()
    {
        Assert.Null(KeypointGeometry.Fit(Keypoints.None, KeypointTests.Random(1, 50)));
        Assert.Null(KeypointGeometry.Fit(KeypointTests.Random(1, 50), Keypoints.None));
    }

    [Fact]
    public void Corners_that_differ_in_too_many_bits_are_not_paired()
    {
        var filed = KeypointTests.Random(5, 40);
        var listed = Moved(filed, Affine.Identity, 1, 0, flips: 0);
        // The same bits flipped in every descriptor: as far from their own as the limit says, on both sides of it.
        Assert.NotNull(KeypointGeometry.Fit(filed, Flipped(listed, KeypointGeometry.MostBits)));
        Assert.Null(KeypointGeometry.Fit(filed, Flipped(listed, KeypointGeometry.MostBits + 1)));
    }

    static Keypoints Flipped(Keypoints keypoints, int bits) =>
        keypoints with
        {
            Descriptors = [.. keypoints.Descriptors.Select((d, i) => d ^ Mask(Math.Clamp(bits - (64 * (i % 4)), 0, 64)))],
        };

    static ulong Mask(int bits) => bits == 64 ? ulong.MaxValue : (1ul << bits) - 1;

    [Fact]
    public void A_repeated_corner_says_nothing_unless_it_is_nearly_the_same_bit_by_bit()
    {
        var filed = KeypointTests.Random(5, 40);
        var doubled = new Keypoints(
            [.. filed.Xs, .. filed.Ys],
            [.. filed.Ys, .. filed.Xs],
            [.. filed.Scales, .. filed.Scales],
            [.. filed.Angles, .. filed.Angles],
            [.. filed.Descriptors, .. filed.Descriptors]
        );
        var listed = Moved(filed, Affine.Identity, 1, 0, flips: 0);
        Assert.NotNull(KeypointGeometry.Fit(doubled, Flipped(listed, 40)));
        Assert.Null(KeypointGeometry.Fit(doubled, Flipped(listed, 41)));
    }

    [Fact]
    public void The_same_question_gets_the_same_answer()
    {
        var filed = KeypointTests.Random(8, 120);
        var listed = Moved(filed, Similarity(1, 0.7f), 2, 300, flips: 60);
        var (one, other) = (KeypointGeometry.Fit(filed, listed)!, KeypointGeometry.Fit(filed, listed)!);
        Assert.Equal(one.ToListed, other.ToListed);
        Assert.Equal(one.Inliers, other.Inliers);
    }

    [Fact]
    public void A_mirrored_copy_is_found_on_the_mirrored_listing_and_told_where_it_lies_on_the_listing_as_it_is()
    {
        var filed = KeypointTests.Random(8, 80);
        var listed = Moved(filed, Similarity(0.2f, 0.8f), 2, 80).Mirrored(512);
        var (upright, mirrored) = (KeypointGeometry.Fit(filed, listed), KeypointGeometry.Fit(filed, listed.Mirrored(512)));
        Assert.Null(upright);
        var better = KeypointGeometry.Better(upright, mirrored, 512)!;
        Assert.True(better.ToListed.Determinant < 0);
        AffineTests.AssertNear(Similarity(0.2f, 0.8f).Then(Affine.Mirror(512)), better.ToListed, 3);
        Assert.All(better.Inliers, p => Assert.InRange(AffineTests.Apart(better.ToListed.Apply(p.Filed), p.Listed), 0, 4));
    }

    [Fact]
    public void Of_an_upright_and_a_mirrored_fit_the_one_with_more_cells_wins_and_upright_at_a_tie()
    {
        KeypointFit Of(int cells) => new(Affine.Identity, 20, [], cells, cells + 3);
        Assert.True(KeypointGeometry.Better(Of(5), Of(5), 512)!.ToListed.Determinant > 0);
        Assert.True(KeypointGeometry.Better(Of(5), Of(6), 512)!.ToListed.Determinant < 0);
        Assert.Equal(5, KeypointGeometry.Better(Of(5), null, 512)!.Cells);
        Assert.Equal(4, KeypointGeometry.Better(null, Of(4), 512)!.Cells);
        Assert.Null(KeypointGeometry.Better(null, null, 512));
    }

    [Fact]
    public void Many_corners_in_one_place_count_as_one_cell()
    {
        var filed = KeypointTests.Random(6, 60);
        for (var i = 0; i < filed.Count; i++)
            (filed.Xs[i], filed.Ys[i]) = (200 + (i % 7), 200 + (i / 10));
        var fit = KeypointGeometry.Fit(filed, Moved(filed, AffineTests.Shift(3, 3), 1, 0));
        Assert.InRange(fit!.Cells, 1, 4);
        Assert.InRange(fit.Inliers.Count, 50, 60);
    }
}
