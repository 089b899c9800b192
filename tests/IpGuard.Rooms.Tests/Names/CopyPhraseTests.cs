using IpGuard.Core.Matching;
using IpGuard.Judging.Names;

namespace IpGuard.Rooms.Tests.Names;

public class CopyPhraseTests
{
    [Theory]
    [InlineData("顶级高仿包", "高仿", PhraseKind.Imitation)]
    [InlineData("高-仿 包", "高-仿", PhraseKind.Imitation)]
    [InlineData("復刻表", "復刻", PhraseKind.Imitation)]
    [InlineData("包 1：1 做工", "1：1", PhraseKind.Imitation)]
    [InlineData("包 A货", "A货", PhraseKind.Imitation)]
    [InlineData("mirror quality bag", "mirror quality", PhraseKind.Imitation)]
    [InlineData("外贸原单衬衫", "外贸原单", PhraseKind.Leaked)]
    [InlineData("明星同款", "明星同款", PhraseKind.SameStyle)]
    [InlineData("大牌平替", "平替", PhraseKind.StandIn)]
    [InlineData("懂的来", "懂的来", PhraseKind.Wink)]
    [InlineData("ins风 裙", "ins风", PhraseKind.LooseStyle)]
    public void What_sellers_admit_is_found_where_it_stands(string text, string written, PhraseKind kind)
    {
        var phrase = Assert.Single(CopyPhrases.Find(text));
        Assert.Equal((written, kind), (text.Substring(phrase.Start, phrase.Length), phrase.Kind));
    }

    [Theory]
    [InlineData("比例 1:10 模型")]
    [InlineData("11:12 发货")]
    [InlineData("仿真丝衬衫")]
    [InlineData("AA货架")]
    [InlineData("duped fakery")]
    [InlineData("高。请。仿")]
    [InlineData("")]
    [InlineData(null)]
    public void Honest_words_that_hold_a_phrase_are_none(string? text) => Assert.Empty(CopyPhrases.Find(text));

    [Theory]
    [InlineData("高仿", true)]
    [InlineData("原单", true)]
    [InlineData("平替", true)]
    [InlineData("懂的来", true)]
    [InlineData("同款", false)]
    [InlineData("ins风", false)]
    public void Only_some_phrases_speak_of_a_copy(string text, bool speaks) =>
        Assert.Equal(speaks, Assert.Single(CopyPhrases.Find(text)).SpeaksOfCopy);
}
