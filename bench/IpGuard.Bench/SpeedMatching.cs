using IpGuard.Core.Matching;
using IpGuard.Index.Embedded;
using IpGuard.Vision.Decoding;
using IpGuard.Vision.Features;

namespace IpGuard.Bench;

/// <summary>Speed from the features of pictures to the works they show.</summary>
/// <param name="works">Different works as they are filed.</param>
/// <param name="copies">In step with them: a copy of each, smaller.</param>
sealed class SpeedMatching(IReadOnlyList<byte[]> works, IReadOnlyList<byte[]> copies)
{
    const int Works = 2_000;
    const int PartsOfWork = 9;
    const int Asked = 30;
    const int Dimensions = 512;

    readonly List<PreparedPicture> _works = Prepare(works, Side.Filed);
    readonly List<PreparedPicture> _copies = Prepare(copies, Side.Listed);

    public void Run()
    {
        Geometry("of a work and its copy", 0);
        Geometry("of unrelated pictures", 1);
        Overlays();
        Codes();
        Centres();
        Embeddings();
    }

    PreparedPicture Listed(int i, int apart) => _copies[(i + apart) % _copies.Count];

    void Geometry(string which, int apart)
    {
        var full = Enumerable
            .Range(0, _works.Count)
            .Where(i => _works[i].Features.Keypoints.Count > 480 && Listed(i, apart).Features.Keypoints.Count > 480)
            .ToList();
        var differing = full.Count(i =>
        {
            var (filed, listed) = (Points(_works[i]), Points(Listed(i, apart)));
            return KeypointGeometry.Fit(filed, listed) is { } fit && fit.Matches != PlainMatching.Matches(filed, listed);
        });
        if (full.Count == 0)
        {
            Console.WriteLine($"no pairs {which} have 480 keypoints on both sides");
            return;
        }

        Stopwatches.Compare(
            $"geometry {which}, some 500 keypoints a side ({full.Count} pairs)",
            () => full.ForEach(i => KeypointGeometry.Fit(Points(_works[i]), Points(Listed(i, apart)))),
            "all pairs of descriptors alone, plainly",
            () => full.ForEach(i => PlainMatching.Matches(Points(_works[i]), Points(Listed(i, apart)))),
            full.Count
        );
        Console.WriteLine($"  {differing} of {full.Count} have another number of matches than the plain count");
    }

    static Keypoints Points(PreparedPicture picture) => picture.Features.Keypoints;

    void Overlays()
    {
        var n = _works.Count;
        var find = Stopwatches.Median(() => Each(n, i => OverlaySearch.Find(_works[i].Relief, Listed(i, 0).Relief)), n);
        var map = new Affine(1.02f, 0.01f, 2, -0.01f, 1.01f, 1);
        var measure = Stopwatches.Median(() => Each(n, i => Overlay.Measure(_works[i].Relief, Listed(i, 0).Relief, map)), n);
        Stopwatches.Say($"laying a work over a picture: search {find:F0} µs, one measure {measure:F0} µs");
        ReliefLevel Drawing(int i) => _works[i].Relief[2];
        Stopwatches.Compare(
            "laying a drawing at every place",
            () => Each(n, i => new Sliding(Listed(i, 0).Relief[2]).Best(Drawing(i))),
            "plainly",
            () => Each(n, i => PlainMatching.Slide(Drawing(i), Listed(i, 0).Relief[2])),
            n
        );
        var differing = Enumerable
            .Range(0, n)
            .Count(i =>
            {
                var listed = Listed(i, 0).Relief[2];
                var (ours, plain) = (new Sliding(listed).Best(Drawing(i)), PlainMatching.Slide(Drawing(i), listed));
                return (ours.X, ours.Y) != (plain.X, plain.Y);
            });
        Console.WriteLine($"  {differing} of {n} best places are others than the plain search's");
    }

    static void Each(int count, Action<int> work)
    {
        for (var i = 0; i < count; i++)
            work(i);
    }

    void Codes()
    {
        var held = Enumerable.Range(0, Works * PartsOfWork).SelectMany(i => Words(i)).ToArray();
        var asked = Enumerable.Range(-Asked * PdqSet.Count, Asked * PdqSet.Count).SelectMany(i => Words(i)).ToArray();
        var blocks = CodeBlocks.Of(held);
        var (ours, plain) = (new byte[blocks.PaddedCount], new byte[blocks.Count]);
        Stopwatches.Compare(
            $"hashes of {Works} works × {PartsOfWork} parts beside {Asked} × {PdqSet.Count} asked",
            () => blocks.Least(asked, ours),
            "plainly",
            () => PlainLeast(held, asked, plain),
            1
        );
        Console.WriteLine($"  {Enumerable.Range(0, plain.Length).Count(i => ours[i] != plain[i])} of {plain.Length} distances differ");
    }

    static void PlainLeast(ulong[] held, ulong[] asked, byte[] least)
    {
        for (var i = 0; i < least.Length; i++)
        {
            var most = byte.MaxValue;
            for (var j = 0; j < asked.Length; j += 4)
                most = (byte)Math.Min(most, PlainMatching.Bits(held.AsSpan(4 * i, 4), asked.AsSpan(j, 4)));
            least[i] = most;
        }
    }

    void Centres()
    {
        var codes = Enumerable.Range(0, 20_000).SelectMany(i => Words(i)).ToArray();
        int[] members = [.. Enumerable.Range(0, codes.Length / 4)];
        Stopwatches.Compare(
            "128 centres of 20,000 codes",
            () => Majorities.Of(codes, members, Vocabulary.Branches, 3),
            "plainly",
            () => PlainMatching.Majorities(codes, Vocabulary.Branches, 3),
            1
        );
        var ours = Majorities.Of(codes, members, Vocabulary.Branches, 9).Centres;
        var isSame = ours.SequenceEqual(PlainMatching.Majorities(codes, Vocabulary.Branches, 9).Centres);
        Console.WriteLine($"  the centres are {(isSame ? "the same" : "OTHERS")}");
    }

    void Embeddings()
    {
        List<Embedding> held = [.. Enumerable.Range(0, (Works * PartsOfWork) + 3_967).Select(Made)];
        List<Embedding> asked = [.. Enumerable.Range(90_000, Asked).Select(Made)];
        var table = EmbeddingTable.Of(held);
        var rows = new System.Runtime.Intrinsics.Vector128<float>[held.Count];
        var sums = (Ours: 0f, Plain: 0f);
        Stopwatches.Compare(
            $"cosines of {held.Count} embeddings to {Asked}",
            () =>
            {
                for (var i = 0; i < Asked; i += EmbeddingTable.Together)
                    table.Cosines([.. asked.Skip(i).Take(EmbeddingTable.Together)], rows);
                sums.Ours = rows[^1][(Asked - 1) % EmbeddingTable.Together];
            },
            "one by one",
            () => asked.ForEach(a => held.ForEach(h => sums.Plain = a.CosineTo(h))),
            1
        );
        Console.WriteLine($"  the last cosine is {(sums.Ours == sums.Plain ? "the same" : "ANOTHER")}");
    }

    static Embedding Made(int seed)
    {
        var random = new Random(seed);
        var direction = new float[Dimensions];
        for (var i = 0; i < direction.Length; i++)
            direction[i] = random.NextSingle() - 0.5f;
        return Embedding.Of(direction)!;
    }

    static ulong[] Words(int seed)
    {
        var random = new Random(seed);
        return [(ulong)random.NextInt64(), (ulong)random.NextInt64(), (ulong)random.NextInt64(), (ulong)random.NextInt64()];
    }

    static List<PreparedPicture> Prepare(IReadOnlyList<byte[]> pictures, Side side)
    {
        using var vision = new Fingerprinter();
        return [.. pictures.Select(p => new PreparedPicture(vision.Examine(p, side, Pass.Fast).Features!))];
    }
}
