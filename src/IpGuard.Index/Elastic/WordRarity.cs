using System.Collections.Concurrent;
using System.Text.Json;
using IpGuard.Core.Matching;

namespace IpGuard.Index.Elastic;

/// <summary>In how many pictures each visual word is, as the index counts them; looked up when first needed and kept for a while, since it
/// only says which words are asked first and how much each counts.</summary>
sealed class WordRarity(ElasticTransport transport, string index, TimeProvider clock)
{
    // A catalogue does not change its common words in this time.
    static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    // Elasticsearch leaves out what weighs nothing.
    const float LeastWeight = 1e-3f;

    readonly Lock _gate = new();
    ConcurrentDictionary<ushort, long> _pictures = new();
    long _all;
    DateTimeOffset _until;

    /// <summary>In how many pictures each word is, of those that are in any; and how many pictures have words at all, at least 1.</summary>
    public async Task<(IReadOnlyDictionary<ushort, int> Pictures, int All)> CountsAsync(IEnumerable<ushort> words, CancellationToken stop)
    {
        var distinct = words.Distinct().ToList();
        var pictures = Current();
        var unknown = distinct.Where(w => !pictures.ContainsKey(w)).ToList();
        if (unknown.Count > 0)
            await LookUpAsync(unknown, pictures, stop);
        var counts = distinct.Where(pictures.ContainsKey).ToDictionary(w => w, w => (int)pictures[w]);
        return (counts, (int)Math.Max(1, Interlocked.Read(ref _all)));
    }

    /// <summary>The words that any picture has, the rarest first, each with its weight: above 0, at most 1.</summary>
    /// <param name="counts">Of these words and any others, as <see cref="CountsAsync"/> tells them.</param>
    /// <param name="all">Pictures that have words.</param>
    public static List<(ushort Word, float Rarity)> RarestFirst(
        IEnumerable<ushort> words,
        IReadOnlyDictionary<ushort, int> counts,
        int all
    ) =>
        [
            .. words
                .Distinct()
                .Where(counts.ContainsKey)
                .OrderBy(w => counts[w])
                .ThenBy(w => w)
                .Select(w => (w, Math.Max(LeastWeight, WordVotes.Rarity(all, counts[w])))),
        ];

    /// <summary>Counts again at the next question, as after the index was rebuilt.</summary>
    public void Forget()
    {
        lock (_gate)
            _until = default;
    }

    ConcurrentDictionary<ushort, long> Current()
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            if (now >= _until)
                (_pictures, _until) = (new(), now + Kept);
            return _pictures;
        }
    }

    async Task LookUpAsync(List<ushort> words, ConcurrentDictionary<ushort, long> pictures, CancellationToken stop)
    {
        // A document that is only asked about: its terms come back with the counts of the index.
        var body = new TermVectorsBody(new() { ["words"] = PictureDocument.WordsText(words) }, ["words"]);
        var path = $"/{Uri.EscapeDataString(index)}/_termvectors";
        var answer = await transport.AskAsync(
            new("termvectors", HttpMethod.Post, path, transport.Settings.SearchPatience)
            {
                Body = JsonSerializer.SerializeToUtf8Bytes(body, ElasticJson.Default.TermVectorsBody),
            },
            stop
        );
        var vectors = JsonSerializer.Deserialize(answer.Body.Span, ElasticJson.Default.TermVectorsAnswer)!.TermVectors;
        var field = vectors?.GetValueOrDefault("words");
        if (field?.FieldStatistics is { DocCount: > 0 } statistics)
            Interlocked.Exchange(ref _all, statistics.DocCount);
        // A word that no picture has is asked for again each time: the next picture may bring it, and then it is the rarest.
        foreach (var word in words)
        {
            if (field?.Terms?.GetValueOrDefault(PictureDocument.WordText(word))?.DocFreq is > 0 and var count)
                pictures[word] = count;
        }
    }
}
