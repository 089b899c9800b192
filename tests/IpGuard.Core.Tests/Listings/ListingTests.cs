using CsCheck;
using IpGuard.Core.Listings;

namespace IpGuard.Core.Tests.Listings;

public class ListingTests
{
    static readonly RawListing Sound = new()
    {
        ExternalId = "7",
        Title = "Silk dress",
        Price = "12.50",
        Currency = "cny",
        PictureAddresses = ["a.jpg", "a.jpg", " "],
    };

    static Listing Whole(RawListing raw) => Assert.IsType<ListingReading.Whole>(Listing.Parse(raw)).Listing;

    static IReadOnlyList<string> Faults(RawListing raw) => Assert.IsType<ListingReading.Broken>(Listing.Parse(raw)).Faults;

    [Fact]
    public void A_sound_listing_is_read_whole()
    {
        var listing = Whole(Sound);
        Assert.Equal(("7", "Silk dress", new Price(12.50m, "CNY")), (listing.ExternalId, listing.Title, listing.Price));
        Assert.Equal([new("a.jpg")], listing.Pictures);
    }

    [Theory]
    [InlineData("2026-03-04T05:06:07+08:00", "2026-03-03T21:06:07Z")]
    [InlineData("2026-03-04T05:06:07.25Z", "2026-03-04T05:06:07.25Z")]
    [InlineData("2026-03-04T05:06", "2026-03-04T05:06:00Z")]
    [InlineData(" 2026-03-04 ", "2026-03-04T00:00:00Z")]
    public void A_claimed_date_is_read_as_iso_8601_and_without_an_offset_as_utc(string said, string meant) =>
        Assert.Equal(
            DateTimeOffset.Parse(meant, System.Globalization.CultureInfo.InvariantCulture),
            Whole(Sound with { ListedAt = said }).ClaimedAt
        );

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("03/04/2026")]
    [InlineData("10:30")]
    [InlineData("yesterday")]
    [InlineData("2026-02-30")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    public void What_is_no_iso_date_claims_nothing_and_breaks_no_listing(string? said) =>
        Assert.Null(Whole(Sound with { ListedAt = said }).ClaimedAt);

    [Fact]
    public void A_listing_without_an_id_and_with_a_price_in_words_has_both_faults() =>
        Assert.Equal(2, Faults(Sound with { ExternalId = " ", Price = "免费" }).Count);

    [Fact]
    public void A_listing_with_a_picture_needs_no_title() => Assert.Equal("", Whole(Sound with { Title = null }).Title);

    [Fact]
    public void A_listing_with_neither_title_nor_picture_is_none() =>
        Assert.Single(Faults(Sound with { Title = "", PictureAddresses = [] }));

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("not an address")]
    public void Only_web_addresses_are_kept(string address) => Assert.Null(Whole(Sound with { Url = address }).Url);

    [Fact]
    public void Whatever_text_comes_the_clean_text_has_no_control_characters_and_keeps_its_limit() =>
        Gen.String.Sample(text =>
        {
            var clean = PlainText.Clean(text, 20);
            return clean.Length <= 20 && !clean.Any(char.IsControl) && clean.Trim() == clean;
        });

    [Fact]
    public void Cutting_never_splits_a_surrogate_pair() => Assert.Equal("ab", PlainText.Clean("ab😀", 3));
}
