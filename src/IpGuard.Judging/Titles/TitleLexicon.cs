using System.Collections.Frozen;

namespace IpGuard.Judging.Titles;

/// <summary>Colours, and whom a thing is made for, in the languages of the marketplaces: what tells two offers of one series apart, and
/// what a translated title says in another word.</summary>
static class TitleLexicon
{
    // The words of one colour end with a semicolon; they stand as TitleFold leaves them.
    const string ColourLines = """
        black blk negro negra nero nera noir noire schwarz schwarze zwart zwarte czarny czarna czarne preto preta sort svart
            musta siyah cerna cerny 黑色 黑 ;
        white wht blanco blanca bianco bianca blanc blanche weiss weisse wit witte bialy biala biale branco branca hvid vit
            hvit valkoinen beyaz bila bily 白色 白 ;
        red rojo roja rosso rossa rouge rot rote rood rode czerwony czerwona czerwone vermelho vermelha rod punainen kirmizi
            cervena 红色 红 ;
        blue bleu azul blu blau blaue blauw blauwe niebieski niebieska niebieskie bla sininen mavi modra royal 蓝色 蓝 ;
        navy marine marino granatowy granatowa granatowe obsidian midnight 藏青 ;
        green verde vert verte grun grune groen groene zielony zielona zielone gron vihrea yesil zelena 绿色 绿 ;
        yellow amarillo amarilla giallo gialla jaune gelb gelbe geel gele zolty zolta zolte amarelo gul keltainen sari zluta
            黄色 黄 ;
        orange naranja arancione arancio oranje pomaranczowy pomaranczowa pomaranczowe laranja oranssi turuncu 橙色 橙 ;
        pink rosa rose roze rozowy rozowa rozowe rosado rosada lyserod pembe 粉色 粉红 粉 ;
        purple violet violeta viola lila lilla morado purpura paars paarse fioletowy fioletowa fioletowe roxo mor porpora
            pourpre 紫色 紫 ;
        grey gray gris grigio grigia grau graue grijs grijze szary szara szare cinza cinzento gra harmaa anthracite antracite
            antracita antraciet antracyt anthrazit carbon 灰色 灰 ;
        brown marron braun braune bruin bruine brazowy brazowa brazowe marrone brun brune castanho ruskea kahverengi 棕色 咖色 咖啡
            棕 ;
        silver plata plateado argento argent silber zilver srebrny srebrna srebrne prata solv hopea gumus stribrna 银色 银 ;
        gold golden oro dorado or dore goud gouden zloty zlota zlote ouro dourado guld kulta altin zlata rosegold 金色 金 ;
        beige bezowy bezowa sand cream creme crema ivory kremowy 米色 杏色 ;
        turquoise turquesa turchese turkis turkoois turkusowy turq teal aqua 青色 ;
        volt lime neon fluo ;
        platinum platinum platino platine platyna platynowy platin
        """;

    const string WearerLines = """
        men mens man male uomo homme hommes herren herr hombre hombres heren meskie meski meska homem homens herre gents gent
            masculino pansky erkek 男 男士 男款 男鞋 男装 ;
        women womens woman wmns ladies lady female donna femme femmes damen dame dames mujer mujeres damskie damski damska
            mulher feminino kvinde bayan kadin damske 女 女士 女款 女鞋 女装 ;
        kids kid junior jr youth youths child children enfant enfants kinder nino ninos bambino bambini dzieciece dzieciecy
            boys girls boy girl gs ps td bimbi crianca kinderen jongens meisjes juniors infant toddler 童 儿童 童鞋 童装
        """;

    static readonly FrozenDictionary<string, int> Colours = Read(ColourLines);
    static readonly FrozenDictionary<string, int> Wearers = Read(WearerLines);

    /// <summary>The colour's number, 0 to 31; null for other words.</summary>
    public static int? ColourOf(string word) => Colours.TryGetValue(word, out var colour) ? colour : null;

    /// <summary>0 men, 1 women, 2 children; null for other words.</summary>
    public static int? WearerOf(string word) => Wearers.TryGetValue(word, out var wearer) ? wearer : null;

    static FrozenDictionary<string, int> Read(string lines) =>
        lines
            .Split(';')
            .SelectMany((words, at) => words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(word => (word, at)))
            .DistinctBy(w => w.word, StringComparer.Ordinal)
            .ToFrozenDictionary(w => w.word, w => w.at, StringComparer.Ordinal);
}
