using IpGuard.Core.Listings;
using IpGuard.Core.Works;
using IpGuard.Judging.Training;

namespace IpGuard.Bench;

/// <summary>A work of a kit with what its holder would say of it.</summary>
sealed record MadeWork(string Id, Guid Owner, string Name, MadeTitle Title, string FiledTitle, Category Category, decimal LowestPrice);

/// <summary>A listing of a kit with what its seller would say of it, and what people decided about the seller before.</summary>
sealed record MadeListing(string Title, string? CategoryWords, Price? Price, int SellerConfirmed, int SellerDismissed, bool IsRelist);

/// <summary>Makes words, prices and sellers for the pictures of a kit: copiers who name the work, the brand or nothing, and honest sellers
/// with a like thing, with another design of the same brand, or with what fits it.</summary>
/// <param name="names">Brand names to draw from.</param>
sealed class MadeMarket(int seed, IReadOnlyList<string> names)
{
    public MadeWork Work(string id, string category, string owner)
    {
        var random = For(id);
        // Works of one owner share the brand.
        var brand = For(owner);
        var industry = CategoryOf(category, brand);
        var title = FashionTitles.Make(industry, random);
        return new(
            id,
            new Guid(brand.Next(), 1, 2, [0, 0, 0, 0, 0, 0, 0, 0]),
            names[brand.Next(names.Count)],
            title,
            random.Next(5) == 0 ? title.English : title.Chinese,
            industry,
            30 + brand.Next(600)
        );
    }

    /// <param name="source">The work that is copied; null for an honest listing.</param>
    /// <param name="like">A work that an honest listing comes near.</param>
    /// <param name="isSister">The honest listing offers another design of the same house.</param>
    public MadeListing Listing(string id, MadeWork? source, MadeWork like, bool isSister)
    {
        var random = For(id);
        return source is not null ? Copy(source, random)
            : isSister ? Sister(like, random)
            : Honest(like, random);
    }

    static MadeListing Copy(MadeWork work, Random random)
    {
        var title = random.Next(100) switch
        {
            < 40 => FashionTitles.Sell(work.Title, random),
            < 55 => FashionTitles.Sell(new(work.Title.English, work.Title.Chinese), random),
            < 85 => FashionTitles.Sell(FashionTitles.Make(work.Category, random), random),
            _ => "",
        };
        if (random.Next(100) < 30)
            title = Named(random.Next(100) < 60 ? work.Name : Disguised(work.Name, random), title, random);
        if (random.Next(100) < 12)
            title += " " + NameDisguises.Pick(random, "高仿", "复刻", "1:1", "原单", "平替", "replica");
        if (random.Next(100) < 15)
            title += " 同款";
        return new(
            title.Trim(),
            Words(work.Category, random, agreeing: 75, differing: 8),
            Priced(work.LowestPrice, random, Math.Log2(0.5), 1.0),
            random.Next(100) < 25 ? random.Next(1, 6) : 0,
            random.Next(100) < 8 ? 1 : 0,
            random.Next(100) < 5
        );
    }

    static MadeListing Honest(MadeWork like, Random random)
    {
        var other = FashionTitles.Make(like.Category, random);
        var title = random.Next(100) switch
        {
            // The same thing in the same words, as every seller of it writes.
            < 15 => FashionTitles.Sell(like.Title, random),
            < 80 => FashionTitles.Sell(other, random),
            _ => "",
        };
        var price = random.Next(100);
        // Another design of the same brand, sold second hand or by a shop that nobody listed.
        if (random.Next(100) < 12)
            title = Named(like.Name, title, random);
        else if (random.Next(100) < 6)
            title += $" {NameDisguises.Pick(random, "适用于", "for", "兼容", "compatible with")} {like.Name}";
        if (random.Next(100) < 12)
            title += " 同款";
        if (random.Next(100) < 1)
            title += " 平替";
        return new(
            title.Trim(),
            Words(like.Category, random, agreeing: 60, differing: 22),
            Priced(like.LowestPrice, random, 0.2, 1.1),
            random.Next(100) < 4 ? 1 : 0,
            random.Next(100) < 12 ? random.Next(1, 4) : 0,
            false
        );
    }

    // Sold by whoever may: under the brand's plain name more often than not, and at its prices.
    static MadeListing Sister(MadeWork like, Random random)
    {
        var title = random.Next(100) < 85 ? FashionTitles.Sell(FashionTitles.Make(like.Category, random), random) : "";
        if (random.Next(100) < 60)
            title = Named(like.Name, title, random);
        return new(
            title.Trim(),
            Words(like.Category, random, agreeing: 75, differing: 8),
            Priced(like.LowestPrice, random, 0.4, 0.6),
            random.Next(100) < 4 ? 1 : 0,
            random.Next(100) < 15 ? random.Next(1, 4) : 0,
            false
        );
    }

    static string Named(string name, string title, Random random) => random.Next(2) == 0 ? $"{name} {title}" : $"{title} {name}";

    static string Disguised(string name, Random random)
    {
        var start = random.Next(NameDisguises.Known.Length);
        for (var i = 0; i < NameDisguises.Known.Length; i++)
        {
            if (NameDisguises.Known[(start + i) % NameDisguises.Known.Length].Disguise(name, random) is { } disguised)
                return disguised;
        }

        return name;
    }

    static string? Words(Category category, Random random, int agreeing, int differing)
    {
        var roll = random.Next(100);
        var facts = Categories.All.First(c => c.Category == category);
        if (roll < agreeing)
            return $"{facts.Chinese} {facts.Locarno[0].Chinese}";
        return roll < agreeing + differing ? Categories.All[random.Next(9)].Locarno[0].Chinese : null;
    }

    static Price? Priced(decimal lowest, Random random, double meanSteps, double deviation)
    {
        if (random.Next(100) < 35)
            return null;
        // Normal by twelve uniform numbers.
        var normal = Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6;
        return new(Math.Max(1, Math.Round(lowest * (decimal)Math.Pow(2, meanSteps + (deviation * normal)), 2)), "CNY");
    }

    static Category CategoryOf(string category, Random random) =>
        Enum.TryParse<Category>(category, out var drawn) ? drawn
        : category.StartsWith("apparel", StringComparison.Ordinal) ? Category.Apparel
        : Categories.All[random.Next(9)].Category;

    Random For(string key) => new(HashCode(key));

    // The same in every process, unlike string.GetHashCode.
    int HashCode(string key) =>
        BitConverter.ToInt32(Sha256Hash.Of(System.Text.Encoding.UTF8.GetBytes($"{seed}/{key}")).ToBytes(), 0) & int.MaxValue;
}
