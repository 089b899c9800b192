using System.Globalization;
using IpGuard.Core.Works;
using IpGuard.Vision.Decoding;
using IpGuard.Vision.Drawing;

namespace IpGuard.Bench;

/// <summary>What a kit is made of.</summary>
/// <param name="Images">Folder of pictures; null for pictures drawn by code.</param>
/// <param name="List">CSV of the pictures with the columns file, set, group, category; null for every picture of the folder.</param>
/// <param name="LookAlikes">Honest pictures that look like works: other designs of the same house in the same studio, and as many of the same
/// works otherwise photographed and edited twice over. Only for pictures drawn by code.</param>
/// <param name="Part">Which hundredths of the pictures, by the hash of their group: from, to (not included).</param>
sealed record KitOrder(
    string Out,
    string? Images,
    string? List,
    (int From, int To) Part,
    IReadOnlyList<Attack> Attacks,
    int Works,
    int Distractors,
    int PerAttack,
    int Seed,
    int LookAlikes = 0
);

/// <summary>Makes matching kits with the attacks that are drawn here: registered works, attacked copies, distractors attacked alike.
/// Drawn works
/// also come back in other colours and as other views.</summary>
static class KitMaker
{
    const int LongestSidePx = 480;

    sealed record Source(string Id, string Category, string Set, Func<Shown, byte[]> Picture);

    // What of a source is shown.
    readonly record struct Shown(int View = 0, int Colourway = 0, int Sister = 0);

    sealed record Query(string Attack, Source From, bool IsCopy, IReadOnlyList<Attack> Paint, Shown Shown);

    public static int Run(KitOrder order)
    {
        var pool = order.Images is null ? Drawn(order) : Photographed(order);
        var random = new Random(order.Seed);
        var shuffled = pool.OrderBy(_ => random.Next()).ToList();
        var works = shuffled.Take(order.Works).ToList();
        var distractors = shuffled.Skip(order.Works).Take(order.Distractors).ToList();
        var others = shuffled.Skip(order.Works + order.Distractors).DefaultIfEmpty(shuffled[^1]).ToList();
        Directory.CreateDirectory(Path.Combine(order.Out, "registered"));
        Directory.CreateDirectory(Path.Combine(order.Out, "queries"));
        Parallel.ForEach(works, w => File.WriteAllBytes(Path.Combine(order.Out, "registered", $"{w.Id}.jpg"), w.Picture(new())));
        var queries = Queries(order, works, distractors, random).OrderBy(_ => random.Next()).ToList();
        Parallel.For(
            0,
            queries.Count,
            i => File.WriteAllBytes(Path.Combine(order.Out, "queries", $"q{i:00000}.jpg"), Paint(queries[i], others, order.Seed + i))
        );
        File.WriteAllLines(
            Path.Combine(order.Out, "queries.csv"),
            queries
                .Select((q, i) => $"q{i:00000},{q.Attack},{(q.IsCopy ? q.From.Id : "none")},{q.From.Category},{q.From.Set}")
                .Prepend("query_id,attack,source_id,category,set")
        );
        Console.WriteLine($"{works.Count} works, {queries.Count(q => q.IsCopy)} copies, {distractors.Count} distractors in {order.Out}");
        return 0;
    }

    static IEnumerable<Query> Queries(KitOrder order, List<Source> works, List<Source> distractors, Random random)
    {
        foreach (var attack in order.Attacks)
        {
            foreach (var work in works.OrderBy(_ => random.Next()).Take(order.PerAttack))
                yield return new(attack.ToString(), work, true, [attack], new());
        }

        foreach (var distractor in distractors)
        {
            var attack = order.Attacks[random.Next(order.Attacks.Count)];
            yield return new("none", distractor, false, random.Next(8) == 0 ? [] : [attack], new());
        }

        if (order.Images is not null)
            yield break;
        foreach (var name in (string[])["colourway", "view"])
        {
            foreach (var work in works.OrderBy(_ => random.Next()).Take(3 * order.PerAttack))
            {
                var (view, colourway) = name == "view" ? (1 + random.Next(3), 0) : (random.Next(2), 1 + random.Next(3));
                yield return new(name, work, true, [], new(view, colourway));
            }
        }

        for (var i = 0; i < order.LookAlikes; i++)
        {
            var work = works[i % works.Count];
            var edits = Enumerable.Range(0, random.Next(3)).Select(_ => order.Attacks[random.Next(order.Attacks.Count)]).ToList();
            yield return new("sister", work, false, edits, new(random.Next(3) == 0 ? 1 + random.Next(2) : 0, 0, 1 + random.Next(6)));
            edits = [.. Enumerable.Range(0, 2).Select(_ => order.Attacks[random.Next(order.Attacks.Count)])];
            yield return new("twice", work, true, edits, new(random.Next(3), random.Next(3) == 0 ? 1 + random.Next(3) : 0));
        }
    }

    static byte[] Paint(Query query, List<Source> others, int seed)
    {
        var picture = query.From.Picture(query.Shown);
        var random = new Random(seed);
        foreach (var attack in query.Paint)
        {
            var beside = Enumerable.Range(0, 3).Select(_ => others[random.Next(others.Count)].Picture(new())).ToList();
            picture = AttackPainter.Apply(picture, attack, seed, beside);
        }

        return picture;
    }

    static List<Source> Drawn(KitOrder order) =>
        [
            .. Enumerable
                .Range(0, order.Works + order.Distractors + 60)
                .Select(i =>
                {
                    var category = Categories.All[i % Categories.All.Count].Category;
                    // Two designs in three share a silhouette and colours with others: look-alikes.
                    return new Source(
                        $"d{i:00000}",
                        category.ToString(),
                        "drawn",
                        shown =>
                            MotifPainter.Draw(
                                category,
                                (order.Seed * 100_000) + i,
                                LongestSidePx,
                                shown.View,
                                shown.Colourway,
                                shown.Sister
                            )
                    );
                }),
        ];

    static List<Source> Photographed(KitOrder order)
    {
        var rows = File.ReadLines(order.List!).Skip(1).Select(l => l.Split(',')).Where(f => IsIn(order.Part, f[2]));
        return
        [
            .. rows.Select(
                (f, i) =>
                    new Source(
                        $"p{i:00000}",
                        f[3].Length == 0 ? f[1] : f[3].Split('/')[0],
                        f[1],
                        _ => Thumbnail.Make(File.ReadAllBytes(Path.Combine(order.Images!, f[0])), LongestSidePx).Jpeg!
                    )
            ),
        ];
    }

    // As ../shared/tools/make_queries.py cuts its parts: the first eight hexadecimal digits of the group's SHA-256, modulo 100.
    static bool IsIn((int From, int To) part, string group)
    {
        var hash = Sha256Hash.Of(System.Text.Encoding.UTF8.GetBytes(group)).ToString();
        return uint.Parse(hash.AsSpan(0, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture) % 100 is var at
            && at >= part.From
            && at < part.To;
    }
}
