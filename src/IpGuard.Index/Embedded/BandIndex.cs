using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using IpGuard.Core.Matching;

namespace IpGuard.Index.Embedded;

/// <summary>Exact multi-index hashing: for each of m bands of the hash, which hashes have a value there (Norouzi, Punjani, Fleet, “Fast
/// Exact Search in Hamming Space With Multi-Index Hashing”, 2014).</summary>
/// <remarks>Of hashes within g = s·m + z bits, either one of the bands 0…z differs in at most s bits or one behind in at most s − 1. So
/// step g looks up the values with exactly s flipped bits of band z, and after it nothing within g bits is missing.</remarks>
/// <param name="heads">For each band, where each value's hashes start, and one more.</param>
/// <param name="postings">For each band, the hashes by value.</param>
sealed unsafe class BandIndex(int bands, int count, Section<uint> heads, Section<uint> postings)
{
    /// <summary>Wider radii go by flat scan: the values to look up grow faster than what they leave out.</summary>
    public const int WidestRadiusBits = 39;

    // Beside a flat scan's 0.7 ns a hash; only the choice between the two hangs on them, never an answer.
    const double LookUpNs = 6,
        CandidateNs = 9,
        ScanNs = 0.7;

    // Heads and postings together; from it follows how wide bands may be.
    const int MostBytesPerHash = 100;

    const int Together = 64;

    readonly Band[] _bands = [.. Enumerable.Range(0, bands).Select(z => Band.Of(bands, z))];

    public int Bands => bands;

    public Section<uint> Heads => heads;

    public Section<uint> Postings => postings;

    /// <summary>As few bands as the memory allows: wide bands hold fewer hashes a value.</summary>
    public static int BandsFor(int count)
    {
        var bands = Math.Clamp((int)(Pdq.LengthBits / Math.Log2(Math.Max(2, count))), 10, 32);
        while (bands < 32 && 4 * (HeadsOf(bands) + ((long)bands * count)) > (long)MostBytesPerHash * count)
            bands++;
        return bands;
    }

    /// <summary>Values of all bands' heads.</summary>
    public static long HeadsOf(int bands) => Enumerable.Range(0, bands).Sum(z => (1L << WidthOf(bands, z)) + 1);

    public static BandIndex Of(in HashPlanes planes)
    {
        var (bands, count) = (BandsFor(planes.Count), planes.Count);
        var heads = Section<uint>.New(HeadsOf(bands));
        var postings = Section<uint>.New((long)bands * count);
        var head = heads.Start;
        for (var z = 0; z < bands; z++)
        {
            var values = 1L << WidthOf(bands, z);
            var of = postings.Start + ((long)z * count);
            var band = Band.Of(bands, z);
            for (var i = 0; i < count; i++)
                head[band.Of(planes[i]) + 1]++;
            for (long v = 0; v < values; v++)
                head[v + 1] += head[v];
            for (var i = 0; i < count; i++)
                of[head[band.Of(planes[i])]++] = (uint)i;
            Buffer.MemoryCopy(head, head + 1, 4 * values, 4 * values);
            head[0] = 0;
            head += values + 1;
        }

        return new(bands, count, heads, postings);
    }

    /// <summary>Whether looking up costs less than going through all.</summary>
    public bool IsWorth(int radiusBits)
    {
        if (radiusBits > WidestRadiusBits)
            return false;
        double cost = 0;
        for (var step = 0; step <= radiusBits; step++)
        {
            var width = WidthOf(bands, step % bands);
            double values = 1;
            for (var k = 0; k < step / bands; k++)
                values = values * (width - k) / (k + 1);
            cost += values * (LookUpNs + (CandidateNs * count / (1L << width)));
        }

        return cost < ScanNs * count;
    }

    /// <summary>Tells the question of every hash within its limit of one that is asked.</summary>
    public void Run(in HashPlanes planes, NearestHashes question, int q)
    {
        for (var step = 0; step <= question.LimitBits; step++)
            Step(planes, question, q, step);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    void Step(in HashPlanes planes, NearestHashes question, int q, int step)
    {
        var (z, flips) = (step % bands, step / bands);
        var (width, value) = (WidthOf(bands, z), _bands[z].Of(question.Asked[q]));
        var head = heads.Start + HeadsBefore(z);
        var of = postings.Start + ((long)z * count);
        var (flipped, end) = ((1L << flips) - 1, 1L << width);
        var values = stackalloc uint[Together];
        var spans = stackalloc uint[2 * Together];
        for (var isLast = false; !isLast; )
        {
            // Each round touches memory that the round before it has called for.
            var n = 0;
            while (n < Together && !isLast)
            {
                values[n] = value ^ (uint)flipped;
                CallFor(head + values[n++]);
                flipped = Next(flipped);
                isLast = flipped == 0 || flipped >= end;
            }

            for (var i = 0; i < n; i++)
            {
                (spans[2 * i], spans[(2 * i) + 1]) = (head[values[i]], head[values[i] + 1]);
                if (spans[2 * i] < spans[(2 * i) + 1])
                    CallFor(of + spans[2 * i]);
            }

            Verify(planes, question, q, step, of, spans, n);
        }
    }

    void Verify(in HashPlanes planes, NearestHashes question, int q, int step, uint* of, uint* spans, int n)
    {
        var codes = stackalloc uint[Together];
        var held = 0;
        for (var i = 0; i < n; i++)
        {
            for (var p = spans[2 * i]; p < spans[(2 * i) + 1]; p++)
            {
                codes[held++] = of[p];
                CallFor(planes.High.Start + HashPlanes.WordOf((int)of[p]));
                if (held == Together)
                    Verify(planes, question, q, step, codes, ref held);
            }
        }

        Verify(planes, question, q, step, codes, ref held);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    void Verify(in HashPlanes planes, NearestHashes question, int q, int step, uint* codes, ref int held)
    {
        ref readonly var hash = ref question.Asked[q];
        var limit = question.LimitBits;
        for (var i = 0; i < held; i++)
        {
            var high = planes.High.Start + HashPlanes.WordOf((int)codes[i]);
            if (BitOperations.PopCount(high[0] ^ hash.A) + BitOperations.PopCount(high[4] ^ hash.B) > limit)
                continue;
            var other = planes[(int)codes[i]];
            var bits = hash.BitsFrom(other);
            if (bits > limit || IsKnown(hash, other, step))
                continue;
            question.Meet((int)codes[i], other, q, bits);
            limit = question.LimitBits;
        }

        held = 0;
    }

    // Whether an earlier step has looked the hash up: then it has been told of.
    bool IsKnown(in Pdq hash, in Pdq other, int step)
    {
        var difference = new Pdq(hash.A ^ other.A, hash.B ^ other.B, hash.C ^ other.C, hash.D ^ other.D);
        for (var z = 0; z < _bands.Length; z++)
        {
            if ((BitOperations.PopCount(_bands[z].Of(difference)) * bands) + z < step)
                return true;
        }

        return false;
    }

    long HeadsBefore(int z)
    {
        var wide = Math.Min(z, Pdq.LengthBits % bands);
        var narrow = Pdq.LengthBits / bands;
        return (wide * (2L << narrow)) + ((z - wide) * (1L << narrow)) + z;
    }

    static int WidthOf(int bands, int z) => (Pdq.LengthBits / bands) + (z < Pdq.LengthBits % bands ? 1 : 0);

    // The next number with as many ones (Gosper); 0 has none.
    static long Next(long ones)
    {
        if (ones == 0)
            return 0;
        var lowest = ones & -ones;
        var carried = ones + lowest;
        return (((ones ^ carried) >> 2) >> BitOperations.TrailingZeroCount(lowest)) | carried;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void CallFor(void* address)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(address);
    }

    /// <summary>Where a band lies in the hash.</summary>
    readonly record struct Band(int Word, int Shift, bool IsAcross, uint Mask)
    {
        public static Band Of(int bands, int z)
        {
            var from = (Pdq.LengthBits / bands * z) + Math.Min(z, Pdq.LengthBits % bands);
            var width = WidthOf(bands, z);
            return new(from / 64, from % 64, (from % 64) + width > 64, (uint)((1UL << width) - 1));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public uint Of(in Pdq hash)
        {
            ref var word = ref Unsafe.Add(ref Unsafe.As<Pdq, ulong>(ref Unsafe.AsRef(in hash)), Word);
            var value = word >> Shift;
            if (IsAcross)
                value |= Unsafe.Add(ref word, 1) << (64 - Shift);
            return (uint)value & Mask;
        }
    }
}
