namespace IpGuard.Bench;

/// <summary>Made names that no rule or table was looked at with. They are measured by and never developed with.</summary>
static class NameWordsUnseen
{
    public static readonly string[] Names =
    [
        .. (
            "Averlin Brostek Calvessa Dorwick Eskaldo Fjorlin Gravona Hexmoor Ivorine Jalbrek Korvane Lunaro Marquelle Novessa Ordelia Pikto "
            + "Ravelune Sorvette Tarnwick Ulvane Verdano Wrenlow Yorvane Zelquist Bryx Ondo"
        ).Split(' '),
        "Copper Wren",
        "Atelier Norr",
        .. (
            "柚白 岚舍 溪客 知蓝 鹿岛 墨言 初见集 素锦坊 清禾记 蓝鲸社 枫桥里 月白堂 松果屋 晚棠集 珀莱曼 伊莎诺 贝拉米尔 凯瑟芬 玛格丽诺 海棠依梦 "
            + "青竹小院 白鹭洲头 云间织梦 锦鲤堂 梧桐记 栗子熊 鲸落岛 茉莉铺 胭脂阁 铜雀坊 漫步鹿 沧浪居"
        ).Split(' '),
    ];

    /// <summary>Honest sentences, beside those that were developed with.</summary>
    public static readonly string[] Sentences =
    [
        "洗漱包大容量便携旅行收纳袋，干湿分离，可挂式设计，出差度假必备",
        "亚克力展示盒，透明防尘，手办模型收纳，可叠加，厚度三毫米，边缘打磨光滑",
        "春秋薄款针织开衫，慵懒风外搭，粗棒针毛衣，奶白色，肩宽体型也能驾驭",
        "原木风书架落地置物架，客厅多层展示柜，环保漆，圆角设计，安装简单",
        "羊毛混纺格子围巾，加长加厚，秋冬保暖披肩两用，送礼袋，不起球不掉毛",
        "陶瓷花瓶摆件，哑光釉面，插花器皿，客厅玄关装饰，手工拉坯，每件略有差异",
        "学生书桌台灯，无频闪，三档色温，触摸开关，可充电，折叠便携，宿舍神器",
        "银耳环女，小众设计感，珍珠流苏长款耳坠，不过敏，赠送收纳盒与擦银布",
        "高跟凉鞋女细跟一字带，露趾罗马鞋，百搭通勤，软底不累脚，跟高六厘米",
        "夏凉被空调被，水洗棉四件套，裸睡级亲肤，双人加大，可机洗，不易皱",
        "木质相框七寸摆台，洗照片加相框，全家福定制，儿童成长纪念，玻璃面板",
        "猫抓板瓦楞纸耐磨不掉屑，大号猫窝一体，立式沙发保护，附赠猫薄荷",
        "Solid oak side table with rounded corners, oiled by hand, assembled in ten minutes with the key supplied",
        "Ribbed merino beanie, one size, knitted in small runs, please wash by hand and dry flat in the shade",
        "Brass wall hook, brushed finish, two screws and plugs included, holds up to five kilograms",
        "Linen apron with crossed straps, wide pocket, pre-washed, gets softer each time that you wear it",
        "Stoneware mug, speckled glaze, 320 ml, safe in microwave and dishwasher, slight variations are normal",
        "Leichte Sommerjacke mit Kapuze, wasserabweisend, zwei Taschen, waschbar bei dreissig Grad",
        "Robe longue en lin lavé, manches courtes, ceinture à nouer, couleur sable, fabriquée au Portugal",
        "Bolso de cuero hecho a mano, correa ajustable, forro de algodón, cierre de cremallera metálica",
    ];
}
