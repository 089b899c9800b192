using System.Globalization;
using IpGuard.Core.Listings;
using IpGuard.Core.Matching;
using IpGuard.Core.Works;
using IpGuard.Flows.Judging;
using IpGuard.Judging.Names;
using IpGuard.Judging.Training;
using static IpGuard.Bench.NameDisguises;

namespace IpGuard.Bench;

/// <summary>How many uses of names are raised in whole listings, with no picture, and on how many honest ones a name is raised.</summary>
/// <remarks>Categories agree everywhere, so that ordinary words are raised as often as they can be.</remarks>
static class NameWatchBench
{
    const int EachKind = 10;
    const int Honest = 10_000;
    const int ManyNames = 1_000;

    static readonly string[] Shops = ["优选", "服饰", "百货", "精品屋", "工厂店", " Store", " Trading", " Boutique"];

    // Ordinary words that might be anyone's brand.
    public static readonly string[] Ordinary =
    [
        "MUSE",
        "Rose",
        "Moon",
        "Star",
        "Summer",
        "Classic",
        "Coach",
        "Flower",
        "Silver",
        "Angel",
        "时光",
        "花",
        "森林",
        "自然",
        "经典",
        "女神",
        "贝壳",
        "生活",
    ];

    public static int Run(string texts)
    {
        var names = NameWordsUnseen.Names.ToList();
        var spotter = new NameSpotter(names);
        Stopwatches.Say($"{names.Count} made names that nothing was developed with; raised, in %");
        Console.WriteLine($"  {"", -28} title  shop  description: once, twice, once beside an admitted copy");
        foreach (var (kind, disguise) in Known.Concat(NameDisguisesHeldOut.HeldOut))
            Row(kind, disguise, names, spotter);
        Senses(names, spotter);
        Console.WriteLine("false alarms of 1,000 honest listings");
        var honest = HonestListings(21).Take(Honest).ToList();
        Alarms($"{names.Count} made names", spotter, honest, NameFactsOf);
        var many = new NameSpotter(NamesBench.MakeNames(ManyNames));
        Alarms($"{ManyNames} made names", many, honest, NameFactsOf);
        var ordinary = new NameSpotter(Ordinary);
        Alarms($"{Ordinary.Length} ordinary words, guarded", ordinary, honest, NameFactsOf);
        Alarms("the same without the guard", ordinary, honest, _ => new(NameKind.Coined, Agreement.Agree, IsOwnShop: false));
        Marked(ordinary);
        Speed(many, honest);
        NameWatchTexts.Run(texts);
        return 0;
    }

    public static NameFacts NameFactsOf(string name) => new(NameKinds.Of(name), Agreement.Agree, IsOwnShop: false);

    /// <summary>The names that are raised for a listing.</summary>
    public static IEnumerable<NameOpinion> Raised(NameSpotter spotter, Listing listing, Func<string, NameFacts> facts)
    {
        var read = NameWatch.Read(spotter.Spot, listing, spotter.Spot(listing.Title));
        return read.SelectMany(t => t.Spots)
            .Select(s => s.Name)
            .Distinct(StringComparer.Ordinal)
            .Select(n => NameMatch.Judge(n, read, facts(n)))
            .Where(o => o.IsRaised);
    }

    /// <summary>A listing of these words.</summary>
    public static Listing Offer(string title, string? seller = null, string? description = null) =>
        new("1", null, title, description, null, seller is null ? null : new Seller(seller, seller, null), null, []);

    static void Row(string kind, Disguise disguise, List<string> names, NameSpotter spotter)
    {
        var (found, count) = (new int[5], 0);
        var random = new Random(3);
        var honest = HonestListings(22).GetEnumerator();
        foreach (var name in names)
        {
            for (var i = 0; i < EachKind; i++)
            {
                if (disguise(name, random) is not { } written)
                    continue;
                honest.MoveNext();
                var (one, shop) = (honest.Current, Shops[random.Next(Shops.Length)]);
                Listing[] ways =
                [
                    one with
                    {
                        Title = NamesBench.Plant(written, random).Title,
                    },
                    one with
                    {
                        Seller = new("s", written + shop, null),
                    },
                    one with
                    {
                        Description = $"{one.Description} {written} {one.Description}",
                    },
                    one with
                    {
                        Description = $"{written} {one.Description} {written} {one.Description}",
                    },
                    one with
                    {
                        Description = $"{one.Description} 高仿 {written} {one.Description}",
                    },
                ];
                count++;
                for (var way = 0; way < ways.Length; way++)
                    found[way] += Raised(spotter, ways[way], NameFactsOf).Any(o => o.Name == name) ? 1 : 0;
            }
        }

        Say($"{kind, -28} {string.Join(' ', found.Select(f => Percent(f, count)))}  of {count}");
    }

    static void Senses(List<string> names, NameSpotter spotter)
    {
        List<string> coined = [.. names.Where(n => n.Length > 3 || n[0] > 0x80)];
        string[] styles = ["{0}同款连衣裙 显瘦", "dress in the style of {0}", "{0} 风格手提包", "{0} inspired ring"];
        foreach (var (kind, patterns) in new[] { ("same style", styles), ("what it fits (a false alarm)", NameWords.Fits) })
        {
            var listings = coined.SelectMany(n => patterns.Select(p => Offer(string.Format(CultureInfo.InvariantCulture, p, n)))).ToList();
            Say($"{kind, -28} {Percent(listings.Count(l => Raised(spotter, l, NameFactsOf).Any()), listings.Count)}  of {listings.Count}");
        }
    }

    // The other side of the guard: the same words where something says that they are names.
    static void Marked(NameSpotter ordinary)
    {
        var random = new Random(4);
        var ways = new (string Kind, Func<string, string> Write)[]
        {
            ("a mark beside it", n => n + (n[0] < 0x80 ? "® " : "牌")),
            ("same style", n => n[0] < 0x80 ? n + " style" : n + "同款"),
            ("in capitals", n => n.ToUpperInvariant()),
            ("disguised", n => string.Join('.', n.AsEnumerable())),
        };
        foreach (var (kind, write) in ways)
        {
            var planted = Ordinary
                .Where(n => n.Length > 3 || (n.Length > 1 && n[0] > 0x80))
                .SelectMany(n => Enumerable.Range(0, EachKind).Select(_ => (Name: n, NamesBench.Plant(write(n), random).Title)))
                .ToList();
            var found = planted.Count(p => Raised(ordinary, Offer(p.Title), NameFactsOf).Any(o => o.Name == p.Name));
            Say($"ordinary words, {kind, -20} raised {Percent(found, planted.Count)} of {planted.Count}");
        }
    }

    static void Alarms(string kind, NameSpotter spotter, List<Listing> honest, Func<string, NameFacts> facts)
    {
        var alarms = honest.Count(l => Raised(spotter, l, facts).Any());
        Say($"{kind, -44} {1000.0 * alarms / honest.Count, 7:F2}");
    }

    static void Speed(NameSpotter spotter, List<Listing> honest)
    {
        var sample = honest.Take(2_000).ToList();
        var whole = Stopwatches.Median(() => sample.ForEach(l => NameWatch.Read(spotter.Spot, l, spotter.Spot(l.Title))), sample.Count);
        var title = Stopwatches.Median(() => sample.ForEach(l => spotter.Spot(l.Title)), sample.Count);
        var letters = sample.Average(l => l.Title.Length + l.Seller!.Name.Length + l.Description!.Length);
        Say($"{ManyNames} names: {whole:F0} µs a listing of {letters:F0} characters, of which the title {title:F0}");
        var article = string.Join(' ', Enumerable.Repeat(NameWords.Sentences, 10).SelectMany(s => s))[..NameWatch.MostDescription];
        var longest = Offer("x", "y", article);
        Say($"with the longest description that is looked at, {article.Length} characters: {Longest(spotter, longest):F0} µs");
    }

    static double Longest(NameSpotter spotter, Listing longest) =>
        Stopwatches.Median(() => NameWatch.Read(spotter.Spot, longest, spotter.Spot(longest.Title)), 1);

    static IEnumerable<Listing> HonestListings(int seed)
    {
        var random = new Random(seed);
        string[] sentences = [.. NameWords.Sentences, .. NameWordsUnseen.Sentences];
        var towns = new[] { "苏州", "义乌", "海宁", "Harbour", "Northside", "晋江", "Maple", "白沟" };
        while (true)
        {
            var category = Categories.All[random.Next(Categories.All.Count)].Category;
            yield return Offer(
                FashionTitles.Sell(FashionTitles.Make(category, random), random),
                towns[random.Next(towns.Length)] + Shops[random.Next(Shops.Length)],
                string.Join(' ', Enumerable.Range(0, random.Next(2, 6)).Select(_ => sentences[random.Next(sentences.Length)]))
            );
        }
    }

    static string Percent(int some, int all) => (100.0 * some / all).ToString("F1", CultureInfo.InvariantCulture).PadLeft(6);

    static void Say(FormattableString line) => Console.WriteLine("  " + line.ToString(CultureInfo.InvariantCulture));
}
