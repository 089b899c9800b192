using CsCheck;
using IpGuard.Core.Matching;

namespace IpGuard.Core.Tests.Matching;

public class OverlayTests
{
    static readonly Scene Work = new(1);
    static readonly Scene Other = new(2);
    static readonly Relief Filed = Work.Draw().Relief();
    static readonly Relief Stranger = Other.Draw().Relief();

    static Affine Place(Area place, bool isMirrored) =>
        (isMirrored ? Affine.Mirror(512) : Affine.Identity)
            .Then(Affine.Scaling(place.Width, place.Height))
            .Then(AffineTests.Shift(place.X * 512, place.Y * 512));

    [Fact]
    public void A_picture_laid_over_itself_is_wholly_alike()
    {
        var fit = Overlay.Measure(Filed, Filed, Affine.Identity);
        Assert.InRange(fit.Likeness, 0.85f, 1);
        Assert.InRange(fit.ShareAlike, 0.95f, 1.001f);
        Assert.InRange(fit.FiledCover, 0.999f, 1.001f);
        Assert.InRange(fit.ListedCover, 0.95f, 1);
    }

    [Fact]
    public void Two_unlike_pictures_are_not_alike() =>
        Assert.InRange(Overlay.Measure(Filed, Stranger, Affine.Identity).Likeness, -0.2f, 0.2f);

    // Bytes are rounded and clamped, so a hair is left.
    [Fact]
    public void Likeness_knows_nothing_of_light_and_contrast() =>
        Gen.Select(Gen.Float[0.4f, 1.1f], Gen.Float[-25, 10], Gen.Int[0, 50])
            .Sample(
                (contrast, light, seed) =>
                {
                    var scene = new Scene(seed);
                    var relief = scene.Draw(64, 64).Relief();
                    var changed = Scenes.Draw(64, 64, (x, y) => Math.Clamp((scene.At(x, y) * contrast) + light, 0, 255)).Relief();
                    var (same, other) = (
                        Overlay.Measure(relief, relief, Affine.Identity),
                        Overlay.Measure(relief, changed, Affine.Identity)
                    );
                    Assert.InRange(other.Likeness, same.Likeness - 0.08f, same.Likeness + 0.08f);
                },
                iter: 8
            );

    [Fact]
    public void Where_dark_and_light_have_changed_places_only_either_sign_is_alike()
    {
        var inverted = Scenes.Draw(160, 160, (x, y) => 255 - Work.At(x, y)).Relief();
        var fit = Overlay.Measure(Filed, inverted, Affine.Identity);
        Assert.InRange(fit.Likeness, -1, -0.8f);
        Assert.InRange(fit.EitherSign, 0.8f, 1);
    }

    [Theory]
    [InlineData(0f, 0f, 1f, false)]
    [InlineData(0f, 0f, 1f, true)]
    [InlineData(0.5f, 0f, 0.5f, false)]
    [InlineData(0.25f, 0.3f, 0.6f, true)]
    [InlineData(0.1f, 0.05f, 0.85f, false)]
    [InlineData(0.02f, 0.5f, 0.46f, true)]
    public void A_picture_pasted_at_a_place_is_found_there_and_the_way_round_it_is(float x, float y, float side, bool isMirrored)
    {
        var place = new Area(x, y, side, side);
        var fit = OverlaySearch.Find(Filed, Other.With(Work, place, isMirrored).Relief());
        // Three pixels of a sheet are one of a miniature.
        AffineTests.AssertNear(Place(place, isMirrored), fit.ToListed, 4);
        Assert.True(fit.Likeness > 0.6f, $"likeness {fit.Likeness}");
        Assert.InRange(fit.ListedCover, (side * side) - 0.05f, (side * side) + 0.05f);
    }

    [Fact]
    public void A_search_for_what_is_not_there_finds_a_place_that_is_worth_little()
    {
        Assert.InRange(OverlaySearch.Find(Filed, Stranger).Worth, -1, 0.4f);
        Assert.InRange(OverlaySearch.Find(Stranger, Filed).Worth, -1, 0.4f);
    }

    [Fact]
    public void A_map_that_is_roughly_right_is_made_right()
    {
        var place = new Area(0.2f, 0.1f, 0.7f, 0.7f);
        var (filed, listed) = (Filed, Other.With(Work, place).Relief());
        var rough = Place(place, false).Then(AffineTests.Turn(0.02f)).Then(AffineTests.Shift(7, -6));
        AffineTests.AssertNear(Place(place, false), OverlaySearch.Fit(filed, listed, rough).ToListed, 4);
    }

    [Fact]
    public void A_close_fit_is_never_worth_less_than_the_rough_one()
    {
        var (filed, listed) = (Work.Draw(64, 64).Relief(), Other.Draw(64, 64).Relief());
        AffineTests.Maps.Sample(
            map =>
            {
                if (map.Scale is < 0.3f or > 2)
                    return;
                Assert.True(OverlaySearch.Fit(filed, listed, map).Worth >= Overlay.Measure(filed, listed, map).Worth);
            },
            iter: 10
        );
    }

    [Fact]
    public void The_same_pair_gives_the_same_fit()
    {
        var listed = Other.With(Work, new(0.3f, 0.2f, 0.5f, 0.5f), sidePx: 80).Relief();
        Assert.Equal(OverlaySearch.Find(Filed, listed), OverlaySearch.Find(Filed, listed));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 160)]
    [InlineData(160, 1)]
    [InlineData(2, 2)]
    [InlineData(7, 160)]
    public void Pictures_of_any_shape_are_laid_over_each_other(int widthPx, int heightPx)
    {
        var odd = Work.Draw(widthPx, heightPx).Relief();
        var fits = new[] { OverlaySearch.Find(odd, Stranger), OverlaySearch.Find(Stranger, odd), OverlaySearch.Find(odd, odd) };
        foreach (var fit in fits)
        {
            Assert.True(float.IsFinite(fit.Worth));
            Assert.True(float.IsFinite(fit.ToListed.Determinant));
        }
    }

    [Fact]
    public void A_picture_of_one_colour_is_like_nothing()
    {
        var plain = Scenes.Draw(160, 160, (_, _) => 200).Relief();
        Assert.InRange(OverlaySearch.Find(plain, Stranger).Worth, -0.1f, 0.1f);
        Assert.InRange(OverlaySearch.Find(plain, plain).Worth, -0.1f, 0.1f);
    }
}

public class MiniatureTests
{
    [Fact]
    public void Bytes_give_a_miniature_back_and_cut_bytes_are_a_fault()
    {
        var made = new Scene(3).Draw(16, 9);
        using var stream = new MemoryStream();
        made.Write(stream);
        ReadOnlySpan<byte> bytes = stream.ToArray();
        var read = Miniature.Read(ref bytes);
        Assert.Equal((16, 9, 0), (read.WidthPx, read.HeightPx, bytes.Length));
        Assert.Equal(made.Pixels, read.Pixels);
        Assert.Throws<FormatException>(() =>
        {
            ReadOnlySpan<byte> cut = stream.ToArray().AsSpan(0, 20);
            Miniature.Read(ref cut);
        });
    }

    [Fact]
    public void Each_level_is_half_of_the_one_before_and_never_less_than_a_pixel()
    {
        var relief = new Scene(1).Draw(160, 3).Relief();
        Assert.Equal(
            [(160, 3), (80, 1), (40, 1), (20, 1)],
            Enumerable.Range(0, Relief.Levels).Select(i => (relief[i].WidthPx, relief[i].HeightPx))
        );
        Assert.Equal(160 / 512f, relief.ToLevelPx, 1e-6f);
    }
}
