using System.Text;
using IpGuard.Core.Listings;
using IpGuard.Market.Feeds;

namespace IpGuard.Market.Tables;

/// <summary>What form of table bytes are, by how they begin.</summary>
/// <param name="delimiter">Null for JSON Lines.</param>
sealed class TableForm(char? delimiter, int skippedBytes)
{
    // The first of those that stand most often in the line of names.
    static readonly char[] Delimiters = ['\t', ',', ';', '|'];

    DelimitedRows? _rows;

    public bool IsJson => delimiter is null;

    /// <summary>The form; null where it is none that is known.</summary>
    public static TableForm? Of(ByteWindow window)
    {
        while (window.Length < 64 * 1024 && window.Grow()) { }

        var text = window.Span;
        if (text.TrimStart(" \t\r\n"u8) is var begin && begin.StartsWith("{"u8))
            return new(null, 0);
        // A zip archive, which .xlsx files are, a PDF, markup, or an array.
        if (begin.IsEmpty || begin.StartsWith("PK\u0003\u0004"u8) || begin.StartsWith("%PDF"u8) || begin[0] is (byte)'[' or (byte)'<')
            return null;
        var lineEnd = text.IndexOf((byte)'\n');
        var line = lineEnd < 0 ? text : text[..lineEnd];
        // Excel's own sign: a first line `sep=;`.
        if (line.TrimEnd("\r"u8) is { Length: 5 } sign && sign.StartsWith("sep="u8) && Delimiters.Contains((char)sign[4]))
            return new((char)sign[4], lineEnd < 0 ? line.Length : lineEnd + 1);
        if (line.IndexOf((byte)0) >= 0)
            return null;
        var counts = new int[Delimiters.Length];
        var isQuoted = false;
        foreach (var c in line)
        {
            isQuoted ^= c == (byte)'"';
            if (!isQuoted && Array.IndexOf(Delimiters, (char)c) is var i and >= 0)
                counts[i]++;
        }

        return new(counts.Max() == 0 ? ',' : Delimiters[Array.IndexOf(counts, counts.Max())], 0);
    }

    /// <summary>The line of names first, then the rows. Of rows whose columns are not used, only the raw line is had.</summary>
    public IEnumerable<ForeignRow> Rows(ByteWindow window)
    {
        window.Drop(skippedBytes);
        if (delimiter is null)
            return new JsonRows(window).Read();
        _rows = new DelimitedRows(window, delimiter.Value);
        return _rows.Read();
    }

    /// <summary>Only these columns are read from here on.</summary>
    public void Use(IReadOnlyList<int> columns) => _rows?.Use(columns);

    /// <summary>The beginning as text, for a fault.</summary>
    public static string Head(ByteWindow window) =>
        PlainText.Clean(Encoding.UTF8.GetString(window.Span[..Math.Min(window.Length, 120)]), 60);
}
