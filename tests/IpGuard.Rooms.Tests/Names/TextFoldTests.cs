using CsCheck;
using IpGuard.Core.Matching;
using IpGuard.Judging.Names;

namespace IpGuard.Rooms.Tests.Names;

public class TextFoldTests
{
    [Theory]
    [InlineData("ＡＢＣ１２３", "abc123")]
    [InlineData("Nіkе", "nike")]
    [InlineData("愛讀書", "爱读书")]
    [InlineData("é̶", "e")]
    [InlineData("a\u200Bb", "ab")]
    [InlineData("🅰🅱", "ab")]
    [InlineData("Brand™", "brand™")]
    [InlineData(null, "")]
    public void Disguises_of_single_characters_are_taken_off(string? text, string expected) =>
        Assert.Equal(expected, TextFold.Fold(text).Text);

    // An attribute cannot hold half a pair.
    [Fact]
    public void Half_a_surrogate_pair_is_kept_as_the_replacement_character() =>
        Assert.Equal("\uFFFDx\uFFFD", TextFold.Fold("\uD800x\uDC00").Text);

    [Fact]
    public void Every_unit_knows_where_it_comes_from()
    {
        var folded = TextFold.Fold("𝐀\u200B愛");
        Assert.Equal("a爱", folded.Text);
        Assert.Equal((0, 2, 3, 4), (folded.OriginalStart(0), folded.OriginalEnd(0), folded.OriginalStart(1), folded.OriginalEnd(1)));
        Assert.Equal(Trick.LookAlike, folded.TrickAt(0));
        Assert.Equal(Trick.Traditional | Trick.Spaced, folded.TrickAt(1));
        Assert.True(folded.MayBreakBefore(1));
    }

    [Fact]
    public void Places_rise_and_lie_inside_the_text() =>
        Gen.String.Sample(text =>
        {
            var folded = TextFold.Fold(text);
            return Enumerable
                .Range(0, folded.Text.Length)
                .All(i =>
                    folded.OriginalStart(i) < folded.OriginalEnd(i)
                    && folded.OriginalEnd(i) <= text.Length
                    && (i == 0 || folded.OriginalStart(i) >= folded.OriginalStart(i - 1))
                );
        });

    [Fact]
    public void A_text_is_looked_at_up_to_its_bound()
    {
        Assert.Equal(TextFold.MaximumLength, TextFold.Fold(new string('a', TextFold.MaximumLength)).Text.Length);
        Assert.Equal(TextFold.MaximumLength, TextFold.Fold(new string('a', TextFold.MaximumLength + 1)).Text.Length);
    }
}
