namespace IpGuard.Market.Feeds;

/// <summary>Copies of records' bytes, many in one piece of memory, which stays while any of them is used.</summary>
sealed class RawShelf
{
    // Small enough to be collected with what is young (the large object heap begins at 85,000 bytes), and for some dozens of records.
    const int PieceBytes = 32 * 1024;

    // Longer ones have a piece of their own.
    const int LongestShared = PieceBytes / 8;

    Memory<byte> _room;

    public ReadOnlyMemory<byte> Keep(ReadOnlySpan<byte> raw)
    {
        if (raw.Length > LongestShared)
            return raw.ToArray();
        if (_room.Length < raw.Length)
            _room = GC.AllocateUninitializedArray<byte>(PieceBytes);
        var kept = _room[..raw.Length];
        raw.CopyTo(kept.Span);
        _room = _room[raw.Length..];
        return kept;
    }
}
