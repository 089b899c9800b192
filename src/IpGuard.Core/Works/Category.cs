namespace IpGuard.Core.Works;

/// <summary>The nine industries of Shenzhen's fashion-industry plan, in the plan's order.</summary>
/// <remarks>The number is stored and logged: never renumber.</remarks>
public enum Category
{
    Apparel = 1,
    Furniture = 2,
    Watches = 3,
    Jewellery = 4,
    Underwear = 5,
    LeatherGoods = 6,
    Eyewear = 7,
    Cosmetics = 8,
    ArtsAndCrafts = 9,
}

/// <summary>One class of the Locarno classification that goods of a category usually fall in.</summary>
/// <param name="Notation">Class and subclass, as in “02-02”.</param>
/// <param name="IsConfirmed">False where the subclass is general knowledge still to be checked against WIPO's table.</param>
public sealed record LocarnoClass(string Notation, string English, string Chinese, bool IsConfirmed = true);

/// <summary>What IpGuard knows of a category: its names, the token used in files and addresses, its Locarno classes.</summary>
/// <param name="Token">Lower-case word of ASCII letters and hyphens; stable.</param>
/// <param name="Locarno">Most usual first. Headings: WIPO, Locarno classification, 2021 edition
/// (locpub.wipo.int); subclasses of classes 02, 03 and 06 were read there, the others are to be confirmed.</param>
public sealed record CategoryFacts(Category Category, string Token, string English, string Chinese, IReadOnlyList<LocarnoClass> Locarno);

/// <summary>The nine categories.</summary>
public static class Categories
{
    public static IReadOnlyList<CategoryFacts> All { get; } =
    [
        new(
            Category.Apparel,
            "apparel",
            "Apparel",
            "服装",
            [
                new("02-02", "Garments", "服装"),
                new("02-03", "Headwear", "帽类"),
                new("02-04", "Footwear, socks and stockings", "鞋、短袜和长袜"),
                new("02-05", "Neckties, scarves, neckerchiefs", "领带、围巾、颈巾"),
                new("02-06", "Gloves", "手套"),
                new("02-07", "Haberdashery", "缝纫用品"),
                new("05-05", "Textile fabrics", "纺织品"),
                new("05-06", "Artificial or natural sheet material", "人造或天然材料片材"),
            ]
        ),
        new(
            Category.Furniture,
            "furniture",
            "Furniture",
            "家具",
            [
                new("06-01", "Seats", "座椅"),
                new("06-02", "Beds", "床"),
                new("06-03", "Tables", "桌子"),
                new("06-04", "Storage furniture", "存放物品用家具"),
                new("06-05", "Composite furniture", "组合家具"),
                new("06-06", "Other furniture", "其他家具"),
                new("26", "Lighting apparatus", "照明设备"),
            ]
        ),
        new(
            Category.Watches,
            "watches",
            "Watches and clocks",
            "钟表",
            [
                new("10-02", "Watches", "手表", IsConfirmed: false),
                new("10-01", "Clocks", "钟", IsConfirmed: false),
                new("10-07", "Cases, dials, hands", "外壳、表盘、指针", IsConfirmed: false),
            ]
        ),
        new(Category.Jewellery, "jewellery", "Gold and jewellery", "黄金珠宝", [new("11-01", "Jewellery", "珠宝", IsConfirmed: false)]),
        new(
            Category.Underwear,
            "underwear",
            "Underwear",
            "内衣",
            [new("02-01", "Undergarments, lingerie, corsets, brassieres, nightwear", "内衣、女内衣、妇女紧身胸衣、胸罩、睡衣")]
        ),
        new(
            Category.LeatherGoods,
            "leather-goods",
            "Leather goods",
            "皮革",
            [
                new("03-01", "Trunks, suitcases, handbags, wallets, key-holders", "箱、手提箱、手提包、钱包、钥匙袋"),
                new("02-04", "Footwear", "鞋"),
                new("05-06", "Artificial or natural sheet material", "人造或天然材料片材"),
            ]
        ),
        new(
            Category.Eyewear,
            "eyewear",
            "Eyewear",
            "眼镜",
            [
                new("16-06", "Optical articles (spectacles)", "光学制品（眼镜）", IsConfirmed: false),
                new("03-01", "Spectacle cases", "眼镜盒"),
            ]
        ),
        new(
            Category.Cosmetics,
            "cosmetics",
            "Cosmetics",
            "化妆品",
            [
                new("09-01", "Bottles, flasks, pots", "瓶、长颈瓶、罐", IsConfirmed: false),
                new("09-03", "Boxes, cases", "盒、箱", IsConfirmed: false),
                new("28-02", "Cosmetic products", "化妆品", IsConfirmed: false),
                new("28-03", "Toilet and beauty articles", "梳妆用品和美容用品", IsConfirmed: false),
            ]
        ),
        new(
            Category.ArtsAndCrafts,
            "arts-and-crafts",
            "Arts and crafts",
            "工艺美术",
            [
                new("11-02", "Trinkets, table, mantel and wall ornaments, vases", "小装饰品、桌饰、壁炉饰、墙饰、花瓶", IsConfirmed: false),
                new("07", "Household goods", "家用物品"),
                new("21", "Games and toys", "游戏和玩具"),
                new("19", "Stationery", "文具"),
                new("32", "Graphic symbols, surface patterns", "图形符号、表面图案", IsConfirmed: false),
            ]
        ),
    ];

    /// <summary>The facts of one category.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not one of the nine.</exception>
    public static CategoryFacts Facts(this Category category) =>
        All.FirstOrDefault(f => f.Category == category)
        ?? throw new ArgumentOutOfRangeException(nameof(category), category, "expected one of the nine categories");

    /// <summary>Reads a token (“leather-goods”), an English name or a Chinese name; case does not matter.</summary>
    public static bool TryParse(string? text, out Category category)
    {
        var facts = All.FirstOrDefault(f =>
            string.Equals(f.Token, text, StringComparison.OrdinalIgnoreCase)
            || string.Equals(f.English, text, StringComparison.OrdinalIgnoreCase)
            || string.Equals(f.Chinese, text, StringComparison.Ordinal)
        );
        category = facts?.Category ?? default;
        return facts is not null;
    }
}
