using System.Text.Json;
using System.Text.Unicode;

namespace IpGuard.Market.Tables;

/// <summary>Makes texts of UTF-8 by way of a buffer that is used again, so that bytes are gone through once: to ask for their length
/// first costs as much as to turn them.</summary>
sealed class Utf8Room
{
    char[] _room = new char[4 * 1024];
    int _length;

    /// <summary>The text; what is no UTF-8 becomes U+FFFD.</summary>
    public string TextOf(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
            return "";
        _length = 0;
        var room = RoomFor(utf8.Length);
        // There is room for a character of each byte, and nothing is left for later: all of it is turned.
        Utf8.ToUtf16(utf8, room, out _, out var written, replaceInvalidSequences: true, isFinalBlock: true);
        return new(room[..written]);
    }

    /// <summary>The string that the reader is at.</summary>
    /// <exception cref="InvalidOperationException">It has no text: half a surrogate pair, or no UTF-8.</exception>
    public string TextOf(ref Utf8JsonReader reader)
    {
        _length = 0;
        Add(ref reader);
        return Take();
    }

    /// <summary>The strings of the array that the reader is at, a line each, those of arrays and objects within it among them; the reader
    /// is then at its end.</summary>
    /// <exception cref="InvalidOperationException">One has no text.</exception>
    public string LinesOf(ref Utf8JsonReader reader)
    {
        _length = 0;
        var isFirst = true;
        for (var depth = reader.CurrentDepth; reader.Read() && reader.CurrentDepth > depth; )
        {
            if (reader.TokenType != JsonTokenType.String)
                continue;
            if (!isFirst)
                RoomFor(1)[0] = '\n';
            _length += isFirst ? 0 : 1;
            isFirst = false;
            Add(ref reader);
        }

        return Take();
    }

    // No string has more characters than bytes, with or without escapes.
    void Add(ref Utf8JsonReader reader) => _length += reader.CopyString(RoomFor(reader.ValueSpan.Length));

    string Take() => new(_room.AsSpan(0, _length));

    Span<char> RoomFor(int more)
    {
        if (_room.Length - _length < more)
            Array.Resize(ref _room, Math.Max(_room.Length * 2, _length + more));
        return _room.AsSpan(_length);
    }
}
