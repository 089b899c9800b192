using System.Buffers;
using System.IO.Compression;
using System.Text;
using System.Xml;
using IpGuard.Core.Listings;

namespace IpGuard.Market.Pages;

/// <summary>One sitemap file, read within the bounds of https://www.sitemaps.org/protocol.html: a `urlset`, a `sitemapindex`, an RSS or
/// Atom feed, or lines of addresses; packed or not.</summary>
/// <param name="IsIndex">Whether its addresses are those of other sitemaps.</param>
/// <param name="Locs">As they are written, in their order, each once.</param>
/// <param name="Fault">Why what stands behind them could not be read; null where all was.</param>
sealed record Sitemap(bool IsIndex, IReadOnlyList<string> Locs, string? Fault)
{
    /// <summary>Addresses in one file (sitemaps.org).</summary>
    public const int MostLocs = 50_000;

    /// <summary>Of one file, unpacked (sitemaps.org).</summary>
    public const int MostBytes = 52_428_800;

    static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = MostBytes,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    // White space, byte order marks, and the halves of white space in UTF-16.
    static readonly SearchValues<byte> Blanks = SearchValues.Create([0xEF, 0xBB, 0xBF, 0xFE, 0xFF, 0, 9, 10, 13, 32]);

    /// <summary>Reads a file. No bytes make it throw: what cannot be read is its fault.</summary>
    /// <param name="body">Seekable.</param>
    public static Sitemap Read(Stream body)
    {
        var locs = new List<string>();
        var isIndex = false;
        string? fault;
        try
        {
            using var plain = Unpack(body, out var isXml);
            fault = isXml ? ReadXml(plain, locs, out isIndex) : ReadLines(plain, locs);
        }
        catch (Exception e) when (e is XmlException or InvalidDataException or IOException or DecoderFallbackException)
        {
            fault = $"expected a whole sitemap, got: {PlainText.Clean(e.Message, 200)}";
        }

        var once = locs.Distinct(StringComparer.Ordinal).ToList();
        return new(isIndex, once, fault);
    }

    // By its first bytes and not by its name: `sitemap.xml` is packed as often as `sitemap.xml.gz` has been unpacked on its way.
    static BoundedStream Unpack(Stream body, out bool isXml)
    {
        BoundedStream Open()
        {
            body.Position = 0;
            var isPacked = body.ReadByte() == 0x1F && body.ReadByte() == 0x8B;
            body.Position = 0;
            return new(isPacked ? new GZipStream(body, CompressionMode.Decompress, leaveOpen: true) : body, MostBytes);
        }

        // Not disposed: the body is read again from its beginning.
        var head = new byte[1_024];
        var read = Open().ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        var first = head.AsSpan(0, read).IndexOfAnyExcept(Blanks);
        isXml = first >= 0 && head[first] == '<';
        var plain = Open();
        // Blank lines before its declaration are an error to the reader, and common.
        if (isXml && first < read - 1 && head[first + 1] != 0 && head[0] != 0)
            plain.ReadExactly(head, 0, first);
        return plain;
    }

    static string? ReadXml(Stream body, List<string> locs, out bool isIndex)
    {
        using var reader = XmlReader.Create(body, Settings);
        isIndex = false;
        if (reader.MoveToContent() != XmlNodeType.Element)
            return "expected a sitemap, got no element";
        var root = reader.LocalName;
        // Where the entries stand, what they are called, and where in them the address is. Other elements of the same name, such as
        // `image:loc`, stand deeper.
        var (depth, entry, loc) = root switch
        {
            "urlset" => (1, "url", "loc"),
            "sitemapindex" => (1, "sitemap", "loc"),
            "rss" => (2, "item", "link"),
            "RDF" => (1, "item", "link"),
            "feed" => (1, "entry", "link"),
            _ => (0, "", ""),
        };
        isIndex = root == "sitemapindex";
        if (depth == 0)
            return $"expected a urlset, a sitemapindex, a feed or lines of addresses, got <{PlainText.Clean(root, 40)}>";
        var isWithin = false;
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element)
                continue;
            if (reader.Depth == depth)
                isWithin = reader.LocalName == entry;
            if (!isWithin || reader.Depth != depth + 1 || reader.LocalName != loc)
                continue;
            var text = root == "feed" ? AtomLink(reader) : TextWithin(reader);
            if (string.IsNullOrWhiteSpace(text))
                continue;
            if (locs.Count == MostLocs)
                return TooMany;
            locs.Add(text.Trim());
        }

        return null;
    }

    static string? AtomLink(XmlReader reader) => reader.GetAttribute("rel") is null or "alternate" ? reader.GetAttribute("href") : null;

    // Without moving behind the end tag, which the loop does.
    static string TextWithin(XmlReader reader)
    {
        if (reader.IsEmptyElement)
            return "";
        var (text, depth) = (new StringBuilder(), reader.Depth);
        while (reader.Read() && reader.Depth > depth)
        {
            if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
                text.Append(reader.Value);
        }

        return text.ToString();
    }

    static string? ReadLines(Stream body, List<string> locs)
    {
        using var reader = new StreamReader(body, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            if (string.IsNullOrWhiteSpace(line))
                continue;
            if (locs.Count == MostLocs)
                return TooMany;
            if (!line.AsSpan().TrimStart().StartsWith("http", StringComparison.OrdinalIgnoreCase))
                return $"expected a sitemap or lines of addresses, got '{PlainText.Clean(line, 60)}'";
            locs.Add(line.Trim());
        }

        return locs.Count == 0 ? "expected a sitemap or lines of addresses, got nothing" : null;
    }

    static string TooMany => $"expected at most {MostLocs} addresses in one sitemap, got more";
}
