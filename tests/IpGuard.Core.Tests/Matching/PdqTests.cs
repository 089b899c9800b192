using CsCheck;
using IpGuard.Core.Matching;

namespace IpGuard.Core.Tests.Matching;

public class PdqTests
{
    static readonly Gen<Pdq> Hashes = Gen.Select(Gen.ULong, Gen.ULong, Gen.ULong, Gen.ULong, (a, b, c, d) => new Pdq(a, b, c, d));

    [Fact]
    public void Distance_is_symmetric_zero_to_itself_and_at_most_256() =>
        Gen.Select(Hashes, Hashes)
            .Sample((x, y) => x.BitsFrom(y) == y.BitsFrom(x) && x.BitsFrom(x) == 0 && x.BitsFrom(y) is >= 0 and <= 256);

    [Fact]
    public void Distance_keeps_the_triangle() =>
        Gen.Select(Hashes, Hashes, Hashes).Sample((x, y, z) => x.BitsFrom(z) <= x.BitsFrom(y) + y.BitsFrom(z));

    [Fact]
    public void Text_and_bytes_give_the_hash_back() =>
        Hashes.Sample(hash =>
        {
            var bytes = new byte[Pdq.LengthBytes];
            hash.CopyTo(bytes);
            return Pdq.Parse(hash.ToString()) == hash && Pdq.FromBytes(bytes) == hash && Convert.ToHexStringLower(bytes) == hash.ToString();
        });

    [Theory]
    [InlineData("xyz")]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000 ")]
    public void What_is_not_64_hex_digits_is_no_hash(string? text) => Assert.False(Pdq.TryParse(text, out _));

    [Fact]
    public void The_nearest_orientation_is_the_first_of_the_least_distance()
    {
        var set = default(PdqSet);
        for (var o = 0; o < PdqSet.Count; o++)
            set[o] = new(ulong.MaxValue, 0, 0, 0);
        set[(int)Orientation.Mirrored] = set[(int)Orientation.Flipped] = new(0, 0, 0, 1);
        Assert.Equal((Orientation.Mirrored, 1), set.NearestTo(default));
    }

    [Fact]
    public void Undoing_an_orientation_twice_changes_nothing() =>
        Assert.All(Enum.GetValues<Orientation>(), o => Assert.Equal(o, o.Undone().Undone()));
}
