using IpGuard.Core.Matching;

namespace IpGuard.Index.Embedded;

/// <summary>All hashes, as readers see them at one instant: sealed parts that are looked up by bands, and a short tail that is gone
/// through.</summary>
/// <param name="parts">The oldest first.</param>
/// <param name="frozen">What is being sealed and no longer grows; empty while nothing is.</param>
sealed class HashTable(IReadOnlyList<SealedPart> parts, TailPart frozen, TailPart tail)
{
    public static HashTable Empty => new([], TailPart.Empty, TailPart.Empty);

    public IReadOnlyList<SealedPart> Parts => parts;

    public TailPart Frozen => frozen;

    public TailPart Tail => tail;

    /// <summary>Number of pictures.</summary>
    public long Count { get; } = parts.Sum(p => (long)p.Count) + frozen.Count + tail.Count;

    /// <summary>This table after a change: what it removes goes first, and each picture added takes the place of an earlier one.</summary>
    public HashTable With(IndexBatch batch)
    {
        var added = batch.Added.GroupBy(p => (p.FilingNumber, p.PictureNo)).Select(g => g.Last()).ToList();
        var removed = batch.Removed.ToHashSet(StringComparer.Ordinal);
        var replaced = added.ToLookup(p => p.FilingNumber, p => p.PictureNo);
        T Without<T>(T part)
            where T : HashPart => (T)part.Without(removed, replaced);
        return new([.. parts.Select(Without)], Without(frozen), Without(tail).With(added));
    }

    /// <summary>This table with the tail frozen and a new one begun.</summary>
    public HashTable Freeze() => new(parts, tail, TailPart.Empty);

    /// <summary>The nearest, exactly: within the radius of any of the eight hashes, ordered by distance, filing and picture.</summary>
    public List<Candidate> Nearest(in PdqSet asked, int radiusBits, int top) => NearestAll([asked], radiusBits, top)[0];

    /// <summary>The same for many pictures at once; what is gone through is read once for all of them.</summary>
    public List<Candidate>[] NearestAll(ReadOnlySpan<PdqSet> asked, int radiusBits, int top)
    {
        var questions = new NearestHashes[asked.Length];
        for (var i = 0; i < asked.Length; i++)
        {
            ReadOnlySpan<Pdq> hashes = asked[i];
            questions[i] = new([.. hashes], radiusBits, top);
        }

        // The few newest first: whatever they have lowers the limit for the many.
        Ask(tail, questions, radiusBits);
        Ask(frozen, questions, radiusBits);
        foreach (var part in parts)
            Ask(part, questions, radiusBits);
        var answers = Array.ConvertAll(questions, q => q.Answer());
        GC.KeepAlive(this);
        return answers;
    }

    static void Ask(HashPart part, NearestHashes[] questions, int radiusBits)
    {
        foreach (var question in questions)
            question.GoOver(part);
        if (part.Bands is not { } bands || !bands.IsWorth(radiusBits))
        {
            HashScan.Run(part.Planes, questions);
            return;
        }

        foreach (var question in questions)
        {
            for (var q = 0; q < question.Asked.Length; q++)
                bands.Run(part.Planes, question, q);
        }
    }
}
