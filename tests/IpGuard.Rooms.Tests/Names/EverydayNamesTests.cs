using IpGuard.Judging.Names;

namespace IpGuard.Rooms.Tests.Names;

public class EverydayNamesTests
{
    [Theory]
    [InlineData("MUSE")]
    [InlineData("Coach")]
    [InlineData("Rose")]
    [InlineData("Emily")]
    [InlineData("KX")]
    [InlineData("K&V")]
    [InlineData("New Style")]
    [InlineData("花")]
    [InlineData("时光")]
    [InlineData("時光")]
    [InlineData("连衣裙")]
    public void A_word_of_everyday_a_persons_name_and_what_is_very_short_needs_a_sign(string name) =>
        Assert.True(EverydayNames.Contain(name));

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
    public void A_coined_name_and_a_rare_one_needs_none(string name) => Assert.False(EverydayNames.Contain(name));
}
