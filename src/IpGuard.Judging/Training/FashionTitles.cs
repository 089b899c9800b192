using IpGuard.Core.Works;

namespace IpGuard.Judging.Training;

/// <summary>A design's title in both languages.</summary>
public sealed record MadeTitle(string Chinese, string English);

/// <summary>Makes believable titles of designs, and what sellers make of titles. No brand and no person is named.</summary>
public static class FashionTitles
{
    /// <summary>A title for a design of a category; the same random source gives the same titles.</summary>
    public static MadeTitle Make(Category category, Random random)
    {
        var words = FashionWords.Of(category);
        var (motif, style) = (Pick(FashionWords.Motifs, random), Pick(FashionWords.Styles, random));
        var (material, thing) = (Pick(words.Materials, random), Pick(words.Things, random));
        var colour = Pick(FashionWords.Colours, random);
        return random.Next(3) switch
        {
            0 => new($"{motif.Zh}{material.Zh}{thing.Zh}", $"{Capital(motif.En)} {material.En} {thing.En}"),
            1 => new($"{style.Zh}{motif.Zh}{thing.Zh} {colour.Zh}", $"{Capital(style.En)} {motif.En} {thing.En} in {colour.En}"),
            _ => new($"{style.Zh}{material.Zh}{thing.Zh}·{motif.Zh}", $"{Capital(style.En)} {thing.En}, {motif.En} {material.En}"),
        };
    }

    /// <summary>A title as a shop would put it: promotion around it, words shuffled in, a season, a size.</summary>
    public static string Sell(MadeTitle title, Random random)
    {
        var isChinese = random.Next(100) < 75;
        var promotions = isChinese ? FashionWords.PromotionsZh : FashionWords.PromotionsEn;
        var parts = new List<string> { isChinese ? title.Chinese : title.English };
        for (var i = random.Next(1, 4); i > 0; i--)
            parts.Insert(random.Next(parts.Count + 1), promotions[random.Next(promotions.Length)]);
        if (random.Next(4) == 0)
            parts.Add($"{(char)('A' + random.Next(26))}{random.Next(100, 9_999)}");
        return string.Join(' ', parts);
    }

    /// <summary>Titles of all categories, in both languages, as designers and as sellers write them.</summary>
    public static IEnumerable<string> Many(int seed, int count)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            var title = Make(Categories.All[random.Next(Categories.All.Count)].Category, random);
            yield return random.Next(3) switch
            {
                0 => title.Chinese,
                1 => title.English,
                _ => Sell(title, random),
            };
        }
    }

    static T Pick<T>(IReadOnlyList<T> from, Random random) => from[random.Next(from.Count)];

    static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
