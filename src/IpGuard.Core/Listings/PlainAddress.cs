using System.Buffers;

namespace IpGuard.Core.Listings;

/// <summary>Web addresses as nearly all are written, known without reading them whole.</summary>
public static class PlainAddress
{
    // Longer ones are rare, and read the long way.
    const int MostCharacters = 2_000;

    // RFC 1035, section 2.3.4.
    const int LongestLabel = 63;
    const int LongestHost = 253;

    static readonly SearchValues<char> OfHosts = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-.");

    // Unreserved, reserved and the percent sign (RFC 3986, sections 2.1 to 2.3), without brackets.
    static readonly SearchValues<char> OfPaths = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#@!$&'()*+,;=%"
    );

    /// <summary>How long the scheme and host of an http(s) address are: 20 for `https://shop.example/p/1`.</summary>
    /// <returns>0 for what is no such address, and for any that has to be read by <see cref="Uri"/>: with a port, a user, an address of
    /// numbers, a name in capitals or not in ASCII.</returns>
    public static int OriginOf(ReadOnlySpan<char> text)
    {
        var from =
            text.StartsWith("https://", StringComparison.Ordinal) ? 8
            : text.StartsWith("http://", StringComparison.Ordinal) ? 7
            : 0;
        if (from == 0 || text.Length > MostCharacters)
            return 0;
        var length = text[from..].IndexOfAnyExcept(OfHosts);
        var end = length < 0 ? text.Length : from + length;
        if (end < text.Length && text[end] != '/')
            return 0;
        return IsName(text[from..end]) && !text[end..].ContainsAnyExcept(OfPaths) ? end : 0;
    }

    // Labels of letters, digits and hyphens within (RFC 1123, section 2.1), the last of which begins with a letter.
    static bool IsName(ReadOnlySpan<char> host)
    {
        if (host.Length > LongestHost)
            return false;
        while (true)
        {
            var dot = host.IndexOf('.');
            var label = dot < 0 ? host : host[..dot];
            if (
                label.Length is 0 or > LongestLabel
                || label[0] == '-'
                || label[^1] == '-'
                || label.StartsWith("xn--", StringComparison.Ordinal)
            )
                return false;
            if (dot < 0)
                return char.IsAsciiLetter(label[0]);
            host = host[(dot + 1)..];
        }
    }
}
