namespace IpGuard.Web.Security;

/// <summary>Headers on every answer: pages may load nothing but this site's own files, and nothing may frame them.</summary>
static class SecurityHeaders
{
    const string Strict =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; "
        + "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'";

    // The API page's own script writes its styles into the page; it is served from here, and only this page allows it.
    const string ApiPage =
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
        + "form-action 'none'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'";

    public const string ApiPagePath = "/docs/api";

    public static void UseSecurityHeaders(this IApplicationBuilder app) =>
        app.Use(
            (context, next) =>
            {
                var headers = context.Response.Headers;
                headers.ContentSecurityPolicy = context.Request.Path.StartsWithSegments(ApiPagePath, StringComparison.Ordinal)
                    ? ApiPage
                    : Strict;
                headers.XContentTypeOptions = "nosniff";
                headers["Referrer-Policy"] = "same-origin";
                headers["Cross-Origin-Opener-Policy"] = "same-origin";
                headers["Cross-Origin-Resource-Policy"] = "same-origin";
                headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
                // What is behind a sign-in is not to be found in a shared machine's cache.
                if (context.User.Identity?.IsAuthenticated == true)
                    headers.CacheControl = "no-store";
                return next();
            }
        );
}
