using System.Globalization;
using System.Text;

namespace IpGuard.Core.Listings;

/// <summary>What a host's robots.txt lets us ask for (RFC 9309). Pure: whoever fetches the file decides which of
/// <see cref="Parse"/>, <see cref="AllowAll"/> and <see cref="DisallowAll"/> its answer is.</summary>
public sealed class RobotsRule
{
    /// <summary>Our product token (RFC 9309, section 2.2.1), which `User-agent` lines are held against without regard to case.</summary>
    public const string ProductToken = "IpGuardBot";

    /// <summary>Bytes that are read; what is behind them is ignored. RFC 9309, section 2.5, asks for at least 500 KiB.</summary>
    public const int MostBytes = 512 * 1024;

    /// <summary>Sitemap lines that are kept.</summary>
    public const int MostSitemaps = 1_000;

    /// <summary>`Crawl-delay` is no part of the RFC: a longer one is cut to this, so that no host can hold a sweep for ever.</summary>
    public static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(60);

    /// <summary>There is no such file: an answer from 400 to 499 (RFC 9309, section 2.3.1.3).</summary>
    public static RobotsRule AllowAll { get; } = new([], null, []);

    /// <summary>The file cannot be had now: an answer from 500 to 599, or none (RFC 9309, section 2.3.1.4).</summary>
    public static RobotsRule DisallowAll { get; } = new([new(RobotsPattern.Read("/")!, false)], null, []);

    readonly IReadOnlyList<Line> _lines;

    RobotsRule(IReadOnlyList<Line> lines, TimeSpan? crawlDelay, IReadOnlyList<Uri> sitemaps) =>
        (_lines, CrawlDelay, Sitemaps) = (lines, crawlDelay, sitemaps);

    /// <summary>How long to wait between two questions, from 0 to <see cref="LongestDelay"/>; null where nothing is said.</summary>
    public TimeSpan? CrawlDelay { get; }

    /// <summary>The absolute http(s) addresses of `Sitemap` lines (sitemaps.org), in their order, each once.</summary>
    public IReadOnlyList<Uri> Sitemaps { get; }

    /// <summary>Reads the file. Lines that say nothing known are ignored; no bytes make it throw.</summary>
    public static RobotsRule Parse(ReadOnlySpan<byte> body)
    {
        if (body.Length > MostBytes)
        {
            // Half a line would say something else than the whole: `Disallow: /` of `Disallow: /private`.
            body = body[..MostBytes];
            body = body[..(body.LastIndexOfAny((byte)'\n', (byte)'\r') + 1)];
        }

        if (body.StartsWith("\uFEFF"u8))
            body = body[3..];
        var (ours, everyones, sitemaps) = (new Group(), new Group(), new List<Uri>());
        var (isOurs, isEveryones, isAmongAgents) = (false, false, false);
        foreach (var whole in Encoding.UTF8.GetString(body).AsSpan().EnumerateLines())
        {
            var line = whole.IndexOf('#') is var comment and >= 0 ? whole[..comment] : whole;
            if (line.IndexOf(':') is not (var colon and > 0))
                continue;
            var key = line[..colon].Trim();
            var value = line[(colon + 1)..].Trim();
            if (Is(key, "user-agent"))
            {
                if (!isAmongAgents)
                    (isOurs, isEveryones, isAmongAgents) = (false, false, true);
                var isStar = value.StartsWith("*") && (value.Length == 1 || char.IsWhiteSpace(value[1]));
                isEveryones |= isStar;
                isOurs |= TokenOf(value).Equals(ProductToken, StringComparison.OrdinalIgnoreCase);
                ours.IsNamed |= isOurs;
            }
            else if (Is(key, "allow") || Is(key, "disallow"))
            {
                isAmongAgents = false;
                if ((isOurs || isEveryones) && RobotsPattern.Read(value) is { } pattern)
                {
                    var rule = new Line(pattern, Is(key, "allow"));
                    if (isOurs)
                        ours.Lines.Add(rule);
                    if (isEveryones)
                        everyones.Lines.Add(rule);
                }
            }
            else if (Is(key, "crawl-delay"))
            {
                // Section 2.2.4: a record beside the RFC's own ends no group.
                if (isOurs)
                    ours.Wait(value);
                if (isEveryones)
                    everyones.Wait(value);
            }
            else if (Is(key, "sitemap") && sitemaps.Count < MostSitemaps && WebAddress(value) is { } sitemap && !sitemaps.Contains(sitemap))
                sitemaps.Add(sitemap);
        }

        var group = ours.IsNamed ? ours : everyones;
        return new(group.Lines, group.Delay, sitemaps);
    }

    /// <summary>Whether this may be asked for. The line with the longest match decides, `Allow` where two are equally long
    /// (section 2.2.2); /robots.txt itself always may.</summary>
    /// <param name="pathAndQuery">As in an address, behind its authority; an empty one is `/`, a fragment is ignored.</param>
    public bool IsAllowed(string pathAndQuery)
    {
        var path = pathAndQuery.IndexOf('#', StringComparison.Ordinal) is var hash and >= 0 ? pathAndQuery[..hash] : pathAndQuery;
        if (!path.StartsWith('/'))
            path = "/" + path;
        if (path == "/robots.txt")
            return true;
        var subject = new RobotsSubject(path);
        var (longest, isAllowed) = (-1, true);
        foreach (var line in _lines)
        {
            var length = line.Pattern.Length;
            if (length < longest || (length == longest && (isAllowed || !line.IsAllow)))
                continue;
            if (line.Pattern.Matches(subject))
                (longest, isAllowed) = (length, line.IsAllow);
        }

        return isAllowed;
    }

    static bool Is(ReadOnlySpan<char> key, string name) => key.Equals(name, StringComparison.OrdinalIgnoreCase);

    // `IpGuardBot/1.0` names us too: what is behind the token's own characters is ignored.
    static ReadOnlySpan<char> TokenOf(ReadOnlySpan<char> value)
    {
        var end = 0;
        while (end < value.Length && (char.IsAsciiLetter(value[end]) || value[end] is '_' or '-'))
            end++;
        return value[..end];
    }

    static Uri? WebAddress(ReadOnlySpan<char> value) =>
        Uri.TryCreate(value.ToString(), UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address : null;

    sealed record Line(RobotsPattern Pattern, bool IsAllow);

    // All groups of one agent are one group (section 2.2.1).
    sealed class Group
    {
        public bool IsNamed { get; set; }

        public List<Line> Lines { get; } = [];

        public TimeSpan? Delay { get; private set; }

        public void Wait(ReadOnlySpan<char> value)
        {
            // “NaN” and “-Infinity” are read as numbers, too.
            if (!double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) || !(seconds >= 0))
                return;
            var delay = TimeSpan.FromSeconds(Math.Min(seconds, LongestDelay.TotalSeconds));
            if (Delay is null || delay > Delay)
                Delay = delay;
        }
    }
}

/// <summary>A path as patterns are held against it.</summary>
sealed class RobotsSubject(string path)
{
    /// <summary>In normal form.</summary>
    public string Strict { get; } = RobotsText.Normalise(path, isPattern: false);

    /// <summary>In normal form, and with the delimiters in the query written plainly.</summary>
    public string Loose { get; } = RobotsText.OpenQuery(RobotsText.Normalise(path, isPattern: false));
}

/// <summary>The path of one `Allow` or `Disallow` line.</summary>
sealed class RobotsPattern
{
    readonly string[] _strict;
    readonly string[]? _loose;
    readonly bool _isToTheEnd;

    RobotsPattern(string normal, bool isToTheEnd)
    {
        Length = normal.Length + (isToTheEnd ? 1 : 0);
        _isToTheEnd = isToTheEnd;
        _strict = normal.Split('*');
        var loose = RobotsText.OpenQuery(normal);
        _loose = normal.Contains('?', StringComparison.Ordinal) ? loose.Split('*') : null;
    }

    /// <summary>In octets of the normal form.</summary>
    public int Length { get; }

    /// <summary>Null where it can match nothing: empty, or begun by neither `/` nor `*`.</summary>
    public static RobotsPattern? Read(ReadOnlySpan<char> text)
    {
        if (text.Length == 0 || text[0] is not ('/' or '*'))
            return null;
        var isToTheEnd = text[^1] == '$';
        return new(RobotsText.Normalise(text[..^(isToTheEnd ? 1 : 0)].ToString(), isPattern: true), isToTheEnd);
    }

    public bool Matches(RobotsSubject subject) =>
        Matches(_strict, subject.Strict) || (_loose is not null && Matches(_loose, subject.Loose));

    // Each piece at the first place behind the one before it: no later place could let more of the rest match, so nothing is tried twice.
    bool Matches(string[] pieces, string path)
    {
        if (!path.StartsWith(pieces[0], StringComparison.Ordinal))
            return false;
        var at = pieces[0].Length;
        if (pieces.Length == 1)
            return !_isToTheEnd || at == path.Length;
        foreach (var piece in pieces.AsSpan(1, pieces.Length - 2))
        {
            var found = path.AsSpan(at).IndexOf(piece, StringComparison.Ordinal);
            if (found < 0)
                return false;
            at += found + piece.Length;
        }

        return _isToTheEnd
            ? path.AsSpan(at).EndsWith(pieces[^1], StringComparison.Ordinal)
            : path.AsSpan(at).IndexOf(pieces[^1], StringComparison.Ordinal) >= 0;
    }
}

/// <summary>The normal form in which RFC 9309, section 2.2.2, compares paths.</summary>
static class RobotsText
{
    /// <summary>Octets outside ASCII percent-encoded, percent-encoded unreserved ones (RFC 3986, section 2.3) written plainly, hex in
    /// capitals; a `*` or `$` that is no wildcard percent-encoded, as section 2.2.3 has it.</summary>
    public static string Normalise(string path, bool isPattern)
    {
        var octets = Encoding.UTF8.GetBytes(path);
        var normal = new StringBuilder(octets.Length);
        for (var i = 0; i < octets.Length; i++)
        {
            var octet = octets[i];
            if (octet == '%' && TryHex(octets, i, out var value))
            {
                i += 2;
                if (IsUnreserved(value))
                    normal.Append((char)value);
                else
                    Encode(normal, value);
            }
            else if (octet is <= 0x20 or >= 0x7F || octet == '$' || (octet == '*' && !isPattern))
                Encode(normal, octet);
            else
                normal.Append((char)octet);
        }

        return normal.ToString();
    }

    /// <summary>Behind the first `?`, `: / ? @` written plainly: the RFC's own table counts `?baz=https://foo.bar` and
    /// `?baz=https%3A%2F%2Ffoo.bar` as one.</summary>
    public static string OpenQuery(string normal)
    {
        var query = normal.IndexOf('?', StringComparison.Ordinal);
        return query < 0 || normal.IndexOf('%', query) < 0
            ? normal
            : normal[..query]
                + normal[query..]
                    .Replace("%3A", ":", StringComparison.Ordinal)
                    .Replace("%2F", "/", StringComparison.Ordinal)
                    .Replace("%3F", "?", StringComparison.Ordinal)
                    .Replace("%40", "@", StringComparison.Ordinal);
    }

    static void Encode(StringBuilder normal, byte octet) => normal.Append('%').Append(octet.ToString("X2", CultureInfo.InvariantCulture));

    static bool TryHex(ReadOnlySpan<byte> octets, int at, out byte value)
    {
        value = 0;
        return at + 2 < octets.Length
            && byte.TryParse(octets.Slice(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }

    static bool IsUnreserved(byte octet) =>
        char.IsAsciiLetterOrDigit((char)octet) || octet is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~';
}
