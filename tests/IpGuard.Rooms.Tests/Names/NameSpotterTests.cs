using CsCheck;
using IpGuard.Core.Matching;
using IpGuard.Judging.Names;

namespace IpGuard.Rooms.Tests.Names;

public class NameSpotterTests
{
    static readonly NameSpotter Spotter = new([
        "Velmora",
        "Kiro",
        "MVK",
        "Casa Bellune",
        "Hermès",
        "Apple",
        "耐克",
        "安踏",
        "苹果",
        "山川织造",
        "李凝",
    ]);

    static readonly string[] Planted = ["耐克", "V*e*l*m*o*r*a", "nai克 高仿 nk", "\uD83D", "Vеlmоra"];

    static NameSpot? Only(string text) => Spotter.Spot(text) is [var spot] ? spot : null;

    [Theory]
    [InlineData("真丝Velmora连衣裙", "Velmora", "Velmora", Trick.None)]
    [InlineData("silk VELMORA dress", "Velmora", "VELMORA", Trick.None)]
    [InlineData("Hermes scarf", "Hermès", "Hermes", Trick.None)]
    [InlineData("HERMÈS scarf", "Hermès", "HERMÈS", Trick.None)]
    [InlineData("Ｖｅｌｍｏｒａ 包", "Velmora", "Ｖｅｌｍｏｒａ", Trick.None)]
    [InlineData("casa bellune lamp", "Casa Bellune", "casa bellune", Trick.None)]
    [InlineData("Vеlmоra bag", "Velmora", "Vеlmоra", Trick.LookAlike)]
    [InlineData("K1r0 bag", "Kiro", "K1r0", Trick.LookAlike)]
    [InlineData("ⓥⓔⓛⓜⓞⓡⓐ bag", "Velmora", "ⓥⓔⓛⓜⓞⓡⓐ", Trick.LookAlike)]
    [InlineData("V e l m o r a bag", "Velmora", "V e l m o r a", Trick.Spaced)]
    [InlineData("K*i*r*o bag", "Kiro", "K*i*r*o", Trick.Spaced)]
    [InlineData("Vel\u200Bmora bag", "Velmora", "Vel\u200Bmora", Trick.Spaced)]
    [InlineData("Velmorra bag", "Velmora", "Velmorra", Trick.Misspelt)]
    [InlineData("Velmoar bag", "Velmora", "Velmoar", Trick.Misspelt)]
    [InlineData("新款耐克跑鞋", "耐克", "耐克", Trick.None)]
    [InlineData("新款耐剋跑鞋", "耐克", "耐剋", Trick.Traditional)]
    [InlineData("新款奈克跑鞋", "耐克", "奈克", Trick.SoundAlike)]
    [InlineData("新款耐🔥克跑鞋", "耐克", "耐🔥克", Trick.Spaced)]
    [InlineData("新款naike跑鞋", "耐克", "naike", Trick.Pinyin)]
    [InlineData("新款nai克跑鞋", "耐克", "nai克", Trick.Pinyin)]
    [InlineData("新款n-a-i-克跑鞋", "耐克", "n-a-i-克", Trick.Pinyin | Trick.Spaced)]
    [InlineData("耐(nai)克(ke)跑鞋", "耐克", "耐(nai)克", Trick.Spaced)]
    [InlineData("而寸克跑鞋", "耐克", "而寸克", Trick.LookAlike)]
    [InlineData("Velmooora bag", "Velmora", "Velmooora", Trick.Misspelt)]
    [InlineData("Casa 8ellune lamp", "Casa Bellune", "Casa 8ellune", Trick.LookAlike)]
    [InlineData(@"\/elm0r@ bag", "Velmora", @"\/elm0r@", Trick.LookAlike)]
    [InlineData("山川織造 屏风", "山川织造", "山川織造", Trick.Traditional)]
    public void A_name_is_found_where_it_stands_with_what_was_done_to_it(string text, string name, string written, Trick tricks)
    {
        var spot = Only(text);
        Assert.NotNull(spot);
        Assert.Equal((name, written, tricks), (spot.Name, text.Substring(spot.Start, spot.Length), spot.Tricks));
        Assert.True(spot.IsClaim);
    }

    [Theory]
    [InlineData("velvet and amor")]
    [InlineData("Velmoranda dress")]
    [InlineData("Kirov watch")]
    [InlineData("Cairo print")]
    [InlineData("amvk12")]
    [InlineData("M V K sizes")]
    [InlineData("apple green dress")]
    [InlineData("苹果绿连衣裙")]
    [InlineData("苹果树摆件")]
    [InlineData("平安踏实挂件")]
    [InlineData("silk lining coat")]
    [InlineData("耐用克重足面料")]
    public void Ordinary_words_that_hold_a_name_or_are_near_one_are_no_spots(string text) => Assert.Empty(Spotter.Spot(text));

    // Four letters are the shortest that may be misspelt or put apart; three must stand as they are.
    [Theory]
    [InlineData("Kirro bag", true)]
    [InlineData("MVKK bag", false)]
    [InlineData("K i r o bag", true)]
    [InlineData("M V K bag", false)]
    [InlineData("MVK bag", true)]
    public void The_shorter_a_name_the_less_may_be_done_to_it(string text, bool isFound) =>
        Assert.Equal(isFound, Spotter.Spot(text).Count > 0);

    // 话 looks like 语 from afar only, and 黑 like 墨. The name must be the only thing that was changed, and little of it where it is short.
    [Theory]
    [InlineData("海蓝谧语 包邮", true)]
    [InlineData("海蓝谧话 包邮", true)]
    [InlineData("新款海蓝谧话连衣裙", true)]
    [InlineData("海 蓝谧话 包邮", false)]
    [InlineData("每蓝谧话 包邮", false)]
    [InlineData("墨川 新款", true)]
    [InlineData("黑川 新款", true)]
    [InlineData("小黑川贝枇杷", false)]
    public void A_character_that_looks_alike_from_afar_is_a_disguise_where_nothing_else_is_done(string text, bool isFound) =>
        Assert.Equal(isFound, new NameSpotter(["海蓝谧语", "墨川"]).Spot(text).Count > 0);

    [Theory]
    [InlineData("Wesley frames", false)]
    [InlineData("Wexlei frames", true)]
    public void A_persons_name_is_no_misspelling(string text, bool isFound) =>
        Assert.Equal(isFound, new NameSpotter(["Wexley"]).Spot(text).Count > 0);

    [Theory]
    [InlineData("nk 跑鞋 高仿", true)]
    [InlineData("nk 跑鞋 新款", false)]
    [InlineData("nk2020 跑鞋 高仿", false)]
    public void Initials_count_only_beside_an_admitted_copy(string text, bool isFound) =>
        Assert.Equal(isFound, Spotter.Spot(text) is [{ Name: "耐克", Tricks: Trick.Initials, Strength: NameSpot.LeastStrength }]);

    [Theory]
    [InlineData("适用于耐克手机壳", NameSense.CompatibleWith)]
    [InlineData("适用于华为/小米/耐克保护套", NameSense.CompatibleWith)]
    [InlineData("strap for Velmora", NameSense.CompatibleWith)]
    [InlineData("strap for women, Velmora", NameSense.Claim)]
    [InlineData("耐克表带通用", NameSense.CompatibleWith)]
    [InlineData("耐克跑鞋 男女通用", NameSense.Claim)]
    [InlineData("耐克同款跑鞋", NameSense.SameStyle)]
    [InlineData("耐克风衣", NameSense.Claim)]
    [InlineData("Velmora style bag", NameSense.SameStyle)]
    [InlineData("not Velmora bag", NameSense.Comparison)]
    [InlineData("媲美耐克的跑鞋", NameSense.Comparison)]
    public void The_words_beside_a_name_say_in_what_sense_it_stands(string text, NameSense sense) => Assert.Equal(sense, Only(text)?.Sense);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("😀🎀✨👨‍👩‍👧")]
    [InlineData("\u0000\u0007\u202E\u200B")]
    [InlineData("فستان حرير طبيعي")]
    public void Texts_without_any_name_have_no_spots(string? text) => Assert.Empty(Spotter.Spot(text));

    [Fact]
    public void Halves_of_surrogate_pairs_part_words()
    {
        Assert.Empty(Spotter.Spot("\uD800 \uDFFF"));
        Assert.Equal((1, 7), Spotter.Spot("\uD800Velmora\uDFFF") is [var spot] ? (spot.Start, spot.Length) : default);
    }

    [Fact]
    public void Whatever_the_text_places_lie_inside_it_and_nothing_is_thrown() =>
        Gen.Select(Gen.String, Gen.Int[0, Planted.Length - 1], Gen.String)
            .Sample(
                (a, which, c) =>
                {
                    var text = a + Planted[which] + c;
                    return Spotter
                        .Spot(text)
                        .All(s => s.Start >= 0 && s.Length > 0 && s.End <= text.Length && s.Strength is >= NameSpot.LeastStrength and <= 1);
                },
                iter: 500
            );

    [Theory]
    [InlineData("a ")]
    [InlineData("aA1")]
    [InlineData("云")]
    [InlineData("耐克")]
    [InlineData("v.e.l.m.o.r.a.")]
    [InlineData("a\u0301")]
    public void Of_a_huge_text_only_the_beginning_is_looked_at(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, 10_000_000 / part.Length));
        Assert.DoesNotContain(Spotter.Spot(text), s => s.End > TextFold.MaximumLength);
    }

    [Fact]
    public void Blank_and_repeated_names_and_names_of_signs_are_left_out() =>
        Assert.Single(new NameSpotter(["", " ", "!!!", "😀", "Velmora", "Velmora ", new string('长', 500)]).Spot("Velmora"));

    [Fact]
    public void Many_threads_get_what_one_gets()
    {
        string[] texts = ["新款奈克跑鞋", "K1r0", "适用于耐克", "Velmorra"];
        var alone = texts.Select(t => Spotter.Spot(t)[0]).ToList();
        var fresh = new NameSpotter(["Velmora", "Kiro", "耐克"]);
        Assert.All(
            Enumerable.Range(0, 400).AsParallel().Select(i => (i % texts.Length, fresh.Spot(texts[i % texts.Length])[0])).ToList(),
            pair => Assert.Equal(alone[pair.Item1], pair.Item2)
        );
    }
}
