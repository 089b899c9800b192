using CsCheck;
using IpGuard.Core.Matching;
using IpGuard.Index.Elastic;

namespace IpGuard.Rooms.Tests.Index.Elastic;

public class BandTermsTests
{
    static readonly Gen<Pdq> Codes = Gen.Select(Gen.ULong, Gen.ULong, Gen.ULong, Gen.ULong, (a, b, c, d) => new Pdq(a, b, c, d));

    static Pdq Flip(Pdq hash, IEnumerable<int> bits)
    {
        ulong[] words = [hash.A, hash.B, hash.C, hash.D];
        foreach (var bit in bits)
            words[bit / 64] ^= 1ul << (bit % 64);
        return new(words[0], words[1], words[2], words[3]);
    }

    [Theory]
    [InlineData(15, 16)]
    [InlineData(16, 272)]
    [InlineData(31, 272)]
    public void Every_code_within_the_radius_shares_a_term(int radiusBits, int terms) =>
        Gen.Select(Codes, Gen.Shuffle(Enumerable.Range(0, 256).ToArray()))
            .Sample(
                (hash, order) =>
                {
                    var around = BandTerms.Around(hash, radiusBits)!;
                    return around.Length == terms && BandTerms.Of(Flip(hash, order.Take(radiusBits))).Intersect(around).Any();
                },
                iter: 2_000
            );

    [Fact]
    public void Beyond_31_bits_no_terms_name_every_near_code()
    {
        Assert.Null(BandTerms.Around(default, 32));
        // Two bits in every band: 32 bits away, and none of the 272 terms is shared.
        var far = Flip(default, Enumerable.Range(0, 32).Select(i => (i / 2 * 16) + (i % 2)));
        Assert.Empty(BandTerms.Of(far).Intersect(BandTerms.Around(default, 31)!));
    }

    [Fact]
    public void A_term_names_its_band_and_the_bits_as_the_hash_is_written() =>
        Assert.Equal(
            ["0:f8f8", "1:f0ce", "f:0001"],
            BandTerms.Of(Pdq.Parse("f8f8f0ce" + new string('0', 55) + "1")).Where((_, i) => i is 0 or 1 or 15)
        );
}
