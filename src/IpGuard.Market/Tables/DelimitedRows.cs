using CsvHelper;
using IpGuard.Market.Feeds;

namespace IpGuard.Market.Tables;

/// <summary>Rows of delimited text, RFC 4180's quotes understood, in blocks that end where a row does.</summary>
/// <remarks>Wild tables hold quotes that are not closed, such as `"5 inch` or a lone sign of inches. A field that does not end within the
/// bound of a row, or whose end makes no sense, is read again as if no field had line ends, so that one such quote costs the rows it
/// stands in and no others.</remarks>
sealed class DelimitedRows(ByteWindow window, char delimiter)
{
    const int BlockBytes = 256 * 1024;

    readonly Utf8Room _room = new();
    string?[] _fields = [];

    // Which columns are wanted; all until it is said.
    bool[]? _used;
    int _columns = -1;
    bool _isMalformed;

    public void Use(IReadOnlyList<int> columns)
    {
        _used = [.. Enumerable.Range(0, columns.Max() + 1).Select(columns.Contains)];
        Array.Clear(_fields);
    }

    public IEnumerable<ForeignRow> Read()
    {
        while (true)
        {
            while (window.Length < BlockBytes && window.Grow()) { }
            if (window.Length == 0)
                yield break;
            var end = EndOfRows(window.Span, (byte)delimiter, window.IsAtEnd);
            if (end == 0 && window.Grow())
                continue;
            // A row without end: only its first line is taken.
            var block = end > 0 ? end : EndOfLine();
            if (end == 0 && block == 0)
            {
                if (window.IsAtEnd)
                    throw new CutException("it ends within a quoted field");
                yield return ForeignRow.TooLong(window.Span);
                DropLine();
                continue;
            }

            foreach (var row in ReadBlock(window.Memory[..block], allowLineEnds: end > 0))
                yield return row;
            window.Drop(block);
        }
    }

    IEnumerable<ForeignRow> ReadBlock(ReadOnlyMemory<byte> block, bool allowLineEnds)
    {
        using var reader = CsvReader.Create(
            block,
            CsvReaderOptions.Default with
            {
                Separator = delimiter,
                HasHeader = false,
                AllowLineBreaksInQuotes = allowLineEnds,
                OnMalformedRecord = _ => _isMalformed = true,
            }
        );
        _isMalformed = false;
        while (reader.Read())
        {
            if (allowLineEnds && _isMalformed && reader.RawRecord.Contains((byte)'\n'))
            {
                foreach (var line in ReadBlock(reader.RawRecord.ToArray(), allowLineEnds: false))
                    yield return line;
            }
            else
            {
                yield return Take(reader, allowLineEnds);
            }

            _isMalformed = false;
        }
    }

    ForeignRow Take(CsvReader reader, bool isSure)
    {
        var raw = reader.RawRecord;
        if (raw.Length > ForeignRow.MostBytes)
            return ForeignRow.TooLong(raw[..ForeignRow.MostBytes]);
        var count = reader.FieldCount;
        if (_columns < 0)
            (_columns, _fields) = (count, new string?[count]);
        else if (!isSure && count != _columns)
            return ForeignRow.Broken(raw, $"expected {_columns} fields, got {count}, with a quote that is not closed");
        var fields = _fields.AsSpan(0, Math.Min(count, _columns));
        for (var i = 0; i < fields.Length; i++)
        {
            if (_used is null || (i < _used.Length && _used[i]))
                fields[i] = _room.TextOf(reader.GetSpan(i));
        }

        return new(raw.ToArray(), _fields.AsMemory(0, fields.Length), null);
    }

    int EndOfLine() => window.Span.IndexOf((byte)'\n') + 1;

    void DropLine()
    {
        for (int end; (end = EndOfLine()) == 0; )
        {
            window.Drop(window.Length);
            if (!window.Grow())
                return;
        }

        window.Drop(EndOfLine());
    }

    /// <summary>How many bytes are whole rows; 0 where not even one is.</summary>
    internal static int EndOfRows(ReadOnlySpan<byte> text, byte delimiter, bool isAtEnd)
    {
        var last = 0;
        for (var at = 0; ; )
        {
            var next = text[at..].IndexOf((byte)'"');
            if (next < 0)
                return isAtEnd ? text.Length
                    : text[at..].LastIndexOf((byte)'\n') is var line and >= 0 ? at + line + 1
                    : last;
            var quote = at + next;
            if (text[at..quote].LastIndexOf((byte)'\n') is var end and >= 0)
                last = at + end + 1;
            at = quote + 1;
            // A quote elsewhere than at a field's beginning is a character like any other.
            if (quote > 0 && text[quote - 1] != delimiter && text[quote - 1] is not ((byte)'\n' or (byte)'\r'))
                continue;
            at = EndOfQuoted(text, at, isAtEnd);
            if (at < 0)
                return last;
        }
    }

    // Behind the closing quote; -1 where there is none, or where it may be the first of a pair.
    static int EndOfQuoted(ReadOnlySpan<byte> text, int at, bool isAtEnd)
    {
        while (true)
        {
            var next = text[at..].IndexOf((byte)'"');
            if (next < 0)
                return -1;
            at += next + 1;
            if (at == text.Length)
                return isAtEnd ? at : -1;
            if (text[at] != (byte)'"')
                return at;
            at++;
        }
    }
}
