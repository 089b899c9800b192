using System.Numerics;
using CsCheck;
using IpGuard.Core.Matching;

namespace IpGuard.Core.Tests.Matching;

public class CodeBlocksTests
{
    static ulong[] Codes(int seed, int count) => KeypointTests.Random(seed, count).Descriptors;

    // The oracle: bit by bit, one code at a time.
    static int Bits(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b)
    {
        var bits = 0;
        for (var w = 0; w < 4; w++)
            bits += BitOperations.PopCount(a[w] ^ b[w]);
        return bits;
    }

    static int[] Distances(ulong[] code, ulong[] codes) =>
        [.. Enumerable.Range(0, codes.Length / 4).Select(i => Bits(code, codes.AsSpan(4 * i, 4)))];

    // A block holds 32 codes and a pass 128: counts on both sides of each.
    static readonly Gen<int> Counts = Gen.OneOf(Gen.Int[0, 2], Gen.Int[31, 33], Gen.Int[127, 129], Gen.Int[0, 700]);

    [Fact]
    public void Every_distance_is_what_counting_bits_gives() =>
        Gen.Select(Gen.Int[0, 9_999], Counts)
            .Sample(
                (seed, count) =>
                {
                    var (codes, asked) = (Codes(seed, count), Codes(seed + 1, 1));
                    var blocks = CodeBlocks.Of(codes);
                    var bits = new byte[blocks.PaddedCount];
                    blocks.Distances(asked, bits);
                    Assert.Equal(Distances(asked, codes), bits.Take(count).Select(b => (int)b));
                    Assert.Equal(count, blocks.Count);
                    for (var i = 0; i < count; i++)
                        Assert.Equal(bits[i], blocks.BitsBetween(asked, i));
                }
            );

    [Fact]
    public void Codes_added_bit_by_bit_lie_where_they_would_lie_added_at_once() =>
        Gen.Select(Gen.Int[0, 9_999], Gen.Int[0, 90].List[1, 8])
            .Sample(
                (seed, counts) =>
                {
                    var codes = Codes(seed, counts.Sum());
                    var (blocks, at) = (new CodeBlocks(), 0);
                    foreach (var count in counts)
                    {
                        blocks.Add(codes.AsSpan(4 * at, 4 * count));
                        at += count;
                    }

                    var bits = new byte[blocks.PaddedCount];
                    var asked = Codes(seed + 1, 1);
                    blocks.Distances(asked, bits);
                    Assert.Equal(Distances(asked, codes), bits.Take(counts.Sum()).Select(b => (int)b));
                }
            );

    [Fact]
    public void The_least_is_over_all_that_ask() =>
        Gen.Select(Gen.Int[0, 9_999], Counts, Gen.Int[0, 12])
            .Sample(
                (seed, count, asking) =>
                {
                    var (codes, asked) = (Codes(seed, count), Codes(seed + 1, asking));
                    var blocks = CodeBlocks.Of(codes);
                    var least = new byte[blocks.PaddedCount];
                    blocks.Least(asked, least);
                    for (var i = 0; i < count; i++)
                        Assert.Equal(asking == 0 ? 255 : Distances(codes[(4 * i)..((4 * i) + 4)], asked).Min(), least[i]);
                }
            );

    [Fact]
    public void The_nearest_is_the_first_of_equals() =>
        Gen.Select(Gen.Int[0, 9_999], Gen.Int[1, 300], Gen.Int[0, 299])
            .Sample(
                (seed, count, which) =>
                {
                    ulong[] codes = [.. Codes(seed, count), .. Codes(seed, count)];
                    var blocks = CodeBlocks.Of(codes);
                    var at = which % count;
                    Assert.Equal(at, blocks.Nearest(codes.AsSpan(4 * at, 4), new byte[blocks.PaddedCount]));
                }
            );

    [Theory]
    [InlineData(0ul, ulong.MaxValue, 255)]
    [InlineData(0ul, ulong.MaxValue >> 1, 252)]
    [InlineData(0ul, 1ul, 4)]
    [InlineData(7ul, 7ul, 0)]
    public void All_bits_unlike_count_as_255(ulong one, ulong other, int expected)
    {
        var blocks = CodeBlocks.Of([one, one, one, one]);
        var bits = new byte[blocks.PaddedCount];
        blocks.Distances([other, other, other, other], bits);
        Assert.Equal(expected, bits[0]);
    }

    [Fact]
    public void Zeros_behind_the_last_code_are_never_the_nearest()
    {
        var blocks = CodeBlocks.Of([ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue]);
        Assert.Equal(0, blocks.Nearest([0, 0, 0, 0], new byte[blocks.PaddedCount]));
    }
}
