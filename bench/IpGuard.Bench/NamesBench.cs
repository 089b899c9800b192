using System.Diagnostics;
using System.Globalization;
using IpGuard.Core.Matching;
using IpGuard.Core.Works;
using IpGuard.Judging.Names;
using IpGuard.Judging.Training;
using static IpGuard.Bench.NameDisguises;

namespace IpGuard.Bench;

/// <summary>How many disguised names are found, and on how many honest titles a name is claimed that is not there.</summary>
static class NamesBench
{
    const int EachKind = 10;
    const int Honest = 4_000;
    const int NamesForSpeed = 1_000;

    public static int Run()
    {
        var (bytes, clock) = (GC.GetTotalMemory(forceFullCollection: true), Stopwatch.StartNew());
        _ = new NameSpotter(["耐克", "Kiro"]).Spot("奈克 Kirro 跑鞋 款");
        var spent = clock.ElapsedMilliseconds;
        Stopwatches.Say($"tables read in {spent} ms, {(GC.GetTotalMemory(forceFullCollection: true) - bytes) / 1e6:F0} MB");
        Developed();
        Unseen();
        var many = new NameSpotter(MakeNames(NamesForSpeed));
        var honest = HonestTitles([], 7).SelectMany(k => k.Titles).ToList();
        Alarms("  1,000 made names, all honest titles", many, honest);
        Speed(many, honest);
        foreach (var count in (ReadOnlySpan<int>)[NamesForSpeed, 5 * NamesForSpeed])
            Making(MakeNames(count));
        return 0;
    }

    // Names, kinds and honest words that nothing was developed with; misses are not shown, so that it stays so.
    static void Unseen()
    {
        List<string>[] names =
        [
            [.. NameWordsUnseen.Names],
        ];
        NameSpotter[] spotters = [new(names[0])];
        Console.WriteLine("names used for nothing, kinds as above");
        foreach (var (kind, disguise) in Known.Concat(NameDisguisesHeldOut.HeldOut))
            Row("  " + kind, disguise, names, spotters);
        Console.WriteLine("names used for nothing, kinds used for nothing");
        foreach (var (kind, disguise) in NameDisguisesUnseen.Unseen)
            Row("  " + kind, disguise, names, spotters);
        Console.WriteLine("false alarms with them, in % of honest titles");
        foreach (var (kind, titles) in HonestTitles(names[0], 11))
            Alarms("  " + kind, spotters[0], titles);
        Alarms("  other sentences", spotters[0], [.. NameWordsUnseen.Sentences]);
        var random = new Random(12);
        foreach (var near in WordsAbout(names[0]))
            Alarms("  " + near.Key, spotters[0], [.. near.Select(w => Plant(w, random).Title)]);
    }

    // Every word of 16 languages that is within two letters of a name (the spotter knows most of them for words, from the same list), and
    // every Chinese one (its words are from another).
    static IEnumerable<IGrouping<string, string>> WordsAbout(List<string> names) =>
        EncoderWords
            .All.Where(w => !names.Contains(w, StringComparer.OrdinalIgnoreCase))
            .Where(w => IsHan(w) || names.Exists(n => Letters(w, n) <= 2))
            .GroupBy(w => IsHan(w) ? "the encoder's Chinese words" : "the encoder's words within two letters");

    static void Developed()
    {
        var all = NameWords.Latin.Concat(NameWords.Chinese).ToList();
        var parts = new[] { all.Where(n => !IsHeldOut(n)).ToList(), all.Where(IsHeldOut).ToList() };
        var spotters = parts.Select(p => new NameSpotter(p)).ToArray();
        Stopwatches.Say($"{parts[0].Count} names to develop with, {parts[1].Count} held out; by a hash of the name");
        Console.WriteLine("found, in %; beside it the places that are exact to the letter, and the titles");
        foreach (var (kind, disguise) in Known)
            Row("  " + kind, disguise, parts, spotters);
        Console.WriteLine("kinds held out");
        foreach (var (kind, disguise) in NameDisguisesHeldOut.HeldOut)
            Row("  " + kind, disguise, parts, spotters);
        Console.WriteLine("false alarms, in % of honest titles: any claim of any watched name");
        for (var which = 0; which < parts.Length; which++)
        {
            foreach (var (kind, titles) in HonestTitles(parts[which], which))
                Alarms((which == 0 ? "  developed, " : "  held out, ") + kind, spotters[which], titles);
        }
    }

    static bool IsHeldOut(string name) => Letters64.Of(name) % 2 == 1;

    static void Row(string kind, Disguise disguise, List<string>[] parts, NameSpotter[] spotters)
    {
        var cells = new List<string>();
        var missed = new List<string>();
        for (var which = 0; which < parts.Length; which++)
        {
            var (found, exact, count) = (0, 0, 0);
            var random = new Random(which + 1);
            foreach (var name in parts[which])
            {
                for (var i = 0; i < EachKind; i++)
                {
                    if (disguise(name, random) is not { } disguised)
                        continue;
                    var (title, at) = Plant(disguised, random);
                    var spots = spotters[which]
                        .Spot(title)
                        .Where(s => s.Name == name && s.IsClaim && s.Start < at + disguised.Length && s.End > at)
                        .ToList();
                    count++;
                    found += spots.Count > 0 ? 1 : 0;
                    exact += spots.Exists(s => s.Start == at && s.Length == disguised.Length) ? 1 : 0;
                    if (spots.Count == 0)
                        missed.Add($"{name}: {title}");
                }
            }

            cells.Add(
                count == 0
                    ? "–"
                    : string.Create(CultureInfo.InvariantCulture, $"{100.0 * found / count, 6:F1} ({100.0 * exact / count, 5:F1}, {count})")
            );
        }

        Console.WriteLine(cells.Count == 1 ? $"{kind, -26} {cells[0]}" : $"{kind, -22} developed {cells[0], -22} held out {cells[1]}");
        if (parts.Length > 1 && Environment.GetEnvironmentVariable("SHOW_MISSED") is not null)
            missed
                .DistinctBy(m => m[..m.IndexOf(':', StringComparison.Ordinal)])
                .Take(20)
                .ToList()
                .ForEach(m => Console.WriteLine("      " + m));
    }

    // Where a title holds it, beside other words: half of the Chinese ones without a space.
    internal static (string Title, int At) Plant(string disguised, Random random)
    {
        var category = Categories.All[random.Next(Categories.All.Count)].Category;
        var words = FashionTitles
            .Sell(FashionTitles.Make(category, random), random)
            .Replace("同款", "新品", StringComparison.Ordinal)
            .Split(' ')
            .ToList();
        var at = random.Next(words.Count + 1);
        var before = string.Join(' ', words.Take(at));
        var after = string.Join(' ', words.Skip(at));
        var isTight = random.Next(2) == 0;
        var left =
            before.Length == 0 ? ""
            : isTight && before[^1] >= 0x2E80 ? before
            : before + " ";
        var right =
            after.Length == 0 ? ""
            : isTight && after[0] >= 0x2E80 ? after
            : " " + after;
        return (left + disguised + right, left.Length);
    }

    static IEnumerable<(string Kind, List<string> Titles)> HonestTitles(List<string> names, int seed)
    {
        var random = new Random(1_000 + seed);
        yield return ("titles", [.. FashionTitles.Many(1_000 + seed, Honest)]);
        foreach (var near in NameWords.Others.GroupBy(o => names.Exists(n => Letters(o, n) <= 2)).OrderBy(g => g.Key))
        {
            var others = near.ToList();
            yield return (
                near.Key ? "another's name within two letters" : "titles with another's name",
                [.. Enumerable.Range(0, Honest / 2).Select(_ => Plant(others[random.Next(others.Count)], random).Title)]
            );
        }

        yield return ("sentences", [.. NameWords.Sentences]);
        yield return ("two sentences at once", [.. Enumerable.Range(0, Honest / 4).Select(_ => $"{One(random)} 高仿 {One(random)}")]);
        if (names.Count > 0)
            yield return (
                "what it fits",
                [
                    .. names
                        .Where(n => n.Length > 3 || n[0] > 0x80)
                        .SelectMany(n => NameWords.Fits.Select(f => string.Format(CultureInfo.InvariantCulture, f, n))),
                ]
            );
    }

    // Plain distance of Latin names, each letter one: what no rule of ours has a part in.
    static int Letters(string a, string b)
    {
        if (!IsLatin(a) || !IsLatin(b))
            return int.MaxValue;
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        foreach (var c in a)
        {
            var (diagonal, first) = (row[0], row[0] + 1);
            row[0] = first;
            for (var j = 1; j <= b.Length; j++)
            {
                var same = diagonal + (char.ToLowerInvariant(c) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(same, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }

    static string One(Random random) => NameWords.Sentences[random.Next(NameWords.Sentences.Length)];

    static void Alarms(string kind, NameSpotter spotter, List<string> titles)
    {
        var alarms = titles
            .Select(t => (Title: t, Spot: spotter.Spot(t).FirstOrDefault(s => s.IsClaim)))
            .Where(a => a.Spot is not null)
            .ToList();
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{kind, -40} {100.0 * alarms.Count / titles.Count, 6:F2} of {titles.Count}")
        );
        if (Environment.GetEnvironmentVariable("SHOW_MISSED") is not null)
            alarms.DistinctBy(a => a.Spot!.Name).Take(12).ToList().ForEach(a => Console.WriteLine($"      {a.Spot} in {a.Title}"));
    }

    static void Speed(NameSpotter spotter, List<string> titles)
    {
        var sample = titles.Take(3_000).ToList();
        var title = Stopwatches.Median(() => sample.ForEach(t => spotter.Spot(t)), sample.Count);
        var length = sample.Average(t => t.Length);
        Stopwatches.Say($"{NamesForSpeed} names: {1e6 / title:F0} titles of {length:F0} characters a second and core ({title:F1} µs)");
        var article = string.Join(' ', Enumerable.Repeat(NameWords.Sentences, 20).SelectMany(s => s))[..TextFold.MaximumLength];
        var longest = Stopwatches.Median(() => spotter.Spot(article), 1);
        Stopwatches.Say($"the longest text that is looked at, {TextFold.MaximumLength} characters: {longest / 1000:F1} ms");
    }

    static void Making(List<string> names)
    {
        var (bytes, cpu) = (GC.GetTotalMemory(forceFullCollection: true), Environment.CpuUsage.TotalTime);
        var spotter = new NameSpotter(names);
        var spent = Environment.CpuUsage.TotalTime - cpu;
        var held = GC.GetTotalMemory(forceFullCollection: true) - bytes;
        GC.KeepAlive(spotter);
        Stopwatches.Say($"a spotter of {names.Count} names is made in {spent.TotalMilliseconds:F0} ms and holds {held / 1e6:F1} MB");
    }

    // Latin names of syllables, Chinese ones of characters that names are made of.
    internal static List<string> MakeNames(int count)
    {
        const string Characters = "雅诗兰黛芙蓉娜维欧蒂克尔斯曼罗莎薇珂琳森柏墨澜屿栖禾曦沐棉岫川琢澈青素锦鸿铭瑞祥隆泰盛华彩绮萱蔻梵谧";
        string[] syllables =
        [
            "ve",
            "lo",
            "ra",
            "mi",
            "kan",
            "dor",
            "sel",
            "tri",
            "vo",
            "nex",
            "zu",
            "bel",
            "que",
            "ria",
            "fon",
            "gal",
            "hem",
            "jo",
            "pax",
            "wy",
        ];
        var random = new Random(5);
        var names = new HashSet<string>();
        while (names.Count < count)
        {
            var length = random.Next(2, 5);
            names.Add(
                random.Next(2) == 0
                    ? string.Concat(Enumerable.Range(0, length).Select(_ => syllables[random.Next(syllables.Length)]))
                    : string.Concat(Enumerable.Range(0, length).Select(_ => Characters[random.Next(Characters.Length)]))
            );
        }

        return [.. names];
    }
}
