using System.Text.Json;
using IpGuard.Core.Matching;

namespace IpGuard.Index.Elastic;

public sealed partial class ElasticPictureIndex
{
    /// <summary>Number of pictures that can be found by their hash.</summary>
    public async Task<long> CountAsync(CancellationToken stop)
    {
        var answer = await _transport.AskAsync(
            new("count", HttpMethod.Post, $"/{Uri.EscapeDataString(_name.Prefix)}/_count", _transport.Settings.SearchPatience)
            {
                Body = JsonSerializer.SerializeToUtf8Bytes(new(HashQuestion.IsWholeNotFlat), ElasticJson.Default.CountBody),
            },
            stop
        );
        return JsonSerializer.Deserialize(answer.Body.Span, ElasticJson.Default.CountAnswer)!.Count;
    }

    /// <summary>The filed pictures whose upright hash is within the radius of any of the eight, nearest first; of equally near ones
    /// the lower filing number, then the lower picture number. At most <paramref name="top"/>. Exact, as far as the whole index
    /// answered.</summary>
    /// <param name="radiusBits">0 to 256; 256 asks for the nearest however far. Up to 31 only codes that share a band are looked at;
    /// beyond, all of them.</param>
    /// <exception cref="ElasticException">No part of the index answered.</exception>
    public async Task<Found<Candidate>> NearestAsync(PdqSet asked, int radiusBits, int top, CancellationToken stop)
    {
        CheckAsked(radiusBits, top);
        var turns = Turns(asked).Select(turn => new[] { turn }).ToList();
        var found = await _hashes.NearestAsync(turns, HashQuestion.IsWholeNotFlat, radiusBits, top, stop);
        var candidates = found
            .Items.GroupBy(f => f.Key)
            .Select(g => g.MinBy(f => (f.Bits, f.Asked)))
            .OrderBy(f => f.Bits)
            .ThenBy(f => f.Key.FilingNumber, StringComparer.Ordinal)
            .ThenBy(f => f.Key.PictureNo)
            .Select(f => new Candidate(f.Key.FilingNumber, f.Key.PictureNo, (Orientation)f.Asked, f.Bits));
        return new([.. candidates.Take(top)], found.NotAsked);
    }

    /// <inheritdoc cref="IPictureIndex.ProposeAsync" />
    public Task<Found<NearPicture>> ProposeAsync(
        PreparedPicture asked,
        int perEvidence,
        IReadOnlyCollection<string> also,
        CancellationToken stop
    ) => _proposals.AskAsync(asked, perEvidence, also, stop);

    /// <summary>The filed pictures of which any part that is not flat is within the radius of any of the asked parts, in any of its eight
    /// orientations. The score is the distance in bits; nearest first, then by number.</summary>
    /// <inheritdoc cref="NearestAsync" />
    public async Task<Found<ScoredPicture>> NearestPartsAsync(IReadOnlyList<PdqSet> asked, int radiusBits, int top, CancellationToken stop)
    {
        CheckAsked(radiusBits, top);
        var found = await _hashes.NearestAsync([.. asked.Select(Turns)], HashQuestion.IsPartHash, radiusBits, top, stop);
        var pictures = found
            .Items.GroupBy(f => f.Key)
            .Select(g => new ScoredPicture(g.Key, g.Min(f => f.Bits)))
            .OrderBy(p => p.Score)
            .ThenBy(p => p.Key.FilingNumber, StringComparer.Ordinal)
            .ThenBy(p => p.Key.PictureNo);
        return new([.. pictures.Take(top)], found.NotAsked);
    }

    /// <summary>The filed pictures that share visual words, rare ones counting more. The score is the sum over shared words of
    /// log((n + 1)/n(word))/log(n + 1).</summary>
    /// <param name="variants">The words of the picture, and of its mirror image; the greater score counts.</param>
    public Task<Found<ScoredPicture>> ByWordsAsync(IReadOnlyList<IReadOnlyList<ushort>> variants, int top, CancellationToken stop)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(top);
        return _likeness.ByWordsAsync(variants, top, stop);
    }

    /// <summary>The filed pictures of which a part points the same way by the network, found by an approximate graph and rescored in full.
    /// The score is the cosine.</summary>
    /// <param name="wholesOnly">True compares with whole pictures alone.</param>
    public Task<Found<ScoredPicture>> ByEmbeddingAsync(IReadOnlyList<Embedding> asked, bool wholesOnly, int top, CancellationToken stop)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(top);
        return _likeness.ByEmbeddingAsync(asked, wholesOnly ? HashQuestion.IsPart(0) : null, top, stop);
    }

    /// <summary>The filed pictures of works whose title means the same, in any language. The score is the cosine.</summary>
    /// <param name="meaning">Of length 1.</param>
    public Task<Found<ScoredPicture>> ByTitleMeaningAsync(Embedding meaning, int top, CancellationToken stop)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(top);
        return _likeness.ByTitleMeaningAsync(meaning, top, stop);
    }

    /// <summary>The filed pictures of works whose title shares words. The score is BM25, which has no upper end.</summary>
    /// <param name="titleWords">Cut as the filed titles were, one space between two words.</param>
    public Task<Found<ScoredPicture>> ByTitleWordsAsync(string titleWords, int top, CancellationToken stop)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(top);
        return _likeness.ByTitleWordsAsync(titleWords, top, stop);
    }

    /// <summary>The hashes in all eight orientations.</summary>
    internal static Pdq[] Turns(PdqSet set) => [.. Enumerable.Range(0, PdqSet.Count).Select(o => set[o])];

    static void CheckAsked(int radiusBits, int top)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(radiusBits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(radiusBits, Pdq.LengthBits);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(top);
    }
}
