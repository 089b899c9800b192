using IpGuard.Core.Matching;

namespace IpGuard.Core.Works;

/// <summary>Which of the nine categories the words of a listing speak of.</summary>
/// <remarks>Words are the goods of the Locarno subclasses that <see cref="Categories"/> names, in both languages, as marketplaces write
/// them. A word in the marketplace's own category counts more than one in the title, where sellers put what they like.</remarks>
public static class CategoryWords
{
    static readonly (Category Category, string[] Words)[] All =
    [
        (
            Category.Underwear,
            [
                "内衣",
                "内裤",
                "文胸",
                "胸罩",
                "睡衣",
                "家居服",
                "打底裤",
                "bra",
                "bras",
                "underwear",
                "lingerie",
                "briefs",
                "boxers",
                "pajama",
                "pajamas",
                "pyjamas",
                "nightgown",
            ]
        ),
        (
            Category.Watches,
            ["手表", "腕表", "钟表", "挂钟", "怀表", "表盘", "表带", "watch", "watches", "clock", "clocks", "chronograph", "timepiece"]
        ),
        (
            Category.Jewellery,
            [
                "项链",
                "戒指",
                "耳环",
                "耳钉",
                "手镯",
                "手链",
                "吊坠",
                "胸针",
                "珠宝",
                "首饰",
                "黄金",
                "necklace",
                "ring",
                "rings",
                "earring",
                "earrings",
                "bracelet",
                "pendant",
                "brooch",
                "jewelry",
                "jewellery",
            ]
        ),
        (Category.Eyewear, ["眼镜", "墨镜", "太阳镜", "镜框", "镜架", "glasses", "sunglasses", "eyewear", "eyeglasses", "spectacles"]),
        (
            Category.LeatherGoods,
            [
                "包包",
                "女包",
                "男包",
                "斜挎包",
                "手提包",
                "单肩包",
                "双肩包",
                "背包",
                "钱包",
                "皮带",
                "腰带",
                "箱包",
                "行李箱",
                "卡包",
                "bag",
                "bags",
                "handbag",
                "backpack",
                "wallet",
                "purse",
                "belt",
                "suitcase",
                "luggage",
                "tote",
            ]
        ),
        (
            Category.Cosmetics,
            [
                "口红",
                "香水",
                "粉底",
                "眼影",
                "面霜",
                "面膜",
                "美妆",
                "化妆品",
                "护肤",
                "lipstick",
                "perfume",
                "fragrance",
                "eyeshadow",
                "foundation",
                "cosmetic",
                "cosmetics",
                "makeup",
                "skincare",
            ]
        ),
        (
            Category.Furniture,
            [
                "椅",
                "沙发",
                "床",
                "桌",
                "柜",
                "书架",
                "茶几",
                "家具",
                "灯",
                "chair",
                "sofa",
                "bed",
                "table",
                "desk",
                "cabinet",
                "shelf",
                "furniture",
                "stool",
                "lamp",
            ]
        ),
        (
            Category.ArtsAndCrafts,
            [
                "工艺品",
                "摆件",
                "瓷",
                "陶",
                "刺绣",
                "剪纸",
                "屏风",
                "花瓶",
                "雕",
                "ornament",
                "figurine",
                "vase",
                "ceramic",
                "embroidery",
                "craft",
                "crafts",
                "sculpture",
            ]
        ),
        (
            Category.Apparel,
            [
                "裙",
                "衬衫",
                "外套",
                "夹克",
                "大衣",
                "裤",
                "卫衣",
                "毛衣",
                "T恤",
                "旗袍",
                "汉服",
                "服装",
                "女装",
                "男装",
                "鞋",
                "帽",
                "围巾",
                "dress",
                "shirt",
                "blouse",
                "skirt",
                "coat",
                "jacket",
                "trousers",
                "pants",
                "jeans",
                "sweater",
                "hoodie",
                "shoes",
                "sneakers",
                "hat",
                "scarf",
                "apparel",
                "clothing",
            ]
        ),
    ];

    /// <summary>Whether a filing's category and a listing's words agree.</summary>
    /// <param name="listed">The marketplace's own category; null where it has none.</param>
    public static Agreement Compare(Category filed, string? listed, string title)
    {
        var spoken = Of(listed);
        if (spoken.Count == 0)
            spoken = Of(title);
        return spoken.Count == 0 ? Agreement.Unknown
            : spoken.Contains(filed) ? Agreement.Agree
            : Agreement.Differ;
    }

    /// <summary>The categories that a text speaks of; none where no word is known.</summary>
    public static IReadOnlySet<Category> Of(string? text)
    {
        var found = new HashSet<Category>();
        if (string.IsNullOrEmpty(text))
            return found;
        var folded = text.Length > Listings.Listing.MaximumTitleLength ? text[..Listings.Listing.MaximumTitleLength] : text;
        foreach (var (category, words) in All)
        {
            if (words.Any(w => Holds(folded, w)))
                found.Add(category);
        }

        return found;
    }

    // A Latin word stands by itself: “bra” is not in “brand”.
    static bool Holds(string text, string word)
    {
        var isLatin = char.IsAsciiLetter(word[0]);
        for (
            var at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase);
            at >= 0;
            at = text.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase)
        )
        {
            var end = at + word.Length;
            if (!isLatin || ((at == 0 || !char.IsAsciiLetter(text[at - 1])) && (end == text.Length || !char.IsAsciiLetter(text[end]))))
                return true;
        }

        return false;
    }
}
