namespace IpGuard.Judging.Names;

/// <summary>64-bit hashes of short words (FNV-1a). Whatever is found by one is compared in full after.</summary>
static class Letters64
{
    const ulong Offset = 14_695_981_039_346_656_037;
    const ulong Prime = 1_099_511_628_211;

    public static ulong Start => Offset;

    public static ulong Add(ulong hash, int unit) => unchecked((hash ^ (uint)unit) * Prime);

    public static ulong Of(ReadOnlySpan<char> word, int without = -1, int withoutToo = -1)
    {
        var hash = Offset;
        for (var i = 0; i < word.Length; i++)
        {
            if (i != without && i != withoutToo)
                hash = Add(hash, word[i]);
        }

        return hash;
    }

    /// <summary>The hash of a word, of it without each letter, and, where two are asked for, without each two.</summary>
    public static void Deletes(ReadOnlySpan<char> word, int depth, List<ulong> into)
    {
        into.Clear();
        into.Add(Of(word));
        if (depth == 0)
            return;
        for (var i = 0; i < word.Length; i++)
        {
            into.Add(Of(word, i));
            for (var j = i + 1; depth > 1 && j < word.Length; j++)
                into.Add(Of(word, i, j));
        }
    }
}
