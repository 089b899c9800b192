using System.Text;
using static IpGuard.Bench.NameDisguises;

namespace IpGuard.Bench;

/// <summary>Kinds of disguise that were written down before rules were made and tables chosen. Since then Coptic letters (20 % found at
/// first) and letters upside down (80 %) got into the tables for being missed: those two are no longer unseen.</summary>
static class NameDisguisesUnseen
{
    // A character, then two that look much like it: a part of it changed, left out or added. The bench's own.
    const string LikeLooking =
        "柚袖抽白自百岚岗崮溪奚傒客容宫蓝篮监鹿麂麈岛鸟枭墨黑默言信吉初衩袒见贝觅集隼焦素索紊锦绵棉坊纺枋清请情禾木未记纪计鲸惊掠社杜礼枫讽飒桥侨矫"
        + "里理黑月目用堂棠常松忪淞果杲呆屋居层晚挽娩棠堂裳珀泊拍莱菜茉曼蔓漫伊尹侔莎沙纱诺喏若贝见页拉啦位米来采尔你东凯剀恺瑟琴琵芬芳纷玛码妈格恪挌"
        + "丽俪两海悔诲依衣侬梦焚楚青责清竹笁什小少尒院皖完鹭鹜露洲州酬头买实云去元间问闲织炽帜鲤理埋梧悟捂桐铜侗栗粟票子孑于熊能罴落洛络茉末茶莉利俐"
        + "铺捕埔胭烟咽脂指诣阁阅搁铜桐洞雀崔隺漫慢蔓步涉歩沧苍抢浪狼朗居届屈";

    public static readonly (string Kind, Disguise Disguise)[] Unseen =
    [
        ("like-looking, 2nd list", (name, r) => Group(name, r, LikeLooking, 3)),
        ("pinyin with tone marks", (name, _) => IsHan(name) ? string.Concat(name.Select(Toned)) : null),
        ("Kangxi radicals", (name, _) => Changed(name, Each(name, c => Radical(c)))),
        ("Lisu, Coptic letters", (name, r) => Some(name, r, "aⲁcⲥeⲉiⲓkⲕnⲛoⲟpⲣtⲧvꓦxⲭAꓮBꓐCꓚDꓓEꓰFꓝGꓖHꓧIꓲJꓙKꓗLꓡMꓟNꓠOꓳPꓑRꓣSꓢTꓔUꓴVꓦWꓪXꓫYꓬZꓜ")),
        ("soft hyphens, bidi", (name, r) => Join(name, Pick(r, "\u00AD", "\u200E", "\u202A", "\u061C"))),
        ("one gap", OneGap),
        ("respelt by sound", Respell),
        ("upside down", (name, r) => Some(name, r, "aɐeǝhɥmɯrɹtʇvʌwʍyʎ")),
        ("vowel left out", (name, r) => LeaveOut(name, r)),
        ("case and accents", (name, r) => Some(name, r, "aÂeÊiÎoÔuÛnÑcÇAâEêIîOôUûNñCç")),
        ("in corner brackets, spaced", (name, _) => Join(name, "」「") is { } inner ? $"「{inner}」" : null),
    ];

    static string? Group(string name, Random random, string groups, int size)
    {
        if (!IsHan(name))
            return null;
        var places = Enumerable.Range(0, name.Length).Where(i => At(name[i]) >= 0).ToArray();
        if (places.Length == 0)
            return null;
        var at = places[random.Next(places.Length)];
        var other = groups[At(name[at]) + random.Next(1, size)];
        return Changed(name, name[..at] + other + name[(at + 1)..]);

        int At(char c)
        {
            for (var i = 0; i + size <= groups.Length; i += size)
            {
                if (groups[i] == c)
                    return i;
            }

            return -1;
        }
    }

    // The mark stands on the first of a, o, e, else on the last vowel.
    static string Toned(char han)
    {
        const string Marks = "\u0304\u0301\u030C\u0300";
        var reading = IpGuard.Judging.Names.Pinyin.MainOf(han);
        var letters = IpGuard.Judging.Names.Pinyin.LettersOf(reading.Syllable);
        var at = letters.IndexOfAny(['a', 'o', 'e']);
        at = at < 0 ? letters.LastIndexOfAny(['i', 'u', 'v']) : at;
        var marked = reading.Tone is >= 1 and <= 4 ? letters.Insert(at + 1, $"{Marks[reading.Tone - 1]}") : letters;
        return marked.Replace("v", "u\u0308", StringComparison.Ordinal).Normalize(NormalizationForm.FormC);
    }

    static char Radical(char han)
    {
        for (var radical = '\u2F00'; radical <= '\u2FD5'; radical++)
        {
            if (radical.ToString().Normalize(NormalizationForm.FormKC)[0] == han)
                return radical;
        }

        return han;
    }

    static string? OneGap(string name, Random random)
    {
        if (name.Length < 4 || name.Contains(' ', StringComparison.Ordinal))
            return null;
        var at = random.Next(1, name.Length);
        return name.Insert(at, Pick(random, " ", ".", "-", "*", "/"));
    }

    // One sound as another letter or two write it.
    static string? Respell(string name, Random random)
    {
        string[] ways =
        [
            "c>k",
            "k>c",
            "qu>kw",
            "i>y",
            "y>i",
            "v>w",
            "ph>f",
            "f>ph",
            "x>ks",
            "z>s",
            "s>z",
            "ck>k",
            "ll>l",
            "ss>s",
            "u>oo",
            "e>ee",
        ];
        if (!IsLatin(name) || name.Length < 5)
            return null;
        var fitting = ways.Where(w => name.IndexOf(w.Split('>')[0], 1, StringComparison.Ordinal) > 0).ToArray();
        if (fitting.Length == 0)
            return null;
        var way = fitting[random.Next(fitting.Length)].Split('>');
        var at = name.IndexOf(way[0], 1, StringComparison.Ordinal);
        return string.Concat(name.AsSpan(0, at), way[1], name.AsSpan(at + way[0].Length));
    }

    static string? LeaveOut(string name, Random random)
    {
        if (!IsLatin(name) || name.Length < 5)
            return null;
        var places = Enumerable.Range(1, name.Length - 1).Where(i => "aeiou".Contains(name[i], StringComparison.Ordinal)).ToArray();
        return places.Length == 0 ? null : name.Remove(places[random.Next(places.Length)], 1);
    }
}
