using System.Text.Json;
using IpGuard.Market.Apis;

namespace IpGuard.Rooms.Tests.Market;

public sealed class ApiSecretTests
{
    const string Value = "s3cret-0f-ours";

    [Fact]
    public void Options_that_are_printed_or_serialised_do_not_show_their_secrets()
    {
        object[] all =
        [
            new EbayOptions(EbayMarketplace.Production, "id", new(Value), "EBAY_US", "USD", ["a"]),
            new EtsyOptions(EtsyMarketplace.Production, new(Value), ["a"]),
            new AmazonOptions(new("https://a.example"), AmazonMarketplace.ProductionTokens, "id", new(Value), new(Value), "m", null, ["a"]),
        ];
        Assert.All(
            all,
            options =>
            {
                Assert.Contains("(secret)", options.ToString(), StringComparison.Ordinal);
                Assert.DoesNotContain(Value, options.ToString() + JsonSerializer.Serialize(options), StringComparison.Ordinal);
            }
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("with a space in it")]
    [InlineData("with-a-line\r\nX-Other: header")]
    [InlineData("钥匙钥匙钥匙钥匙钥匙")]
    public void What_cannot_go_into_a_header_is_refused_and_not_repeated(string value)
    {
        var fault = Assert.Throws<ArgumentException>(() => new ApiSecret(value));
        Assert.True(value.Length == 0 || !fault.Message.Contains(value, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_connector_names_its_terms_and_a_caution() =>
        Assert.All(
            [EbayMarketplace.Licence, EtsyMarketplace.Licence, AmazonMarketplace.Licence],
            licence =>
            {
                Assert.Equal("https", licence.TermsUrl.Scheme);
                Assert.Contains("a person has to settle", licence.Caution, StringComparison.Ordinal);
            }
        );
}
