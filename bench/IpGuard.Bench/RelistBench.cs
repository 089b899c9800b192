using IpGuard.Core.Cases;
using IpGuard.Core.Works;
using IpGuard.Judging.Titles;
using IpGuard.Judging.Training;

namespace IpGuard.Bench;

/// <summary>From which cosine on two titles of listings are one title: a seller's own, changed a little, beside other sellers' titles of
/// the same design, and beside titles of other designs.</summary>
static class RelistBench
{
    // A multiple of the nine categories.
    const int Titles = 900;

    static readonly double[] _bounds = [0.4, 0.5, Relist.SameTitleCosine, 0.7, 0.8];

    public static int Run(string? pairs, string models)
    {
        using var comparer = TitleComparer.Load(models);
        var random = new Random(11);
        var designs = Enumerable
            .Range(0, Titles)
            .Select(i => FashionTitles.Make(Categories.All[i % Categories.All.Count].Category, random))
            .ToList();
        var sold = designs.Select(d => FashionTitles.Sell(d, random)).ToList();
        Console.WriteLine($"share of {Titles} made pairs at each cosine or above: {string.Join("  ", _bounds.Select(b => $"{b:0.00}"))}");
        Tell("the same title", sold.Zip(sold));
        Tell("its words in another order", sold.Zip(sold.Select(t => Words(t, w => w.OrderBy(_ => random.Next())))));
        Tell("a third of its words left out", sold.Zip(sold.Select(t => Words(t, w => w.Where(_ => random.Next(3) > 0)))));
        Tell("decorated", sold.Zip(sold.Select(t => $"2026新款 现货 包邮 {t} hot sale")));
        Tell("another seller's of the same design", sold.Zip(designs.Select(d => FashionTitles.Sell(d, random))));
        Tell("another design of the category", sold.Zip(sold.Skip(Categories.All.Count)));
        if (pairs is not null)
        {
            var read = TitlePairFile.Read(pairs);
            Tell($"same product by two shops, {Path.GetFileName(pairs)}", read.Where(p => p.IsSame).Select(p => (p.Left, p.Right)));
            Tell($"other products, {Path.GetFileName(pairs)}", read.Where(p => !p.IsSame).Select(p => (p.Left, p.Right)));
        }

        return 0;

        void Tell(string what, IEnumerable<(string First, string Second)> titles)
        {
            var cosines = titles
                .Select(t => TitleComparer.Opine(comparer.Vectorise(t.First), comparer.Vectorise(t.Second)))
                .Select(t => t?.Words ?? t?.Characters ?? 0)
                .ToList();
            var shares = _bounds.Select(b => $"{100.0 * cosines.Count(c => c >= b) / cosines.Count, 3:0}%");
            Console.WriteLine($"{what, -45} {string.Join("  ", shares)}  of {cosines.Count}");
        }
    }

    static string Words(string title, Func<IEnumerable<string>, IEnumerable<string>> change) =>
        string.Join(' ', change(TitleComparer.Cut(title).Split(' ', StringSplitOptions.RemoveEmptyEntries)));
}
