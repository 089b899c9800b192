using System.Runtime.CompilerServices;
using IpGuard.Core.Matching;

namespace IpGuard.Index.Embedded;

/// <summary>256-bit hashes in two planes of 128 bits. In each, four hashes share a cache line: their first words, then their
/// second.</summary>
/// <remarks>The distance over the first plane rules out most hashes, so a scan reads half of the bytes; and four words side by side
/// are what one vector counts.</remarks>
readonly unsafe struct HashPlanes(Section<ulong> high, Section<ulong> low, int count)
{
    /// <summary>Hashes a step of the scan; planes are padded to it.</summary>
    public const int Step = 16;

    public int Count => count;

    public Section<ulong> High => high;

    public Section<ulong> Low => low;

    /// <summary>Words in a plane of so many hashes.</summary>
    public static long WordsOf(int count) => 2L * ((count + Step - 1) / Step * Step);

    public static HashPlanes New(int count) => new(Section<ulong>.New(WordsOf(count)), Section<ulong>.New(WordsOf(count)), count);

    public Pdq this[int at]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            var word = WordOf(at);
            return new(high.Start[word], high.Start[word + 4], low.Start[word], low.Start[word + 4]);
        }
    }

    public void Set(int at, in Pdq hash)
    {
        var word = WordOf(at);
        (high.Start[word], high.Start[word + 4]) = (hash.A, hash.B);
        (low.Start[word], low.Start[word + 4]) = (hash.C, hash.D);
    }

    /// <summary>Where in a plane a hash's first word stands; its second is four behind.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long WordOf(int at) => (2L * (at & ~3)) + (at & 3);
}
