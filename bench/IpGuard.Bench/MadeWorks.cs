using System.Buffers.Binary;
using System.Globalization;
using IpGuard.Core.Matching;
using IpGuard.Index;

namespace IpGuard.Bench;

/// <summary>A catalogue made by code, a work at a time and always the same: hash, embeddings, keypoints, words and title of one picture
/// each; and listings that ask about it, every other one a copy.</summary>
/// <param name="count">Works.</param>
/// <param name="regions">Parts of each picture besides the whole.</param>
sealed class MadeWorks(int count, int regions)
{
    /// <summary>Parts of a listing's picture, the whole included.</summary>
    public const int AskedParts = 9;

    const int Points = 64;
    const int CopiedPoints = 32;
    const int FlippedBits = 20;
    const int TitleWords = 8;
    const int KnownTitleWords = 5_000;

    // Works of one kind have a cosine of one half; real works of one category stay below .6.
    const int WorksOfOneKind = 100;
    const float OwnPart = 1;

    // Cosine to the whole .78: parts of one picture are alike.
    const float PartNoise = 0.8f;

    // Cosine of a copy .93.
    const float CopyNoise = 0.4f;

    // Of a word's centre to one of its descriptors: two have some 23 of 64 bits different, as in real pictures.
    const int DescriptorBits = 64;
    const int CopiedDescriptorBits = 12;

    enum Kind : ulong
    {
        Hash = 1,
        Meaning,
        KindOfWork,
        Title,
        Points,
        Question,
        Parts = 100,
    }

    static readonly Miniature Blank = new(new byte[16], 4, 4);
    static readonly byte[] Colours = new byte[PictureFeatures.ColourGrid * PictureFeatures.ColourGrid * 3];
    static readonly (Vocabulary Eyes, ulong[] Centres) Made = MakeVocabulary();

    public static IndexEyes Eyes { get; } =
        new(Made.Eyes, [.. Enumerable.Range(0, 500).Select(i => Embedding.Of(Direction(i, Kind.Question, 1))!)]);

    public int Count => count;

    public int Documents => count * (1 + regions);

    /// <summary>A listing's question.</summary>
    /// <param name="Source">The work it copies; null for a stranger.</param>
    public sealed record Question(string? Source, PdqSet Hashes, PreparedPicture Picture, Embedding Title);

    public IndexedFeatures Work(int i)
    {
        var hash = HashOf(i, 0);
        var features = Features([.. Enumerable.Range(0, 1 + regions).Select(p => PartOf(i, p))], PointsOf(i));
        var words = Made.Eyes.WordsOf(features.Keypoints.Descriptors);
        return new(new(Name(i), 1, hash), features, words, TitleOf(i), TitleMeaningOf(i));
    }

    /// <param name="n">Even for copies, odd for strangers, which are of a known kind all the same.</param>
    public Question Ask(int n)
    {
        var numbers = new MadeNumbers((ulong)n, (ulong)Kind.Question);
        var work = numbers.Next(count);
        var isCopy = n % 2 == 0;
        var parts = new List<Region>();
        for (var p = 0; p < AskedParts; p++)
        {
            var set = default(PdqSet);
            for (var o = 0; o < PdqSet.Count; o++)
                set[o] = numbers.Hash();
            if (isCopy && p <= regions)
                set[numbers.Next(PdqSet.Count)] = numbers.Flip(HashOf(work, p), FlippedBits);
            var seen = Meaning(isCopy ? work : n, work, p, isCopy);
            numbers.Add(seen, CopyNoise);
            parts.Add(new(p == 0 ? RegionKind.Whole : RegionKind.Window, Area.Whole, 100, set, Embedding.Of(seen)));
        }

        var points = PointsOf(count + n);
        if (isCopy)
            Copy(PointsOf(work), points, ref numbers);
        var title = isCopy ? TitleMeaningOf(work) : Direction(n, Kind.Title, 1);
        numbers.Add(title, 0.3f);
        return new(isCopy ? Name(work) : null, parts[0].Hashes, new(Features(parts, points)), Embedding.Of(title)!);
    }

    static string Name(int i) => string.Create(CultureInfo.InvariantCulture, $"F-{i:D9}");

    static Pdq HashOf(int i, int part) => new MadeNumbers((ulong)i, (ulong)Kind.Parts + (ulong)part).Hash();

    static Region PartOf(int i, int part)
    {
        var set = default(PdqSet);
        for (var o = 0; o < PdqSet.Count; o++)
            set[o] = HashOf(i, part);
        var meaning = Meaning(i, i, part, isFiled: true);
        return new(part == 0 ? RegionKind.Whole : RegionKind.Window, Area.Whole, 100, set, Embedding.Of(meaning));
    }

    // What a picture's part shows: its kind, and what is its own.
    static float[] Meaning(int own, int ofKind, int part, bool isFiled)
    {
        var meaning = Direction(ofKind / WorksOfOneKind, Kind.KindOfWork, 1);
        new MadeNumbers((ulong)own, (ulong)Kind.Meaning + (isFiled ? 0UL : 50)).Add(meaning, OwnPart);
        if (part > 0)
            new MadeNumbers((ulong)own, (ulong)Kind.Meaning + (ulong)(200 + part)).Add(meaning, PartNoise * MathF.Sqrt(2));
        return Unit(meaning);
    }

    static string TitleOf(int i)
    {
        var numbers = new MadeNumbers((ulong)i, (ulong)Kind.Title);
        return string.Join(' ', Enumerable.Range(0, TitleWords).Select(_ => $"word{numbers.Next(KnownTitleWords)}"));
    }

    // Titles of twenty works are about one thing.
    static float[] TitleMeaningOf(int i)
    {
        var meaning = Direction(i / 20, Kind.Title, 1);
        new MadeNumbers((ulong)i, (ulong)Kind.Title + 50).Add(meaning, 0.7f);
        return Unit(meaning);
    }

    static float[] Direction(int i, Kind kind, float length)
    {
        var direction = new float[PictureTemplate.EmbeddingLength];
        new MadeNumbers((ulong)i, (ulong)kind + 1_000).Add(direction, length);
        return direction;
    }

    static float[] Unit(float[] direction)
    {
        var square = 0f;
        foreach (var value in direction)
            square += value * value;
        var length = MathF.Sqrt(square);
        return Array.ConvertAll(direction, v => v / length);
    }

    static PictureFeatures Features(IReadOnlyList<Region> parts, ulong[] descriptors)
    {
        var still = new float[descriptors.Length / 4];
        return new(512, 512, "made", parts, new(still, still, still, still, descriptors), Blank, Colours);
    }

    static ulong[] PointsOf(int i)
    {
        var numbers = new MadeNumbers((ulong)i, (ulong)Kind.Points);
        var descriptors = new ulong[4 * Points];
        for (var p = 0; p < Points; p++)
        {
            // The share of pictures that have a word falls with the square root of its rank.
            var even = numbers.Next(Vocabulary.Words) / (double)Vocabulary.Words;
            var word = (int)(even * even * Vocabulary.Words);
            var descriptor = descriptors.AsSpan(4 * p, 4);
            Made.Centres.AsSpan(4 * word, 4).CopyTo(descriptor);
            numbers.Flip(descriptor, DescriptorBits);
        }

        return descriptors;
    }

    static void Copy(ulong[] from, ulong[] to, ref MadeNumbers numbers)
    {
        from.AsSpan(0, 4 * CopiedPoints).CopyTo(to);
        for (var p = 0; p < CopiedPoints; p++)
            numbers.Flip(to.AsSpan(4 * p, 4), CopiedDescriptorBits);
    }

    // Stems without a preference; words of a stem 40 bits away from it.
    static (Vocabulary, ulong[]) MakeVocabulary()
    {
        var numbers = new MadeNumbers(1, 1);
        var stems = new ulong[4 * Vocabulary.Branches];
        foreach (ref var word in stems.AsSpan())
            word = numbers.Next();
        var centres = new ulong[4 * Vocabulary.Words];
        for (var w = 0; w < Vocabulary.Words; w++)
        {
            var centre = centres.AsSpan(4 * w, 4);
            stems.AsSpan(4 * (w / Vocabulary.Branches), 4).CopyTo(centre);
            numbers.Flip(centre, 40);
        }

        var bytes = new byte[8 + (8 * (stems.Length + centres.Length))];
        "IPGVOC\u0001\0"u8.CopyTo(bytes);
        var at = 0;
        foreach (var word in stems.Concat(centres))
            BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(8 + (8 * at++)), word);
        return (Vocabulary.FromBytes(bytes), centres);
    }
}
