using Microsoft.AspNetCore.Authentication.Cookies;

namespace IpGuard.Web.Security;

/// <summary>Over https the cookie's name begins with “__Host-”, so that no neighbouring host can set it (RFC 6265bis, 4.1.3.2; OWASP
/// ASVS 5.0, 3.3.1). Over plain http, as on one's own machine, a browser would not take such a name.</summary>
public sealed class HostCookies : ICookieManager
{
    const string Prefix = "__Host-";

    readonly ChunkingCookieManager _cookies = new();

    public string? GetRequestCookie(HttpContext context, string key) => _cookies.GetRequestCookie(context, Named(context, key));

    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) =>
        _cookies.AppendResponseCookie(context, Named(context, key), value, options);

    public void DeleteCookie(HttpContext context, string key, CookieOptions options) =>
        _cookies.DeleteCookie(context, Named(context, key), options);

    static string Named(HttpContext context, string key) => context.Request.IsHttps ? Prefix + key : key;
}
