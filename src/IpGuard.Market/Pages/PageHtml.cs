using System.Buffers;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using AngleSharp.Text;

namespace IpGuard.Market.Pages;

/// <summary>A page's elements in document order, read within bounds. Its scripts are text and never run.</summary>
sealed class PageHtml
{
    /// <summary>Levels of elements that are read: what Chromium builds (kMaximumHTMLParserDOMTreeDepth). The parser's time grows with the
    /// square of the depth: 40,000 nested elements would take it ten seconds.</summary>
    public const int MostDepth = 512;

    /// <summary>Elements that are read. Misplaced ones cost the parser time that grows with the square of their number: 4 MB of
    /// `&lt;table&gt;&lt;a&gt;` took it twenty seconds.</summary>
    public const int MostElements = 100_000;

    /// <summary>What reading one page may allocate; 1.6 MB of short paragraphs take 94 MB.</summary>
    public const long MostAllocatedBytes = 512L * 1024 * 1024;

    static readonly HashSet<string> Blocks =
    [
        .. "address article blockquote br dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol p section table td th tr ul".Split(' '),
    ];

    PageHtml(IReadOnlyList<IElement> elements) => Elements = elements;

    public IReadOnlyList<IElement> Elements { get; }

    /// <summary>Reads markup. What stands behind the place where a bound is passed is not read.</summary>
    public static PageHtml Read(string html)
    {
        try
        {
            return new(Walk(Parse(html)));
        }
        catch (BoundPassedException e)
        {
            try
            {
                return new(Walk(Parse(html[..Math.Clamp(e.At, 0, html.Length)])));
            }
            catch (BoundPassedException)
            {
                return new([]);
            }
        }
    }

    /// <summary>The text within an element, as it is written; without scripts, styles and templates.</summary>
    public static string TextOf(INode root, int maximumLength = 100_000)
    {
        var text = new StringBuilder();
        var open = new Stack<INode?>([root]);
        while (text.Length < maximumLength && open.TryPop(out var node))
        {
            if (node is IText piece)
                text.Append(piece.Data);
            else if (node is null)
                text.Append(' ');
            else
            {
                // Words of two blocks are two words; null is the end of one.
                if (node is IElement element && Blocks.Contains(element.LocalName))
                {
                    text.Append(' ');
                    open.Push(null);
                }

                PushChildren(open, node);
            }
        }

        return text.Length > maximumLength ? text.ToString(0, maximumLength) : text.ToString();
    }

    /// <summary>A foreign text without the markup that may be in it.</summary>
    public static string? Plain(string? text)
    {
        if (text is null || text.AsSpan().IndexOfAny('<', '&') < 0)
            return text;
        // Twice, since texts are often escaped once more than they should be: `&lt;b&gt;` is markup, too.
        for (var i = 0; i < 2 && text.AsSpan().IndexOfAny('<', '&') >= 0; i++)
            text = string.Concat(Read(text).Elements.Where(e => e.LocalName is "body").Select(e => TextOf(e)));
        return text;
    }

    static IHtmlDocument Parse(string html)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        IElement? last = null;
        var elements = 0;
        var options = new HtmlParserOptions
        {
            OnCreated = (element, at) =>
            {
                // The element itself is not in the tree yet; the one before it is.
                if (
                    ++elements > MostElements
                    || (last is not null && IsTooDeep(last))
                    || GC.GetAllocatedBytesForCurrentThread() - before > MostAllocatedBytes
                )
                    throw new BoundPassedException(at.Index);
                last = element;
            },
        };
        return new HtmlParser(options).ParseDocument(html);
    }

    static bool IsTooDeep(INode? node)
    {
        var depth = 0;
        for (; node is not null && depth <= MostDepth; node = node.Parent)
            depth++;
        return depth > MostDepth;
    }

    // By a stack of our own: foreign nesting shall never be our own recursion.
    static List<IElement> Walk(IDocument document)
    {
        var elements = new List<IElement>();
        var open = new Stack<INode?>([document]);
        while (open.TryPop(out var node))
        {
            if (node is IElement element)
                elements.Add(element);
            if (node is not null)
                PushChildren(open, node);
        }

        return elements;
    }

    static void PushChildren(Stack<INode?> open, INode node)
    {
        if (node is IElement { LocalName: "script" or "style" or "template" })
            return;
        var children = node.ChildNodes;
        for (var i = children.Length - 1; i >= 0; i--)
            open.Push(children[i]);
    }

    sealed class BoundPassedException(int at) : Exception
    {
        public int At { get; } = at;
    }
}

/// <summary>Which characters a page's bytes are.</summary>
static class PageText
{
    // The HTML standard looks for `meta charset` in the first 1,024 bytes; pages that open with long comments have it later.
    const int MostPrescanBytes = 8_192;

    static readonly SearchValues<char> ValueEnds = SearchValues.Create(" \t\r\n\"';/");

    /// <summary>By its byte order mark, or else by what the header says, or else by what the page says, or else as UTF-8 (HTML standard,
    /// section 13.2.3.2).</summary>
    public static string Decode(ReadOnlySpan<byte> bytes, string? charset)
    {
        if (bytes.StartsWith("\uFEFF"u8))
            return Encoding.UTF8.GetString(bytes[3..]);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
            return Encoding.Unicode.GetString(bytes[2..]);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            return Encoding.BigEndianUnicode.GetString(bytes[2..]);
        return (Find(charset) ?? Find(Declared(bytes), isDeclared: true) ?? Encoding.UTF8).GetString(bytes);
    }

    static string? Declared(ReadOnlySpan<byte> bytes)
    {
        var head = Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, MostPrescanBytes)]);
        for (var at = 0; (at = head.IndexOf("<meta", at, StringComparison.OrdinalIgnoreCase)) >= 0; at += 5)
        {
            var end = head.IndexOf('>', at) is var close and >= 0 ? close : head.Length;
            var key = head.IndexOf("charset", at, end - at, StringComparison.OrdinalIgnoreCase);
            if (key < 0)
                continue;
            var value = head.AsSpan(key + 7, end - key - 7).TrimStart();
            if (!value.StartsWith("="))
                continue;
            value = value[1..].Trim(" \t\r\n\"'");
            var stop = value.IndexOfAny(ValueEnds);
            return (stop < 0 ? value : value[..stop]).ToString();
        }

        return null;
    }

    // Labels as the Encoding standard reads them: GB 2312 and GBK as their superset, Latin 1 as Windows 1252, and a page that was legible
    // enough to say “utf-16” as UTF-8.
    static Encoding? Find(string? label, bool isDeclared = false)
    {
        label = label?.Trim(' ', '"', '\'').ToLowerInvariant();
        label = label switch
        {
            null or "" => null,
            "gb2312" or "gbk" or "x-gbk" or "gb_2312-80" or "chinese" => "gb18030",
            "iso-8859-1" or "latin1" or "ascii" or "us-ascii" => "windows-1252",
            "utf8" => "utf-8",
            _ when isDeclared && label.StartsWith("utf-16", StringComparison.Ordinal) => "utf-8",
            _ => label,
        };
        if (label is null)
            return null;
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(label) ?? Encoding.GetEncoding(label);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
