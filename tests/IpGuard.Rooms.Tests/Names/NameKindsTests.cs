using IpGuard.Core.Matching;
using IpGuard.Judging.Names;

namespace IpGuard.Rooms.Tests.Names;

public class NameKindsTests
{
    [Theory]
    [InlineData("Silver")]
    [InlineData("Rose")]
    [InlineData("Coach")]
    [InlineData("dress")]
    [InlineData("KX")]
    [InlineData("K&V")]
    [InlineData("花")]
    [InlineData("连衣裙")]
    [InlineData("連衣裙")]
    public void A_very_common_word_a_thing_of_the_trade_and_what_is_very_short_is_of_everyday(string name) =>
        Assert.Equal(NameKind.Everyday, NameKinds.Of(name));

    [Theory]
    [InlineData("MUSE")]
    [InlineData("Fossil")]
    [InlineData("Vans")]
    [InlineData("Emily")]
    [InlineData("New Style")]
    [InlineData("时光")]
    [InlineData("時光")]
    public void Any_other_word_and_a_persons_name_is_a_word(string name) => Assert.Equal(NameKind.Word, NameKinds.Of(name));

    [Theory]
    [InlineData("Velmora")]
    [InlineData("Nike")]
    [InlineData("Gucci")]
    [InlineData("Copper Wren")]
    [InlineData("Maison Verdel")]
    [InlineData("耐克")]
    [InlineData("李宁")]
    [InlineData("香奈儿")]
    [InlineData("澜栖")]
    [InlineData("山川织造")]
    [InlineData("花花公主Kids")]
    public void A_coined_name_and_a_rare_one_is_neither(string name) => Assert.Equal(NameKind.Coined, NameKinds.Of(name));
}
