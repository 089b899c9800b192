using CsCheck;
using IpGuard.Core.Matching;
using IpGuard.Index;
using IpGuard.Index.Embedded;

namespace IpGuard.Rooms.Tests.Index;

public class TitleIndexTests
{
    static Embedding Made(int seed, Embedding? near = null)
    {
        var random = new Random(seed);
        return Embedding.Of([.. Enumerable.Range(0, 32).Select(i => (float)random.NextDouble() - 0.5f + ((near?.Values[i] ?? 0) / 60f))])!;
    }

    [Fact]
    public void The_nearest_are_those_that_going_through_everything_gives_in_that_order() =>
        Gen.Select(Gen.Int[0, 200], Gen.Int[0, 40], Gen.Int[1, 6])
            .Sample(
                (seed, count, top) =>
                {
                    var filed = Enumerable.Range(0, count).Select(i => ($"F-{i:00}", Meaning: Made((1_000 * seed) + (i / 2)))).ToList();
                    var asked = Made(9_999_999 - seed, count > 0 ? filed[0].Meaning : null);
                    using var index = new TitleIndex();
                    foreach (var (number, meaning) in filed)
                        index.Add(number, meaning);
                    var expected = filed
                        .Select(f => new NearTitle(f.Item1, asked.CosineTo(f.Meaning)))
                        .Where(n => n.Cosine >= 0.1f)
                        .OrderByDescending(n => n.Cosine)
                        .ThenBy(n => n.FilingNumber, StringComparer.Ordinal)
                        .Take(top);
                    Assert.Equal(expected, index.Nearest(asked, 0.1f, top));
                },
                iter: 100
            );

    [Fact]
    public void A_title_just_below_the_least_cosine_is_not_near()
    {
        var (filed, asked) = (Made(1), Made(2, Made(1)));
        using var index = new TitleIndex();
        index.Add("F-1", filed);
        var cosine = asked.CosineTo(filed);
        Assert.Equal([new NearTitle("F-1", cosine)], index.Nearest(asked, cosine, 5));
        Assert.Empty(index.Nearest(asked, MathF.BitIncrement(cosine), 5));
    }

    [Fact]
    public void Adding_a_title_again_changes_nothing()
    {
        using var index = new TitleIndex();
        index.Add("F-1", Made(1));
        index.Add("F-1", Made(2));
        Assert.Equal(1, index.Count);
        Assert.Equal([new NearTitle("F-1", 1)], index.Nearest(Made(1), 0.99f, 5).Select(n => n with { Cosine = MathF.Round(n.Cosine, 4) }));
    }
}
