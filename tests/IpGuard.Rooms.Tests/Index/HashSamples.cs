using IpGuard.Core.Matching;

namespace IpGuard.Rooms.Tests.Index;

/// <summary>Hashes, pictures and questions made from seeds, and the answer by going through everything.</summary>
static class HashSamples
{
    public static Pdq HashOf(Random random) => new(Next(random), Next(random), Next(random), Next(random));

    /// <summary>Eight unlike hashes, as a picture's are.</summary>
    public static PdqSet SetOf(Random random)
    {
        var set = default(PdqSet);
        for (var o = 0; o < PdqSet.Count; o++)
            set[o] = HashOf(random);
        return set;
    }

    public static PdqSet SetWith(Pdq upright)
    {
        var set = SetOf(new Random(99));
        set[0] = upright;
        return set;
    }

    /// <summary>Random pictures, some of them near a few centres, so that radii are met on both sides.</summary>
    public static List<IndexedPicture> Pictures(int seed, int count)
    {
        var random = new Random(seed);
        var centres = Enumerable.Range(0, 4).Select(_ => HashOf(random)).ToList();
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(i => new IndexedPicture(
                    $"F-{i / 2:000}",
                    (i % 2) + 1,
                    i % 3 == 0 ? HashOf(random) : Flip(centres[i % 4], random.Next(70), random)
                )),
        ];
    }

    public static Pdq Flip(Pdq hash, int bits, Random random)
    {
        Span<ulong> words = [hash.A, hash.B, hash.C, hash.D];
        foreach (var bit in Enumerable.Range(0, 256).OrderBy(_ => random.Next()).Take(bits).ToList())
            words[bit / 64] ^= 1UL << (bit % 64);
        return new(words[0], words[1], words[2], words[3]);
    }

    /// <summary>The question answered by going through everything: the oracle.</summary>
    public static List<Candidate> Oracle(IEnumerable<IndexedPicture> pictures, PdqSet asked, int radiusBits, int top) =>
        [
            .. pictures
                .Select(p => (p, Near: asked.NearestTo(p.Hash)))
                .Where(x => x.Near.Bits <= radiusBits)
                .OrderBy(x => x.Near.Bits)
                .ThenBy(x => x.p.FilingNumber, StringComparer.Ordinal)
                .ThenBy(x => x.p.PictureNo)
                .Take(top)
                .Select(x => new Candidate(x.p.FilingNumber, x.p.PictureNo, x.Near.Orientation, x.Near.Bits)),
        ];

    static ulong Next(Random random) => (ulong)random.NextInt64() ^ ((ulong)random.NextInt64() << 33);
}
