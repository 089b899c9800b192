using System.Text;
using System.Text.Json;
using IpGuard.Core.Listings;
using IpGuard.Market.Feeds;

namespace IpGuard.Market.Tables;

/// <summary>Rows of one JSON object a line (https://jsonlines.org). The columns are the names in the first hundred; what stands in an
/// object within is `outer.inner`, and a list is its texts, a line each.</summary>
sealed class JsonRows(ByteWindow window)
{
    /// <summary>Rows whose names make the columns.</summary>
    const int NamedRows = 100;
    const int MostLevels = 16;

    static readonly JsonReaderOptions Options = new() { MaxDepth = MostLevels, AllowTrailingCommas = true };

    readonly List<string> _names = [];
    readonly Dictionary<string, int> _columns = new(StringComparer.Ordinal);

    readonly Utf8Room _room = new();
    string?[] _fields = [];

    // The names as bytes, and in the order of the last row: mostly each row has them in one order.
    readonly List<byte[]> _utf8 = [];

    /// <summary>The names first, then the rows.</summary>
    public IEnumerable<ForeignRow> Read()
    {
        window.Fill();
        NameColumns();
        _fields = new string?[_names.Count];
        yield return new(ReadOnlyMemory<byte>.Empty, _names.ToArray(), null);
        while (true)
        {
            var end = window.Span.IndexOf((byte)'\n');
            if (end < 0 && window.Grow())
                continue;
            if (end < 0 && window.IsFull && !window.IsAtEnd)
            {
                yield return ForeignRow.TooLong(window.Span);
                while (window.Span.IndexOf((byte)'\n') < 0)
                {
                    window.Drop(window.Length);
                    if (!window.Grow())
                        yield break;
                }

                window.Drop(window.Span.IndexOf((byte)'\n') + 1);
                continue;
            }

            var isLast = end < 0;
            var line = window.Memory[..(isLast ? window.Length : end)];
            if (!line.Span.Trim(" \t\r"u8).IsEmpty)
                yield return ReadRow(line.Span.TrimEnd(" \t\r"u8), isLast);
            if (isLast)
                yield break;
            window.Drop(end + 1);
        }
    }

    void NameColumns()
    {
        var rest = window.Span;
        for (var i = 0; i < NamedRows && !rest.IsEmpty; i++)
        {
            var end = rest.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(end + 1)..];
            var reader = new Utf8JsonReader(line, Options);
            try
            {
                Walk(ref reader, fields: null);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException) { }
        }
    }

    ForeignRow ReadRow(ReadOnlySpan<byte> line, bool isLast)
    {
        var reader = new Utf8JsonReader(line, Options);
        Array.Clear(_fields);
        try
        {
            return Walk(ref reader, _fields) && !reader.Read()
                ? new(line.ToArray(), _fields, null)
                : ForeignRow.Broken(line, "expected one JSON object, got other JSON");
        }
        catch (JsonException e)
        {
            return isLast && !line.EndsWith("}"u8)
                ? throw new CutException("its last line is not whole")
                : ForeignRow.Broken(line, $"expected JSON, got: {PlainText.Clean(e.Message, 200)}");
        }
        catch (InvalidOperationException)
        {
            return ForeignRow.Broken(line, "expected text, got an escaped half of a character");
        }
    }

    // Without fields to fill, the names are gathered.
    bool Walk(ref Utf8JsonReader reader, string?[]? fields)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return false;
        var hint = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var column = ColumnOf(ref reader, ref hint, fields is null);
            if (column < 0)
            {
                var outer = reader.GetString()!;
                reader.Read();
                if (reader.TokenType == JsonTokenType.StartObject)
                    WalkInner(ref reader, outer, fields);
                else
                    reader.Skip();
                continue;
            }

            reader.Read();
            var text = TextOf(ref reader);
            if (fields is not null)
                fields[column] = text;
        }

        return true;
    }

    void WalkInner(ref Utf8JsonReader reader, string outer, string?[]? fields)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var column = ColumnNamed($"{outer}.{reader.GetString()}", fields is null);
            reader.Read();
            var text = TextOf(ref reader);
            if (fields is not null && column >= 0)
                fields[column] = text;
        }
    }

    int ColumnOf(ref Utf8JsonReader reader, ref int hint, bool isNaming)
    {
        if (isNaming)
        {
            // An object has no column of its own.
            var ahead = reader;
            return ahead.Read() && ahead.TokenType == JsonTokenType.StartObject ? -1 : ColumnNamed(reader.GetString()!, isNaming: true);
        }

        for (var i = 0; i < _utf8.Count; i++)
        {
            var at = hint + i < _utf8.Count ? hint + i : hint + i - _utf8.Count;
            if (!reader.ValueTextEquals(_utf8[at]))
                continue;
            hint = at + 1;
            return at;
        }

        return -1;
    }

    int ColumnNamed(string name, bool isNaming)
    {
        if (_columns.TryGetValue(name, out var column))
            return column;
        if (!isNaming || _names.Count > ListingColumns.MostColumns)
            return -1;
        _columns[name] = _names.Count;
        _names.Add(name);
        _utf8.Add(Encoding.UTF8.GetBytes(name));
        return _names.Count - 1;
    }

    string? TextOf(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return _room.TextOf(ref reader);
            case JsonTokenType.Number:
                return Encoding.UTF8.GetString(reader.ValueSpan);
            case JsonTokenType.StartArray:
                return _room.LinesOf(ref reader);
            case JsonTokenType.StartObject:
                reader.Skip();
                return null;
            default:
                return null;
        }
    }
}
