using System.Globalization;
using System.Text.Json;
using IpGuard.Core.Listings;
using IpGuard.Core.Watches;
using IpGuard.Market.Web;

namespace IpGuard.Market.Apis;

/// <summary>How Etsy is searched.</summary>
/// <param name="BaseAddress">Scheme, host and port; <see cref="EtsyMarketplace.Production"/> but for a test.</param>
/// <param name="ApiKey">“keystring:shared secret”, both from the page of the application; without the second part Etsy refuses every
/// question since 2026-02-09 (github.com/etsy/open-api/discussions/1529).</param>
/// <param name="Keywords">Each is a search; every word of one has to be met.</param>
public sealed record EtsyOptions(Uri BaseAddress, ApiSecret ApiKey, IReadOnlyList<string> Keywords)
{
    /// <summary>How often it may be asked with this key; as is published for new applications, but for one that was given more.</summary>
    public ApiLimits Limits { get; init; } = EtsyMarketplace.Limits;
}

/// <summary>Etsy by its Open API v3, findAllListingsActive and getListingsByListingIds (developers.etsy.com/documentation/reference). A
/// listing that several keywords meet comes several times.</summary>
/// <remarks>The search has no `includes` (github.com/etsy/open-api/issues/551): pictures and shops come with a second question, by the
/// ids that were found. A page costs two calls.</remarks>
public sealed class EtsyMarketplace : IMarketplace
{
    /// <summary>Results a page: the most that Etsy gives, and the most ids of one question.</summary>
    public const int PageListings = 100;

    /// <summary>Further on Etsy answers 400, “Offset provided is greater than the maximum offset allowed”
    /// (developers.etsy.com/documentation/essentials/urlsyntax; github.com/etsy/open-api/issues/344).</summary>
    public const int MostOffset = 12_000;

    public static readonly Uri Production = new("https://openapi.etsy.com");

    public static readonly ApiLicence Licence = new(
        "Etsy API Terms of Use",
        new("https://www.etsy.com/legal/api/"),
        "A new application has 10,000 calls a day (https://developers.etsy.com/documentation/essentials/rate-limits); Etsy grants access"
            + " and more calls at its own discretion, limits how long its content may be kept, and owns none of its members' pictures."
            + " Before this is switched on, a person has to settle with Etsy that pictures may be compared and kept as evidence."
    );

    /// <summary>10 requests a second and 10,000 in any 24 hours for new applications, told by x-limit-per-second and x-limit-per-day
    /// (developers.etsy.com/documentation/essentials/rate-limits).</summary>
    public static readonly ApiLimits Limits = new(10, 10_000);

    readonly MarketWeb _web;
    readonly EtsyOptions _options;
    readonly IReadOnlyList<string> _keywords;
    readonly ApiWeb _api;

    /// <exception cref="ArgumentException">No keywords, or too many.</exception>
    public EtsyMarketplace(MarketWeb web, EtsyOptions options, TimeProvider clock)
    {
        // The key never ends, so nothing here goes by the clock; it is taken so that all connectors are made alike.
        _ = clock;
        (_web, _options, _keywords) = (web, options, KeywordCursor.Check(options.Keywords));
        var key = options.ApiKey.Value;
        var guard = new SecretGuard([key, .. key.Split(':').Where(p => p.Length >= ApiSecret.LeastLength)]);
        _api = new(web, new FixedKey(new("x-api-key", key), guard), [], options.Limits.ToQuota("etsy", key));
    }

    public async Task<PageReading> ReadAsync(SweepCursor cursor, Validators? since, CancellationToken stop)
    {
        var (keyword, place) = KeywordCursor.Read(cursor, _keywords.Count);
        if (KeywordCursor.Number(place.Length == 0 ? "0" : place) is not { } offset || offset > MostOffset)
            throw KeywordCursor.Foreign(cursor);
        using var found = await _api.GetAsync(SearchAddress(_keywords[keyword], offset), stop);
        var records = found.Records("results");
        var listings = await WithPicturesAsync(found, records, stop);
        var count = KeywordCursor.Number(found.Text("count") ?? "");
        var behind = offset + PageListings;
        var isMore = records.Count > 0 && behind <= MostOffset && (count is null ? records.Count == PageListings : behind < count);
        var isLast = !isMore && keyword + 1 == _keywords.Count;
        var next =
            isLast ? SweepCursor.Start
            : isMore ? KeywordCursor.Write(keyword, behind.ToString(CultureInfo.InvariantCulture))
            : KeywordCursor.Write(keyword + 1, "0");
        var total = _keywords.Count == 1 && count <= int.MaxValue ? (int?)count : null;
        return new PageReading.Read(new(listings, next, isLast, total));
    }

    /// <summary>Pictures are public, and asked for without our key.</summary>
    public Task<PictureFetch> FetchPictureAsync(PictureLink link, CancellationToken stop) =>
        _web.FetchPictureAsync(_options.BaseAddress, link, stop);

    // In the order of the search. What has ended between the two questions is told as the search had it, without pictures.
    async Task<IReadOnlyList<ReadListing>> WithPicturesAsync(JsonAnswer found, IReadOnlyList<JsonElement> records, CancellationToken stop)
    {
        var ids = records.Select(IdOf).ToList();
        if (ids.All(id => id is null))
            return [.. records.Select(r => found.Listing(r, ToRaw))];
        using var answer = await _api.GetAsync(BatchAddress(ids.OfType<long>().Distinct().Take(PageListings)), stop);
        var full = new Dictionary<long, JsonElement>();
        foreach (var record in answer.Records("results"))
        {
            if (IdOf(record) is { } id)
                full.TryAdd(id, record);
        }

        return
        [
            .. records.Select(
                (r, i) => ids[i] is { } id && full.TryGetValue(id, out var whole) ? answer.Listing(whole, ToRaw) : found.Listing(r, ToRaw)
            ),
        ];
    }

    Uri SearchAddress(string keywords, long offset) =>
        new(
            _options.BaseAddress,
            string.Create(
                CultureInfo.InvariantCulture,
                $"/v3/application/listings/active?keywords={Uri.EscapeDataString(keywords)}&limit={PageListings}&offset={offset}"
            )
        );

    Uri BatchAddress(IEnumerable<long> ids) =>
        new(
            _options.BaseAddress,
            $"/v3/application/listings/batch?listing_ids={string.Join("%2C", ids.Select(i => i.ToString(CultureInfo.InvariantCulture)))}"
                + "&includes=Images%2CShop"
        );

    static long? IdOf(JsonElement record)
    {
        try
        {
            return KeywordCursor.Number(record.Text("listing_id") ?? "");
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    static RawListing ToRaw(JsonElement listing)
    {
        var shop = listing.Part("shop") ?? listing.Part("Shop");
        return new()
        {
            ExternalId = listing.Text("listing_id"),
            Url = listing.Text("url"),
            Title = listing.Text("title"),
            Description = listing.Text("description"),
            Price = PriceOf(listing.Part("price")),
            Currency = listing.Part("price")?.Text("currency_code"),
            SellerId = listing.Text("shop_id"),
            SellerName = shop?.Text("shop_name"),
            SellerUrl = shop?.Text("url"),
            ListedAt = TimeOf(listing.Text("original_creation_timestamp") ?? listing.Text("created_timestamp")),
            PictureAddresses =
            [
                .. listing.Items("images").Concat(listing.Items("Images")).Select(i => i.Text("url_fullxfull")).OfType<string>(),
            ],
        };
    }

    // amount / divisor, such as 1250 / 100; what is no such fraction is told as it came, and is no price.
    static string? PriceOf(JsonElement? price)
    {
        if (price is not { } money)
            return null;
        var (amount, divisor) = (money.Text("amount"), money.Text("divisor"));
        return KeywordCursor.Number(amount ?? "") is { } whole && KeywordCursor.Number(divisor ?? "") is { } parts and > 0
            ? (whole / (decimal)parts).ToString(CultureInfo.InvariantCulture)
            : $"{amount}/{divisor}";
    }

    // Seconds since 1970. What is no time claims none.
    static string? TimeOf(string? seconds) =>
        KeywordCursor.Number(seconds ?? "") is { } since and <= 253_402_300_799
            ? DateTimeOffset.FromUnixTimeSeconds(since).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            : null;
}
