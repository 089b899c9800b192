using Bogus;
using IpGuard.Core.Accounts;
using IpGuard.Core.Works;
using IpGuard.Judging.Training;
using IpGuard.Vision.Drawing;

namespace IpGuard.Flows.Demo;

/// <summary>A holder in the demonstration; invented.</summary>
public sealed record DemoHolder(string Name, OrganisationKind Kind, IReadOnlyList<string> Authors);

/// <summary>A work in the demonstration.</summary>
/// <param name="Key">Names it in the recorded truth.</param>
/// <param name="Seed">Of its pictures.</param>
public sealed record DemoWork(string Key, int HolderNo, MadeTitle Title, Category Category, string Author, int Pictures, int Seed);

/// <summary>A listing in the demonstration, with what is true of it.</summary>
/// <param name="Copied">The work it copies; null for an honest listing.</param>
/// <param name="Attack">What was done to the copied picture.</param>
public sealed record DemoListing(
    string Id,
    string Title,
    Category Category,
    decimal PriceYuan,
    string SellerId,
    string Seller,
    int Seed,
    int Pictures,
    DemoWork? Copied,
    Attack Attack
);

/// <summary>Works, holders, shops and listings, all invented and all following from one seed.</summary>
public sealed class DemoWorld
{
    /// <summary>Of a hundred listings, how many copy a work.</summary>
    const int CopiesInHundred = 12;

    const int OtherHolders = 22;
    const int Shops = 180;

    // Half of what copiers do is mild; the list says how often each attack is drawn.
    static readonly Attack[] Attacks =
    [
        Attack.Resaved,
        Attack.Resaved,
        Attack.Resaved,
        Attack.Downscale160,
        Attack.Downscale160,
        Attack.Watermark,
        Attack.Watermark,
        Attack.Banner,
        Attack.Banner,
        Attack.Mirror,
        Attack.Mirror,
        Attack.Border,
        Attack.BrightnessContrast,
        Attack.ColourCast,
        Attack.HueShift,
        Attack.Jpeg30,
        Attack.Noise,
        Attack.Blur,
        Attack.Gray,
        Attack.Crop80,
        Attack.Crop60,
        Attack.CropOff,
        Attack.Turn5,
        Attack.Turn90,
        Attack.Collage,
        Attack.Screenshot,
        Attack.Repost,
        Attack.Repost,
    ];

    readonly int _seed;
    readonly string[] _shops;

    DemoWorld(int seed, IReadOnlyList<DemoHolder> holders, IReadOnlyList<DemoWork> works, string[] shops) =>
        (_seed, Holders, Works, _shops) = (seed, holders, works, shops);

    /// <summary>The first two are the demonstration's own designer and brand, which have accounts.</summary>
    public IReadOnlyList<DemoHolder> Holders { get; }

    public IReadOnlyList<DemoWork> Works { get; }

    public static DemoWorld Create(int seed, int works)
    {
        var chinese = new Faker("zh_CN") { Random = new Randomizer(seed) };
        var english = new Faker("en") { Random = new Randomizer(seed + 1) };
        var holders = new List<DemoHolder>
        {
            new("云间设计工作室 Yunjian Studio", OrganisationKind.Designer, ["林若溪", "Mira Chen"]),
            new("山海衣橱 Shanhai Wardrobe", OrganisationKind.Brand, ["周以宁", "Leo Tang", "许清禾"]),
        };
        for (var i = 0; i < OtherHolders; i++)
            holders.Add(NewHolder(chinese, english, i));
        var shops = Enumerable
            .Range(0, Shops)
            .Select(i =>
                i % 4 == 3
                    ? $"{english.Company.CompanyName()} Store"
                    : $"{chinese.Name.LastName()}{chinese.Address.City()}{chinese.PickRandom("优选", "服饰", "百货", "精品屋", "饰品", "家居", "直播间", "工厂店")}"
            )
            .ToArray();
        var random = new Random(seed);
        return new(seed, holders, [.. Enumerable.Range(0, works).Select(i => NewWork(i, holders, random))], shops);
    }

    /// <summary>The listings one by one; the same each time.</summary>
    public IEnumerable<DemoListing> Listings(int count)
    {
        var random = new Random(_seed + 2);
        for (var i = 0; i < count; i++)
            yield return NewListing(i, random);
    }

    static DemoHolder NewHolder(Faker chinese, Faker english, int i)
    {
        var isBrand = i % 3 == 0;
        var name =
            i % 4 == 3
                ? $"{english.Name.LastName()} & {english.Name.LastName()} {(isBrand ? "Fashion" : "Studio")}"
                : $"{chinese.Address.City().TrimEnd('市')}{chinese.Name.LastName()}氏{(isBrand ? "服饰有限公司" : "设计工作室")}";
        return new(
            $"{name} {i + 1:00}",
            isBrand ? OrganisationKind.Brand : OrganisationKind.Designer,
            [chinese.Name.LastName() + chinese.Name.FirstName(), english.Name.FullName()]
        );
    }

    static DemoWork NewWork(int i, List<DemoHolder> holders, Random random)
    {
        var category = Categories.All[i % Categories.All.Count].Category;
        // The two that have accounts own two works in five, so that their pages are not empty.
        var holder = random.Next(5) switch
        {
            0 => 0,
            1 => 1,
            _ => 2 + random.Next(holders.Count - 2),
        };
        var author = holders[holder].Authors[random.Next(holders[holder].Authors.Count)];
        return new($"W{i:0000}", holder, FashionTitles.Make(category, random), category, author, random.Next(4) == 0 ? 2 : 1, 1_000 + i);
    }

    DemoListing NewListing(int i, Random random)
    {
        var isCopy = random.Next(100) < CopiesInHundred;
        var work = isCopy ? Works[random.Next(Works.Count)] : null;
        var category = work?.Category ?? Categories.All[random.Next(Categories.All.Count)].Category;
        // A copier keeps the words of the title two times in three.
        var title = work is not null && random.Next(3) > 0 ? work.Title : FashionTitles.Make(category, random);
        // A third of the shops sell most of the copies.
        var shop = isCopy && random.Next(4) > 0 ? random.Next(Shops / 3) : random.Next(Shops);
        return new(
            $"L{i:000000}",
            FashionTitles.Sell(title, random),
            category,
            Math.Round((decimal)(19 + (Math.Pow(random.NextDouble(), 2) * 900)), 1),
            $"S{shop:000}",
            _shops[shop],
            1_000_000 + i,
            random.Next(4) == 0 ? 2 : 1,
            work,
            isCopy ? Attacks[random.Next(Attacks.Length)] : Attack.Resaved
        );
    }
}
