using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace IpGuard.Core.Matching;

/// <summary>k-majority (Grana et al. 2013): centres of binary codes, each the majority, bit by bit, of what is nearest to it.</summary>
static class Majorities
{
    // Bits of eight codes at a time are summed in the bytes of a word; a byte holds so many.
    const int MostInBytes = 255;

    /// <param name="codes">Four numbers each.</param>
    /// <param name="members">Which of the codes take part.</param>
    /// <param name="count">How many centres.</param>
    /// <returns>Centres, four numbers each, and for each member the centre that it was nearest to before the last change.</returns>
    public static (ulong[] Centres, int[] Nearest) Of(ulong[] codes, int[] members, int count, int rounds)
    {
        var centres = new ulong[count * 4];
        // Evenly spaced members to begin with: the order of training pictures is the only chance in it.
        for (var c = 0; c < count; c++)
            codes.AsSpan(4 * members[(int)((long)c * members.Length / count)], 4).CopyTo(centres.AsSpan(4 * c));
        var nearest = new int[members.Length];
        var tallies = new Tally[count];
        for (var c = 0; c < count; c++)
            tallies[c] = new();
        for (var round = 0; round < rounds; round++)
        {
            Assign(codes, members, CodeBlocks.Of(centres), nearest, tallies);
            var hasChanged = false;
            for (var c = 0; c < count; c++)
                hasChanged |= tallies[c].Settle(centres.AsSpan(4 * c, 4));
            // The same centres would be found again and again.
            if (!hasChanged)
                break;
        }

        return (centres, nearest);
    }

    static void Assign(ulong[] codes, int[] members, CodeBlocks centres, int[] nearest, Tally[] tallies)
    {
        Span<byte> scratch = stackalloc byte[centres.PaddedCount];
        for (var i = 0; i < members.Length; i++)
        {
            var code = codes.AsSpan(4 * members[i], 4);
            nearest[i] = centres.Nearest(code, scratch);
            tallies[nearest[i]].Add(code);
        }
    }

    /// <summary>How many codes have each bit.</summary>
    sealed class Tally
    {
        // Word 8·i + k counts bits k, k + 8, … of the i-th number, a byte each.
        readonly ulong[] _bytes = new ulong[4 * 8];
        readonly int[] _ones = new int[256];
        int _inBytes;
        int _count;

        public void Add(ReadOnlySpan<ulong> code)
        {
            const ulong lowest = 0x0101_0101_0101_0101;
            ref var bytes = ref MemoryMarshal.GetArrayDataReference(_bytes);
            for (var i = 0; i < 4; i++)
            {
                for (var k = 0; k < 8; k++)
                    Unsafe.Add(ref bytes, (8 * i) + k) += (code[i] >> k) & lowest;
            }

            _count++;
            if (++_inBytes == MostInBytes)
                Carry();
        }

        /// <summary>Makes a centre the majority of what was added, and begins anew; one with nothing added stays as it is.</summary>
        /// <returns>True where it changed.</returns>
        public bool Settle(Span<ulong> centre)
        {
            if (_count == 0)
                return false;
            Carry();
            var hasChanged = false;
            for (var word = 0; word < 4; word++)
            {
                ulong value = 0;
                for (var bit = 0; bit < 64; bit++)
                    value |= (2 * _ones[(word * 64) + bit] > _count ? 1ul : 0) << bit;
                hasChanged |= centre[word] != value;
                centre[word] = value;
            }

            Array.Clear(_ones);
            _count = 0;
            return hasChanged;
        }

        void Carry()
        {
            for (var i = 0; i < _bytes.Length; i++)
            {
                for (var b = 0; b < 8; b++)
                    _ones[(i / 8 * 64) + (8 * b) + (i % 8)] += (int)((_bytes[i] >> (8 * b)) & 255);
            }

            Array.Clear(_bytes);
            _inBytes = 0;
        }
    }
}
