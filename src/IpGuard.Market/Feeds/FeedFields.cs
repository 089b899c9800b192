using System.Globalization;
using IpGuard.Core.Listings;

namespace IpGuard.Market.Feeds;

/// <summary>One record of a Google Merchant feed, as its fields are met: in any order, with and without Google's prefix.</summary>
/// <remarks>Names: https://support.google.com/merchants/answer/7052112 (attributes), 14987622 (RSS 2.0), RFC 4287 (Atom).</remarks>
sealed class FeedFields
{
    public enum Field
    {
        Id,
        Title,
        Link,
        Description,
        Price,
        SalePrice,
        Picture,
        MorePictures,
        Category,
        SellerId,
        ListedAt,
        PublishedAt,
    }

    static readonly int Count = Enum.GetValues<Field>().Length;

    // Where two names of one field stand in a record, the one of the higher rank is the field; of one rank, the first.
    static readonly (string Name, Field Field, int Rank)[] Google =
    [
        ("id", Field.Id, 9),
        ("title", Field.Title, 9),
        ("link", Field.Link, 9),
        ("description", Field.Description, 9),
        ("price", Field.Price, 9),
        ("sale_price", Field.SalePrice, 9),
        ("image_link", Field.Picture, 9),
        ("additional_image_link", Field.MorePictures, 9),
        ("product_type", Field.Category, 9),
        ("google_product_category", Field.Category, 8),
        ("external_seller_id", Field.SellerId, 9),
    ];

    static readonly (string Name, Field Field, int Rank)[] Plain =
    [
        .. Google.Select(g => (g.Name, g.Field, g.Rank - 3)),
        ("guid", Field.Id, 1),
        ("content", Field.Description, 3),
        ("summary", Field.Description, 2),
        ("pubDate", Field.PublishedAt, 3),
        ("published", Field.ListedAt, 3),
    ];

    readonly string?[] _texts = new string?[Count];
    readonly int[] _ranks = new int[Count];
    readonly List<string> _pictures = [];

    /// <summary>Which name is which field, for feeds with these prefixes.</summary>
    public static Dictionary<string, (Field Field, int Rank)> NamesFor(string rootPrefix, string googlePrefix)
    {
        var names = Plain.ToDictionary(p => rootPrefix + p.Name, p => (p.Field, p.Rank), StringComparer.Ordinal);
        foreach (var (name, field, rank) in Google)
            names[googlePrefix + name] = (field, rank);
        return names;
    }

    public void Clear()
    {
        Array.Clear(_texts);
        Array.Clear(_ranks);
        _pictures.Clear();
    }

    public void Add(Field field, int rank, string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return;
        if (field == Field.MorePictures)
        {
            if (_pictures.Count < Listing.MaximumPictures)
                ListingColumns.SplitPictures(text, _pictures);
            return;
        }

        var isBetter = rank > _ranks[(int)field];
        // Of two prices the first that can be read counts.
        if (field is Field.Price or Field.SalePrice && rank == _ranks[(int)field])
            isBetter = IsUnreadable(_texts[(int)field]) && !IsUnreadable(text);
        if (!isBetter)
            return;
        _texts[(int)field] = text;
        _ranks[(int)field] = rank;
    }

    /// <param name="shops">Who sells what names no other seller.</param>
    public RawListing ToRaw(LinkedShop shops)
    {
        var (price, currency) = PriceOf();
        var (seller, link) = (this[Field.SellerId]?.Trim(), this[Field.Link]?.Trim());
        (string Host, string Url)? shop = seller is null ? shops.Of(link) : null;
        return new()
        {
            ExternalId = this[Field.Id],
            Url = link,
            Title = ForeignMarkup.TextOf(this[Field.Title]),
            Description = ForeignMarkup.TextOf(this[Field.Description]),
            Price = price,
            Currency = currency,
            SellerId = seller ?? shop!.Value.Host,
            SellerName = seller ?? shop!.Value.Host,
            SellerUrl = shop?.Url,
            Category = ForeignMarkup.TextOf(this[Field.Category]),
            ListedAt = this[Field.ListedAt] ?? Iso(this[Field.PublishedAt]),
            PictureAddresses = PicturesOf(),
        };
    }

    string? this[Field field] => _texts[(int)field];

    (string? Price, string? Currency) PriceOf()
    {
        if (this[Field.SalePrice] is { } sale && ForeignPrice.Parse(sale) is ForeignPrice.Known now)
            return Invariant(now.Price);
        return ForeignPrice.Parse(this[Field.Price]) switch
        {
            ForeignPrice.Known known => Invariant(known.Price),
            ForeignPrice.Absent => (null, null),
            // Handed on as it is, so that the listing's fault shows it.
            _ => (this[Field.Price], null),
        };
    }

    static (string Price, string? Currency) Invariant(Price price) => (PlainAmount.ToText(price.Amount), price.Currency);

    static bool IsUnreadable(string? price) => ForeignPrice.Parse(price) is not ForeignPrice.Known;

    // The main one first.
    List<string> PicturesOf()
    {
        var all = new List<string>(_pictures.Count + 1);
        if (this[Field.Picture] is { } picture)
            ListingColumns.SplitPictures(picture, all);
        all.AddRange(_pictures);
        return all;
    }

    // RFC 822, section 5.1, with years of four digits, as RSS 2.0 has them.
    static string? Iso(string? text) =>
        text is not null
        && DateTimeOffset.TryParseExact(
            text.Trim().Replace("GMT", "+0000", StringComparison.Ordinal),
            ["ddd, d MMM yyyy HH:mm:ss zzz", "d MMM yyyy HH:mm:ss zzz"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var at
        )
            ? at.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture)
            : null;
}
