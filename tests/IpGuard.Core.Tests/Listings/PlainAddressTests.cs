using System.Globalization;
using CsCheck;
using IpGuard.Core.Listings;

namespace IpGuard.Core.Tests.Listings;

/// <summary>What is known by a short way is the same as by the long one.</summary>
public class PlainAddressTests
{
    static Gen<string> OneOf(params string[] all) => Gen.Int[0, all.Length - 1].Select(i => all[i]);

    static readonly Gen<string> Addresses = Gen.Select(
        OneOf("http://", "https://", "HTTP://", "https:/", "ftp://", "//", ""),
        OneOf("a", "shop", "xn--", "x-", "-", "1", "0x7f", "255", "example", "Shop", "é", "_", "").Array[1, 4],
        OneOf("", "/", ":80", ":", "@", "/p/1", "?q=1", "/?q=%2", "/%zz", "/#f", "/a b", "/云", "/\\", "/[", "//", "/a|b", "/\u0000", " "),
        (scheme, labels, rest) => $"{scheme}{string.Join('.', labels)}{rest}"
    );

    [Fact]
    public void An_address_that_is_taken_for_plain_is_one_and_has_this_origin() =>
        Addresses.Sample(
            text =>
            {
                var length = PlainAddress.OriginOf(text);
                if (length == 0)
                    return;
                Assert.True(Uri.TryCreate(text, UriKind.Absolute, out var address), text);
                Assert.Equal(text[..length], address.GetLeftPart(UriPartial.Authority));
                Assert.Equal(text[(text.IndexOf("//", StringComparison.Ordinal) + 2)..length], address.Host);
            },
            iter: 20_000
        );

    [Theory]
    [InlineData("https://shop.example/p/1?a=b#c", 20)]
    [InlineData("http://cdn.shop-2.example", 25)]
    [InlineData("https://shop.example:8443/p", 0)]
    [InlineData("https://u@shop.example/p", 0)]
    [InlineData("https://Shop.example/p", 0)]
    [InlineData("https://127.0.0.1/p", 0)]
    [InlineData("https://shop.example/云", 0)]
    [InlineData("javascript://shop.example/p", 0)]
    [InlineData("https:///p", 0)]
    public void Only_the_usual_is_plain(string address, int origin) => Assert.Equal(origin, PlainAddress.OriginOf(address));

    [Theory]
    [InlineData(63, true)]
    [InlineData(64, false)]
    public void A_label_has_63_characters_at_most(int length, bool isPlain) =>
        Assert.Equal(isPlain, PlainAddress.OriginOf($"https://{new string('a', length)}.example/p") > 0);

    [Fact]
    public void An_amount_that_is_taken_for_plain_is_read_as_the_framework_reads_it() =>
        OneOf("0", "1", "9", "00", "12", ".", ",", "-", " ", "123456789", "9999999")
            .Array[0, 4]
            .Select(string.Concat)
            .Sample(
                text =>
                {
                    if (!PlainAmount.TryParse(text, out var amount))
                        return;
                    var expected = decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
                    Assert.Equal(decimal.GetBits(expected), decimal.GetBits(amount));
                },
                iter: 20_000
            );

    [Theory]
    [InlineData("999999999999999999", true)]
    [InlineData("9999999999999999999", false)]
    [InlineData("12.34", true)]
    [InlineData("12.", false)]
    [InlineData(".5", false)]
    [InlineData("", false)]
    public void Amounts_of_18_characters_are_plain(string text, bool isPlain) => Assert.Equal(isPlain, PlainAmount.TryParse(text, out _));

    [Fact]
    public void An_amount_is_written_as_the_framework_writes_it() =>
        Gen.Select(Gen.Int, Gen.Int, Gen.OneOf(Gen.Const(0), Gen.Int), Gen.Bool, Gen.Byte[0, 28])
            .Select((low, middle, high, isNegative, places) => new decimal(low, middle, high, isNegative, places))
            .Sample(amount => Assert.Equal(amount.ToString(CultureInfo.InvariantCulture), PlainAmount.ToText(amount)), iter: 20_000);

    [Theory]
    [InlineData("0")]
    [InlineData("0.00")]
    [InlineData("0.5")]
    [InlineData("12.30")]
    [InlineData("9223372036854775807")]
    [InlineData("9223372036854775808")]
    [InlineData("9.223372036854775807")]
    [InlineData("-1.50")]
    public void Usual_and_long_amounts_are_written_with_their_places(string amount) =>
        Assert.Equal(amount, PlainAmount.ToText(decimal.Parse(amount, CultureInfo.InvariantCulture)));
}
