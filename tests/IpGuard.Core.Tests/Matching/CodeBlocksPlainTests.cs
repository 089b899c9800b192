using IpGuard.Bench;
using IpGuard.Core.Matching;

namespace IpGuard.Core.Tests.Matching;

public class CodeBlocksPlainTests
{
    static ulong[] Codes(int count, int seed)
    {
        var random = new Random(seed);
        var codes = new ulong[4 * count];
        for (var i = 0; i < codes.Length; i++)
            codes[i] = (ulong)random.NextInt64() << 1 | (uint)random.Next(2);
        return codes;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(32)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(500)]
    public void Distances_are_those_counted_one_by_one(int count)
    {
        var (held, asked) = (Codes(count, 1), Codes(1, 2));
        var blocks = CodeBlocks.Of(held);
        var bits = new byte[blocks.PaddedCount];
        blocks.Distances(asked, bits);
        for (var i = 0; i < count; i++)
            Assert.Equal(PlainMatching.Bits(held.AsSpan(4 * i, 4), asked), bits[i]);
        Assert.Equal(PlainMatching.Nearest(held, asked), blocks.Nearest(asked, bits));
    }

    [Fact]
    public void Codes_added_one_after_the_other_are_found_as_if_added_together()
    {
        var (held, asked) = (Codes(300, 3), Codes(24, 4));
        var blocks = new CodeBlocks();
        for (var i = 0; i < held.Length; i += 4)
            blocks.Add(held.AsSpan(i, 4));
        var (one, other) = (new byte[blocks.PaddedCount], new byte[blocks.PaddedCount]);
        blocks.Least(asked, one);
        CodeBlocks.Of(held).Least(asked, other);
        Assert.Equal(other[..300], one[..300]);
        for (var i = 0; i < 300; i++)
            Assert.Equal(Enumerable.Range(0, 24).Min(j => PlainMatching.Bits(held.AsSpan(4 * i, 4), asked.AsSpan(4 * j, 4))), one[i]);
    }

    [Fact]
    public void A_code_and_its_negative_are_255_bits_or_more_apart()
    {
        ulong[] code = [1, 2, 3, 4];
        var blocks = CodeBlocks.Of([~1ul, ~2ul, ~3ul, ~4ul]);
        var bits = new byte[blocks.PaddedCount];
        blocks.Distances(code, bits);
        Assert.Equal((255, 256), (bits[0], blocks.BitsBetween(code, 0)));
    }

    [Fact]
    public void Of_equally_near_codes_the_first_is_taken()
    {
        var code = Codes(1, 5);
        var blocks = CodeBlocks.Of([.. Codes(40, 6), .. code, .. code]);
        Assert.Equal(40, blocks.Nearest(code, new byte[blocks.PaddedCount]));
    }

    [Fact]
    public void Majorities_are_those_counted_bit_by_bit()
    {
        var codes = Codes(3_000, 7);
        var (centres, nearest) = Majorities.Of(codes, [.. Enumerable.Range(0, 3_000)], 128, 9);
        var plain = PlainMatching.Majorities(codes, 128, 9);
        Assert.Equal(plain.Centres, centres);
        Assert.Equal(plain.Nearest, nearest);
    }
}
