using System.Buffers.Binary;
using IpGuard.Core.Matching;
using IpGuard.Index;
using IpGuard.Testing;

namespace IpGuard.Rooms.Tests.Index;

/// <summary>Works and copies of them that nobody drew, made from seeds, of the shape that real features have: works in categories, some of
/// them versions of others, words as unevenly frequent as real ones.</summary>
static class MadeCatalogue
{
    /// <summary>Dimensions of an embedding and of a title's meaning, as the index's template states them.</summary>
    public const int Length = 512;

    const int Categories = 40;
    const int Corners = 60;
    const int SidePx = 512;
    const int MiniaturePx = 40;

    // Cosine of two unrelated works of one category: below the .6 at which unrelated works end.
    const float CategoryShare = 0.4f;

    // Of two corners of one word 64 bits differ in some 25 on real pictures; here in 2 · ¼ · ¾ of them.
    const float WordNoise = 0.25f;

    static readonly byte[] Colours = new byte[PictureFeatures.ColourGrid * PictureFeatures.ColourGrid * 3];
    static readonly float[][] Topics = [.. Enumerable.Range(0, Categories).Select(c => Direction(new(900_000 + c)))];
    static readonly byte[] VocabularyBytes = File.ReadAllBytes(
        Path.Combine(SharedData.ProjectRoot, "models", "vocabulary", "vocabulary-v1.bin")
    );

    // Rank r is drawn as often as 1/(r + 10)^0.8.
    static readonly double[] WordShares = Cumulated([.. Enumerable.Range(0, Vocabulary.Words).Select(r => Math.Pow(r + 10, -0.8))]);

    public static Vocabulary Vocabulary { get; } = Vocabulary.FromBytes(VocabularyBytes);

    /// <summary>Pictures that are nobody's work.</summary>
    public static IReadOnlyList<Embedding> Background { get; } =
    [.. Enumerable.Range(0, 60).Select(i => Embedded(Mixed(Topics[i % Categories], Direction(new(800_000 + i)), CategoryShare)))];

    /// <summary>A work's picture: the whole, a part that the network saw, and a part that has a hash alone.</summary>
    public static PictureFeatures Work(int seed)
    {
        var random = new Random(seed);
        var topic = Topics[random.Next(Categories)];
        Region Part(RegionKind kind, bool hasEmbedding, int quality) =>
            new(
                kind,
                new(0.1f * (int)kind, 0.1f, 0.6f, 0.6f),
                quality,
                Hashes(random),
                hasEmbedding ? Embedded(Mixed(topic, Direction(random), CategoryShare)) : null
            );
        return new(
            SidePx,
            SidePx,
            "network",
            [
                Part(RegionKind.Whole, true, random.Next(60) == 0 ? Fingerprint.MinimumQuality - 1 : 80),
                Part(RegionKind.Centre, true, random.Next(8) == 0 ? Fingerprint.MinimumQuality - 1 : 70),
                Part(RegionKind.Window, false, 60),
            ],
            CornersOf(random),
            MiniatureOf(random),
            Colours
        );
    }

    /// <summary>A picture like another's.</summary>
    /// <param name="strength">0 leaves it as it is; at 1 little of it is left.</param>
    public static PictureFeatures Copy(PictureFeatures of, int seed, float strength)
    {
        var random = new Random(seed);
        // A copy that was cut out shows as a whole what is a part of the work; a mirrored one is found by another of the eight hashes.
        var (isCut, isMirrored) = (strength > 0.5f && random.Next(3) == 0, random.Next(5) == 0);
        IReadOnlyList<Region> source = isCut ? [of.Regions[1], of.Regions[1], of.Regions[2]] : of.Regions;
        var regions = source.Select(
            (r, i) =>
                r with
                {
                    Kind = of.Regions[i].Kind,
                    Area = of.Regions[i].Area,
                    Hashes = Near(r.Hashes, (int)(44 * strength), isMirrored, random),
                    Embedding = r.Embedding is { } e ? Embedded(Mixed(Numbers(e), Direction(random), 1 - (0.5f * strength))) : null,
                }
        );
        var kept = Near(of.Keypoints, strength, random);
        return of with
        {
            Regions = [.. regions],
            Keypoints = isMirrored ? kept.Mirrored(SidePx) : kept,
            Miniature = Near(of.Miniature, strength, random),
        };
    }

    /// <summary>As it is indexed, with words by the vocabulary and a title that means something.</summary>
    public static IndexedFeatures Indexed(PictureKey key, PictureFeatures features, int titleSeed) =>
        new(
            new(key.FilingNumber, key.PictureNo, features.Whole.Hashes.Upright),
            features,
            Vocabulary.WordsOf(features.Keypoints.Descriptors),
            $"lamp w{titleSeed}",
            TitleMeaning(titleSeed)
        )
        {
            IsFlat = features.Whole.IsFlat,
        };

    /// <summary>Titles of one category mean something alike.</summary>
    public static float[] TitleMeaning(int seed) => Mixed(Topics[seed % Categories], Direction(new(700_000 + seed)), CategoryShare);

    public static float[] Direction(Random random)
    {
        var numbers = new float[Length];
        for (var i = 0; i < Length; i++)
            numbers[i] = (float)(random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5);
        return Normalised(numbers);
    }

    /// <param name="share">Cosine of the mixture to the first direction, squared.</param>
    public static float[] Mixed(float[] direction, float[] other, float share) =>
        Normalised([.. direction.Select((d, i) => (MathF.Sqrt(share) * d) + (MathF.Sqrt(1 - share) * other[i]))]);

    static float[] Normalised(float[] numbers)
    {
        var length = MathF.Sqrt(numbers.Sum(n => n * n));
        return Array.ConvertAll(numbers, n => n / length);
    }

    static Embedding Embedded(float[] direction) => Embedding.Of(direction)!;

    static float[] Numbers(Embedding embedding) => Array.ConvertAll(embedding.Values, v => v * embedding.Step);

    static PdqSet Hashes(Random random)
    {
        var set = default(PdqSet);
        for (var o = 0; o < PdqSet.Count; o++)
            set[o] = HashSamples.HashOf(random);
        return set;
    }

    static PdqSet Near(PdqSet hashes, int mostBits, bool isMirrored, Random random)
    {
        var set = default(PdqSet);
        for (var o = 0; o < PdqSet.Count; o++)
            set[o] = HashSamples.Flip(hashes[isMirrored ? (o + 4) % PdqSet.Count : o], random.Next(mostBits + 1), random);
        return set;
    }

    static Keypoints CornersOf(Random random)
    {
        var descriptors = new ulong[4 * Corners];
        for (var i = 0; i < Corners; i++)
        {
            var word = Array.BinarySearch(WordShares, random.NextDouble() * WordShares[^1]);
            var at = 8 + (32 * (Vocabulary.Branches + (word < 0 ? ~word : word)));
            for (var w = 0; w < 4; w++)
                descriptors[(4 * i) + w] =
                    BinaryPrimitives.ReadUInt64BigEndian(VocabularyBytes.AsSpan(at + (8 * w))) ^ Noise(random, WordNoise);
        }

        float[] Places() => [.. Enumerable.Range(0, Corners).Select(_ => 10 + (random.NextSingle() * (SidePx - 20)))];
        return new(Places(), Places(), [.. Enumerable.Repeat(1f, Corners)], new float[Corners], descriptors);
    }

    static Keypoints Near(Keypoints of, float strength, Random random)
    {
        var (dx, dy) = (random.NextSingle() * 12, random.NextSingle() * 12);
        var fresh = CornersOf(random);
        var (xs, ys, descriptors) = (fresh.Xs, fresh.Ys, fresh.Descriptors);
        for (var i = 0; i < of.Count; i++)
        {
            if (random.NextSingle() < 0.8f * strength)
                continue;
            (xs[i], ys[i]) = (of.Xs[i] + dx + random.NextSingle(), of.Ys[i] + dy + random.NextSingle());
            for (var w = 0; w < 4; w++)
                descriptors[(4 * i) + w] = of.Descriptors[(4 * i) + w] ^ Noise(random, 0.02f + (0.06f * strength));
        }

        return of with
        {
            Xs = xs,
            Ys = ys,
            Descriptors = descriptors,
        };
    }

    static ulong Noise(Random random, float share)
    {
        var bits = 0ul;
        for (var i = 0; i < 64; i++)
            bits |= random.NextSingle() < share ? 1ul << i : 0;
        return bits;
    }

    static Miniature MiniatureOf(Random random)
    {
        const int cell = 8;
        const int cells = MiniaturePx / cell;
        var grid = new byte[cells * cells];
        random.NextBytes(grid);
        var pixels = new byte[MiniaturePx * MiniaturePx];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = grid[(i / MiniaturePx / cell * cells) + (i % MiniaturePx / cell)];
        return new(pixels, MiniaturePx, MiniaturePx);
    }

    static Miniature Near(Miniature of, float strength, Random random) =>
        of with
        {
            Pixels = Array.ConvertAll(of.Pixels, p => (byte)Math.Clamp(p + ((random.NextSingle() - 0.5f) * 160 * strength), 0, 255)),
        };

    static double[] Cumulated(double[] shares)
    {
        for (var i = 1; i < shares.Length; i++)
            shares[i] += shares[i - 1];
        return shares;
    }
}
