namespace IpGuard.Core.Matching;

/// <summary>How surely a spotted name is used as a name where it stands, 0 to 1. Set by hand, so that their order is that of the places in
/// which buyers look; <c>bench name-watch</c> measures what they let through.</summary>
public static class NameUse
{
    /// <summary>A title is what buyers look by.</summary>
    public const double InTitle = 0.85;

    /// <summary>同款 or “style of” in a title: whose it is not, it says itself.</summary>
    public const double StyleInTitle = 0.9;

    /// <summary>A shop that is called by the name and by nothing else but shop words.</summary>
    public const double AsShop = 0.95;

    /// <summary>A shop whose name has other words as well.</summary>
    public const double InShop = 0.65;

    /// <summary>同款 or “style of” in a description.</summary>
    public const double StyleInDescription = 0.6;

    /// <summary>Twice or more in a description.</summary>
    public const double OftenInDescription = 0.65;

    /// <summary>Once in a description: as often a remark as a claim. Not raised alone.</summary>
    public const double OnceInDescription = 0.4;

    /// <summary>One of a row of names in a description: put there for searches, and more likely noise than passing off. Not raised
    /// alone.</summary>
    public const double InARow = 0.2;

    /// <summary>What is left of the doubt where the seller admits a copy (高仿, 原单): a name beside it is meant.</summary>
    public const double DoubtOfAdmitted = 0.5;

    /// <summary>What is left of the use of an ordinary word that nothing says to be a name.</summary>
    public const double WordWithoutSign = 0.4;

    // Signs of a row of names: Velmora/Kastrin/Nuvio, #velmora #kastrin.
    const string RowSigns = "/、,，|;；#+&";

    // What shops put beside their name. The longest first, so that no part of one is left.
    static readonly string[] ShopWords =
    [
        .. (
            "官方旗舰店 海外旗舰店 有限责任公司 旗舰店 专卖店 专营店 企业店 直营店 正品店 折扣店 工厂店 有限公司 旗舰 官方 官网 品牌 正品 专卖 专营 直营 授权 总店 分店 店铺 商城 "
            + "商店 小店 集团 公司 服饰 鞋服 服装 女装 男装 饰品 家居 店 牌 officialstore flagship official outlet brand store shop mall "
            + "company limited corp inc ltd llc usa com www uk us cn co the"
        ).Split(' '),
    ];

    /// <summary>By the place and the sense of one spot.</summary>
    public static double Of(NameText text, NameSpot spot)
    {
        if (!spot.IsClaim)
            return 0;
        var isStyle = spot.Sense == NameSense.SameStyle;
        return text.Place switch
        {
            NamePlace.Title => isStyle ? StyleInTitle : InTitle,
            NamePlace.Seller => IsShopName(text, spot) ? AsShop : InShop,
            _ when isStyle => StyleInDescription,
            _ when IsInARow(text, spot) => InARow,
            _ => text.Spots.Count(s => s.IsClaim && !IsInARow(text, s)) > 1 ? OftenInDescription : OnceInDescription,
        };
    }

    /// <summary>True of a seller's name that is the holder's, and nothing else but shop words.</summary>
    public static bool IsShopName(NameText text, NameSpot spot)
    {
        if (text.Place != NamePlace.Seller)
            return false;
        var rest = string.Concat(text.Text.Remove(spot.Start, spot.Length).Where(char.IsLetter)).ToLowerInvariant();
        foreach (var word in ShopWords)
            rest = rest.Replace(word, "", StringComparison.Ordinal);
        return rest.Length <= 1;
    }

    // With a sign of a row right before and right after it, or with one on its only side.
    static bool IsInARow(NameText text, NameSpot spot)
    {
        var before = text.Text.AsSpan(0, spot.Start).TrimEnd();
        var after = text.Text.AsSpan(spot.End).TrimStart();
        var isBefore = before.Length > 0 && RowSigns.Contains(before[^1], StringComparison.Ordinal);
        var isAfter = after.Length > 0 && RowSigns.Contains(after[0], StringComparison.Ordinal);
        return (isBefore && (isAfter || after.Length == 0)) || (before.Length == 0 && isAfter);
    }
}

/// <summary>What says that an ordinary word is meant as a name.</summary>
static class NameSigns
{
    static readonly string[] Before = ["正品", "官方", "品牌", "授权", "代购", " by"];
    static readonly string[] After =
    [
        "®",
        "™",
        "©",
        "(r)",
        "(tm)",
        "牌",
        "官方",
        "正品",
        "旗舰",
        "专柜",
        "品牌",
        "联名",
        "同款",
        "brand",
        "official",
    ];

    // Chinese characters and their like begin here.
    const char EastFrom = '\u2E80';

    public static bool AreBeside(NameText text, NameSpot spot, NameFacts facts)
    {
        // Nobody disguises an ordinary word, and whose style it is has a name.
        if (spot.Tricks != Trick.None || spot.Sense == NameSense.SameStyle)
            return true;
        if (text.Place == NamePlace.Seller)
            return facts.Category != Agreement.Differ && NameUse.IsShopName(text, spot);
        return HasMark(text.Text, spot)
            || (
                facts.Category == Agreement.Agree
                && (IsInCapitals(text.Text, spot, facts.Kind) || (facts.Kind == NameKind.Word && IsHead(text, spot)))
            );
    }

    static bool HasMark(string text, NameSpot spot)
    {
        var before = text.AsSpan(0, spot.Start).TrimEnd(" \"'“”‘’「」《》【】[]()（）:：");
        var after = text.AsSpan(spot.End).TrimStart(" \"'“”‘’」》】]）");
        foreach (var word in Before)
        {
            if (before.EndsWith(word, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        foreach (var word in After)
        {
            if (after.StartsWith(word, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    // “Silk MUSE dress” and not “SILK MUSE DRESS”, however the rest is written; “新款MUSE连衣裙”, but not for a word of everyday.
    static bool IsInCapitals(string text, NameSpot spot, NameKind kind)
    {
        var written = text.AsSpan(spot.Start, spot.Length);
        foreach (var c in written)
        {
            if (!char.IsAsciiLetterUpper(c))
                return false;
        }

        if (kind == NameKind.Word && text.Any(c => c >= EastFrom))
            return true;
        var before = text.AsSpan(0, spot.Start).TrimEnd();
        var after = text.AsSpan(spot.End).TrimStart();
        return (before.Length > 0 && char.IsAsciiLetterLower(before[^1])) || (after.Length > 1 && char.IsAsciiLetterLower(after[1]));
    }

    // “时光 连衣裙”, “【时光】连衣裙”: a Chinese word that stands apart at the head of a title. “Vans Old Skool”: a Latin one with a capital
    // before another or a number, and not “Muse dress”.
    static bool IsHead(NameText text, NameSpot spot)
    {
        if (
            text.Place != NamePlace.Title
            || text.Text.AsSpan(0, spot.Start).ContainsLetter()
            || spot.End == text.Text.Length
            || char.IsLetterOrDigit(text.Text[spot.End])
        )
            return false;
        if (text.Text[spot.Start] >= EastFrom)
            return true;
        var after = text.Text.AsSpan(spot.End).TrimStart();
        return char.IsAsciiLetterUpper(text.Text[spot.Start])
            && after.Length > 0
            && (char.IsAsciiLetterUpper(after[0]) || char.IsAsciiDigit(after[0]));
    }

    static bool ContainsLetter(this ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c))
                return true;
        }

        return false;
    }
}
