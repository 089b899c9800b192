namespace IpGuard.Market.Feeds;

/// <summary>A stretch of a stream in memory: it grows at its end, is dropped at its beginning, and is bounded.</summary>
sealed class ByteWindow(Stream from, int mostBytes)
{
    const int FirstBytes = 64 * 1024;

    byte[] _buffer = new byte[FirstBytes];
    int _start;
    int _end;

    public ReadOnlySpan<byte> Span => _buffer.AsSpan(_start, _end - _start);

    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(_start, _end - _start);

    public int Length => _end - _start;

    /// <summary>True once the stream has ended; nothing will follow what is in the window.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>True when nothing more can be taken in before something is dropped.</summary>
    public bool IsFull => Length == mostBytes;

    /// <summary>Takes in more.</summary>
    /// <returns>False at the stream's end, and when full.</returns>
    public bool Grow()
    {
        if (IsAtEnd || IsFull)
            return false;
        if (_end == _buffer.Length)
            MakeRoom();
        var read = from.Read(_buffer, _end, Math.Min(_buffer.Length - _end, mostBytes - Length));
        IsAtEnd = read == 0;
        _end += read;
        return read > 0;
    }

    /// <summary>Takes in as much as there is room for.</summary>
    public void Fill()
    {
        while (Grow()) { }
    }

    /// <summary>Bytes dropped so far: where the window begins in the stream.</summary>
    public long Dropped { get; private set; }

    public void Drop(int bytes)
    {
        _start += bytes;
        Dropped += bytes;
    }

    // What is left is moved only when it is the lesser part, and the buffer is twice as long as the window may be: so that each byte is
    // moved once or twice, however little is dropped at a time.
    void MakeRoom()
    {
        var into = Length <= _buffer.Length / 2 ? _buffer : new byte[(int)Math.Min(_buffer.Length * 2L, mostBytes * 2L)];
        var length = Length;
        Span.CopyTo(into);
        (_buffer, _start, _end) = (into, 0, length);
    }
}
