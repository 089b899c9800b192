using IpGuard.Core.Matching;
using IpGuard.Index;

namespace IpGuard.Rooms.Tests.Index;

/// <summary>Features of works as they look in a catalogue, made in code: works of one style point alike, common corners are in many
/// pictures, and a copy keeps as much of its original as it is told.</summary>
sealed class MadeWorks(Vocabulary vocabulary, int seed)
{
    public const string Network = "network";

    const int Styles = 40;
    const int CommonCorners = 3_000;
    const int Corners = 48;
    const int SidePx = 512;

    readonly float[][] _styles = [.. Enumerable.Range(0, Styles).Select(i => Numbers(new Random(seed + i)))];
    readonly ulong[][] _common = MakeCommon(new Random(seed + 1_000));

    /// <param name="parts">Regions beside the whole picture.</param>
    public PictureFeatures Work(int no, int parts)
    {
        var random = new Random(HashCode.Combine(seed, no));
        var style = _styles[random.Next(Styles)];
        var regions = Enumerable
            .Range(0, parts + 1)
            .Select(i => new Region(
                i == 0 ? RegionKind.Whole : RegionKind.Window,
                i == 0 ? Area.Whole : new(0.1f * i, 0.1f, 0.5f, 0.5f),
                80,
                Hashes(random),
                Embedding.Of(Mixed(style, Numbers(random), 0.55f))
            ));
        float[] Places() => [.. Enumerable.Range(0, Corners).Select(_ => 20 + ((SidePx - 40) * random.NextSingle()))];
        var descriptors = Enumerable.Range(0, Corners).SelectMany(_ => Corner(random)).ToArray();
        var sizes = Enumerable.Repeat(1f, Corners).ToArray();
        var pixels = new byte[Miniature.LongestSidePx * Miniature.LongestSidePx];
        random.NextBytes(pixels);
        return new(
            SidePx,
            SidePx,
            Network,
            [.. regions],
            new(Places(), Places(), sizes, new float[Corners], descriptors),
            new(pixels, Miniature.LongestSidePx, Miniature.LongestSidePx),
            new byte[PictureFeatures.ColourGrid * PictureFeatures.ColourGrid * 3]
        );
    }

    /// <summary>A picture made of a work's.</summary>
    /// <param name="kept">How much of it is left: 0 to 1. Bits, corners and direction go with it.</param>
    public PictureFeatures Copy(PictureFeatures of, float kept, int no)
    {
        var random = new Random(HashCode.Combine(seed, -1 - no));
        var regions = of
            .Regions.Select(r =>
                r with
                {
                    Hashes = Flipped(r.Hashes, (int)(70 * (1 - kept) * random.NextSingle()), random),
                    Embedding = Embedding.Of(Mixed(Direction(r.Embedding!), Numbers(random), kept)),
                }
            )
            .ToList();
        var descriptors = of.Keypoints.Descriptors.ToArray();
        for (var corner = 0; corner < of.Keypoints.Count; corner++)
        {
            var fresh = Corner(random);
            for (var i = 0; i < 4; i++)
            {
                ref var bits = ref descriptors[(4 * corner) + i];
                bits = random.NextSingle() < kept ? bits ^ (1ul << random.Next(64)) : fresh[i];
            }
        }

        return of with
        {
            Regions = regions,
            Keypoints = of.Keypoints with { Descriptors = descriptors },
        };
    }

    public IndexedFeatures Indexed(int no, PictureFeatures features) =>
        new(
            new($"F-{no:000000}", 1, features.Whole.Hashes.Upright),
            features,
            vocabulary.WordsOf(features.Keypoints.Descriptors),
            $"work {no}",
            Title(no)
        );

    /// <summary>The meaning of a work's title: a few works are called alike.</summary>
    public float[] Title(int no) => Mixed(Numbers(new Random(HashCode.Combine(seed, no / 4, 7))), Numbers(new Random(no)), 0.8f);

    public List<Embedding> Background(int count)
    {
        var random = new Random(seed + 2_000);
        return [.. Enumerable.Range(0, count).Select(_ => Embedding.Of(Mixed(_styles[random.Next(Styles)], Numbers(random), 0.5f))!)];
    }

    static float[] Direction(Embedding embedding) => Array.ConvertAll(embedding.Values, v => v * embedding.Step);

    // The common ones by Zipf's law; a third are the picture's own.
    ulong[] Corner(Random random)
    {
        if (random.Next(3) == 0)
            return [Bits(random), Bits(random), Bits(random), Bits(random)];
        var common = _common[(int)(CommonCorners * Math.Pow(random.NextDouble(), 2.5))];
        return [.. common.Select(w => w ^ (1ul << random.Next(64)) ^ (1ul << random.Next(64)))];
    }

    static ulong[][] MakeCommon(Random random) =>
        [.. Enumerable.Range(0, CommonCorners).Select(_ => new[] { Bits(random), Bits(random), Bits(random), Bits(random) })];

    static ulong Bits(Random random) => (ulong)random.NextInt64() ^ ((ulong)random.NextInt64() << 33);

    static PdqSet Hashes(Random random)
    {
        var set = default(PdqSet);
        for (var o = 0; o < PdqSet.Count; o++)
            set[o] = new(Bits(random), Bits(random), Bits(random), Bits(random));
        return set;
    }

    // A copy may be turned: the upright hash of the work is then that of another orientation of the copy.
    static PdqSet Flipped(PdqSet of, int bits, Random random)
    {
        var set = Hashes(random);
        set[random.Next(PdqSet.Count)] = HashSamples.Flip(of.Upright, bits, random);
        return set;
    }

    static float[] Numbers(Random random)
    {
        float[] numbers = [.. Enumerable.Range(0, PictureTemplate.EmbeddingLength).Select(_ => random.NextSingle() - 0.5f)];
        return Unit(numbers);
    }

    static float[] Mixed(float[] of, float[] with, float share) => Unit([.. of.Zip(with, (a, b) => (share * a) + ((1 - share) * b))]);

    static float[] Unit(float[] numbers)
    {
        var length = MathF.Sqrt(numbers.Sum(n => n * n));
        return Array.ConvertAll(numbers, n => n / length);
    }
}
