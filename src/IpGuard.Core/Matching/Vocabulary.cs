using System.Buffers.Binary;

namespace IpGuard.Core.Matching;

/// <summary>Visual words: every keypoint's descriptor is called by the nearest of some thousands of typical ones, so that pictures can be
/// looked up by the words that they share (Sivic and Zisserman 2003; on binary descriptors: Gálvez-López and Tardós 2012).</summary>
/// <remarks>Two levels: the nearest of <see cref="Branches"/> stems, then the nearest of that stem's <see cref="Branches"/> words. A centre
/// is the majority, bit by bit, of what is nearest to it (k-majority: Grana et al. 2013).</remarks>
public sealed class Vocabulary
{
    /// <summary>Stems, and words to each stem.</summary>
    public const int Branches = 128;

    /// <summary>How many words there are: 16,384.</summary>
    public const int Words = Branches * Branches;

    const int FormatVersion = 1;
    const int Rounds = 9;

    readonly ulong[] _stems;
    readonly ulong[] _words;
    readonly CodeBlocks _stemBlocks;
    readonly CodeBlocks[] _wordBlocks = new CodeBlocks[Branches];

    Vocabulary(ulong[] stems, ulong[] words, string id)
    {
        (_stems, _words, Id) = (stems, words, id);
        _stemBlocks = CodeBlocks.Of(stems);
        for (var stem = 0; stem < Branches; stem++)
            _wordBlocks[stem] = CodeBlocks.Of(words.AsSpan(stem * Branches * 4, Branches * 4));
    }

    /// <summary>First 16 hexadecimal digits of its bytes' SHA-256: words of two vocabularies are never compared.</summary>
    public string Id { get; }

    /// <summary>The word of each descriptor, 0 to <see cref="Words"/> − 1.</summary>
    public ushort[] WordsOf(ReadOnlySpan<ulong> descriptors)
    {
        var words = new ushort[descriptors.Length / 4];
        Span<byte> scratch = stackalloc byte[Branches];
        for (var i = 0; i < words.Length; i++)
        {
            var descriptor = descriptors.Slice(4 * i, 4);
            var stem = _stemBlocks.Nearest(descriptor, scratch);
            words[i] = (ushort)((stem * Branches) + _wordBlocks[stem].Nearest(descriptor, scratch));
        }

        return words;
    }

    /// <summary>Trains a vocabulary.</summary>
    /// <param name="descriptors">Four numbers each; at least as many as there are words.</param>
    /// <param name="progress">Called with the share done, 0 to 1.</param>
    /// <exception cref="ArgumentException">Too few.</exception>
    public static Vocabulary Train(ulong[] descriptors, Action<double>? progress = null)
    {
        var n = descriptors.Length / 4;
        if (n < Words)
            throw new ArgumentException($"expected at least {Words} descriptors to train {Words} words, got {n}", nameof(descriptors));
        var all = Enumerable.Range(0, n).ToArray();
        var (stems, nearest) = Majorities.Of(descriptors, all, Branches, Rounds);
        var members = new List<int>[Branches];
        for (var stem = 0; stem < Branches; stem++)
            members[stem] = [];
        for (var i = 0; i < n; i++)
            members[nearest[i]].Add(i);
        var words = new ulong[Words * 4];
        for (var stem = 0; stem < Branches; stem++)
        {
            // A stem with few members repeats one of them; words that nothing is nearest to do no harm.
            var (centres, _) = Majorities.Of(descriptors, members[stem].Count > 0 ? [.. members[stem]] : [stem], Branches, Rounds);
            centres.CopyTo(words, stem * Branches * 4);
            progress?.Invoke((stem + 1.0) / Branches);
        }

        return FromBytes(Bytes(stems, words));
    }

    public byte[] ToBytes() => Bytes(_stems, _words);

    /// <exception cref="FormatException">Not a vocabulary of this version and size.</exception>
    public static Vocabulary FromBytes(ReadOnlySpan<byte> bytes)
    {
        const int length = 8 + ((Branches + Words) * 32);
        if (bytes.Length != length || !bytes.StartsWith("IPGVOC"u8) || bytes[6] != FormatVersion)
            throw new FormatException($"expected a version-{FormatVersion} vocabulary of {length} bytes, got {bytes.Length} bytes");
        var (stems, words) = (new ulong[Branches * 4], new ulong[Words * 4]);
        for (var i = 0; i < stems.Length; i++)
            stems[i] = BinaryPrimitives.ReadUInt64BigEndian(bytes[(8 + (8 * i))..]);
        for (var i = 0; i < words.Length; i++)
            words[i] = BinaryPrimitives.ReadUInt64BigEndian(bytes[(8 + (8 * (stems.Length + i)))..]);
        return new(stems, words, Works.Sha256Hash.Of(bytes).ToString()[..16]);
    }

    static byte[] Bytes(ulong[] stems, ulong[] words)
    {
        var bytes = new byte[8 + (8 * (stems.Length + words.Length))];
        "IPGVOC"u8.CopyTo(bytes);
        bytes[6] = FormatVersion;
        var at = 8;
        foreach (var value in stems.Concat(words))
        {
            BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(at), value);
            at += 8;
        }

        return bytes;
    }
}
