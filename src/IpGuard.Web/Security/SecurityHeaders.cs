namespace IpGuard.Web.Security;

/// <summary>Headers on every answer, files and faults too: pages may load nothing but this site's own files, and nothing may frame
/// them.</summary>
static class SecurityHeaders
{
    public const string ApiPagePath = "/docs/api";

    const string Strict =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; "
        + "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'";

    // The API page's own script writes its styles into the page; it is served from here, and only this page allows it.
    const string ApiPage =
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        + "font-src 'self' data:; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'";

    // One year (OWASP ASVS 5.0, 3.4.1), and only for this host: what else its operator serves is not ours to decide.
    const string OnlyHttps = "max-age=31536000";

    public static void UseSecurityHeaders(this IApplicationBuilder app) =>
        app.Use(
            (context, next) =>
            {
                var headers = context.Response.Headers;
                var isApiPage = context.Request.Path.StartsWithSegments(ApiPagePath, StringComparison.Ordinal);
                headers.ContentSecurityPolicy = isApiPage ? ApiPage : Strict;
                headers.XContentTypeOptions = "nosniff";
                headers["Referrer-Policy"] = "same-origin";
                headers["Cross-Origin-Opener-Policy"] = "same-origin";
                headers["Cross-Origin-Resource-Policy"] = "same-origin";
                headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
                if (context.Request.IsHttps)
                    headers.StrictTransportSecurity = OnlyHttps;
                return next();
            }
        );

    /// <summary>What is behind a sign-in is not to be found in a shared machine's cache: pages, pictures and bundles alike.</summary>
    public static void UseNoStoreWhenSignedIn(this IApplicationBuilder app) =>
        app.Use(
            (context, next) =>
            {
                // As antiforgery writes it, which otherwise warns, once a page, that it had to.
                if (context.User.Identity?.IsAuthenticated == true)
                    (context.Response.Headers.CacheControl, context.Response.Headers.Pragma) = ("no-cache, no-store", "no-cache");
                return next();
            }
        );
}
