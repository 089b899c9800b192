using IpGuard.Core.Listings;
using IpGuard.Market.Web;

namespace IpGuard.Market.Browsing;

/// <summary>One file as it is handed to the browser.</summary>
sealed record HandedFile(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body);

/// <summary>The page itself, as it came: it is fetched before the browser is started, so that what is no page costs no browser.</summary>
/// <param name="Final">Where redirects led.</param>
sealed record PageDocument(Uri Final, HandedFile File)
{
    // What a page's own host says of how its files may be used is kept to. Cookies, and what would have the browser ask for more by
    // itself, are left out.
    static readonly string[] Kept =
    [
        "Content-Type",
        "Content-Language",
        "Content-Security-Policy",
        "X-Content-Type-Options",
        "X-Frame-Options",
        "Referrer-Policy",
        "Access-Control-Allow-Origin",
        "Access-Control-Allow-Credentials",
        "Cross-Origin-Resource-Policy",
        "Cross-Origin-Opener-Policy",
        "Cross-Origin-Embedder-Policy",
        "Timing-Allow-Origin",
    ];

    // Beside what the page's own policy says: no script that outlives the page, no plug-in, no socket, no form that is sent.
    const string Policy = "worker-src 'none'; object-src 'none'; connect-src http: https: data: blob:; form-action 'none'";

    /// <exception cref="MarketplaceException">It could not be had, or robots.txt keeps us out.</exception>
    /// <exception cref="BrowserException">It is no page.</exception>
    public static async Task<PageDocument> FetchAsync(MarketWeb web, Uri address, ScreenshotRule rule, CancellationToken stop)
    {
        var ask = new WebAsk(address, rule.MostBytesOfOne, rule.Loading)
        {
            Headers = [new("Accept", "text/html,application/xhtml+xml;q=0.9"), new("Accept-Language", "zh-CN,zh;q=0.9,en;q=0.8")],
        };
        using var answer = (WebAnswer.Whole)await web.GetAsync(ask, stop);
        var type = HeaderOf(answer.Facts, "Content-Type") ?? "none";
        if (HeaderOf(answer.Facts, "Content-Disposition")?.StartsWith("attachment", StringComparison.OrdinalIgnoreCase) == true)
            throw new BrowserException($"expected a page at {answer.Facts.Final}, got a file to be saved ({type})");
        if (type.Split(';')[0].Trim().ToLowerInvariant() is not ("text/html" or "application/xhtml+xml"))
            throw new BrowserException($"expected a page (HTML) at {answer.Facts.Final}, got {type}");
        return new(answer.Facts.Final, ToFile(answer, isPage: true));
    }

    public static HandedFile ToFile(WebAnswer.Whole answer, bool isPage)
    {
        var headers = Kept.Select(name => (name, value: HeaderOf(answer.Facts, name)))
            .Where(h => h.value is not null)
            .ToDictionary(h => h.name, h => h.value!, StringComparer.OrdinalIgnoreCase);
        if (isPage)
            // Two policies in one header both hold (CSP 3, section 2.2.2).
            headers["Content-Security-Policy"] = headers.TryGetValue("Content-Security-Policy", out var own) ? $"{own}, {Policy}" : Policy;
        return new(answer.Facts.Status, headers, answer.ToBytes());
    }

    static string? HeaderOf(AnswerFacts facts, string name)
    {
        var values = facts.Headers.Where(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(h => h.Value).ToList();
        return values.Count == 0 ? null : string.Join(", ", values);
    }
}
