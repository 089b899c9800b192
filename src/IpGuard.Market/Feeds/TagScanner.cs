namespace IpGuard.Market.Feeds;

/// <summary>Finds tags in a window over UTF-8 markup, outside comments and CDATA sections (XML 1.0, sections 2.5 and 2.7).</summary>
/// <remarks>Linear in what it is given, whatever that is: where it once found no end of a comment, it does not look again.</remarks>
sealed class TagScanner(ByteWindow window)
{
    /// <summary>Longer tags are none; those that are looked for have a few attributes.</summary>
    public const int LongestTagBytes = 4 * 1024;

    // Longer than any name that is looked for, with the signs around it.
    const int LookAheadBytes = 160;

    // Up to these places, counted from the stream's beginning, no comment and no section ends.
    long _noCommentEnds;
    long _noSectionEnds;

    /// <summary>Where the next tag begins, from here on.</summary>
    /// <param name="stuckAt">Where there is none: the place before which there is certainly none, which is where a comment or section begins
    /// that does not end in the window.</param>
    /// <returns>-1 where the window ends before.</returns>
    public int Next(int from, out int stuckAt)
    {
        while (true)
        {
            var next = window.Span[from..].IndexOf((byte)'<');
            if (next < 0)
            {
                from = window.Length;
                stuckAt = Math.Max(0, from - 1);
                if (!window.Grow())
                    return -1;
                continue;
            }

            var at = from + next;
            stuckAt = at;
            while (window.Length - at < LookAheadBytes && window.Grow()) { }

            var tag = window.Span[at..];
            if (tag.StartsWith("<!--"u8))
                from = Behind(at + 4, "-->"u8, ref _noCommentEnds);
            else if (tag.StartsWith("<![CDATA["u8))
                from = Behind(at + 9, "]]>"u8, ref _noSectionEnds);
            else
                return at;
            if (from < 0)
                return -1;
        }
    }

    /// <summary>Behind the sign that ends the tag that begins here; -1 where there is none in time.</summary>
    public int EndOfTag(int at)
    {
        while (true)
        {
            var tag = window.Span[at..];
            var end = tag[..Math.Min(tag.Length, LongestTagBytes)].IndexOf((byte)'>');
            if (end >= 0)
                return at + end + 1;
            if (tag.Length >= LongestTagBytes || !window.Grow())
                return -1;
        }
    }

    public bool IsStart(int at, ReadOnlySpan<byte> name) => IsNamed(window.Span[(at + 1)..], name);

    public bool IsEnd(int at, ReadOnlySpan<byte> name) =>
        window.Span[at..] is { Length: > 2 } tag && tag[1] == (byte)'/' && IsNamed(tag[2..], name);

    static bool IsNamed(ReadOnlySpan<byte> behind, ReadOnlySpan<byte> name) =>
        behind.Length > name.Length && behind.StartsWith(name) && " \t\r\n/>"u8.Contains(behind[name.Length]);

    int Behind(int from, ReadOnlySpan<byte> sign, ref long noneBefore)
    {
        while (true)
        {
            from = (int)Math.Clamp(noneBefore - window.Dropped, from, window.Length);
            var next = window.Span[from..].IndexOf(sign);
            if (next >= 0)
                return from + next + sign.Length;
            noneBefore = window.Dropped + Math.Max(from, window.Length - sign.Length + 1);
            if (!window.Grow())
                return -1;
        }
    }
}
