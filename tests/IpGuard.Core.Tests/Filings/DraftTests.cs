using IpGuard.Core.Filings;
using IpGuard.Core.Works;

namespace IpGuard.Core.Tests.Filings;

public class DraftTests
{
    static readonly Draft Sound = new(
        "Cloud dress",
        Category.Apparel,
        "Lin",
        OwnershipBasis.OwnCreation,
        null,
        [new("a.jpg", new byte[] { 1 })]
    );

    [Fact]
    public void A_sound_draft_has_no_faults() => Assert.Empty(Draft.Check(Sound).Faults);

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var (draft, faults) = Draft.Check(new(" ", 0, "", 0, new('x', 2_001), []));
        Assert.Null(draft);
        Assert.Equal(6, faults.Count);
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(201, false)]
    public void A_title_has_at_most_200_characters(int length, bool isSound) =>
        Assert.Equal(isSound, Draft.Check(Sound with { Title = new('t', length) }).Faults.Count == 0);

    [Theory]
    [InlineData(199, true)]
    [InlineData(200, false)]
    public void A_title_with_a_space_right_at_the_bound_is_refused_and_not_cut(int before, bool isSound)
    {
        // One letter after it is within, or just behind, the bound of 200.
        var title = new string('t', before - 1) + " 云";
        Assert.Equal(isSound, Draft.Check(Sound with { Title = title }).Faults.Count == 0);
    }

    [Theory]
    [InlineData(" tail")]
    [InlineData(" 😀😀")]
    public void What_stands_behind_the_bound_never_falls_off_in_silence(string behind)
    {
        Assert.NotEmpty(Draft.Check(Sound with { Title = new string('t', 200) + behind }).Faults);
        Assert.NotEmpty(Draft.Check(Sound with { Description = new string('d', 2_000) + behind }).Faults);
    }

    [Theory]
    [InlineData(12, true)]
    [InlineData(13, false)]
    [InlineData(0, false)]
    public void A_work_has_one_to_twelve_pictures(int count, bool isSound) =>
        Assert.Equal(isSound, Draft.Check(Sound with { Pictures = [.. Enumerable.Repeat(Sound.Pictures[0], count)] }).Faults.Count == 0);

    [Fact]
    public void Texts_are_kept_without_control_characters_and_outer_spaces() =>
        Assert.Equal("云 纹", Draft.Check(Sound with { Title = "  云\u0000\n 纹\u202E " }).Draft!.Title);
}
