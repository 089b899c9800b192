using IpGuard.Core.Works;

namespace IpGuard.Judging.Training;

/// <summary>One word in both languages.</summary>
readonly record struct Pair(string Zh, string En)
{
    public static implicit operator Pair((string Zh, string En) words) => new(words.Zh, words.En);
}

/// <summary>What the things of a category are called, and what they are made of.</summary>
sealed record CategoryWords(IReadOnlyList<Pair> Things, IReadOnlyList<Pair> Materials);

/// <summary>The vocabulary that titles are made from.</summary>
static class FashionWords
{
    public static readonly Pair[] Motifs =
    [
        ("云纹", "cloud scroll"),
        ("碎花", "floral"),
        ("山水", "landscape"),
        ("格纹", "checked"),
        ("条纹", "striped"),
        ("波点", "polka dot"),
        ("几何", "geometric"),
        ("锦鲤", "koi"),
        ("仙鹤", "crane"),
        ("竹影", "bamboo shadow"),
        ("海浪", "wave"),
        ("牡丹", "peony"),
        ("莲花", "lotus"),
        ("梅枝", "plum branch"),
        ("星月", "moon and star"),
        ("鱼鳞", "fish scale"),
        ("回纹", "meander"),
        ("水墨", "ink wash"),
        ("窗花", "paper-cut"),
        ("蝴蝶", "butterfly"),
        ("银杏", "ginkgo"),
        ("叶脉", "leaf vein"),
        ("冰裂", "crackle"),
        ("羽毛", "feather"),
        ("棕榈", "palm"),
        ("涟漪", "ripple"),
        ("石榴", "pomegranate"),
        ("雪花", "snowflake"),
    ];

    public static readonly Pair[] Styles =
    [
        ("新中式", "modern Chinese"),
        ("复古", "vintage"),
        ("极简", "minimal"),
        ("法式", "French"),
        ("轻奢", "quiet luxury"),
        ("国风", "heritage"),
        ("学院", "preppy"),
        ("未来感", "futuristic"),
        ("田园", "cottage"),
        ("港风", "Hong Kong retro"),
        ("北欧", "Nordic"),
        ("不对称", "asymmetric"),
        ("拼接", "patchwork"),
        ("立体", "sculpted"),
        ("手绘", "hand-painted"),
        ("提花", "jacquard"),
    ];

    public static readonly Pair[] Colours =
    [
        ("墨绿", "dark green"),
        ("雾蓝", "mist blue"),
        ("赭石", "ochre"),
        ("象牙白", "ivory"),
        ("绛紫", "plum"),
        ("藏青", "navy"),
        ("杏色", "apricot"),
        ("烟灰", "smoke grey"),
        ("朱红", "vermilion"),
        ("月白", "moon white"),
        ("琥珀", "amber"),
        ("天青", "celadon"),
        ("黛色", "slate"),
        ("玫瑰金", "rose gold"),
    ];

    public static readonly string[] PromotionsZh =
    [
        "包邮",
        "2026新款",
        "同款",
        "ins风",
        "正品",
        "现货",
        "厂家直销",
        "爆款",
        "特价",
        "网红",
        "高级感",
        "小众设计",
        "秋冬",
        "春夏",
        "女",
        "男",
        "送礼",
        "限时",
        "批发",
        "一件代发",
    ];

    public static readonly string[] PromotionsEn =
    [
        "free shipping",
        "2026 new",
        "hot sale",
        "same style",
        "wholesale",
        "gift",
        "women",
        "men",
        "limited",
        "in stock",
        "factory direct",
        "trendy",
    ];

    static readonly Dictionary<Category, CategoryWords> ByCategory = new()
    {
        [Category.Apparel] = new(
            [
                ("连衣裙", "dress"),
                ("衬衫", "shirt"),
                ("风衣", "trench coat"),
                ("半身裙", "skirt"),
                ("外套", "jacket"),
                ("针织衫", "knit top"),
                ("阔腿裤", "wide trousers"),
                ("旗袍", "qipao"),
                ("马甲", "waistcoat"),
                ("卫衣", "sweatshirt"),
            ],
            [
                ("真丝", "silk"),
                ("亚麻", "linen"),
                ("羊毛", "wool"),
                ("香云纱", "gambiered silk"),
                ("棉", "cotton"),
                ("牛仔", "denim"),
                ("天丝", "lyocell"),
            ]
        ),
        [Category.Furniture] = new(
            [
                ("单椅", "chair"),
                ("茶几", "coffee table"),
                ("落地灯", "floor lamp"),
                ("边柜", "sideboard"),
                ("沙发", "sofa"),
                ("床头柜", "nightstand"),
                ("书架", "bookshelf"),
                ("凳子", "stool"),
                ("屏风", "screen"),
            ],
            [
                ("胡桃木", "walnut"),
                ("藤编", "rattan"),
                ("黄铜", "brass"),
                ("岩板", "sintered stone"),
                ("橡木", "oak"),
                ("竹", "bamboo"),
                ("绒布", "velvet"),
            ]
        ),
        [Category.Watches] = new(
            [
                ("腕表", "wristwatch"),
                ("怀表", "pocket watch"),
                ("挂钟", "wall clock"),
                ("座钟", "table clock"),
                ("表盘", "dial"),
                ("电子表", "digital watch"),
            ],
            [
                ("陶瓷", "ceramic"),
                ("精钢", "steel"),
                ("钛金属", "titanium"),
                ("珐琅", "enamel"),
                ("贝母", "mother-of-pearl"),
                ("皮带", "leather-strap"),
            ]
        ),
        [Category.Jewellery] = new(
            [
                ("项链", "necklace"),
                ("戒指", "ring"),
                ("耳环", "earrings"),
                ("手镯", "bangle"),
                ("胸针", "brooch"),
                ("吊坠", "pendant"),
                ("手链", "bracelet"),
            ],
            [
                ("足金", "pure gold"),
                ("翡翠", "jadeite"),
                ("珍珠", "pearl"),
                ("纯银", "silver"),
                ("珐琅", "enamel"),
                ("琉璃", "glass"),
                ("锆石", "zircon"),
            ]
        ),
        [Category.Underwear] = new(
            [
                ("文胸", "bra"),
                ("吊带", "camisole"),
                ("睡衣", "pyjamas"),
                ("内裤", "briefs"),
                ("睡裙", "nightdress"),
                ("家居服", "loungewear"),
                ("塑身衣", "shapewear"),
            ],
            [("蕾丝", "lace"), ("莫代尔", "modal"), ("桑蚕丝", "mulberry silk"), ("无痕", "seamless"), ("纯棉", "cotton"), ("网纱", "mesh")]
        ),
        [Category.LeatherGoods] = new(
            [
                ("手提包", "handbag"),
                ("钱包", "wallet"),
                ("双肩包", "backpack"),
                ("腰带", "belt"),
                ("卡包", "card holder"),
                ("旅行箱", "suitcase"),
                ("水桶包", "bucket bag"),
                ("托特包", "tote"),
            ],
            [
                ("牛皮", "cowhide"),
                ("植鞣革", "vegetable-tanned leather"),
                ("羊皮", "lambskin"),
                ("编织", "woven leather"),
                ("帆布", "canvas"),
                ("漆皮", "patent leather"),
            ]
        ),
        [Category.Eyewear] = new(
            [
                ("太阳镜", "sunglasses"),
                ("镜框", "frames"),
                ("老花镜", "reading glasses"),
                ("护目镜", "goggles"),
                ("眼镜链", "glasses chain"),
                ("夹片", "clip-on"),
            ],
            [("板材", "acetate"), ("钛架", "titanium"), ("金属", "metal"), ("玳瑁", "tortoiseshell"), ("透明", "clear"), ("木质", "wooden")]
        ),
        [Category.Cosmetics] = new(
            [
                ("口红", "lipstick"),
                ("粉饼", "compact"),
                ("香水瓶", "perfume bottle"),
                ("眼影盘", "eyeshadow palette"),
                ("精华瓶", "serum bottle"),
                ("腮红", "blush"),
                ("面霜罐", "cream jar"),
            ],
            [
                ("浮雕", "embossed"),
                ("磨砂玻璃", "frosted glass"),
                ("瓷", "porcelain"),
                ("金属管", "metal"),
                ("雕花", "carved"),
                ("渐变", "gradient"),
            ]
        ),
        [Category.ArtsAndCrafts] = new(
            [
                ("花瓶", "vase"),
                ("茶具", "tea set"),
                ("摆件", "figurine"),
                ("剪纸画", "paper-cut picture"),
                ("漆盒", "lacquer box"),
                ("团扇", "round fan"),
                ("挂毯", "tapestry"),
                ("香炉", "incense burner"),
            ],
            [
                ("青花", "blue-and-white"),
                ("紫砂", "zisha clay"),
                ("景泰蓝", "cloisonné"),
                ("刺绣", "embroidered"),
                ("木雕", "carved wood"),
                ("大漆", "lacquer"),
                ("琉璃", "glass"),
            ]
        ),
    };

    public static CategoryWords Of(Category category) => ByCategory[category];
}
