using System.Globalization;
using System.Text;
using System.Text.Json;
using IpGuard.Core.Listings;
using IpGuard.Core.Watches;
using IpGuard.Market.Web;

namespace IpGuard.Market.Apis;

/// <summary>How eBay is searched.</summary>
/// <param name="BaseAddress">Scheme, host and port; <see cref="EbayMarketplace.Production"/> but for a sandbox or a test.</param>
/// <param name="ClientId">The application's App ID.</param>
/// <param name="ClientSecret">The application's Cert ID.</param>
/// <param name="MarketplaceId">Such as EBAY_US, EBAY_DE (eBay's MarketplaceIdEnum).</param>
/// <param name="Currency">ISO 4217; the marketplace's own, in which prices are sliced.</param>
/// <param name="Keywords">Each is a search; words within one all have to be met.</param>
public sealed record EbayOptions(
    Uri BaseAddress,
    string ClientId,
    ApiSecret ClientSecret,
    string MarketplaceId,
    string Currency,
    IReadOnlyList<string> Keywords
)
{
    /// <summary>How often it may be asked with this key; as is published for new applications, but for one that was given more.</summary>
    public ApiLimits Limits { get; init; } = EbayMarketplace.Limits;
}

/// <summary>eBay by its Browse API, `item_summary/search` (developer.ebay.com/api-docs/buy/browse; field names by the client that is
/// generated from its OpenAPI file, numerogeek/ebay-browse-api). A listing that several keywords meet comes several times.</summary>
/// <remarks>A search gives 10,000 results at most. One with more is read slice by slice of prices, each slice halved until it fits; of
/// more than 10,000 listings at one and the same price, 10,000 are read.</remarks>
public sealed class EbayMarketplace : IMarketplace
{
    /// <summary>Results a page: the most that eBay gives (parameter `limit`).</summary>
    public const int PageListings = 200;

    /// <summary>Results a search: the most that eBay gives (parameter `offset`).</summary>
    public const int MostResults = 10_000;

    public static readonly Uri Production = new("https://api.ebay.com");

    public static readonly ApiLicence Licence = new(
        "eBay Developers Program: Terms of Use and API License Agreement",
        new("https://developer.ebay.com/join/api-license-agreement"),
        "The licence restricts use of eBay's content with AI and access to restricted APIs, limits what may be kept and for how long, and"
            + " wants account closures to be followed (https://developer.ebay.com/support/api-call-limits announces the change)."
            + " Before this is switched on, a person has to settle with eBay that pictures may be compared and kept as evidence."
    );

    /// <summary>5,000 calls a day for new applications (developer.ebay.com/develop/api/buy/api_call_limits). eBay publishes no figure per
    /// second: five is ours, as any host is asked. Tokens are 1,000 a day (developer.ebay.com, OAuth rate limits).</summary>
    public static readonly ApiLimits Limits = new(5, 5_000);

    // The scope of what needs no user's consent (developer.ebay.com/api-docs/static/oauth-client-credentials-grant.html).
    const string Scope = "https://api.ebay.com/oauth/api_scope";

    static readonly TimeSpan TokenPatience = TimeSpan.FromSeconds(30);

    readonly MarketWeb _web;
    readonly EbayOptions _options;
    readonly IReadOnlyList<string> _keywords;
    readonly ApiWeb _api;

    /// <exception cref="ArgumentException">No keywords, or too many.</exception>
    public EbayMarketplace(MarketWeb web, EbayOptions options, TimeProvider clock)
    {
        (_web, _options, _keywords) = (web, options, KeywordCursor.Check(options.Keywords));
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.ClientId}:{options.ClientSecret.Value}"));
        var ask = new WebAsk(new Uri(options.BaseAddress, "/identity/v1/oauth2/token"), TokenKey.MostBytes, TokenPatience)
        {
            Headers = [new("Authorization", $"Basic {basic}")],
            Form = [new("grant_type", "client_credentials"), new("scope", Scope)],
            IsApi = true,
        };
        var guard = new SecretGuard([options.ClientSecret.Value, basic]);
        var key = new TokenKey(web, clock, ask, token => new("Authorization", $"Bearer {token}"), ended: [401], guard);
        _api = new(web, key, [new("X-EBAY-C-MARKETPLACE-ID", options.MarketplaceId)], options.Limits.ToQuota("ebay", options.ClientId));
    }

    public async Task<PageReading> ReadAsync(SweepCursor cursor, Validators? since, CancellationToken stop)
    {
        for (var at = ReadCursor(cursor); ; )
        {
            using var answer = await _api.GetAsync(AddressOf(at), stop);
            if (KeywordCursor.Number(answer.Text("total") ?? "") is not { } total)
                throw new MarketplaceException($"expected {_options.BaseAddress.Authority} to say a “total” of listings, got none");
            if (at.Offset == 0 && total > MostResults && Narrower(at) is { } narrower)
                at = narrower;
            else
                return new PageReading.Read(PageOf(at, answer, total));
        }
    }

    /// <summary>Pictures are public, and asked for without our key.</summary>
    public Task<PictureFetch> FetchPictureAsync(PictureLink link, CancellationToken stop) =>
        _web.FetchPictureAsync(_options.BaseAddress, link, stop);

    ListingPage PageOf(Place at, JsonAnswer answer, long total)
    {
        // Where nothing is found, eBay leaves the array out.
        var listings = total == 0 && answer.Field("itemSummaries") is null ? [] : answer.Listings("itemSummaries", ToRaw);
        // By eBay's word `total` is an estimate, and `next` tells whether there is more.
        var isMore = answer.Text("next") is not null && listings.Count > 0 && at.Offset + PageListings < MostResults;
        Place? next =
            isMore ? at with { Offset = at.Offset + PageListings }
            : at.Slice?.Next() is { } slice ? new(at.Keyword, slice, 0)
            : at.Keyword + 1 < _keywords.Count ? new(at.Keyword + 1, null, 0)
            : null;
        var isAllOfThem = _keywords.Count == 1 && at.Slice is null && total <= int.MaxValue;
        return new(listings, next is null ? SweepCursor.Start : WriteCursor(next), next is null, isAllOfThem ? (int)total : null);
    }

    static Place? Narrower(Place at)
    {
        var slice = at.Slice is null ? EbayPriceSlice.First : at.Slice.Halve();
        return slice is null ? null : at with { Slice = slice };
    }

    Uri AddressOf(Place at)
    {
        // Without the filter eBay leaves auctions out.
        var filter = "buyingOptions:{FIXED_PRICE|AUCTION}";
        if (at.Slice is { } slice)
            filter = $"{slice.ToFilter()},priceCurrency:{_options.Currency},{filter}";
        return new(
            _options.BaseAddress,
            string.Create(
                CultureInfo.InvariantCulture,
                $"/buy/browse/v1/item_summary/search?q={Uri.EscapeDataString(_keywords[at.Keyword])}&limit={PageListings}"
                    + $"&offset={at.Offset}&filter={Uri.EscapeDataString(filter)}"
            )
        );
    }

    static RawListing ToRaw(JsonElement item)
    {
        var price = item.Part("price") ?? item.Part("currentBidPrice");
        var seller = item.Part("seller");
        return new()
        {
            ExternalId = IdOf(item),
            Url = item.Text("itemWebUrl"),
            Title = item.Text("title"),
            Description = item.Text("shortDescription"),
            Price = price?.Text("value"),
            Currency = price?.Text("currency"),
            SellerId = seller?.Text("username"),
            SellerName = seller?.Text("username"),
            Category = item.Items("categories").Select(c => c.Text("categoryName")).FirstOrDefault(c => c is not null),
            ListedAt = item.Text("itemCreationDate"),
            PictureAddresses = [.. PicturesOf(item).OfType<string>()],
        };
    }

    // “v1|legacy id|variation”: without a variation the id in the middle is the one in the listing's address.
    static string? IdOf(JsonElement item)
    {
        var (id, legacy) = (item.Text("itemId"), item.Text("legacyItemId"));
        return legacy is not null && id == $"v1|{legacy}|0" ? legacy : id;
    }

    // `image` is small (s-l225); the first of `thumbnailImages` is the same picture in its largest size (s-l1600).
    static IEnumerable<string?> PicturesOf(JsonElement item) =>
        item.Items("thumbnailImages")
            .Select(i => i.Text("imageUrl"))
            .Append(item.Part("image")?.Text("imageUrl"))
            .OfType<string>()
            .Take(1)
            .Concat(item.Items("additionalImages").Select(i => i.Text("imageUrl")));

    // Offsets have to be multiples of the limit.
    Place ReadCursor(SweepCursor cursor)
    {
        var (keyword, text) = KeywordCursor.Read(cursor, _keywords.Count);
        if (text.Length == 0)
            return new(keyword, null, 0);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var dots = text.IndexOf("..", StringComparison.Ordinal);
        if (
            dots < 0
            || colon < dots
            || KeywordCursor.Number(text[(colon + 1)..]) is not { } offset
            || offset >= MostResults
            || offset % PageListings != 0
        )
            throw KeywordCursor.Foreign(cursor);
        if (colon == 2)
            return new(keyword, null, (int)offset);
        return
            KeywordCursor.Number(text[..dots]) is { } low
            && KeywordCursor.Number(text[(dots + 2)..colon]) is { } high
            && EbayPriceSlice.Between(low, high) is { } slice
            ? new(keyword, slice, (int)offset)
            : throw KeywordCursor.Foreign(cursor);
    }

    // “keywords:low..high:offset”, prices in hundredths, and none where all are asked for.
    static SweepCursor WriteCursor(Place at) =>
        KeywordCursor.Write(at.Keyword, string.Create(CultureInfo.InvariantCulture, $"{at.Slice?.Low}..{at.Slice?.High}:{at.Offset}"));

    sealed record Place(int Keyword, EbayPriceSlice? Slice, int Offset);
}
