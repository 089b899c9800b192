using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace IpGuard.Core.Listings;

/// <summary>The signs and words that stand beside prices.</summary>
static partial class ForeignPriceWords
{
    /// <summary>`¥`, before it is known which of the two it is.</summary>
    public const string YuanOrYen = "¥";

    /// <summary>`$`, which some twenty currencies write.</summary>
    public const string AnyDollar = "$";

    // Active codes of ISO 4217 (list one), without funds and metals.
    static readonly FrozenSet<string> Codes = (
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP "
        + "CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD "
        + "JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN "
        + "NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL "
        + "THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG"
    )
        .Split(' ')
        .ToFrozenSet(StringComparer.Ordinal);

    static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> CodesBySpan = Codes.GetAlternateLookup<ReadOnlySpan<char>>();

    // The longest first, so that HK$ is not $.
    static readonly (string Sign, string Currency)[] Signs =
    [
        ("人民币", "CNY"),
        ("港币", "HKD"),
        ("港元", "HKD"),
        ("美元", "USD"),
        ("美金", "USD"),
        ("欧元", "EUR"),
        ("英镑", "GBP"),
        ("日元", "JPY"),
        ("日圓", "JPY"),
        ("新台币", "TWD"),
        ("新臺幣", "TWD"),
        ("US $", "USD"),
        ("US$", "USD"),
        ("HK$", "HKD"),
        ("NT$", "TWD"),
        ("AU$", "AUD"),
        ("CA$", "CAD"),
        ("NZ$", "NZD"),
        ("MX$", "MXN"),
        ("A$", "AUD"),
        ("C$", "CAD"),
        ("S$", "SGD"),
        ("R$", "BRL"),
        ("RMB", "CNY"),
        ("zł", "PLN"),
        ("€", "EUR"),
        ("£", "GBP"),
        ("₹", "INR"),
        ("₩", "KRW"),
        ("₽", "RUB"),
        ("₫", "VND"),
        ("₺", "TRY"),
        ("฿", "THB"),
        ("₱", "PHP"),
        ("₴", "UAH"),
        ("円", "JPY"),
        ("元", "CNY"),
        ("块", "CNY"),
        ("¥", YuanOrYen),
        ("$", AnyDollar),
    ];

    // Places whose CLDR grouping sign is the point.
    static readonly FrozenSet<string> ByPoint = "EUR ARS BRL CLP COP DKK IDR ISK PYG RSD TRY UYU VND".Split(' ').ToFrozenSet();

    static readonly FrozenSet<string> Free = new[] { "免费", "免費", "free", "gratis", "kostenlos", "gratuit" }.ToFrozenSet(
        StringComparer.OrdinalIgnoreCase
    );

    static readonly FrozenSet<string> OnRequest = (
        "面议|面議|议价|议定|电议|询价|价格面议|暂无|暂无报价|待定|无|n/a|na|null|none|nan|-|--|tba|tbd|call|call for price|on request|price on request|"
        + "contact seller|ask"
    )
        .Split('|')
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static bool IsFree(string text) => Free.Contains(text);

    public static bool IsOnRequest(string text) => OnRequest.Contains(text);

    /// <summary>True where a point before three digits groups thousands.</summary>
    public static bool GroupsByPoint(string? currency) => currency is not null && ByPoint.Contains(currency);

    /// <summary>The ISO 4217 code that is written, in capitals; null for anything else.</summary>
    public static string? CodeOf(ReadOnlySpan<char> text) => CodesBySpan.TryGetValue(text, out var code) ? code : null;

    /// <summary>The currency of a field of its own: a code in any case, or a sign of one currency.</summary>
    public static string? CurrencyOf(string? text)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > 20)
            return null;
        var trimmed = text.Trim();
        if (CodeOf(trimmed.ToUpperInvariant()) is { } code)
            return code;
        return Signs.FirstOrDefault(s => s.Sign == trimmed).Currency is { } currency && currency is not (YuanOrYen or AnyDollar)
            ? currency
            : null;
    }

    /// <summary>The text without its currencies, and which they were.</summary>
    public static string TakeCurrencies(string text, out HashSet<string> currencies)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (sign, currency) in Signs)
        {
            if (!text.Contains(sign, StringComparison.Ordinal))
                continue;
            found.Add(currency);
            text = text.Replace(sign, " ", StringComparison.Ordinal);
        }

        text = Code.Replace(
            text,
            m =>
            {
                if (!Codes.Contains(m.Value))
                    return m.Value;
                found.Add(m.Value);
                return " ";
            }
        );
        // `US $9.99 USD` and `¥ 9 CNY` name one currency twice.
        if (found.Count > 1)
            found.RemoveWhere(c => c is AnyDollar or YuanOrYen);
        currencies = found;
        return text.Trim();
    }

    /// <summary>The text without words that say nothing of the amount.</summary>
    /// <param name="isFrom">True where they say that it is the lowest.</param>
    public static string TakeWords(string text, out bool isFrom)
    {
        isFrom = From.IsMatch(text);
        return Spaces.Replace(Idle.Replace(From.Replace(text, " "), " "), " ").Trim();
    }

    [GeneratedRegex(@"(?<![A-Za-z])[A-Z]{3}(?![A-Za-z])")]
    private static partial Regex Code { get; }

    [GeneratedRegex(@"起(?![^\s])|(?<![a-z])(?:from|ab|as low as)(?![a-z])", RegexOptions.IgnoreCase)]
    private static partial Regex From { get; }

    [GeneratedRegex(
        @"(?:价格|售价|现价|促销价|约|每件|/ ?件|/ ?个|/ ?套)[::]?|(?<![a-z])(?:price|only|now|/ ?(?:piece|pc|pcs|set|stück))(?![a-z])[::]?",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Idle { get; }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces { get; }
}
