using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace IpGuard.Core.Listings;

/// <summary>A price as it is written somewhere else: an amount, word that there is none, or why it cannot be read.</summary>
/// <remarks>
/// <para>Where a separator stands alone, these rules decide. A comma before exactly three digits groups thousands: `1,299` is 1299. A point
/// before exactly three digits is a decimal point, as Google's feeds write it (support.google.com/merchants/answer/6324371): `1.299` is
/// 1.299; but it groups thousands where the currency is of a place that writes it so (Unicode CLDR): `1.299 €` is 1299. Neither groups
/// behind a lone zero: `0,299` is 0.299. Before any other number of digits each is a decimal separator: `9,99` is 9.99. A separator that
/// comes twice groups; of two kinds, the last is the decimal one.</para>
/// <para>`¥` is the yuan where the amount has a fraction, since the yen has none (ISO 4217 minor unit 0); else it is no currency we know.
/// `$` alone is no currency we know. Of a range the lowest is taken.</para>
/// </remarks>
public abstract partial record ForeignPrice
{
    /// <summary>Longer texts are no prices.</summary>
    public const int MaximumLength = 100;

    // Behind these a decimal would lose digits or say nothing.
    const int MostDigits = 18;

    static readonly SearchValues<char> DigitsAndPoint = SearchValues.Create("0123456789.");

    ForeignPrice() { }

    /// <param name="Note">What was made of it beyond reading a number, such as the lowest of a range; null for nothing.</param>
    public sealed record Known(Price Price, string? Note = null) : ForeignPrice;

    /// <summary>No price is given: nothing is written, or that it is free or to be asked for.</summary>
    public sealed record Absent(string Note) : ForeignPrice;

    /// <param name="Fault">What was expected, and what came.</param>
    public sealed record Unreadable(string Fault) : ForeignPrice;

    /// <summary>Reads a price.</summary>
    /// <param name="currency">The currency that stands elsewhere, such as in a column beside it; what the text itself says goes before.
    /// What is no ISO 4217 code is as if it were not given.</param>
    public static ForeignPrice Parse(string? text, string? currency = null)
    {
        if (string.IsNullOrWhiteSpace(text))
            return new Absent("none is given");
        var given = ForeignPriceWords.CurrencyOf(currency);
        if (ReadPlain(text.AsSpan().Trim(), given) is { } plain)
            return plain;
        // NFKC makes full-width digits and signs the usual ones (Unicode Standard Annex 15).
        var clean = PlainText.Clean(text, MaximumLength + 1).Normalize(NormalizationForm.FormKC);
        if (clean.Length > MaximumLength)
            return new Unreadable($"expected a price of at most {MaximumLength} characters, got more");
        if (ForeignPriceWords.IsFree(clean))
            return new Absent("it is free");
        return ForeignPriceWords.IsOnRequest(clean) ? new Absent("none is given") : ReadWild(clean, given);
    }

    // Most feeds write nothing else: `12`, `12.34` or `12.34 USD`.
    static Known? ReadPlain(ReadOnlySpan<char> text, string? given)
    {
        if (text.Length > MostDigits)
            return null;
        var space = text.IndexOf(' ');
        var number = space < 0 ? text : text[..space];
        if (number.IsEmpty || number.ContainsAnyExcept(DigitsAndPoint) || !char.IsAsciiDigit(number[0]))
            return null;
        if (number.IndexOf('.') is var point and >= 0 && number.Length - point - 1 is not (1 or 2))
            return null;
        var currency = given;
        if (space >= 0 && (currency = ForeignPriceWords.CodeOf(text[(space + 1)..])) is null)
            return null;
        return PlainAmount.TryParse(number, out var amount) ? new(new(amount, currency)) : null;
    }

    static ForeignPrice ReadWild(string text, string? given)
    {
        var fault = new Unreadable($"expected one price, such as 12.34 USD, got '{text}'");
        var rest = ForeignPriceWords.TakeCurrencies(text, out var currencies);
        if (currencies.Count > 1)
            return fault;
        rest = ForeignPriceWords.TakeWords(rest, out var isFrom);
        var match = Wild.Match(rest);
        if (!match.Success)
            return fault;
        var currency = currencies.Count == 1 ? currencies.Single() : given;
        var amounts = new List<decimal>(2);
        var hasFraction = false;
        foreach (var (number, scale) in new[] { (match.Groups["low"], match.Groups["k"]), (match.Groups["high"], match.Groups["m"]) })
        {
            if (!number.Success)
                continue;
            if (NumberOf(number.Value, currency, ref hasFraction) is not { } amount)
                return fault;
            // 万 is ten thousand.
            amounts.Add(scale.Length > 0 ? amount * 10_000 : amount);
        }

        if (currency == ForeignPriceWords.YuanOrYen)
            currency = given ?? (hasFraction ? "CNY" : null);
        var note =
            amounts.Count > 1 ? "the lowest of a range"
            : isFrom ? "the lowest, as it says"
            : null;
        return new Known(new(amounts.Min(), currency == ForeignPriceWords.AnyDollar ? given : currency), note);
    }

    static decimal? NumberOf(string text, string? currency, ref bool hasFraction)
    {
        var digits = Apostrophes.Replace(text, "");
        digits = GroupingSpaces.Replace(digits, "");
        if (digits.Contains(' ', StringComparison.Ordinal))
            return null;
        digits = Tail.Replace(digits, "");
        var (points, commas) = (digits.Count(c => c == '.'), digits.Count(c => c == ','));
        var decimalMark = (points, commas) switch
        {
            (0, 0) => '\0',
            (> 0, > 0) => digits.LastIndexOf('.') > digits.LastIndexOf(',') ? '.' : ',',
            (1, 0) => Groups(digits, '.') && ForeignPriceWords.GroupsByPoint(currency) ? '\0' : '.',
            (0, 1) => Groups(digits, ',') ? '\0' : ',',
            _ => '\0',
        };
        var at = decimalMark == '\0' ? -1 : digits.LastIndexOf(decimalMark);
        var (whole, fraction) = at < 0 ? (digits, "") : (digits[..at], digits[(at + 1)..]);
        // Groups of two are India's, which come before one of three.
        if (whole.AsSpan().ContainsAny('.', ',') && !Grouped.IsMatch(whole))
            return null;
        hasFraction |= fraction.Length > 0;
        var plain = $"{whole.Replace(",", "", StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal)}.{fraction}";
        return plain.Length <= MostDigits + 1 && decimal.TryParse(plain, CultureInfo.InvariantCulture, out var amount) ? amount : null;
    }

    static bool Groups(string digits, char mark)
    {
        var at = digits.IndexOf(mark, StringComparison.Ordinal);
        return digits.Length - at - 1 == 3 && at is >= 1 and <= 3 && digits[0] != '0';
    }

    [GeneratedRegex(@"^(?<low>\d[\d., '’]*(?:[.,][-–—]+)?)(?<k>万?)(?: ?(?:-|–|—|~|至|到|to|bis) ?(?<high>\d[\d., '’]*)(?<m>万?))?$")]
    private static partial Regex Wild { get; }

    [GeneratedRegex(@"(?<=\d)['’](?=\d{3})")]
    private static partial Regex Apostrophes { get; }

    [GeneratedRegex(@"(?<=\d) (?=\d{3}(?!\d))|\s+$")]
    private static partial Regex GroupingSpaces { get; }

    // `129.-` and `129,` have no fraction.
    [GeneratedRegex(@"[.,][-–—]*$")]
    private static partial Regex Tail { get; }

    [GeneratedRegex(@"^\d{1,3}(?:(?:,\d{2,3})*,\d{3}|(?:\.\d{3})+)$")]
    private static partial Regex Grouped { get; }
}
