using System.Globalization;
using System.Text.RegularExpressions;
using IpGuard.Core.Matching;
using IpGuard.Judging.Names;

namespace IpGuard.Bench;

/// <summary>The name watch on real titles of shoes and watches in several languages, with names that are brands there.</summary>
static class NameWatchTexts
{
    static readonly (string Folder, string[] Brands)[] Sets =
    [
        (
            "wdc-watches",
            [
                "Casio",
                "Seiko",
                "Tissot",
                "Breitling",
                "Rolex",
                "Timex",
                "Longines",
                "Bulova",
                "Suunto",
                "Garmin",
                "G-Shock",
                "TAG Heuer",
                "Michael Kors",
                "Daniel Wellington",
                "Omega",
                "Citizen",
                "Fossil",
                "Hamilton",
                "Diesel",
                "Swatch",
            ]
        ),
        (
            "wdc-shoes",
            [
                "Nike",
                "Adidas",
                "Asics",
                "Reebok",
                "Skechers",
                "Saucony",
                "Mizuno",
                "Salomon",
                "Puma",
                "Timberland",
                "New Balance",
                "Under Armour",
                "Vans",
                "Converse",
                "Jordan",
                "Brooks",
                "Clarks",
            ]
        ),
    ];

    public static void Run(string texts)
    {
        if (!Directory.Exists(texts))
        {
            Console.WriteLine($"real titles are left out: there is no {texts}");
            return;
        }

        foreach (var (folder, brands) in Sets)
        {
            var titles = Directory
                .GetFiles(Path.Combine(texts, folder))
                .SelectMany(TitlePairFile.Read)
                .SelectMany(p => new[] { p.Left, p.Right })
                .Distinct(StringComparer.Ordinal)
                .ToList();
            Stopwatches.Say($"{folder}: {titles.Count} real titles");
            foreach (var isOrdinary in new[] { false, true })
                Measure([.. brands.Where(b => (NameKinds.Of(b) != NameKind.Coined) == isOrdinary)], titles, isOrdinary);
            var others = new NameSpotter(NameWatchBench.Ordinary);
            var words = titles.Where(t => NameWatchBench.Ordinary.Any(n => Word(n).IsMatch(t))).ToList();
            var alarms = words.Where(t => Raised(others, t).Count > 0).ToList();
            Say($"ordinary words that are nobody's here: in {words.Count} titles, raised in {alarms.Count}");
            if (Environment.GetEnvironmentVariable("SHOW_MISSED") is not null)
                alarms.ForEach(a => Console.WriteLine("      " + a));
        }
    }

    static void Measure(List<string> brands, List<string> titles, bool isOrdinary)
    {
        if (brands.Count == 0)
            return;
        var spotter = new NameSpotter(brands);
        var (held, plain, fits, disguised, found, falsely) = (0, 0, 0, 0, 0, 0);
        var random = new Random(6);
        foreach (var title in titles)
        {
            var raised = Raised(spotter, title);
            var here = brands.Where(b => Word(b).IsMatch(title)).ToList();
            // A name is raised that stands nowhere in the title as a word.
            if (Environment.GetEnvironmentVariable("SHOW_MISSED") is not null && raised.Exists(r => !here.Contains(r)))
                Console.WriteLine($"      {string.Join(", ", raised)} in {title}");
            falsely += raised.Exists(r => !here.Contains(r)) ? 1 : 0;
            foreach (var brand in here)
            {
                held++;
                plain += raised.Contains(brand) ? 1 : 0;
                fits += raised.Contains(brand) || spotter.Spot(title).Any(s => s.Name == brand && s.IsClaim) ? 0 : 1;
                if (here.Count > 1 || Disguised(brand, random) is not { } written)
                    continue;
                disguised++;
                found += Raised(spotter, Word(brand).Replace(title, written)).Contains(brand) ? 1 : 0;
            }
        }

        var kind = isOrdinary ? "ordinary words" : "coined";
        Say($"{brands.Count} brands, {kind}: {string.Join(", ", brands)}");
        Say($"  named plainly {held} times: raised {Share(plain, held)} %; not a claim there {Share(fits, held)} %");
        Say($"  the same disguised: raised {Share(found, disguised)} % of {disguised}");
        Say($"  raised where it stands nowhere as a word: {1000.0 * falsely / titles.Count:F2} of 1,000 titles");
    }

    static List<string> Raised(NameSpotter spotter, string title) =>
        [.. NameWatchBench.Raised(spotter, NameWatchBench.Offer(title), NameWatchBench.NameFactsOf).Select(o => o.Name)];

    static string? Disguised(string brand, Random random)
    {
        for (var attempt = 0; attempt < 10; attempt++)
        {
            var (_, disguise) = NameDisguises.Known[random.Next(2, NameDisguises.Known.Length)];
            if (disguise(brand, random) is { } written && !written.Equals(brand, StringComparison.OrdinalIgnoreCase))
                return written;
        }

        return null;
    }

    static Regex Word(string brand) => new($@"(?<![\p{{L}}\p{{Nd}}]){Regex.Escape(brand)}(?![\p{{L}}\p{{Nd}}])", RegexOptions.IgnoreCase);

    static string Share(int some, int all) => all == 0 ? "–" : (100.0 * some / all).ToString("F1", CultureInfo.InvariantCulture);

    static void Say(FormattableString line) => Console.WriteLine("  " + line.ToString(CultureInfo.InvariantCulture));
}
