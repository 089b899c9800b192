using CsCheck;
using IpGuard.Core.Matching;

namespace IpGuard.Core.Tests.Matching;

public class AffineTests
{
    /// <summary>Maps as they are met: turned by anything, a fifth to five times the size, slanted a little, mirrored or not.</summary>
    internal static readonly Gen<Affine> Maps = Gen.Select(
        Gen.Float[-3.1f, 3.1f],
        Gen.Float[0.2f, 5f],
        Gen.Float[0.8f, 1.25f],
        Gen.Bool,
        Gen.Float[-300, 300],
        (turn, scale, ratio, isMirrored, shift) =>
            Affine
                .Scaling(isMirrored ? -1 : 1, 1)
                .Then(Affine.Scaling(scale * ratio, scale))
                .Then(Turn(turn))
                .Then(Shift(shift, -shift / 2))
    );

    internal static Affine Turn(float angle) => new(MathF.Cos(angle), -MathF.Sin(angle), 0, MathF.Sin(angle), MathF.Cos(angle), 0);

    internal static Affine Shift(float x, float y) => new(1, 0, x, 0, 1, y);

    internal static SheetPoint[] Points(int seed, int count, float side = 512)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => new SheetPoint(random.NextSingle() * side, random.NextSingle() * side))];
    }

    internal static void AssertNear(Affine expected, Affine actual, float tolerancePx = 0.5f) =>
        Assert.All(
            new SheetPoint[] { new(0, 0), new(512, 0), new(0, 512), new(512, 512) },
            p => Assert.InRange(Apart(expected.Apply(p), actual.Apply(p)), 0, tolerancePx)
        );

    internal static float Apart(SheetPoint a, SheetPoint b) => MathF.Sqrt(((a.X - b.X) * (a.X - b.X)) + ((a.Y - b.Y) * (a.Y - b.Y)));

    [Fact]
    public void A_map_and_its_inverse_leave_every_point_where_it_was() =>
        Maps.Sample(m => AssertNear(Affine.Identity, m.Then(m.Inverse())));

    [Fact]
    public void Then_applies_the_first_map_first() =>
        Gen.Select(Maps, Maps)
            .Sample(
                (first, next) =>
                {
                    var point = new SheetPoint(100, 37);
                    Assert.InRange(Apart(next.Apply(first.Apply(point)), first.Then(next).Apply(point)), 0, 0.5f);
                }
            );

    [Fact]
    public void Determinants_are_multiplied_and_a_mirror_turns_the_sign() =>
        Gen.Select(Maps, Maps)
            .Sample(
                (a, b) =>
                {
                    var product = a.Determinant * b.Determinant;
                    Assert.InRange(a.Then(b).Determinant / product, 0.99f, 1.01f);
                    Assert.True(a.Then(Affine.Mirror(512)).Determinant * a.Determinant < 0);
                }
            );

    [Fact]
    public void A_map_that_flattens_the_plane_cannot_be_taken_back() =>
        Assert.Throws<InvalidOperationException>(() => new Affine(1, 2, 0, 2, 4, 0).Inverse());

    [Fact]
    public void Fit_recovers_any_map_from_points_that_it_moved() =>
        Gen.Select(Maps, Gen.Int[0, 1_000], Gen.Int[3, 40])
            .Sample(
                (map, seed, count) =>
                {
                    var from = Points(seed, count);
                    // Three points may lie nearly on one line: then there is no answer, which is right too.
                    if (Affine.Fit(from, [.. from.Select(map.Apply)]) is { } fit)
                        AssertNear(map, fit, 2);
                    else
                        Assert.True(count < 6);
                }
            );

    [Fact]
    public void FitSimilarity_recovers_a_similarity_that_does_not_mirror() =>
        Gen.Select(Gen.Float[-3.1f, 3.1f], Gen.Float[0.2f, 5f], Gen.Float[-300, 300], Gen.Int[2, 40])
            .Sample(
                (turn, scale, shift, count) =>
                {
                    var map = Affine.Scaling(scale, scale).Then(Turn(turn)).Then(Shift(shift, 20));
                    var from = Points(count, count);
                    AssertNear(map, Affine.FitSimilarity(from, [.. from.Select(map.Apply)])!.Value);
                }
            );

    [Fact]
    public void FitSimilarity_never_mirrors_and_never_squeezes_whatever_it_is_given() =>
        Gen.Select(Gen.Int[0, 10_000], Gen.Int[0, 10_000], Gen.Int[2, 12])
            .Sample(
                (a, b, count) =>
                {
                    var fit = Affine.FitSimilarity(Points(a, count), Points(b, count))!.Value;
                    Assert.True(fit.Determinant >= 0);
                    Assert.True(fit.Scale < 0.01f || fit.Anisotropy() < 1.01f);
                }
            );

    [Fact]
    public void Points_in_one_place_give_no_map()
    {
        SheetPoint[] one = [new(9, 9), new(9, 9), new(9, 9), new(9, 9)];
        Assert.Null(Affine.FitSimilarity(one, Points(1, 4)));
        Assert.Null(Affine.Fit(one, Points(1, 4)));
        Assert.Null(Affine.FitSimilarity(one.AsSpan(0, 1), one.AsSpan(0, 1)));
        Assert.Null(Affine.FitSimilarity([], []));
    }

    [Fact]
    public void Points_on_one_line_give_a_similarity_but_no_affine_map()
    {
        SheetPoint[] line = [new(0, 0), new(10, 10), new(20, 20), new(300, 300)];
        Assert.Null(Affine.Fit(line, line));
        AssertNear(Affine.Identity, Affine.FitSimilarity(line, line)!.Value);
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 1, 2)]
    [InlineData(-1, 1, 1)]
    [InlineData(1, 3, 3)]
    public void Anisotropy_is_the_ratio_of_the_axes(float x, float y, float expected)
    {
        Assert.Equal(expected, Affine.Scaling(x, y).Anisotropy(), 1e-4f);
        Assert.Equal(expected, Affine.Scaling(x, y).Then(Turn(0.7f)).Anisotropy(), 1e-4f);
    }

    [Fact]
    public void What_is_flattened_is_squeezed_beyond_all_measure() => Assert.Equal(float.MaxValue, Affine.Scaling(1, 0).Anisotropy());

    static readonly Gen<Area> Areas = Gen.Select(
        Gen.Float[0, 0.9f],
        Gen.Float[0, 0.9f],
        Gen.Float[0.05f, 1f],
        Gen.Float[0.05f, 1f],
        (x, y, w, h) => new Area(x, y, Math.Min(w, 1 - x), Math.Min(h, 1 - y))
    );

    [Fact]
    public void Overlap_is_symmetric_lies_in_0_to_1_and_is_1_with_itself() =>
        Gen.Select(Areas, Areas)
            .Sample(
                (a, b) =>
                {
                    Assert.Equal(a.OverlapWith(b), b.OverlapWith(a), 1e-5f);
                    Assert.InRange(a.OverlapWith(b), 0, 1.0001f);
                    Assert.Equal(1, a.OverlapWith(a), 1e-3f);
                }
            );

    [Fact]
    public void Areas_that_only_touch_do_not_overlap()
    {
        var left = new Area(0, 0, 0.5f, 1);
        Assert.Equal(0, left.OverlapWith(new(0.5f, 0, 0.5f, 1)));
        Assert.Equal(1 / 3f, left.OverlapWith(new(0.25f, 0, 0.5f, 1)), 1e-5f);
        Assert.Equal(0.5f, left.OverlapWith(Area.Whole), 1e-5f);
    }
}

public class OutlineTests
{
    static SheetPoint[] Square(float left, float top, float side) =>
        [new(left, top), new(left + side, top), new(left + side, top + side), new(left, top + side)];

    [Fact]
    public void A_square_half_off_the_sheet_is_cut_in_half()
    {
        var cut = Outline.CutTo(Square(-50, 10, 100), 512, 512);
        Assert.Equal(5_000, Outline.AreaOf(cut), 1e-2f);
        Assert.Equal(4, cut.Count);
    }

    [Fact]
    public void What_lies_inside_is_left_whole_and_what_lies_outside_is_gone()
    {
        Assert.Equal(Square(10, 10, 100), Outline.CutTo(Square(10, 10, 100), 512, 512));
        Assert.Empty(Outline.CutTo(Square(600, 10, 100), 512, 512));
        Assert.Equal(512 * 512, Outline.AreaOf(Outline.CutTo(Square(-100, -100, 900), 512, 512)), 1f);
    }

    [Fact]
    public void Cutting_never_adds_area_and_leaves_nothing_off_the_sheet() =>
        AffineTests.Maps.Sample(map =>
        {
            var outline = Square(0, 0, 200).Select(map.Apply).ToList();
            var cut = Outline.CutTo(outline, 300, 400);
            Assert.InRange(Outline.AreaOf(cut), 0, (Outline.AreaOf(outline) * 1.001f) + 0.5f);
            Assert.All(
                cut,
                p =>
                {
                    Assert.InRange(p.X, -0.1f, 300.1f);
                    Assert.InRange(p.Y, -0.1f, 400.1f);
                }
            );
        });

    [Fact]
    public void No_outline_has_no_area() => Assert.Equal(0, Outline.AreaOf([]));
}
