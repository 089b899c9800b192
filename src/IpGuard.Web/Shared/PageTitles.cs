namespace IpGuard.Web.Shared;

/// <summary>What a page is called in the browser's tab, by its path.</summary>
static class PageTitles
{
    static readonly (string Prefix, string Key)[] Known =
    [
        ("/filings/", "cert.title"),
        ("/filings", "filings.title"),
        ("/file", "file.title"),
        ("/alerts", "alerts.title"),
        ("/matches/", "match.title"),
        ("/matches", "matches.title"),
        ("/watches", "watches.title"),
        ("/health", "health.title"),
        ("/sign-in", "signin.title"),
        ("/sign-up", "signup.title"),
        ("/error/404", "error.404"),
        ("/error", "error.500"),
    ];

    public static string Of(string path) =>
        Texts.T(Known.FirstOrDefault(k => path.StartsWith(k.Prefix, StringComparison.Ordinal)).Key ?? "brand.tagline");
}

/// <summary>Static files are cached for a year; their address changes with the program's version.</summary>
static class StaticAddress
{
    public static string Version { get; } = typeof(StaticAddress).Module.ModuleVersionId.ToString("N")[..8];
}
