using IpGuard.Core.Filings;
using IpGuard.Core.Matching;
using IpGuard.Core.Works;

namespace IpGuard.Core.Tests.Filings;

public class FilingTests
{
    static readonly Guid Ming = Guid.Parse("00000000-0000-0000-0000-00000000000a");
    static readonly Guid Wei = Guid.Parse("00000000-0000-0000-0000-00000000000b");

    static readonly Filing Lamp = Make("F-1", Ming, "lamp", bits: 0);

    static Filing Make(string number, Guid holder, string content, int bits, int quality = 100)
    {
        var hashes = default(PdqSet);
        for (var o = 0; o < PdqSet.Count; o++)
            hashes[o] = new(0, 0, 0, ulong.MaxValue >> o >> 8);
        hashes[0] = new(0, 0, bits > 64 ? (1UL << (bits - 64)) - 1 : 0, bits >= 64 ? ulong.MaxValue : (1UL << bits) - 1);
        var print = new Fingerprint(PictureFormat.Jpeg, 100, 100, false, quality, hashes, default);
        var picture = new FiledPicture(1, "a.jpg", Sha256Hash.Of(System.Text.Encoding.UTF8.GetBytes(content)), 10, print);
        return new(
            number,
            holder,
            "holder",
            "title",
            Category.Furniture,
            "author",
            OwnershipBasis.OwnCreation,
            null,
            [picture],
            DateTimeOffset.UnixEpoch
        );
    }

    [Fact]
    public void The_first_filing_of_a_picture_is_accepted() => Assert.IsType<Decision.Accepted>(Filing.Decide(Lamp, []));

    [Fact]
    public void The_same_holders_same_files_give_the_earlier_filing_back() =>
        Assert.Equal("F-1", Assert.IsType<Decision.Repeated>(Filing.Decide(Make("F-9", Ming, "lamp", 0), [Lamp])).Filing.Number);

    [Fact]
    public void Another_holders_same_file_is_contested_and_kept()
    {
        var contested = Assert.IsType<Decision.Contested>(Filing.Decide(Make("F-9", Wei, "lamp", 0), [Lamp]));
        Assert.Equal((ContestedReason.IdenticalFile, "F-9"), (contested.Reason, contested.Filing.Number));
    }

    // 31 bits is the last distance that counts as the same picture (pdq/README.md, “Matching”).
    [Theory]
    [InlineData(31, typeof(Decision.Contested))]
    [InlineData(32, typeof(Decision.Accepted))]
    public void Another_holders_picture_is_contested_up_to_31_bits(int bits, Type expected) =>
        Assert.IsType(expected, Filing.Decide(Make("F-9", Wei, "other", bits), [Lamp]));

    [Fact]
    public void A_holders_own_variant_is_accepted() =>
        Assert.IsType<Decision.Accepted>(Filing.Decide(Make("F-9", Ming, "variant", 5), [Lamp]));

    [Fact]
    public void A_holders_own_nearer_variant_does_not_hide_a_rival() =>
        Assert.IsType<Decision.Contested>(Filing.Decide(Make("F-9", Wei, "b", 5), [Make("F-5", Wei, "c", 5), Lamp]));

    [Fact]
    public void A_flat_picture_contests_nothing() =>
        Assert.IsType<Decision.Accepted>(Filing.Decide(Make("F-9", Wei, "b", 0, quality: 49), [Lamp]));

    [Fact]
    public void The_work_hash_does_not_depend_on_the_order_of_files_nor_on_repeats()
    {
        var (a, b) = (Sha256Hash.Of([1]), Sha256Hash.Of([2]));
        Assert.Equal(Filing.WorkHashOf([a, b]), Filing.WorkHashOf([b, a, b]));
        Assert.NotEqual(Filing.WorkHashOf([a]), Filing.WorkHashOf([a, b]));
    }
}
