using System.Globalization;
using CsCheck;
using IpGuard.Core.Listings;

namespace IpGuard.Core.Tests.Listings;

public class ForeignPriceTests
{
    [Theory]
    [InlineData("12.34 USD", "12.34", "USD")]
    [InlineData("USD 12.34", "12.34", "USD")]
    [InlineData("129", "129", null)]
    [InlineData("¥129.00", "129", "CNY")]
    [InlineData("￥１２９．００", "129", "CNY")]
    [InlineData("¥129", "129", null)]
    [InlineData("¥129.00 JPY", "129", "JPY")]
    [InlineData("129元", "129", "CNY")]
    [InlineData("RMB 129", "129", "CNY")]
    [InlineData("1.234,50 €", "1234.50", "EUR")]
    [InlineData("1,234.50 €", "1234.50", "EUR")]
    [InlineData("1 234,50 €", "1234.50", "EUR")]
    [InlineData("1’234.50 CHF", "1234.50", "CHF")]
    [InlineData("US $9.99", "9.99", "USD")]
    [InlineData("HK$ 9.90", "9.90", "HKD")]
    [InlineData("$9.99", "9.99", null)]
    [InlineData("$9.99 USD", "9.99", "USD")]
    [InlineData("129,-", "129", null)]
    [InlineData("129.– CHF", "129", "CHF")]
    [InlineData("₹1,23,456.78", "123456.78", "INR")]
    [InlineData("1,234,567", "1234567", null)]
    [InlineData("1.234.567", "1234567", null)]
    [InlineData("1.2万", "12000", null)]
    [InlineData("价格：¥88.80/件", "88.8", "CNY")]
    [InlineData("0", "0", null)]
    public void An_amount_and_its_currency_are_read(string text, string amount, string? currency) => Known(text, amount, currency);

    // The rule for one separator before three digits, on both sides of each of its bounds.
    [Theory]
    [InlineData("1,299", "1299", null)]
    [InlineData("1,29", "1.29", null)]
    [InlineData("9,99", "9.99", null)]
    [InlineData("0,299", "0.299", null)]
    [InlineData("1,2999", "1.2999", null)]
    [InlineData("1234,567", "1234.567", null)]
    [InlineData("1.299", "1.299", null)]
    [InlineData("1.299 USD", "1.299", "USD")]
    [InlineData("1.299 KWD", "1.299", "KWD")]
    [InlineData("1.299 €", "1299", "EUR")]
    [InlineData("Rp nothing", null, null)]
    [InlineData("1.299 IDR", "1299", "IDR")]
    [InlineData("0.299 €", "0.299", "EUR")]
    [InlineData("1.29 €", "1.29", "EUR")]
    [InlineData("1,299 €", "1299", "EUR")]
    public void One_separator_before_three_digits_is_read_by_the_rule(string text, string? amount, string? currency) =>
        Known(text, amount, currency);

    [Theory]
    [InlineData("10.00-20.00", "10")]
    [InlineData("20.00 ~ 10.00", "10")]
    [InlineData("$10 – $20", "10")]
    [InlineData("10到20", "10")]
    [InlineData("from 10.00", "10")]
    [InlineData("10.00起", "10")]
    public void Of_a_range_the_lowest_is_taken_and_noted(string text, string amount)
    {
        var known = Assert.IsType<ForeignPrice.Known>(ForeignPrice.Parse(text));
        Assert.Equal(decimal.Parse(amount, CultureInfo.InvariantCulture), known.Price.Amount);
        Assert.Contains("lowest", known.Note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("免费")]
    [InlineData("Free")]
    [InlineData("面议")]
    [InlineData("n/a")]
    [InlineData(" ")]
    [InlineData(null)]
    public void What_is_free_or_to_be_asked_for_has_no_price_and_no_fault(string? text) =>
        Assert.NotEmpty(Assert.IsType<ForeignPrice.Absent>(ForeignPrice.Parse(text)).Note);

    [Theory]
    [InlineData("-5")]
    [InlineData("twelve")]
    [InlineData("2 for 10")]
    [InlineData("12.34 20.00")]
    [InlineData("10 USD / 9 EUR")]
    [InlineData("12,34,5")]
    [InlineData("1.23.4")]
    [InlineData("1e3")]
    [InlineData("1234567890123456789012")]
    [InlineData("<b>12</b>")]
    public void What_is_no_one_price_is_told(string text) =>
        Assert.Contains("expected", Assert.IsType<ForeignPrice.Unreadable>(ForeignPrice.Parse(text)).Fault, StringComparison.Ordinal);

    [Fact]
    public void A_currency_beside_the_price_counts_where_the_price_names_none()
    {
        Known("12.50", "12.50", "EUR", "eur");
        Known("12.50 USD", "12.50", "USD", "EUR");
        Known("¥12.50", "12.50", "JPY", "JPY");
        Known("$12.50", "12.50", "CAD", "CAD");
        Known("12.50", "12.50", null, "bananas");
        Known("1.299", "1299", "EUR", "EUR");
    }

    [Fact]
    public void Any_text_is_a_price_or_a_reason() =>
        Gen.String.Sample(text =>
            ForeignPrice.Parse(text) switch
            {
                ForeignPrice.Known known => known.Price.Amount >= 0,
                ForeignPrice.Absent absent => absent.Note.Length > 0,
                ForeignPrice.Unreadable unreadable => unreadable.Fault.Length > 0,
                _ => false,
            }
        );

    [Fact]
    public void What_is_made_of_the_signs_of_prices_is_a_price_or_a_reason() =>
        Gen.String[Gen.Char["0123456789.,-~ $€¥万起USDfree'"], 0, 30]
            .Sample(text => ForeignPrice.Parse(text) is not ForeignPrice.Known { Price.Amount: < 0 });

    [Fact]
    public void What_is_written_plainly_is_read_back() =>
        Gen.Select(Gen.Int[0, 9_999_999], Gen.OneOf(Gen.Const("USD"), Gen.Const("CNY"), Gen.Const("EUR"), Gen.Const("KWD")))
            .Sample(
                (cents, currency) =>
                    ForeignPrice.Parse(string.Create(CultureInfo.InvariantCulture, $"{cents / 100m:F2} {currency}"))
                    == new ForeignPrice.Known(new(cents / 100m, currency))
            );

    static void Known(string text, string? amount, string? currency, string? beside = null)
    {
        if (amount is null)
        {
            Assert.IsType<ForeignPrice.Unreadable>(ForeignPrice.Parse(text, beside));
            return;
        }

        var known = Assert.IsType<ForeignPrice.Known>(ForeignPrice.Parse(text, beside));
        Assert.Equal(new(decimal.Parse(amount, CultureInfo.InvariantCulture), currency), known.Price);
    }
}
