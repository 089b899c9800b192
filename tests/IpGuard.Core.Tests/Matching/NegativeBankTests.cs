using IpGuard.Core.Matching;

namespace IpGuard.Core.Tests.Matching;

public class NegativeBankTests
{
    /// <summary>An opinion that sees its work in a box of the listing; nowhere in particular where there is none.</summary>
    static PictureOpinion Seen(double score, Area? box)
    {
        Spot[] corners = box is { } b
            ? [new(b.X, b.Y), new(b.X + b.Width, b.Y), new(b.X + b.Width, b.Y + b.Height), new(b.X, b.Y + b.Height)]
            : [];
        return VerdictTests.Opinion(score) with { Where = box is null ? null : new(corners, corners, [], Affine.Identity) };
    }

    static readonly Area Half = new(0, 0, 0.5f, 1);

    [Theory]
    [InlineData(0.59f, false)]
    [InlineData(0.61f, true)]
    [InlineData(1f, true)]
    public void A_bank_picture_that_covers_three_fifths_of_the_work_explains_it(float share, bool isExplained) =>
        Assert.Equal(isExplained, NegativeBank.Explains(Seen(0.9, new(0, 0, 0.5f, share)), Seen(0.8, Half)));

    [Fact]
    public void A_work_that_is_surer_than_the_bank_picture_is_not_explained_by_it()
    {
        Assert.True(NegativeBank.Explains(Seen(0.8, Half), Seen(0.8, Half)));
        Assert.False(NegativeBank.Explains(Seen(0.8, Half), Seen(0.8001, Half)));
    }

    [Fact]
    public void A_bank_picture_that_is_not_there_explains_nothing()
    {
        Assert.True(NegativeBank.Explains(Seen(PictureOpinion.NearScore, Half), Seen(0.3, Half)));
        Assert.False(NegativeBank.Explains(Seen(PictureOpinion.NearScore - 1e-9, Half), Seen(0.3, Half)));
        Assert.False(NegativeBank.Explains(Seen(0.9, new(0.5f, 0, 0.5f, 1)), Seen(0.8, Half)));
    }

    [Fact]
    public void Where_no_place_is_known_the_whole_listing_is_meant()
    {
        Assert.Equal(Area.Whole, NegativeBank.BoxOf(Seen(0.9, null)));
        Assert.True(NegativeBank.Explains(Seen(0.9, null), Seen(0.8, Half)));
        Assert.False(NegativeBank.Explains(Seen(0.9, Half), Seen(0.8, null)));
    }

    [Fact]
    public void Two_works_are_at_one_place_when_their_boxes_mostly_overlap_and_both_are_placed()
    {
        Assert.True(NegativeBank.AreAtOnePlace(Seen(0.9, Half), Seen(0.6, new(0, 0, 0.5f, 0.61f))));
        Assert.False(NegativeBank.AreAtOnePlace(Seen(0.9, Half), Seen(0.6, new(0, 0, 0.5f, 0.59f))));
        Assert.False(NegativeBank.AreAtOnePlace(Seen(0.9, null), Seen(0.6, null)));
    }
}
