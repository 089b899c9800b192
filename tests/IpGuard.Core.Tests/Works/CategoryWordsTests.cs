using IpGuard.Core.Matching;
using IpGuard.Core.Works;

namespace IpGuard.Core.Tests.Works;

public class CategoryWordsTests
{
    [Theory]
    [InlineData(Category.Apparel, "女装 连衣裙", "", Agreement.Agree)]
    [InlineData(Category.Watches, "女装 连衣裙", "手表", Agreement.Differ)]
    [InlineData(Category.Watches, null, "新款女士手表", Agreement.Agree)]
    [InlineData(Category.Watches, "热卖", "新款女士手表", Agreement.Agree)]
    [InlineData(Category.Jewellery, "Rings & necklaces", "", Agreement.Agree)]
    [InlineData(Category.Apparel, null, "正品 包邮", Agreement.Unknown)]
    [InlineData(Category.Underwear, null, "brand new", Agreement.Unknown)]
    [InlineData(Category.Underwear, null, "lace BRA", Agreement.Agree)]
    public void The_marketplaces_own_words_come_before_the_title(Category filed, string? listed, string title, Agreement expected) =>
        Assert.Equal(expected, CategoryWords.Compare(filed, listed, title));
}
