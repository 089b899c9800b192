using System.Numerics;
using System.Runtime.CompilerServices;
using IpGuard.Core.Matching;

namespace IpGuard.Index.Embedded;

/// <summary>All hashes in memory, as readers see them at one instant: two planes of 128 bits, and whose they are.</summary>
/// <remarks>The arrays may be longer than <see cref="Count"/>: a writer fills what no published table counts yet, and publishes a
/// longer table over the same arrays.</remarks>
sealed class CodeTable(ulong[] high, ulong[] low, (string FilingNumber, int PictureNo)[] keys, int count)
{
    public static CodeTable Empty { get; } = new([], [], [], 0);

    public int Count => count;

    /// <summary>This table with the pictures added behind it.</summary>
    public CodeTable With(IReadOnlyList<IndexedPicture> pictures)
    {
        var (h, l, k, needed) = (high, low, keys, count + pictures.Count);
        if (needed > k.Length)
        {
            var room = Math.Max(needed, Math.Max(1_024, k.Length * 2));
            Array.Resize(ref h, 2 * room);
            Array.Resize(ref l, 2 * room);
            Array.Resize(ref k, room);
        }

        for (var i = 0; i < pictures.Count; i++)
        {
            var (at, hash) = (count + i, pictures[i].Hash);
            (h[2 * at], h[(2 * at) + 1], l[2 * at], l[(2 * at) + 1]) = (hash.A, hash.B, hash.C, hash.D);
            k[at] = (pictures[i].FilingNumber, pictures[i].PictureNo);
        }

        return new(h, l, k, needed);
    }

    /// <summary>This table without some pictures, in arrays of its own.</summary>
    public CodeTable Without(Func<(string FilingNumber, int PictureNo), bool> isGone) =>
        Empty.With([.. Enumerable.Range(0, count).Where(i => !isGone(keys[i])).Select(At)]);

    /// <summary>The nearest, exactly: within the radius of any of the eight hashes, ordered by distance, filing and picture.</summary>
    public List<Candidate> Nearest(in PdqSet asked, int radiusBits, int top)
    {
        var best = new List<Candidate>(Math.Min(top, 64));
        for (var at = 0; at < count; at++)
        {
            // Once enough are found, only what is at least as near as the last of them can still matter.
            var limit = best.Count == top ? Math.Min(radiusBits, best[^1].Bits) : radiusBits;
            var (orientation, bits) = NearestOf(asked, at, limit);
            if (bits <= limit)
                Insert(best, new(keys[at].FilingNumber, keys[at].PictureNo, orientation, bits), top);
        }

        return best;
    }

    // Distance over half the bits already rules most codes out; the other half is only read for the rest.
    (Orientation Orientation, int Bits) NearestOf(in PdqSet asked, int at, int limit)
    {
        var (a, b, c, d) = (high[2 * at], high[(2 * at) + 1], low[2 * at], low[(2 * at) + 1]);
        var (nearest, least) = (0, Pdq.LengthBits + 1);
        for (var o = 0; o < PdqSet.Count; o++)
        {
            ref readonly var hash = ref Unsafe.Add(ref Unsafe.As<PdqSet, Pdq>(ref Unsafe.AsRef(in asked)), o);
            var half = BitOperations.PopCount(a ^ hash.A) + BitOperations.PopCount(b ^ hash.B);
            if (half > limit || half >= least)
                continue;
            var bits = half + BitOperations.PopCount(c ^ hash.C) + BitOperations.PopCount(d ^ hash.D);
            if (bits < least)
                (nearest, least) = (o, bits);
        }

        return ((Orientation)nearest, least);
    }

    static void Insert(List<Candidate> best, Candidate candidate, int top)
    {
        var at = best.BinarySearch(candidate, ByNearness.Order);
        best.Insert(at < 0 ? ~at : at, candidate);
        if (best.Count > top)
            best.RemoveAt(top);
    }

    IndexedPicture At(int i) =>
        new(keys[i].FilingNumber, keys[i].PictureNo, new(high[2 * i], high[(2 * i) + 1], low[2 * i], low[(2 * i) + 1]));

    sealed class ByNearness : IComparer<Candidate>
    {
        public static readonly ByNearness Order = new();

        public int Compare(Candidate? x, Candidate? y)
        {
            var byBits = x!.Bits.CompareTo(y!.Bits);
            if (byBits != 0)
                return byBits;
            var byFiling = string.CompareOrdinal(x.FilingNumber, y.FilingNumber);
            return byFiling != 0 ? byFiling : x.PictureNo.CompareTo(y.PictureNo);
        }
    }
}
