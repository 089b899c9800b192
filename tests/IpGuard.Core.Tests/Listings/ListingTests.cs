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
