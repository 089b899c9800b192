namespace IpGuard.Bench;

/// <summary>Made names of brands and works, and honest sentences without them. None is meant to be anyone's.</summary>
static class NameWords
{
    public static readonly string[] Latin =
    [
        .. (
            "Velmora Kastrin Nuvio Brelle Tavoss Quindra Meliora Zephra Ostelle Dravik Solenne Mirabo Fenwick Harlune Jastor Kyrelle Lumeko "
            + "Nordvik Orvanne Pellaro Rivenna Sarkova Talmira Umbrelle Vostok Wexley Xandril Yulanne Zorvika Adivon Belcora Cadenne Dolvita "
            + "Elmare Faviana Gantrel Hestoria Ilvane Jovella Kembra Lorvane Maristol Nikelo Optivane Pravida Quovix Rondel Silvaro Trevane "
            + "Kiro Nixa Dune Vano Bexo Orla MVK LZ QRT KX"
        ).Split(' '),
        "Casa Bellune",
        "North Quarry",
        "Studio Karo",
        "Silver Heron",
        "Maison Verdel",
        "Little Otterby",
        "K&V",
        "Moon Atelier Kyo",
    ];

    public static readonly string[] Chinese =
    [
        .. (
            "耐科 安塔诗 澜栖 素屿 禾曦 沐棉 云岫 墨川 青琢 明澈 珂芮 柏琳 明岩 雅歌 鸿森 章静 晴朗坊 鲜禾 李胡记 杨梅里 张好 琳森 "
            + "迪薇雅 蔻兰诗 欧蒂娜 芙洛拉 卡丝黛 维洛尼卡 海蓝谧语 梵西莉亚 雪绒城堡 山川织造 竹里馆 半夏时光 拾光集 花间辞 乐途雅 长歌行者 重岩 "
            + "华彩堂 东篱记 爱乐屋 龙门阁 宝贝熊岛 贝壳湾 书香苑 风铃渡 丽质坊 绣云轩 银杏谷 锦时 铁锚 骆峰 特沃兹 帝豪斯 罗曼珂 尼诺熊 万象织 "
            + "木马纪 飞鸟集 小象派 麦田圈 优品萌 悦己阁 回音谷 未来兔 天鹅堡 千鹤坊"
        ).Split(' '),
    ];

    // Names of others, unwatched; some are near a watched one on purpose, and many near an ordinary word.
    public static readonly string[] Others =
    [
        .. (
            "Veldora Castrol Nuvo Belle Travis Sandra Melior Zebra Estelle Harlan Castor Norvik Orianne Pelle Vienna Tamira Wesley Bella Elmira "
            + "Favela Gantry Hestia Jovial Lorraine Pravda Rondo Silver Trevor Cairo Nixon Vanilla Boxer Orlando Pixar Kira Dunes 耐用 安心 素雅 "
            + "沐浴 云层 墨水 青绿 明亮 珂珂 柏木 雅致 鸿运 静音 晴天 鲜花 张开 薇薇 欧式 芙蓉 卡通 海蓝色 雪绒花 山川湖海 竹席 半夏 时光 花间 东篱 "
            + "龙门 贝壳 书香 风铃 丽质 银杏 骆驼 帝王 罗曼 尼龙 万象 木马 飞鸟 小象 麦田 优品 回音 未来 天鹅 千鹤"
        ).Split(' '),
    ];

    // What sellers honestly write: long, of many ordinary words.
    public static readonly string[] Sentences =
    [
        "本店所有商品均为实物拍摄，因光线和显示器不同可能存在色差，请以实物为准，介意慎拍",
        "面料采用优质纯棉，透气吸汗，亲肤柔软，四季可穿，机洗不变形不褪色",
        "支持七天无理由退换货，质量问题运费由我们承担，请放心购买，有问题随时联系客服",
        "适合送女友、送闺蜜、送妈妈的生日礼物，附赠精美礼盒和手提袋，可代写贺卡",
        "加厚加绒保暖外套，冬季新款宽松显瘦百搭短款上衣，学生韩版潮流连帽棉服",
        "简约现代客厅落地灯，卧室床头灯，北欧风格创意个性装饰灯具，遥控调光护眼",
        "手工编织藤椅，阳台休闲躺椅，家用老人午睡椅，透气耐磨，承重两百斤以上",
        "苹果绿连衣裙女夏季新款收腰显瘦气质长裙，苹果绿色很显白，小个子也能穿",
        "镀镍铜扣皮带，男士自动扣腰带，头层牛皮商务休闲裤带，扣头镀层牢固不掉色",
        "防水耐脏大容量双肩包，商务旅行电脑包，学生书包，多隔层收纳，背负舒适",
        "平安踏实每一天，新年福字挂件，中国结吊坠，乔迁新居开业送礼装饰摆件",
        "厨房不锈钢置物架，免打孔壁挂式调料架，多功能收纳架，承重力强不生锈",
        "儿童陶瓷手绘餐具套装，卡通可爱碗盘勺，家用防烫隔热，微波炉可用",
        "真丝眼罩遮光透气睡眠专用，男女通用，送耳塞，午休旅行飞机必备",
        "本产品按国家标准生产，执行标准号见吊牌，洗涤时请翻面，不可漂白，低温熨烫",
        "复古港味碎花衬衫女设计感小众长袖上衣，法式慵懒风，早秋新款叠穿内搭",
        "纯手工刺绣团扇，古风汉服配饰，舞蹈走秀道具，中国风礼品，流苏可定制",
        "Nickel plating on brass, hand polished, apple green enamel, ships within two days of payment",
        "This soft cotton dress is made for summer days, with a wide hem and deep pockets for everyday use",
        "Please allow one to two centimetres of difference due to hand measurement, colours may vary by screen",
        "A new lamp in walnut and brass, a quiet light for reading, with a dimmer and a two metre cord",
        "Machine wash cold, do not bleach, tumble dry low, iron on reverse side, keep away from fire",
        "Fits most standard tables, easy to clean, can be folded, a great gift for women, men and children",
        "Over all a very nice bag for travel, with an on and off strap and a small key ring in the inside pocket",
        "Size S M L XL, model wears M, bust 88 cm, length 110 cm, weight 0.4 kg, A4 size fits well",
        "Vintage style silver ring with moon and star, adjustable, s925, no nickel, gift box included",
        "We can make it in any colour that you like, you can send us a message and we will reply in a day",
        "Dial 38mm x 9mm, 3 ATM, quartz, K9 glass, leather strap 20mm, 2 year warranty, model QX-1005",
        "五金配件：M5*12 螺丝 20颗，L型角码 4个，K3板材，E0级环保，厚度18mm",
        "颜色：黑/白/灰/卡其 尺码：S M L XL 2XL 3XL 洗涤：30度以下水洗 产地：浙江",
        "Кожаная сумка ручной работы, натуральная кожа, подкладка из хлопка, доставка по всей России",
        "فستان حرير طبيعي بتصميم أنيق ومريح مناسب لجميع المناسبات مع شحن مجاني",
        "Χειροποίητο δερμάτινο πορτοφόλι με θήκες για κάρτες, μαύρο χρώμα, δωρεάν αποστολή",
        "手作り革財布、栃木レザー使用、カード入れ付き、ギフト包装無料でお届けします",
        "手工皮革錢包，頭層牛皮，多卡位大容量，復古簡約，可刻字，送禮自用兩相宜",
    ];

    /// <summary>Where a name stands for what the offer fits.</summary>
    public static readonly string[] Fits =
    [
        "适用于{0}手机壳 防摔硅胶套",
        "兼容{0}的替换表带 20mm",
        "适配 {0} 包包的内胆收纳包",
        "适用于华为/小米/{0}保护套",
        "Strap for {0}, 20 mm leather",
        "Replacement lens compatible with {0} frames",
        "Silicone case fits {0} and others",
        "{0}手表表带通用 精钢",
        "Cleaning cloth for apple, samsung and {0}",
    ];
}
