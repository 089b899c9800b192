using System.Globalization;

namespace IpGuard.Core.Listings;

/// <summary>An amount in one currency.</summary>
/// <param name="Currency">ISO 4217, three capital letters; null where the marketplace does not say.</param>
public sealed record Price(decimal Amount, string? Currency);

/// <summary>Who offers a listing (平台内经营者), as the marketplace names them.</summary>
public sealed record Seller(string ExternalId, string Name, string? Url);

/// <summary>Where a picture of a listing is to be had.</summary>
/// <param name="Address">An absolute http(s) address, or, for a recorded marketplace, a path inside its folder.</param>
public sealed record PictureLink(string Address);

/// <summary>One offer of one seller on one marketplace, as it was read.</summary>
/// <param name="ExternalId">The marketplace's own id; 1 to 200 characters, unique there.</param>
/// <param name="Title">Plain text; may be empty, since some marketplaces have none.</param>
/// <param name="Category">The marketplace's own words for it, not ours.</param>
/// <param name="ClaimedAt">Since when it is offered, as the seller or the marketplace says; it can be forged, is shown as a claim and
/// decides nothing.</param>
public sealed record Listing(
    string ExternalId,
    string? Url,
    string Title,
    string? Description,
    Price? Price,
    Seller? Seller,
    string? Category,
    IReadOnlyList<PictureLink> Pictures,
    DateTimeOffset? ClaimedAt = null
)
{
    public const int MaximumExternalIdLength = 200;
    public const int MaximumTitleLength = 1_000;
    public const int MaximumDescriptionLength = 20_000;
    public const int MaximumPictures = 50;

    static readonly string[] TimeForms = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd"];

    /// <summary>Reads what a marketplace sent, whatever its format, into a listing, or into every reason why it is none.</summary>
    /// <remarks>Titles and descriptions are cut at their limits and cleaned of control characters; a listing with an id and a picture
    /// or a title is worth looking at, all else may be missing.</remarks>
    public static ListingReading Parse(RawListing raw)
    {
        List<string>? faults = null;
        var id = raw.ExternalId?.Trim();
        if (string.IsNullOrEmpty(id))
            Add(ref faults, "expected an id, got none");
        else if (id.Length > MaximumExternalIdLength)
            Add(ref faults, $"expected an id of at most {MaximumExternalIdLength} characters, got {id.Length}");

        var title = PlainText.Clean(raw.Title, MaximumTitleLength);
        var pictures = PicturesOf(raw.PictureAddresses);
        if (title.Length == 0 && pictures.Count == 0)
            Add(ref faults, "expected a title or a picture, got neither");

        var price = ParsePrice(raw.Price, raw.Currency, ref faults);
        if (faults is not null)
            return new ListingReading.Broken(string.IsNullOrEmpty(id) ? null : PlainText.Clean(id, MaximumExternalIdLength), faults);

        var seller =
            raw.SellerId is null && raw.SellerName is null
                ? null
                : new Seller(
                    PlainText.Clean(raw.SellerId ?? raw.SellerName, 200),
                    PlainText.Clean(raw.SellerName ?? raw.SellerId, 200),
                    WebAddress(raw.SellerUrl)
                );
        var description = PlainText.Clean(raw.Description, MaximumDescriptionLength);
        return new ListingReading.Whole(
            new(
                id!,
                WebAddress(raw.Url),
                title,
                description.Length == 0 ? null : description,
                price,
                seller,
                Blank(PlainText.Clean(raw.Category, 200)),
                pictures,
                ParseTime(raw.ListedAt)
            )
        );
    }

    static void Add(ref List<string>? faults, string fault) => (faults ??= []).Add(fault);

    // Each once, in their order. There are few, so that they are compared with one another.
    static List<PictureLink> PicturesOf(IReadOnlyList<string> addresses)
    {
        var links = new List<PictureLink>(Math.Min(addresses.Count, MaximumPictures));
        for (var i = 0; i < addresses.Count && links.Count < MaximumPictures; i++)
        {
            var address = addresses[i]?.Trim();
            if (!string.IsNullOrEmpty(address) && !Holds(links, address))
                links.Add(new(address));
        }

        return links;
    }

    static bool Holds(List<PictureLink> links, string address)
    {
        foreach (var link in links)
        {
            if (link.Address == address)
                return true;
        }

        return false;
    }

    static Price? ParsePrice(string? text, string? currency, ref List<string>? faults)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        var trimmed = text.AsSpan().Trim();
        if (
            PlainAmount.TryParse(trimmed, out var amount)
            || (decimal.TryParse(trimmed, NumberStyles.Number, CultureInfo.InvariantCulture, out amount) && amount >= 0)
        )
            return new(amount, Blank(currency?.Trim().ToUpperInvariant()));
        Add(ref faults, $"expected a price as a decimal number of at least 0, got '{PlainText.Clean(text, 40)}'");
        return null;
    }

    // ISO 8601 and nothing else: 03/04/2026 is two dates, and a bare time of day would be of today. Without an offset it is UTC. A claim
    // that cannot be read claims nothing.
    static DateTimeOffset? ParseTime(string? text) =>
        text is not null
        && DateTimeOffset.TryParseExact(text.Trim(), TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at.ToUniversalTime()
            : null;

    // Only web addresses are kept, so that no page can be made to link to a script.
    static string? WebAddress(string? text) =>
        PlainAddress.OriginOf(text) > 0 ? text
        : Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? text!.Trim()
        : null;

    static string? Blank(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

/// <summary>What a reader found, field by field, before anything is believed. Every field may be missing.</summary>
public sealed record RawListing
{
    public string? ExternalId { get; init; }

    public string? Url { get; init; }

    public string? Title { get; init; }

    public string? Description { get; init; }

    public string? Price { get; init; }

    public string? Currency { get; init; }

    public string? SellerId { get; init; }

    public string? SellerName { get; init; }

    public string? SellerUrl { get; init; }

    public string? Category { get; init; }

    /// <summary>Since when it is offered, as they say.</summary>
    public string? ListedAt { get; init; }

    public IReadOnlyList<string> PictureAddresses { get; init; } = [];
}

/// <summary>A listing, or every reason why it is none.</summary>
public abstract record ListingReading
{
    ListingReading() { }

    public sealed record Whole(Listing Listing) : ListingReading;

    /// <param name="ExternalId">Null where even that is missing.</param>
    public sealed record Broken(string? ExternalId, IReadOnlyList<string> Faults) : ListingReading;
}
