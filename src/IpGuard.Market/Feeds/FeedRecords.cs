using System.Text;
using System.Text.RegularExpressions;
using IpGuard.Core.Listings;

namespace IpGuard.Market.Feeds;

/// <summary>Finds the records of an RSS or Atom feed by their tags, without reading them: so that one that is broken costs no other, and
/// each is had byte by byte as it came.</summary>
sealed partial class FeedRecords
{
    /// <summary>Longer records are broken.</summary>
    public const int MostRecordBytes = 1024 * 1024;

    // Longer ones are rare.
    const int LongestPlainBytes = 16 * 1024;

    readonly ByteWindow _window;
    readonly TagScanner _tags;
    readonly byte[] _name;
    readonly byte[] _root;
    readonly byte[] _startTag;
    readonly byte[] _endTag;
    readonly byte[] _rootEndTag;

    FeedRecords(ByteWindow window, TagScanner tags, string root, string record, string rootPrefix, string googlePrefix)
    {
        (_window, _tags, _root, _name) = (window, tags, Encoding.UTF8.GetBytes(root), Encoding.UTF8.GetBytes(record));
        (_startTag, _endTag, _rootEndTag) = ([(byte)'<', .. _name], [.. "</"u8, .. _name], [.. "</"u8, .. _root]);
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
        var tags = new TagScanner(window);
        while (true)
        {
            var at = tags.Next(0, out var stuckAt);
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
            return AtRoot(window, tags);
        }
    }

    static FeedRecords AtRoot(ByteWindow window, TagScanner tags)
    {
        var end = tags.EndOfTag(0);
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
        return new(window, tags, prefix + local, plain + (local == "feed" ? "entry" : "item"), plain, google);
    }

    /// <summary>The next record, in memory that is good until the next call; null behind the last one.</summary>
    /// <param name="fault">Why the record cannot be read; null where nothing is known against it.</param>
    /// <exception cref="CutException">The feed ends before its end.</exception>
    public ReadOnlyMemory<byte>? Next(out string? fault)
    {
        fault = null;
        _window.Drop(_passed);
        _passed = 0;
        while (true)
        {
            var at = _tags.Next(0, out var stuckAt);
            if (at < 0)
            {
                if (!_window.IsFull && !HasEnd())
                    throw new CutException($"it ends without </{Encoding.UTF8.GetString(_root)}>");
                _window.Drop(stuckAt + 1);
                continue;
            }

            _window.Drop(at);
            if (_tags.IsEnd(0, _root))
                return null;
            if (!_tags.IsStart(0, _name))
            {
                _window.Drop(1);
                continue;
            }

            Found++;
            _passed = EndOfRecord(out fault);
            return _window.Memory[.._passed];
        }
    }

    int _passed;

    // The bytes of the record that the window begins with. One that has no end has what stands before the place where that shows, so that
    // no byte is handed out twice.
    int EndOfRecord(out string? fault)
    {
        fault = null;
        var from = _tags.EndOfTag(0);
        if (from < 0)
        {
            fault = $"expected a tag of at most {TagScanner.LongestTagBytes} bytes, got more";
            return _name.Length + 1;
        }

        if (_window.Span[from - 2] == (byte)'/')
            return from;
        if (EndOfPlain(from) is var plain and > 0)
            return plain;
        int stuckAt;
        while (true)
        {
            var at = _tags.Next(from, out stuckAt);
            if (at < 0)
                break;
            if (_tags.IsEnd(at, _name))
            {
                stuckAt = at;
                if (_tags.EndOfTag(at) is var end and > 0)
                    return end;
                break;
            }

            if (_tags.IsStart(at, _name) || _tags.IsEnd(at, _root))
            {
                fault = $"expected </{Encoding.UTF8.GetString(_name)}> before what follows, found none";
                return at;
            }

            from = at + 1;
        }

        if (!_window.IsFull && !HasEnd())
            throw new CutException("it ends within it");
        fault = $"expected a record to end within {MostRecordBytes / 1024 / 1024} MB, with its comments and sections, found no end";
        return Math.Max(stuckAt, 1);
    }

    // The end of a record that is in the window whole, with neither comment nor section, and no tag in it that would end it otherwise; 0
    // for any other.
    int EndOfPlain(int from)
    {
        var rest = _window.Span[from..];
        // Of records without ends, each would else be looked for up to the window's end.
        var at = rest[..Math.Min(rest.Length, LongestPlainBytes)].IndexOf(_endTag);
        if (at < 0 || !_tags.IsEnd(from + at, _name))
            return 0;
        var within = rest[..at];
        if (within.IndexOf("<!"u8) >= 0 || within.IndexOf(_startTag) >= 0 || within.IndexOf(_rootEndTag) >= 0)
            return 0;
        return Math.Max(_tags.EndOfTag(from + at), 0);
    }

    // What is behind a comment that does not end is not lost with it, where the feed itself has its end.
    bool HasEnd() => _window.Span.LastIndexOf((byte)'<') is var at and >= 0 && _tags.IsEnd(at, _root);

    [GeneratedRegex(@"^<(?<prefix>[\w.-]{1,40}:)?(?<local>[\w.-]{1,40})")]
    private static partial Regex RootName { get; }

    [GeneratedRegex("""\sxmlns:([\w.-]{1,40})\s*=\s*["']https?://base\.google\.com/c?ns/1\.0/?["']""")]
    private static partial Regex GoogleNamespace { get; }
}
