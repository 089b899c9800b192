using System.Diagnostics;
using System.Globalization;
using IpGuard.Core.Works;
using IpGuard.Judging.Titles;
using IpGuard.Judging.Training;

namespace IpGuard.Bench;

/// <summary>How well and how fast titles are told to be of one thing: trained on one file, threshold from a second, reported on a
/// third.</summary>
static class TitlesBench
{
    const string Published = """
        published F1 of Ditto (Li et al., PVLDB 14(1), 2021) on the test parts: Abt-Buy 89.3, Amazon-Google 75.6, all columns
        """;

    const int TimedPairs = 20_000;
    const int TimedTitles = 1_000;

    // A multiple of the nine categories.
    const int MadeTitles = 360;
    const int OthersOfCategory = 10;

    sealed record Scored(bool IsSame, double Score);

    public static int Run(string train, string valid, string test, string models)
    {
        using var encoder = TitleEncoder.Open(models);
        var (learned, chosen, reported) = (TitlePairFile.Read(train), TitlePairFile.Read(valid), TitlePairFile.Read(test));
        Say($"trained on {Told(learned)}, threshold from {Told(chosen)}, reported on {Told(reported)}");
        var clock = Stopwatch.StartNew();
        var matcher = TitleMatcherTraining.Train(learned, encoder);
        Say($"training, encoding included: {clock.Elapsed.TotalSeconds:0.0} s");
        Say(Published);
        Made(encoder, models);
        var threshold = Threshold(Score(matcher, chosen));
        Say($"threshold {threshold:0.000}");
        Speed(matcher, encoder, reported);
        var (f1, precision, recall) = At(Score(matcher, reported), threshold);
        Say($"F1 {f1:0.000} precision {precision:0.000} recall {recall:0.000}");
        return 0;
    }

    static List<Scored> Score(TitleMatcher matcher, List<LabelledTitles> pairs)
    {
        var titles = pairs.SelectMany(p => new[] { p.Left, p.Right }).Distinct().ToList();
        var facts = titles.Zip(matcher.Read(titles)).ToDictionary(t => t.First, t => t.Second);
        return [.. pairs.Select(p => new Scored(p.IsSame, matcher.Score(facts[p.Left], facts[p.Right]) ?? 0))];
    }

    // The middle between the two scores around the best F1.
    static double Threshold(List<Scored> pairs)
    {
        var order = pairs.OrderByDescending(p => p.Score).ToList();
        var (same, found, best, at) = (order.Count(p => p.IsSame), 0, 0.0, 0.5);
        for (var i = 0; i < order.Count; i++)
        {
            found += order[i].IsSame ? 1 : 0;
            var f1 = 2.0 * found / (same + i + 1);
            if (f1 <= best || (i + 1 < order.Count && order[i + 1].Score == order[i].Score))
                continue;
            (best, at) = (f1, i + 1 < order.Count ? (order[i].Score + order[i + 1].Score) / 2 : order[i].Score);
        }

        return at;
    }

    static (double F1, double Precision, double Recall) At(List<Scored> pairs, double threshold)
    {
        var said = pairs.Where(p => p.Score >= threshold).ToList();
        var (found, same) = (said.Count(p => p.IsSame), pairs.Count(p => p.IsSame));
        return (2.0 * found / Math.Max(1, said.Count + same), found / (double)Math.Max(1, said.Count), found / (double)Math.Max(1, same));
    }

    // A design's Chinese title beside its own and another's English one, which share no word; and beside a seller's version of each.
    static void Made(TitleEncoder encoder, string models)
    {
        using var comparer = TitleComparer.Load(models, encoder);
        var random = new Random(7);
        var titles = Enumerable
            .Range(0, MadeTitles)
            .Select(i => FashionTitles.Make(Categories.All[i % Categories.All.Count].Category, random))
            .ToList();
        var chinese = comparer.Vectorise([.. titles.Select(t => t.Chinese)]);
        Tell("English titles", comparer.Vectorise([.. titles.Select(t => t.English)]));
        Tell("sellers' titles", comparer.Vectorise([.. titles.Select(t => FashionTitles.Sell(t, random))]));
        Tell("sellers' titles, disguised", comparer.Vectorise([.. titles.Select(t => Disguised(FashionTitles.Sell(t, random), random))]));

        void Tell(string what, IReadOnlyList<TitleVector> others)
        {
            double Area(Func<TitleVector, TitleVector, double?> likeness) =>
                AreaUnderCurve([
                    .. Enumerable
                        .Range(0, MadeTitles)
                        .SelectMany(i =>
                            Enumerable
                                .Range(0, OthersOfCategory)
                                // The same category comes round: the other is a thing of the same kind.
                                .Select(k => (i + (k * Categories.All.Count)) % MadeTitles)
                                .Select(j => new Scored(i == j, likeness(chinese[i], others[j]) ?? 0))
                        ),
                ]);
            Say(
                $"made Chinese titles beside {what}, area under the curve: words and characters {Area(TitleComparer.Compare):0.000}, meaning {Area(TitleComparer.CompareMeaning):0.000}, the mean of the two {Area(Mean):0.000}"
            );
        }
    }

    // Half of the words as those write who do not want to be found.
    static string Disguised(string title, Random random) =>
        string.Join(
            ' ',
            title
                .Split(' ')
                .Select(word =>
                    random.Next(2) == 0
                        ? word
                        : NameDisguises.Known.OrderBy(_ => random.Next()).Select(k => k.Disguise(word, random)).First(d => d is not null)
                )
        );

    static double? Mean(TitleVector left, TitleVector right) =>
        (TitleComparer.Compare(left, right) + TitleComparer.CompareMeaning(left, right)) / 2;

    static double AreaUnderCurve(List<Scored> pairs)
    {
        var (same, other) = (pairs.Where(p => p.IsSame).ToList(), pairs.Where(p => !p.IsSame).ToList());
        var above = same.Sum(s =>
            other.Sum(o =>
                s.Score > o.Score ? 1.0
                : s.Score == o.Score ? 0.5
                : 0
            )
        );
        return above / ((double)same.Count * other.Count);
    }

    // Both run on one thread; the processor's time is taken and not the clock's, which other programs share.
    static void Speed(TitleMatcher matcher, TitleEncoder encoder, List<LabelledTitles> pairs)
    {
        var titles = pairs.SelectMany(p => new[] { p.Left, p.Right }).Distinct().ToList();
        var facts = titles.Zip(matcher.Read(titles)).ToDictionary(t => t.First, t => t.Second);
        var ready = pairs.Select(p => (facts[p.Left], facts[p.Right])).ToList();
        void Compare()
        {
            for (var i = 0; i < TimedPairs; i++)
                _ = matcher.Score(ready[i % ready.Count].Item1, ready[i % ready.Count].Item2);
        }

        Compare();
        Say($"compared {TimedPairs / Seconds(Compare):N0} pairs/s a core, titles encoded before");
        var some = Enumerable.Range(0, TimedTitles).Select(i => titles[i % titles.Count]).ToList();
        Say($"encoded {TimedTitles / Seconds(() => encoder.Encode(some)):N0} titles/s a core");
    }

    static double Seconds(Action run)
    {
        var before = Environment.CpuUsage.TotalTime;
        run();
        return (Environment.CpuUsage.TotalTime - before).TotalSeconds;
    }

    static string Told(List<LabelledTitles> pairs) => $"{pairs.Count} pairs ({pairs.Count(p => p.IsSame)} same)";

    static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    static void Say(string line) => Console.WriteLine(line);
}
