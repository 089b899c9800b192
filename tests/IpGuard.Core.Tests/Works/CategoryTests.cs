using IpGuard.Core.Works;

namespace IpGuard.Core.Tests.Works;

public class CategoryTests
{
    [Fact]
    public void There_are_nine_industries_each_with_its_own_token_and_locarno_classes()
    {
        Assert.Equal(9, Categories.All.Count);
        Assert.Equal(9, Categories.All.Select(f => f.Token).Distinct().Count());
        Assert.All(Categories.All, f => Assert.NotEmpty(f.Locarno));
        Assert.Equal(Enum.GetValues<Category>().Order(), Categories.All.Select(f => f.Category).Order());
    }

    [Theory]
    [InlineData("leather-goods", Category.LeatherGoods)]
    [InlineData("Leather goods", Category.LeatherGoods)]
    [InlineData("皮革", Category.LeatherGoods)]
    public void A_category_is_read_by_token_and_by_name_in_both_languages(string text, Category expected)
    {
        Assert.True(Categories.TryParse(text, out var category));
        Assert.Equal(expected, category);
    }

    [Theory]
    [InlineData("shoes")]
    [InlineData("")]
    [InlineData(null)]
    public void Other_words_are_no_category(string? text) => Assert.False(Categories.TryParse(text, out _));

    [Fact]
    public void A_hash_gives_its_text_and_bytes_back()
    {
        var hash = Sha256Hash.Of("abc"u8);
        // FIPS 180-4, example “abc”.
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", hash.ToString());
        Assert.Equal(hash, Sha256Hash.Parse(hash.ToString()));
        Assert.Equal(hash, new Sha256Hash(hash.ToBytes()));
    }

    [Fact]
    public void Hashes_are_ordered_as_their_text_is()
    {
        var hashes = Enumerable.Range(0, 50).Select(i => Sha256Hash.Of([(byte)i])).ToList();
        Assert.Equal(hashes.Select(h => h.ToString()).Order(StringComparer.Ordinal), hashes.Order().Select(h => h.ToString()));
    }
}
