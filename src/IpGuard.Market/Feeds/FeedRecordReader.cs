using System.Text;
using System.Xml;
using IpGuard.Core.Listings;

namespace IpGuard.Market.Feeds;

/// <summary>Reads records of a feed one after another with one XML reader, which a broken record costs.</summary>
sealed class FeedRecordReader(Uri feed, string rootPrefix, string googlePrefix) : IDisposable
{
    /// <summary>Levels of elements in a record; real ones have three.</summary>
    public const int MostLevels = 32;

    // Fields of a record whose order is kept in mind.
    const int MostOrdered = 100;

    readonly Dictionary<string, (FeedFields.Field Field, int Rank)> _names = FeedFields.NamesFor(rootPrefix, googlePrefix);
    readonly string _atomLink = rootPrefix + "link";
    readonly List<(string Name, (FeedFields.Field Field, int Rank)? Field)> _order = [];
    readonly FeedFields _fields = new();
    readonly LinkedShop _shops = new(feed);
    readonly ChunkStream _chunks = new();
    readonly StringBuilder _more = new();
    XmlTextReader? _reader;

    public ListingReading Read(ReadOnlyMemory<byte> record)
    {
        _fields.Clear();
        _chunks.Set(record);
        string? fault;
        try
        {
            fault = Walk(_reader ??= Open());
        }
        catch (XmlException e)
        {
            fault = $"expected well-formed XML, got: {PlainText.Clean(e.Message, 200)}";
        }

        if (fault is null && _chunks.IsDone)
            return Listing.Parse(_fields.ToRaw(_shops));
        // What is left in it would run into the next record.
        _reader?.Dispose();
        _reader = null;
        return new ListingReading.Broken(null, [fault ?? "expected one element, got more"]);
    }

    public void Dispose()
    {
        _reader?.Dispose();
        _chunks.Dispose();
    }

    XmlTextReader Open() =>
        new(_chunks, XmlNodeType.Element, new XmlParserContext(null, null, null, XmlSpace.None, Encoding.UTF8))
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            // Feeds use prefixes that they do not declare.
            Namespaces = false,
            WhitespaceHandling = WhitespaceHandling.Significant,
        };

    string? Walk(XmlTextReader reader)
    {
        (FeedFields.Field Field, int Rank)? at = null;
        string? text = null;
        var no = 0;
        _more.Clear();
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    if (reader.Depth >= MostLevels)
                        return $"expected at most {MostLevels} levels of elements, got more";
                    if (reader.Depth == 0 && reader.IsEmptyElement)
                        return null;
                    if (reader.Depth != 1)
                        break;
                    (at, text) = (FieldOf(reader.Name, no++), null);
                    if (at is { Field: FeedFields.Field.Link } && reader.HasAttributes && reader.Name == _atomLink)
                        AddAtomLink(reader);
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace when at is not null && reader.Depth > 1:
                    text = text is null ? reader.Value : Join(text, reader.Value);
                    break;
                case XmlNodeType.EntityReference:
                    return $"expected no entities but XML's own five, got &{PlainText.Clean(reader.Name, 40)};";
                case XmlNodeType.EndElement when reader.Depth == 1:
                    if (at is { } field && text is not null)
                        _fields.Add(field.Field, field.Rank, _more.Length > 0 ? _more.ToString() : text);
                    at = null;
                    _more.Clear();
                    break;
                case XmlNodeType.EndElement when reader.Depth == 0:
                    return null;
            }
        }

        return "expected an element, got none";
    }

    // Mostly each record has the same names in the same order, and the reader gives the same string for a name each time.
    (FeedFields.Field Field, int Rank)? FieldOf(string name, int no)
    {
        if (no < _order.Count && ReferenceEquals(_order[no].Name, name))
            return _order[no].Field;
        (FeedFields.Field Field, int Rank)? field = _names.TryGetValue(name, out var found) ? found : null;
        if (no < _order.Count)
            _order[no] = (name, field);
        else if (no < MostOrdered)
            _order.Add((name, field));
        return field;
    }

    // Pieces are gathered only where there is more than one.
    string Join(string text, string more)
    {
        if (_more.Length == 0)
            _more.Append(text);
        _more.Append(more);
        return text;
    }

    // RFC 4287, section 4.2.7: without rel it is the alternate.
    void AddAtomLink(XmlTextReader reader)
    {
        if (reader.GetAttribute("rel") is null or "alternate" && reader.GetAttribute("href") is { } href)
            _fields.Add(FeedFields.Field.Link, 5, href);
    }
}

/// <summary>Bytes that are set anew when they are read.</summary>
sealed class ChunkStream : Stream
{
    ReadOnlyMemory<byte> _left;

    public bool IsDone => _left.IsEmpty;

    public void Set(ReadOnlyMemory<byte> bytes) => _left = bytes;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = Math.Min(count, _left.Length);
        _left.Span[..read].CopyTo(buffer.AsSpan(offset));
        _left = _left[read..];
        return read;
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
