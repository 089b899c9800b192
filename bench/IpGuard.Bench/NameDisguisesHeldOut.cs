using static IpGuard.Bench.NameDisguises;

namespace IpGuard.Bench;

/// <summary>Disguises held out of the first version. Since then “stretched”, “reading beside”, “in parts”, “drawn with signs”,
/// “like-looking”, “two at once” and pinyin with digits or spaces have been looked at and code was written for them: their figures are
/// of names held out, and no longer of kinds. Parts and look-alikes of Chinese characters are lists of the bench's own.</summary>
static class NameDisguisesHeldOut
{
    const string LikeLooking =
        "安按科料禾木明朋沐沭云去墨黑川州青清澈撤珂坷芮芮柏拍琳淋岩岸雅稚歌哥森林章童静净晴睛鲜鱼胡湖杨扬梅海里理张帐好奸迪笛薇微诗侍兰三"
        + "欧殴娜那芙扶洛络拉位卡下丝纟黛袋维唯尼尾海每蓝监谧密语话梵焚西四莉利亚业雪雷绒绊城域堡保山出织识造告竹行馆绾半平夏复时对光尖拾抬集隼花化"
        + "间问辞乱乐东途徒长张重童华化彩采堂常东车篱离记纪爱受屋尾龙尤门们阁搁宝玉贝见熊能岛鸟壳亮湾弯书节香杳苑宛风凤铃玲渡度丽两质贡坊纺绣诱轩"
        + "轩银很杏呆谷合锦绵铁轶锚描骆络峰锋特持沃妖兹慈帝常豪毫斯期罗岁曼慢诺偌万方象像木术马鸟飞气鸟乌小少派旅麦表田由圈卷优忧品晶萌明悦说己已回"
        + "同音昔未末来束兔免天夭鹅鹤堡煲千干鹤鸿";

    const string Halves =
        "明日月柏木白琳王林岩山石雅牙隹歌哥欠鸿江鸟森木林章立早静青争晴日青鲜鱼羊李木子胡古月杨木易张弓长好女子朗良月沐水木梅木每"
        + "珂王可娜女那峰山夆铃金令锦金帛骆马各特牛寺诺言若悦心兑彩采彡辞舌辛鹅我鸟途余走轩车干";

    static readonly string[] Emoji = ["🔥", "✨", "👟", "❤️", "👨‍👩‍👧", "🎀"];

    public static readonly (string Kind, Disguise Disguise)[] HeldOut =
    [
        ("two at once", TwoAtOnce),
        ("Greek", (name, r) => Some(name, r, "aαeεiιkκnηoοpρtτuυvνxχyγwωAΑBΒEΕHΗIΙKΚMΜNΝOΟPΡTΤXΧYΥZΖ")),
        ("Armenian, Cherokee", (name, r) => Some(name, r, "oօuսhհnոgցqզAᎪBᏴCᏟEᎬGᏀHᎻJᎫKᏦLᏞMᎷPᏢRᎡSᏚTᎢVᏙWᎳZᏃ")),
        ("circled", (name, _) => Shift(name, 0x24D0, 0x24B6)),
        ("mathematical", (name, r) => r.Next(2) == 0 ? Shift(name, 0x1D41A, 0x1D400) : Shift(name, 0x1D4EA, 0x1D4D0)),
        ("full width", (name, _) => IsLatin(name) ? Each(name, c => c > ' ' ? (char)(c + 0xFEE0) : c) : null),
        ("halves of flags", (name, _) => Shift(name, 0x1F1E6, 0x1F1E6) is { } flags ? flags : null),
        ("emoji between", (name, r) => Join(name, Pick(r, Emoji))),
        ("each in brackets", (name, _) => Join(name, "】【") is { } inner ? $"【{inner}】" : null),
        ("drawn with signs", (name, r) => Draw(name, r)),
        ("accents", (name, r) => Some(name, r, "aáeêiïoõuünñsšzžaåAÀEÉIÎOÖUÙNÑSŞZŽCÇ")),
        ("struck through", (name, _) => IsLatin(name) ? string.Concat(name.Select(c => $"{c}\u0336")) : null),
        ("stretched", (name, r) => IsLatin(name) && name.Length > 4 ? Stretch(name, r) : null),
        ("superscript", (name, _) => IsLatin(name) && name.Length >= 4 ? Superscript(name) : null),
        ("pinyin, spaced", (name, r) => IsHan(name) ? string.Join(Pick(r, " ", "-", "."), name.Select(Spell)) : null),
        ("pinyin, digits", (name, r) => IsHan(name) ? Some(string.Concat(name.Select(Spell)), r, "i1l1o0e3a4s5") : null),
        ("reading beside", (name, _) => IsHan(name) ? string.Concat(name.Select(c => $"{c}({Spell(c)})")) : null),
        ("like-looking", (name, r) => Han(name, r, LikeLooking, 2)),
        ("in parts", (name, r) => Han(name, r, Halves, 3)),
    ];

    static string? TwoAtOnce(string name, Random random)
    {
        var first = Known[random.Next(2, Known.Length - 1)].Disguise(name, random);
        if (first is null || first == name)
            return null;
        var second = Known[PickNumber(random, 2, 3, 4, 5, 6)].Disguise(first, random);
        return second == first ? null : second;
    }

    static int PickNumber(Random random, params int[] from) => from[random.Next(from.Length)];

    static string? Shift(string name, int small, int capital) =>
        IsLatin(name)
            ? string.Concat(
                name.Select(c =>
                    char.IsAsciiLetterLower(c) ? char.ConvertFromUtf32(small + c - 'a')
                    : char.IsAsciiLetterUpper(c) ? char.ConvertFromUtf32(capital + c - 'A')
                    : c.ToString()
                )
            )
            : null;

    static string? Draw(string name, Random random)
    {
        if (!IsLatin(name) || name.Length < 4)
            return null;
        string[] signs = ["a@", "a/\\", "s$", "n|\\|", "k|<", "i!", "v\\/", "o()", "l|", "t+", "e€", "d|)", "h|-|", "m|\\/|", "c("];
        var drawn = string.Concat(
            name.Select(c =>
            {
                var fitting = signs.Where(s => s[0] == char.ToLowerInvariant(c)).ToArray();
                return fitting.Length > 0 && random.Next(2) == 0 ? fitting[random.Next(fitting.Length)][1..] : c.ToString();
            })
        );
        return Changed(name, drawn);
    }

    static string Stretch(string name, Random random)
    {
        var at = random.Next(1, name.Length);
        return name[..at] + new string(name[at], random.Next(2, 4)) + name[at..];
    }

    static string Superscript(string name)
    {
        const string From = "abcdefghijklmnoprstuvwxyz";
        const string To = "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ";
        return Each(
            name.ToLowerInvariant(),
            c => From.Contains(c, StringComparison.Ordinal) ? To[From.IndexOf(c, StringComparison.Ordinal)] : c
        );
    }

    // One character of a name by what stands after it in a list of groups.
    static string? Han(string name, Random random, string groups, int size)
    {
        if (!IsHan(name) || name.Length < 2)
            return null;
        var places = Enumerable.Range(0, name.Length).Where(i => Group(name[i]) >= 0).ToArray();
        if (places.Length == 0)
            return null;
        var at = places[random.Next(places.Length)];
        return Changed(name, string.Concat(name.AsSpan(0, at), groups.AsSpan(Group(name[at]) + 1, size - 1), name.AsSpan(at + 1)));

        int Group(char c)
        {
            for (var i = 0; i + size <= groups.Length; i += size)
            {
                if (groups[i] == c)
                    return i;
            }

            return -1;
        }
    }
}
