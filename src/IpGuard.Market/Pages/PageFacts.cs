using System.Globalization;

namespace IpGuard.Market.Pages;

/// <summary>What one source within a page says of its product. Texts may hold markup, and addresses be relative.</summary>
sealed record PageFacts
{
    public static PageFacts None { get; } = new();

    /// <summary>Candidates, the best first.</summary>
    public IReadOnlyList<string> Ids { get; init; } = [];

    public string? Title { get; init; }

    public string? Description { get; init; }

    public PagePrice? Price { get; init; }

    public PageSeller? Seller { get; init; }

    public string? Category { get; init; }

    public string? ListedAt { get; init; }

    public IReadOnlyList<string> Pictures { get; init; } = [];

    /// <summary>These facts, and what is missing of them from a source that is trusted less.</summary>
    public PageFacts Or(PageFacts less) =>
        new()
        {
            Ids = [.. Ids, .. less.Ids],
            Title = Title ?? less.Title,
            Description = Description ?? less.Description,
            Price = Price ?? less.Price,
            Seller = Seller ?? less.Seller,
            Category = Category ?? less.Category,
            ListedAt = ListedAt ?? less.ListedAt,
            Pictures = Pictures.Count > 0 ? Pictures : less.Pictures,
        };
}

/// <summary>Who offers it.</summary>
sealed record PageSeller(string? Name, string? Url, string? Id);

/// <summary>An amount as it is told on a page.</summary>
/// <param name="Amount">A decimal number with a point.</param>
/// <param name="Currency">Three letters, or null.</param>
sealed record PagePrice(string Amount, string? Currency)
{
    const int MostLength = 100;

    /// <summary>Reads “129.00”, “¥1,299”, “1.299,00 €”, “1 299,50”; null where it is no amount, such as 免费 or “from”.</summary>
    /// <remarks>schema.org asks for a point and no grouping (https://schema.org/price). So one point alone is always a decimal one, and
    /// one comma alone is decimal unless three digits follow.</remarks>
    public static PagePrice? Read(string? text, string? currency)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        var amount = text.Length > MostLength ? text.AsSpan(0, MostLength) : text;
        var start = amount.IndexOfAnyInRange('0', '9');
        if (start < 0 || (start > 0 && amount[start - 1] is '-' or '−'))
            return null;
        var number = Run(amount[start..]);
        var (point, comma) = (number.LastIndexOf('.'), number.LastIndexOf(','));
        var mark = (point, comma) switch
        {
            (>= 0, >= 0) => point > comma ? '.' : ',',
            (>= 0, _) => number.Count('.') == 1 ? '.' : '\0',
            (_, >= 0) => number.Count(',') == 1 && number.Length - comma != 4 ? ',' : '\0',
            _ => '\0',
        };
        var plain = string.Concat(number.ToArray().Where(c => char.IsAsciiDigit(c) || c == mark)).Replace(',', '.');
        return decimal.TryParse(plain, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _)
            ? new(plain, currency?.Trim() is { Length: 3 } code && code.All(char.IsAsciiLetter) ? code : null)
            : null;
    }

    // Digits and their marks; a space only between a digit and three others.
    static ReadOnlySpan<char> Run(ReadOnlySpan<char> text)
    {
        var end = 0;
        while (
            end < text.Length
            && (char.IsAsciiDigit(text[end]) || text[end] is '.' or ',' or '\'' || (IsSpace(text[end]) && IsGroup(text[(end + 1)..])))
        )
            end++;
        return text[..end].TrimEnd(".,'");
    }

    static bool IsSpace(char c) => c is ' ' or '\u00A0' or '\u202F' or '\u2009';

    static bool IsGroup(ReadOnlySpan<char> text) =>
        text.Length >= 3 && text[..3].IndexOfAnyExceptInRange('0', '9') < 0 && (text.Length == 3 || !char.IsAsciiDigit(text[3]));
}
