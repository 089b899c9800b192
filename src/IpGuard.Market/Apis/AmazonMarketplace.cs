using System.Globalization;
using System.Text.Json;
using IpGuard.Core.Listings;
using IpGuard.Core.Watches;
using IpGuard.Market.Web;

namespace IpGuard.Market.Apis;

/// <summary>How Amazon's catalogue is searched.</summary>
/// <param name="BaseAddress">The region's endpoint, such as https://sellingpartnerapi-na.amazon.com, -eu or -fe.</param>
/// <param name="TokenAddress">Where tokens are had; <see cref="AmazonMarketplace.ProductionTokens"/> but for a test.</param>
/// <param name="ClientId">The application's id at Login with Amazon.</param>
/// <param name="RefreshToken">What a selling partner gave when the application was authorised.</param>
/// <param name="MarketplaceId">Such as ATVPDKIKX0DER, the United States; one for each connector.</param>
/// <param name="Storefront">Where buyers see the marketplace, such as https://www.amazon.com; null leaves listings without an
/// address.</param>
/// <param name="Keywords">Each is a search; Amazon reads a comma as the end of a word.</param>
public sealed record AmazonOptions(
    Uri BaseAddress,
    Uri TokenAddress,
    string ClientId,
    ApiSecret ClientSecret,
    ApiSecret RefreshToken,
    string MarketplaceId,
    Uri? Storefront,
    IReadOnlyList<string> Keywords
)
{
    /// <summary>How often it may be asked with this key; as is published for new applications, but for one that was given more.</summary>
    public ApiLimits Limits { get; init; } = AmazonMarketplace.Limits;
}

/// <summary>Amazon's catalogue by the Selling Partner API, searchCatalogItems of Catalog Items 2022-04-01
/// (amzn/selling-partner-api-models: models/catalog-items-api-model/catalogItems_2022-04-01.json). Its records are products: they have
/// neither price nor seller. One that several keywords meet comes several times.</summary>
public sealed class AmazonMarketplace : IMarketplace
{
    /// <summary>Results a page: the most that Amazon gives (parameter `pageSize`).</summary>
    public const int PageListings = 20;

    /// <summary>“The maximum number of items (ASINs) that can be returned and paged through is 1000” (ItemSearchResults).</summary>
    public const int MostResults = 1_000;

    const int MostPages = MostResults / PageListings;
    const int MostTokenLength = 4_096;

    /// <summary>Login with Amazon, for every region (developer-docs.amazon.com/sp-api, Connect to the SP-API).</summary>
    public static readonly Uri ProductionTokens = new("https://api.amazon.com/auth/o2/token");

    public static readonly ApiLicence Licence = new(
        "Amazon Solution Provider Portal Agreement, Acceptable Use Policy and Data Protection Policy",
        new("https://developer-docs.amazon.com/sp-api/docs/policies-and-agreements"),
        "A selling partner has to have authorised the application, and the policies restrict for what the data may be used."
            + " They bind one's own applications as well (https://github.com/amzn/selling-partner-api-models/discussions/5361)."
            + " Before this is switched on, a person has to settle with Amazon that its catalogue may be searched for copies."
    );

    /// <summary>Two requests a second and two at once for each seller and application, as x-amzn-RateLimit-Limit says
    /// (developer-docs.amazon.com/sp-api/docs/catalog-items-api-rate-limits); none a day.</summary>
    public static readonly ApiLimits Limits = new(2, null);

    static readonly TimeSpan TokenPatience = TimeSpan.FromSeconds(30);

    readonly MarketWeb _web;
    readonly AmazonOptions _options;
    readonly IReadOnlyList<string> _keywords;
    readonly ApiWeb _api;

    /// <exception cref="ArgumentException">No keywords, or too many.</exception>
    public AmazonMarketplace(MarketWeb web, AmazonOptions options, TimeProvider clock)
    {
        (_web, _options, _keywords) = (web, options, KeywordCursor.Check(options.Keywords));
        var ask = new WebAsk(options.TokenAddress, TokenKey.MostBytes, TokenPatience)
        {
            Form =
            [
                new("grant_type", "refresh_token"),
                new("refresh_token", options.RefreshToken.Value),
                new("client_id", options.ClientId),
                new("client_secret", options.ClientSecret.Value),
            ],
            IsApi = true,
        };
        var guard = new SecretGuard([options.ClientSecret.Value, options.RefreshToken.Value]);
        // By the model an expired token is answered with 403.
        var key = new TokenKey(web, clock, ask, token => new("x-amz-access-token", token), ended: [401, 403], guard);
        _api = new(web, key, [], options.Limits.ToQuota("amazon", $"{options.ClientId} {options.RefreshToken.Value}"));
    }

    public async Task<PageReading> ReadAsync(SweepCursor cursor, Validators? since, CancellationToken stop)
    {
        var at = ReadCursor(cursor);
        using var answer = await _api.GetAsync(AddressOf(at), stop);
        var listings = answer.Listings("items", ToRaw);
        var token = answer.Text("pagination", "nextToken");
        if (token?.Length > MostTokenLength)
            throw new MarketplaceException($"expected a next token of at most {MostTokenLength} characters, got {token.Length}");
        if (token is not null && token == at.Token)
            throw new MarketplaceException($"expected another page behind page {at.Page} of the search, got the token of this one again");
        // Tokens that go round in a longer circle end here, too.
        var isMore = !string.IsNullOrEmpty(token) && at.Page < MostPages;
        Place? next =
            isMore ? new(at.Keyword, at.Page + 1, token!)
            : at.Keyword + 1 < _keywords.Count ? new(at.Keyword + 1, 1, "")
            : null;
        var count = _keywords.Count == 1 ? KeywordCursor.Number(answer.Text("numberOfResults") ?? "") : null;
        return new PageReading.Read(
            new(
                listings,
                next is null ? SweepCursor.Start : WriteCursor(next),
                next is null,
                count is { } total ? (int)Math.Min(total, MostResults) : null
            )
        );
    }

    /// <summary>Pictures are public, and asked for without our key.</summary>
    public Task<PictureFetch> FetchPictureAsync(PictureLink link, CancellationToken stop) =>
        _web.FetchPictureAsync(_options.BaseAddress, link, stop);

    // With a token the other parameters are sent as they were (amzn/selling-partner-api-models, issue 4178).
    Uri AddressOf(Place at)
    {
        var address =
            $"/catalog/2022-04-01/items?keywords={Uri.EscapeDataString(_keywords[at.Keyword])}"
            + $"&marketplaceIds={Uri.EscapeDataString(_options.MarketplaceId)}&includedData=summaries,images,identifiers"
            + string.Create(CultureInfo.InvariantCulture, $"&pageSize={PageListings}");
        return new(_options.BaseAddress, at.Token.Length == 0 ? address : $"{address}&pageToken={Uri.EscapeDataString(at.Token)}");
    }

    RawListing ToRaw(JsonElement item)
    {
        var asin = item.Text("asin");
        var summary = OfMarketplace(item, "summaries");
        return new()
        {
            ExternalId = asin,
            Url =
                asin is null || _options.Storefront is null
                    ? null
                    : new Uri(_options.Storefront, $"/dp/{Uri.EscapeDataString(asin)}").AbsoluteUri,
            Title = summary?.Text("itemName"),
            Category = summary?.Part("browseClassification")?.Text("displayName") ?? summary?.Text("websiteDisplayGroupName"),
            PictureAddresses = OfMarketplace(item, "images") is { } images ? PicturesOf(images) : [],
        };
    }

    // Each of these lists has one entry a marketplace.
    JsonElement? OfMarketplace(JsonElement item, string name)
    {
        var entries = item.Items(name).ToList();
        var ours = entries.Where(e => e.Text("marketplaceId") == _options.MarketplaceId).Take(1).ToList();
        return ours.Count > 0 ? ours[0] : null;
    }

    // MAIN, then PT01 and so on, each in its largest size alone; others are swatches and energy labels.
    static List<string> PicturesOf(JsonElement images) =>
        [
            .. images
                .Items("images")
                .Select(i => (Variant: i.Text("variant") ?? "", Link: i.Text("link"), Area: Side(i, "width") * Side(i, "height")))
                .Where(i => i.Link is not null && IsOfListing(i.Variant))
                .GroupBy(i => i.Variant, StringComparer.Ordinal)
                .OrderBy(g => g.Key == "MAIN" ? "" : g.Key, StringComparer.Ordinal)
                .Select(g => g.MaxBy(i => i.Area).Link!),
        ];

    static bool IsOfListing(string variant) =>
        variant == "MAIN" || (variant is ['P', 'T', var ten, var one] && char.IsAsciiDigit(ten) && char.IsAsciiDigit(one));

    // Pixels; a length that cannot be is none.
    static long Side(JsonElement image, string name) => KeywordCursor.Number(image.Text(name) ?? "") is { } side and < 1_000_000 ? side : 0;

    Place ReadCursor(SweepCursor cursor)
    {
        var (keyword, text) = KeywordCursor.Read(cursor, _keywords.Count);
        if (text.Length == 0)
            return new(keyword, 1, "");
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return
            colon > 0
            && text.Length <= MostTokenLength + colon + 1
            && KeywordCursor.Number(text[..colon]) is { } page and >= 1 and <= MostPages
            ? new(keyword, (int)page, text[(colon + 1)..])
            : throw KeywordCursor.Foreign(cursor);
    }

    // “keywords:page:token”: the page is there to end the search, the token alone says where it is.
    static SweepCursor WriteCursor(Place at) =>
        KeywordCursor.Write(at.Keyword, string.Create(CultureInfo.InvariantCulture, $"{at.Page}:{at.Token}"));

    sealed record Place(int Keyword, int Page, string Token);
}
