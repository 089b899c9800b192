using CsCheck;
using IpGuard.Market.Apis;

namespace IpGuard.Rooms.Tests.Market;

public sealed class EbayPriceSliceTests
{
    [Fact]
    public void Slices_cover_every_price_once_however_they_are_halved() =>
        Gen.Int[0, 1_000]
            .Array[0, 200]
            .Sample(halvings =>
            {
                var (behind, slice, no) = (0L, (EbayPriceSlice?)EbayPriceSlice.First, 0);
                while (slice is not null)
                {
                    for (var times = no < halvings.Length ? halvings[no++] % 9 : 0; times > 0 && slice.Halve() is { } half; times--)
                    {
                        Assert.Equal((slice.Low, slice.Width / 2), (half.Low, half.Width));
                        slice = half;
                    }

                    Assert.Equal(behind, slice.Low);
                    Assert.Equal(slice, EbayPriceSlice.Between(slice.Low, slice.High));
                    (behind, slice) = (slice.High + 1, slice.Next());
                }

                Assert.Equal(EbayPriceSlice.Top, behind);
            });

    [Fact]
    public void What_is_left_after_a_slice_that_fits_is_few_slices()
    {
        var count = 0;
        for (var slice = EbayPriceSlice.First; slice is not null; slice = slice.Next())
            count++;
        Assert.Equal(21, count);
    }

    [Fact]
    public void One_price_cannot_be_halved() => Assert.Null(new EbayPriceSlice(1_999, 1).Halve());

    [Theory]
    [InlineData(1, 2)]
    [InlineData(0, 2)]
    [InlineData(5, 4)]
    [InlineData(-4, -1)]
    [InlineData(0, long.MaxValue)]
    [InlineData(EbayPriceSlice.Top, EbayPriceSlice.Top)]
    public void A_range_that_is_cut_otherwise_is_none(long low, long high) => Assert.Null(EbayPriceSlice.Between(low, high));

    [Fact]
    public void The_filter_has_both_ends_with_two_decimals() =>
        Assert.Equal("price:[163.84..327.67]", new EbayPriceSlice(1 << 14, 1 << 14).ToFilter());
}
