using IpGuard.Judging.Titles;

namespace IpGuard.Rooms.Tests.Titles;

public class TitleCuttingTests
{
    [Theory]
    [InlineData("ＮＩＫＥ　Shoes", "nike shoes")]
    [InlineData("Montre étanche Größe Królewski", "montre etanche grosse krolewski")]
    [InlineData("𝒩ike", "nike")]
    [InlineData("が デザイン", "が デザイン")]
    [InlineData("か\u3099 ｶﾞ", "が ガ")]
    [InlineData("Кожаная й сумка", "кожаная й сумка")]
    [InlineData("碎花連衣裙 黃綠", "碎花连衣裙 黄绿")]
    [InlineData("Ni\u200Bke™", "nike™")]
    [InlineData(null, "")]
    public void Spellings_of_one_title_are_folded_together(string? title, string folded) => Assert.Equal(folded, TitleFold.Of(title));

    [Theory]
    [InlineData("mens 38mm watch", "mens 38 mm watch")]
    [InlineData("gel-lyte iii 2.0", "gel lyte 3 2")]
    [InlineData("men's 1,5 m", "mens 1.5 m")]
    [InlineData("云纹裙 x", "云纹 纹裙 10")]
    [InlineData("!!! …", "")]
    public void Letters_and_numbers_part_and_numerals_are_numbers(string title, string words) =>
        Assert.Equal(words, string.Join(' ', TitleWords.Of(title).Words));

    [Theory]
    [InlineData("tissot t035.439.16.031.00", "t0354391603100")]
    [InlineData("nike 537384-053 | 537384053", "537384053")]
    [InlineData("lc1087-ss002-120-1", "lc1087ss0021201")]
    [InlineData("air max 90, 38mm", "")]
    public void A_model_number_is_one_however_it_is_joined(string title, string codes) =>
        Assert.Equal(codes, string.Join(' ', TitleWords.Of(title).Codes));

    [Theory]
    [InlineData("bianco", "white")]
    [InlineData("黑色", "schwarz")]
    [InlineData("zwart", "noir")]
    public void A_colour_is_one_in_every_language(string one, string other)
    {
        Assert.NotNull(TitleLexicon.ColourOf(one));
        Assert.Equal(TitleLexicon.ColourOf(one), TitleLexicon.ColourOf(other));
        Assert.NotEqual(TitleLexicon.ColourOf(one), TitleLexicon.ColourOf("rot"));
    }

    [Fact]
    public void A_wearer_is_one_in_every_language()
    {
        Assert.Equal(TitleLexicon.WearerOf("herren"), TitleLexicon.WearerOf("男鞋"));
        Assert.NotEqual(TitleLexicon.WearerOf("herren"), TitleLexicon.WearerOf("damen"));
        Assert.Null(TitleLexicon.WearerOf("watch"));
    }
}
