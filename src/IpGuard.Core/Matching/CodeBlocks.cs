using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace IpGuard.Core.Matching;

/// <summary>Codes of 256 bits, laid out so that one code is compared with 128 of them at once.</summary>
/// <remarks>Codes lie in blocks of 32, in each block first the lowest four bits of all 32, then the next four, and so on. How far four bits
/// are from four others is looked up by a shuffle (Muła, Kurz, Lemire 2018 count bits so): the table belongs to the asking four
/// bits, the places in it are the held ones. So a code costs one shuffle and one addition for every four bits of 32 codes.</remarks>
public sealed class CodeBlocks
{
    const int Lanes = 32;
    const int Nibbles = 64;
    const int BlockBytes = Lanes * Nibbles;

    // Four blocks to a pass: a table, once loaded, serves all four.
    const int Together = 4;

    /// <summary>Codes in a pass.</summary>
    const int PassCodes = Lanes * Together;

    // Sixteen tables of sixteen distances, each twice, for the two halves of a vector.
    static readonly Vector256<byte>[] Tables = MakeTables();

    byte[] _planes = [];
    ulong[] _codes = [];

    /// <summary>How many codes there are.</summary>
    public int Count { get; private set; }

    /// <summary>Length of what <see cref="Distances"/> fills: the codes, rounded up to whole passes.</summary>
    public int PaddedCount => (Count + PassCodes - 1) / PassCodes * PassCodes;

    /// <param name="codes">Four numbers each.</param>
    public static CodeBlocks Of(ReadOnlySpan<ulong> codes)
    {
        var blocks = new CodeBlocks();
        blocks.Add(codes);
        return blocks;
    }

    /// <summary>Adds codes behind the others.</summary>
    /// <param name="codes">Four numbers each.</param>
    public void Add(ReadOnlySpan<ulong> codes)
    {
        var first = Count;
        Count += codes.Length / 4;
        if (_codes.Length < 4 * PaddedCount)
        {
            var room = Math.Max(4 * PaddedCount, 2 * _codes.Length / (4 * PassCodes) * (4 * PassCodes));
            Array.Resize(ref _codes, room);
            Array.Resize(ref _planes, room / 4 * Nibbles);
        }

        codes.CopyTo(_codes.AsSpan(4 * first));
        var bytes = MemoryMarshal.AsBytes(codes);
        for (var i = 0; i < codes.Length / 4; i++)
            Spread(bytes.Slice(32 * i, 32), first + i);
    }

    void Spread(ReadOnlySpan<byte> code, int index)
    {
        unchecked
        {
            ref var plane = ref _planes[(index / Lanes * BlockBytes) + (index % Lanes)];
            for (var i = 0; i < code.Length; i++)
            {
                Unsafe.Add(ref plane, 2 * i * Lanes) = (byte)(code[i] & 15);
                Unsafe.Add(ref plane, ((2 * i) + 1) * Lanes) = (byte)(code[i] >> 4);
            }
        }
    }

    /// <summary>In how many bits a code differs from each code held: 0 to 255, where 255 also stands for 256.</summary>
    /// <param name="code">Four numbers.</param>
    /// <param name="bits">As long as <see cref="PaddedCount"/>; what is behind <see cref="Count"/> means nothing.</param>
    public void Distances(ReadOnlySpan<ulong> code, Span<byte> bits)
    {
        if (!Avx2.IsSupported)
        {
            for (var i = 0; i < Count; i++)
                bits[i] = (byte)Math.Min(255, BitsBetween(code, i));
            return;
        }

        Span<byte> nibbles = stackalloc byte[Nibbles];
        Split(code, nibbles);
        for (var at = 0; at < PaddedCount; at += PassCodes)
            Pass(ref nibbles[0], ref Tables[0], ref _planes[at * Nibbles], ref bits.Slice(at, PassCodes)[0]);
    }

    /// <summary>For each code held the least distance to any of some codes: 0 to 255, where 255 also stands for 256.</summary>
    /// <param name="codes">Four numbers each.</param>
    /// <param name="least">As long as <see cref="PaddedCount"/>; what is behind <see cref="Count"/> means nothing.</param>
    public void Least(ReadOnlySpan<ulong> codes, Span<byte> least)
    {
        least[..PaddedCount].Fill(255);
        if (!Avx2.IsSupported)
        {
            for (var j = 0; j < codes.Length; j += 4)
            {
                for (var i = 0; i < Count; i++)
                    least[i] = (byte)Math.Min(least[i], BitsBetween(codes.Slice(j, 4), i));
            }

            return;
        }

        var nibbles = new byte[codes.Length / 4 * Nibbles];
        for (var j = 0; j < codes.Length / 4; j++)
            Split(codes.Slice(4 * j, 4), nibbles.AsSpan(j * Nibbles, Nibbles));
        for (var at = 0; at < PaddedCount; at += PassCodes)
            LeastOfPass(nibbles, at, ref least[at]);
    }

    void LeastOfPass(byte[] nibbles, int at, ref byte least)
    {
        Span<byte> bits = stackalloc byte[PassCodes];
        for (var j = 0; j < nibbles.Length; j += Nibbles)
        {
            Pass(ref nibbles[j], ref Tables[0], ref _planes[at * Nibbles], ref bits[0]);
            for (nuint i = 0; i < PassCodes; i += Lanes)
                Vector256.Min(Vector256.LoadUnsafe(ref least, i), Vector256.LoadUnsafe(ref bits[0], i)).StoreUnsafe(ref least, i);
        }
    }

    /// <summary>The first of the nearest codes.</summary>
    /// <param name="code">Four numbers.</param>
    /// <param name="scratch">As long as <see cref="PaddedCount"/>.</param>
    public int Nearest(ReadOnlySpan<ulong> code, Span<byte> scratch)
    {
        Distances(code, scratch);
        // Behind the last there are codes of zeros.
        scratch[Count..].Fill(255);
        var least = Vector256<byte>.AllBitsSet;
        ref var first = ref MemoryMarshal.GetReference(scratch);
        for (var at = 0; at < scratch.Length; at += Lanes)
            least = Vector256.Min(least, Vector256.LoadUnsafe(ref first, (nuint)at));
        return scratch.IndexOf(Lowest(least));
    }

    /// <summary>The lowest of 32 numbers.</summary>
    internal static byte Lowest(Vector256<byte> values)
    {
        var half = Vector128.Min(values.GetLower(), values.GetUpper());
        half = Vector128.Min(half, Vector128.Shuffle(half.AsUInt64(), Vector128.Create(1ul, 0)).AsByte());
        half = Vector128.Min(half, (half.AsUInt64() >> 32).AsByte());
        half = Vector128.Min(half, (half.AsUInt64() >> 16).AsByte());
        half = Vector128.Min(half, (half.AsUInt64() >> 8).AsByte());
        return half.ToScalar();
    }

    /// <summary>In how many bits a code differs from one held: 0 to 256.</summary>
    public int BitsBetween(ReadOnlySpan<ulong> code, int index)
    {
        var held = _codes.AsSpan(4 * index, 4);
        return BitOperations.PopCount(code[0] ^ held[0])
            + BitOperations.PopCount(code[1] ^ held[1])
            + BitOperations.PopCount(code[2] ^ held[2])
            + BitOperations.PopCount(code[3] ^ held[3]);
    }

    // The four bits at a time, lowest first.
    static void Split(ReadOnlySpan<ulong> code, Span<byte> nibbles)
    {
        var mask = Vector128.Create((byte)15);
        ref var bytes = ref Unsafe.As<ulong, byte>(ref MemoryMarshal.GetReference(code));
        ref var target = ref MemoryMarshal.GetReference(nibbles);
        for (nuint half = 0; half < 2; half++)
        {
            var both = Vector128.LoadUnsafe(ref bytes, 16 * half);
            var (low, high) = (both & mask, (both.AsUInt16() >> 4).AsByte() & mask);
            Sse2.UnpackLow(low, high).StoreUnsafe(ref target, 32 * half);
            Sse2.UnpackHigh(low, high).StoreUnsafe(ref target, (32 * half) + 16);
        }
    }

    // By itself, so that nothing is called in it and the four sums stay in registers.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    static void Pass(ref byte nibbles, ref Vector256<byte> tables, ref byte planes, ref byte bits)
    {
        unchecked
        {
            var (a, b, c, d) = (Vector256<byte>.Zero, Vector256<byte>.Zero, Vector256<byte>.Zero, Vector256<byte>.Zero);
            for (nuint i = 0; i < Nibbles; i++)
            {
                var table = Unsafe.Add(ref tables, (nuint)Unsafe.Add(ref nibbles, i));
                ref var held = ref Unsafe.Add(ref planes, i * Lanes);
                a = Avx2.AddSaturate(a, Avx2.Shuffle(table, Vector256.LoadUnsafe(ref held)));
                b = Avx2.AddSaturate(b, Avx2.Shuffle(table, Vector256.LoadUnsafe(ref held, BlockBytes)));
                c = Avx2.AddSaturate(c, Avx2.Shuffle(table, Vector256.LoadUnsafe(ref held, 2 * BlockBytes)));
                d = Avx2.AddSaturate(d, Avx2.Shuffle(table, Vector256.LoadUnsafe(ref held, 3 * BlockBytes)));
            }

            a.StoreUnsafe(ref bits);
            b.StoreUnsafe(ref bits, Lanes);
            c.StoreUnsafe(ref bits, 2 * Lanes);
            d.StoreUnsafe(ref bits, 3 * Lanes);
        }
    }

    static Vector256<byte>[] MakeTables()
    {
        var tables = new Vector256<byte>[16];
        Span<byte> table = stackalloc byte[Lanes];
        for (var asked = 0; asked < tables.Length; asked++)
        {
            for (var i = 0; i < table.Length; i++)
                table[i] = (byte)BitOperations.PopCount((uint)(asked ^ (i % 16)));
            tables[asked] = Vector256.Create<byte>(table);
        }

        return tables;
    }
}
