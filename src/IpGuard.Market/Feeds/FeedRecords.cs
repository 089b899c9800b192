using System.Text;
using System.Text.RegularExpressions;
using IpGuard.Core.Listings;

namespace IpGuard.Market.Feeds;

/// <summary>Finds the records of an RSS or Atom feed by their tags, without reading them: so that one that is broken costs no other, and
/// each is had byte by byte as it came.</summary>
/// <remarks>What stands in comments and CDATA sections is no tag (XML 1.0, sections 2.5 and 2.7).</remarks>
sealed partial class FeedRecords
{
    /// <summary>Longer records are broken.</summary>
    public const int MostRecordBytes = 1024 * 1024;

    // Longer than any name that is looked for, with the signs around it.
    const int LookAheadBytes = 160;

    readonly ByteWindow _window;
    readonly byte[] _name;
    readonly byte[] _root;

    FeedRecords(ByteWindow window, string root, string record, string rootPrefix, string googlePrefix)
    {
        (_window, _root, _name) = (window, Encoding.UTF8.GetBytes(root), Encoding.UTF8.GetBytes(record));
        (RootPrefix, GooglePrefix) = (rootPrefix, googlePrefix);
    }

    /// <summary>What stands before plain names, such as `atom:`; mostly nothing.</summary>
    public string RootPrefix { get; }

    /// <summary>What stands before Google's names: `g:` unless the feed declares another.</summary>
    public string GooglePrefix { get; }

    /// <summary>Records found so far.</summary>
    public int Found { get; private set; }

    /// <summary>Opens a feed at its root.</summary>
    /// <exception cref="MarketplaceException">It has no root of a feed, or a document type.</exception>
    public static FeedRecords Open(ByteWindow window)
    {
        while (true)
        {
            var at = NextTag(window, 0, out var stuckAt);
            if (at < 0)
            {
                if (!window.IsFull)
                    throw new MarketplaceException("expected an RSS 2.0 or Atom feed, got markup without a root");
                window.Drop(stuckAt + 1);
                continue;
            }

            window.Drop(at);
            var tag = window.Span;
            if (tag.Length > 1 && tag[1] == (byte)'?')
            {
                window.Drop(1);
                continue;
            }

            if (tag.StartsWith("<!"u8))
                throw new MarketplaceException(
                    Encoding.Latin1.GetString(tag[..Math.Min(tag.Length, 20)]).Contains("html", StringComparison.OrdinalIgnoreCase)
                        ? "expected an RSS 2.0 or Atom feed, got an HTML page"
                        : "expected a feed without a document type (DTD), got one; its entities are not read"
                );
            return AtRoot(window);
        }
    }

    static FeedRecords AtRoot(ByteWindow window)
    {
        var end = Behind(window, 1, ">"u8);
        var text = Encoding.UTF8.GetString(end < 0 ? window.Span[..Math.Min(window.Length, 200)] : window.Span[..end]);
        var name = RootName.Match(text);
        var local = name.Groups["local"].Value;
        if (end < 0 || local is not ("rss" or "RDF" or "feed" or "channel"))
            throw new MarketplaceException(
                local.Equals("html", StringComparison.OrdinalIgnoreCase)
                    ? "expected an RSS 2.0 or Atom feed, got an HTML page"
                    : $"expected an RSS 2.0 or Atom feed, got markup with the root '{PlainText.Clean(text, 60)}'"
            );
        var prefix = name.Groups["prefix"].Value;
        var google = GoogleNamespace.Match(text) is { Success: true } declared ? declared.Groups[1].Value + ":" : "g:";
        var plain = local == "feed" ? prefix : "";
        window.Drop(end);
        return new(window, prefix + local, plain + (local == "feed" ? "entry" : "item"), plain, google);
    }

    /// <summary>The next record, in memory that is good until the next call; null behind the last one.</summary>
    /// <param name="fault">Why the record cannot be read; null where nothing is known against it.</param>
    /// <exception cref="CutException">The feed ends before its end.</exception>
    public ReadOnlyMemory<byte>? Next(out string? fault)
    {
        fault = null;
        _window.Drop(_handedOut);
        _handedOut = 0;
        while (true)
        {
            var at = NextTag(_window, 0, out var stuckAt);
            if (at < 0)
            {
                if (!_window.IsFull)
                    throw new CutException($"it ends without </{Encoding.UTF8.GetString(_root)}>");
                _window.Drop(stuckAt + 1);
                continue;
            }

            _window.Drop(at);
            if (IsEnd(0, _root))
                return null;
            if (!IsStart(0, _name))
            {
                _window.Drop(1);
                continue;
            }

            Found++;
            _handedOut = EndOfRecord(out fault);
            return _window.Memory[.._handedOut];
        }
    }

    int _handedOut;

    // The bytes of the record that the window begins with.
    int EndOfRecord(out string? fault)
    {
        fault = null;
        var from = Behind(_window, 1, ">"u8);
        if (from > 1 && _window.Span[from - 2] == (byte)'/')
            return from;
        while (from > 0)
        {
            var at = NextTag(_window, from, out _);
            if (at < 0)
                break;
            if (IsEnd(at, _name))
            {
                if (Behind(_window, at, ">"u8) is var end and > 0)
                    return end;
                break;
            }

            if (IsStart(at, _name) || IsEnd(at, _root))
            {
                fault = $"expected </{Encoding.UTF8.GetString(_name)}> before what follows, found none";
                return at;
            }

            from = at + 1;
        }

        if (!_window.IsFull)
            throw new CutException("it ends within it");
        fault = $"expected at most {MostRecordBytes / 1024 / 1024} MB, got more";
        return _window.Length - LookAheadBytes;
    }

    bool IsStart(int at, byte[] name) => IsNamed(_window.Span[(at + 1)..], name);

    bool IsEnd(int at, byte[] name) => _window.Span[at..] is { Length: > 2 } tag && tag[1] == (byte)'/' && IsNamed(tag[2..], name);

    static bool IsNamed(ReadOnlySpan<byte> behind, byte[] name) =>
        behind.Length > name.Length && behind.StartsWith(name) && " \t\r\n/>"u8.Contains(behind[name.Length]);

    // Where the next tag begins; -1 where the window ends before, or a comment or section that begins at stuckAt does not end in it.
    static int NextTag(ByteWindow window, int from, out int stuckAt)
    {
        while (true)
        {
            var next = window.Span[from..].IndexOf((byte)'<');
            if (next < 0)
            {
                from = window.Length;
                stuckAt = from - 1;
                if (!window.Grow())
                    return -1;
                continue;
            }

            var at = from + next;
            stuckAt = at;
            while (window.Length - at < LookAheadBytes && window.Grow()) { }

            var tag = window.Span[at..];
            if (tag.StartsWith("<!--"u8))
                from = Behind(window, at + 4, "-->"u8);
            else if (tag.StartsWith("<![CDATA["u8))
                from = Behind(window, at + 9, "]]>"u8);
            else
                return at;
            if (from < 0)
                return -1;
        }
    }

    // Where the sign ends that comes first from here; -1 where the window ends before.
    static int Behind(ByteWindow window, int from, ReadOnlySpan<byte> sign)
    {
        while (true)
        {
            from = Math.Min(from, window.Length);
            var next = window.Span[from..].IndexOf(sign);
            if (next >= 0)
                return from + next + sign.Length;
            from = Math.Max(from, window.Length - sign.Length + 1);
            if (!window.Grow())
                return -1;
        }
    }

    [GeneratedRegex(@"^<(?<prefix>[\w.-]{1,40}:)?(?<local>[\w.-]{1,40})")]
    private static partial Regex RootName { get; }

    [GeneratedRegex("""\sxmlns:([\w.-]{1,40})\s*=\s*["']https?://base\.google\.com/c?ns/1\.0/?["']""")]
    private static partial Regex GoogleNamespace { get; }
}
