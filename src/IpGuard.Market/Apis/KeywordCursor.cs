using System.Globalization;
using IpGuard.Core.Listings;
using IpGuard.Core.Watches;

namespace IpGuard.Market.Apis;

/// <summary>Cursors of searches, “number of the keywords:place within their results”.</summary>
static class KeywordCursor
{
    /// <summary>Keywords of one connector; each is a search of its own.</summary>
    public const int MostKeywords = 1_000;

    /// <param name="count">How many keywords there are.</param>
    /// <returns>The place is empty at the beginning.</returns>
    /// <exception cref="MarketplaceException">The cursor is none of these.</exception>
    public static (int Keyword, string Place) Read(SweepCursor cursor, int count)
    {
        if (cursor == SweepCursor.Start)
            return (0, "");
        var colon = cursor.Token.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && Number(cursor.Token[..colon]) is { } keyword && keyword < count
            ? ((int)keyword, cursor.Token[(colon + 1)..])
            : throw Foreign(cursor);
    }

    public static SweepCursor Write(int keyword, string place) => new(string.Create(CultureInfo.InvariantCulture, $"{keyword}:{place}"));

    /// <summary>Digits as a number; null for anything else.</summary>
    public static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static MarketplaceException Foreign(SweepCursor cursor) =>
        new($"expected a cursor of this search, got '{PlainText.Clean(cursor.Token, 60)}': begin at the start");

    /// <summary>What is searched for, checked.</summary>
    /// <exception cref="ArgumentException">None, too many, or an empty one among them.</exception>
    public static IReadOnlyList<string> Check(IReadOnlyList<string> keywords) =>
        keywords.Count is >= 1 and <= MostKeywords && keywords.All(k => !string.IsNullOrWhiteSpace(k))
            ? [.. keywords.Select(k => k.Trim())]
            : throw new ArgumentException(
                $"expected 1 to {MostKeywords} keywords, none of them empty, got {keywords.Count}",
                nameof(keywords)
            );
}
