using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using IpGuard.Core.Matching;

namespace IpGuard.Index.Embedded;

/// <summary>Every hash within a radius, by going through all of them.</summary>
static unsafe class HashScan
{
    // 16 KB of the first plane: they stay in the nearest cache while every question of a batch passes over them.
    const int BlockHashes = 1_024;

    // Half of two unrelated hashes differs in 64 ± 5.7 bits; from here on the first plane alone rules out too few (bench index).
    const int OnePlaneBits = 46;

    /// <summary>Tells each question of the hashes that may be near enough.</summary>
    public static void Run(in HashPlanes planes, ReadOnlySpan<NearestHashes> questions)
    {
        for (var from = 0; from < planes.Count; from += BlockHashes)
        {
            var until = Math.Min(planes.Count, from + BlockHashes);
            foreach (var question in questions)
            {
                for (var q = 0; q < question.Asked.Length; q++)
                    Block(planes, from, until, question, q);
            }
        }
    }

    static void Block(in HashPlanes planes, int from, int until, NearestHashes question, int q)
    {
        if (!Avx2.IsSupported)
            Verify(planes, from, until, question, q);
        else if (question.LimitBits < OnePlaneBits)
            OnePlane(planes, from, until, question, q);
        else
            BothPlanes(planes, from, until, question, q);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void OnePlane(in HashPlanes planes, int from, int until, NearestHashes question, int q)
    {
        ref readonly var hash = ref question.Asked[q];
        var (a, b) = (Vector256.Create(hash.A).AsByte(), Vector256.Create(hash.B).AsByte());
        var limit = LimitOf(question);
        var high = planes.High.Start + (2L * from);
        for (var at = from; at < until; at += HashPlanes.Step, high += 2 * HashPlanes.Step)
        {
            var first = Vector256.Min(Bits(Counts(high, a, b)), Bits(Counts(high + 8, a, b)));
            var second = Vector256.Min(Bits(Counts(high + 16, a, b)), Bits(Counts(high + 24, a, b)));
            if (Vector256.GreaterThan(limit, Vector256.Min(first, second)) == Vector256<int>.Zero)
                continue;
            Verify(planes, at, Math.Min(until, at + HashPlanes.Step), question, q);
            limit = LimitOf(question);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void BothPlanes(in HashPlanes planes, int from, int until, NearestHashes question, int q)
    {
        ref readonly var hash = ref question.Asked[q];
        var (a, b) = (Vector256.Create(hash.A).AsByte(), Vector256.Create(hash.B).AsByte());
        var (c, d) = (Vector256.Create(hash.C).AsByte(), Vector256.Create(hash.D).AsByte());
        var limit = LimitOf(question);
        var high = planes.High.Start + (2L * from);
        var low = planes.Low.Start + (2L * from);
        for (var at = from; at < until; at += 8, high += 16, low += 16)
        {
            var first = Bits(Counts(high, a, b) + Counts(low, c, d));
            var second = Bits(Counts(high + 8, a, b) + Counts(low + 8, c, d));
            if (Vector256.GreaterThan(limit, Vector256.Min(first, second)) == Vector256<int>.Zero)
                continue;
            Verify(planes, at, Math.Min(until, at + 8), question, q);
            limit = LimitOf(question);
        }
    }

    // One more than the limit beside each sum, nothing beside the upper half of each, which is always 0.
    static Vector256<int> LimitOf(NearestHashes question) => Vector256.Create((long)question.LimitBits + 1).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<int> Bits(Vector256<byte> counts) => Avx2.SumAbsoluteDifferences(counts, Vector256<byte>.Zero).AsInt32();

    // Ones in each byte of four hashes' two words, at most 16: each half byte is looked up.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<byte> Counts(ulong* words, Vector256<byte> a, Vector256<byte> b)
    {
        var ones = Vector256.Create((byte)0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
        var half = Vector256.Create((byte)15);
        var x = Vector256.Load((byte*)words) ^ a;
        var y = Vector256.Load((byte*)(words + 4)) ^ b;
        var lower = Avx2.Shuffle(ones, x & half) + Avx2.Shuffle(ones, y & half);
        var upper = Avx2.Shuffle(ones, (x.AsUInt16() >>> 4).AsByte() & half) + Avx2.Shuffle(ones, (y.AsUInt16() >>> 4).AsByte() & half);
        return lower + upper;
    }

    // Out of line: what few hashes come here must not burden the loop.
    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Verify(in HashPlanes planes, int from, int until, NearestHashes question, int q)
    {
        ref readonly var hash = ref question.Asked[q];
        for (var at = from; at < until; at++)
        {
            var word = HashPlanes.WordOf(at);
            var high = planes.High.Start + word;
            var bits = BitOperations.PopCount(high[0] ^ hash.A) + BitOperations.PopCount(high[4] ^ hash.B);
            if (bits > question.LimitBits)
                continue;
            var low = planes.Low.Start + word;
            bits += BitOperations.PopCount(low[0] ^ hash.C) + BitOperations.PopCount(low[4] ^ hash.D);
            if (bits <= question.LimitBits)
                question.Meet(at, planes[at], q, bits);
        }
    }
}
