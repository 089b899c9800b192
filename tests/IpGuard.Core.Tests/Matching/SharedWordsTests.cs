using IpGuard.Core.Matching;

namespace IpGuard.Core.Tests.Matching;

public class SharedWordsTests
{
    static string[] Shared(string title, string other) => [.. SharedWords.Of(title, other).Select(s => title.Substring(s.Start, s.Length))];

    [Fact]
    public void Chinese_stretches_and_latin_words_that_both_have_are_named() =>
        Assert.Equal(["云纹", "旗袍", "Silk"], Shared("2026新款云纹真丝旗袍 Silk 包邮", "云纹 旗袍 silk dress"));

    [Fact]
    public void One_character_and_short_words_say_nothing() => Assert.Empty(Shared("红 of 裙", "红色 of 长裙"));

    [Fact]
    public void A_word_inside_another_is_not_that_word() => Assert.Empty(Shared("ringing", "ring"));

    [Fact]
    public void Nothing_in_common_is_nothing() => Assert.Empty(Shared("", "旗袍"));
}
