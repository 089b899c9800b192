using System.Text.Json;
using IpGuard.Core.Matching;
using IpGuard.Index.Embedded;

namespace IpGuard.Index.Elastic;

/// <summary>Which filed pictures share words with this one, point the same way, or are called alike. Each kind of evidence is asked by
/// itself, since what each is worth is weighed elsewhere.</summary>
sealed class LikenessQuestions(Asking asking, WordRarity rarity)
{
    /// <summary>Words asked first. 64 of 256 found the source in the best 50 of 100,000 in 98 of 100 when a tenth of its words were kept,
    /// at a tenth of the time of all 256.</summary>
    public const int RarestWords = 64;

    // Where the best shares less than a quarter of the rarest, it is no sure copy, and all words are asked: then the best by votes are
    // those of the embedded index (IndexParityTests).
    const float ThinShare = 16f / RarestWords;

    // Twice what a picture has; Elasticsearch allows 1,024 clauses at the least.
    const int MostWords = 1_024;

    const int LeastCandidates = 100;
    const int MostCandidates = 10_000;

    // Candidates that the graph looks at for each that is wanted.
    const int MoreCandidates = 4;

    // Rescored from the full numbers: recall 1.0 of ten at 3, measured on 50,000.
    const float Oversample = 3;

    /// <summary>By shared visual words, rare ones counting more: for each word the logarithm of how many pictures there are to each that
    /// has it, over that of all of them. The greatest of the variants.</summary>
    public async Task<Found<ScoredPicture>> ByWordsAsync(IReadOnlyList<IReadOnlyList<ushort>> variants, int top, CancellationToken stop)
    {
        var (counts, all) = await rarity.CountsAsync(variants.SelectMany(v => v), stop);
        return await ByWordsAsync([.. variants.Select(v => WordRarity.RarestFirst(v, counts, all))], top, stop);
    }

    /// <param name="variants">The rarest words first, each with its weight.</param>
    /// <inheritdoc cref="ByWordsAsync(IReadOnlyList{IReadOnlyList{ushort}},int,CancellationToken)" />
    public async Task<Found<ScoredPicture>> ByWordsAsync(
        IReadOnlyList<List<(ushort Word, float Rarity)>> variants,
        int top,
        CancellationToken stop
    )
    {
        var weighed = variants.Where(v => v.Count > 0).ToList();
        var (hits, missing) = await asking.AskAsync([.. weighed.Select(w => Words(w, RarestWords, top))], stop);
        var thin = Enumerable
            .Range(0, weighed.Count)
            .Where(i => weighed[i].Count > RarestWords && IsThin(weighed[i], hits[i], top))
            .ToList();
        var (fuller, notAsked) = await asking.AskAsync([.. thin.Select(i => Words(weighed[i], MostWords, top))], stop);
        return Best([.. hits, .. fuller], h => h.Score!.Value, [.. missing, .. notAsked], top);
    }

    /// <summary>By the network: cosine of each asked embedding to each part, the greatest of both.</summary>
    /// <param name="kind">Null for all parts.</param>
    public async Task<Found<ScoredPicture>> ByEmbeddingAsync(
        IReadOnlyList<Embedding> asked,
        QueryClause? kind,
        int top,
        CancellationToken stop
    )
    {
        // Parts of one picture crowd each other out: four times as many parts as pictures are wanted.
        var searches = asked.Select(e => Direction("embedding", PictureDocument.Direction(e), kind, kind is null ? 4 * top : top));
        var (hits, missing) = await asking.AskAsync([.. searches], stop);
        return Best(hits, Cosine, missing, top);
    }

    /// <summary>For each asked embedding the pictures nearest to it by any part, falling: as many as are wanted, where there are so
    /// many.</summary>
    /// <param name="kind">Null for all parts.</param>
    public async Task<IReadOnlyList<IReadOnlyList<(float Cosine, PictureKey Picture)>>> NearestAsync(
        IReadOnlyList<Embedding> asked,
        QueryClause? kind,
        int pictures,
        NotAsked missing,
        CancellationToken stop
    )
    {
        var nearest = new IReadOnlyList<(float, PictureKey)>[asked.Count];
        // Parts of one picture crowd each other out: four times as many parts as pictures are asked for, and more where that is not enough.
        List<(int At, int K)> pending =
        [
            .. asked.Select((_, at) => (at, Math.Min(MostCandidates, kind is null ? 4 * pictures : pictures))),
        ];
        while (pending.Count > 0)
        {
            var searches = pending.Select(p => Direction("embedding", PictureDocument.Direction(asked[p.At]), kind, p.K));
            var (hits, notAsked) = await asking.AskAsync([.. searches], stop);
            missing.Add(notAsked);
            var again = new List<(int At, int K)>();
            for (var i = 0; i < pending.Count; i++)
            {
                var (at, k) = pending[i];
                var found = hits[i]
                    .GroupBy(h => h.Fields!.Key)
                    .Select(g => (Cosine: g.Max(Cosine), Picture: g.Key))
                    .OrderByDescending(n => n.Cosine)
                    .ThenBy(n => n.Picture, Proposals.Order)
                    .ToList();
                if (found.Count < pictures && hits[i].Count == k && k < MostCandidates)
                    again.Add((at, Math.Min(MostCandidates, 4 * k)));
                else
                    nearest[at] = [.. found.Take(pictures)];
            }

            pending = again;
        }

        return nearest;
    }

    /// <summary>By what the title means: cosine to the titles of filed works, in any language, of the very bytes that the embedded index
    /// has.</summary>
    public async Task<Found<ScoredPicture>> ByTitleMeaningAsync(Embedding meaning, int top, CancellationToken stop)
    {
        var search = Direction("title_meaning", PictureDocument.Direction(meaning), null, top) with { DocvalueFields = ["title_row"] };
        var (hits, missing) = await asking.AskAsync([search], stop);
        return Best(hits, hit => meaning.CosineTo(EmbeddingRow.Read(hit.Fields!.TitleRow![0])), missing, top);
    }

    /// <summary>By words of the title (BM25, no upper end).</summary>
    public async Task<Found<ScoredPicture>> ByTitleWordsAsync(string titleWords, int top, CancellationToken stop)
    {
        if (string.IsNullOrWhiteSpace(titleWords))
            return new([], []);
        var search = Ordered(new() { Match = new() { ["title"] = titleWords } }, top);
        var (hits, missing) = await asking.AskAsync([search], stop);
        return Best(hits, h => h.Score!.Value, missing, top);
    }

    static bool IsThin(List<(ushort Word, float Rarity)> words, IReadOnlyList<Hit> hits, int top) =>
        hits.Count < top || hits[0].Score < ThinShare * words.Take(RarestWords).Sum(w => w.Rarity);

    static SearchBody Words(List<(ushort Word, float Rarity)> words, int most, int top)
    {
        var clauses = words
            .Take(most)
            .Select(w => new QueryClause { Term = new() { ["words"] = new(PictureDocument.WordText(w.Word)) { Boost = w.Rarity } } });
        return Ordered(
            new()
            {
                Bool = new() { Should = [.. clauses], MinimumShouldMatch = 1 },
            },
            top
        );
    }

    // Equal scores in the order of the embedded index: filing number, then picture number.
    static SearchBody Ordered(QueryClause query, int top) =>
        new()
        {
            Size = Math.Min(top, MostCandidates),
            Query = query,
            TrackScores = true,
            Sort = [new() { ["_score"] = "desc" }, new() { ["owner"] = "asc" }, new() { ["picture_no"] = "asc" }],
        };

    static SearchBody Direction(string field, float[] direction, QueryClause? kind, int wanted)
    {
        var k = Math.Min(wanted, MostCandidates);
        var near = new KnnClause(field, k, Math.Clamp(MoreCandidates * k, LeastCandidates, MostCandidates))
        {
            QueryVector = JsonSerializer.SerializeToElement(direction, ElasticJson.Default.SingleArray),
            Filter = kind is null ? null : [kind],
            RescoreVector = new(Oversample),
        };
        return new()
        {
            Size = k,
            Query = new() { Knn = near },
        };
    }

    // _score = (1 + cosine) / 2.
    static float Cosine(Hit hit) => (2 * hit.Score!.Value) - 1;

    static Found<ScoredPicture> Best(
        IReadOnlyList<IReadOnlyList<Hit>> answers,
        Func<Hit, float> score,
        IReadOnlyList<string> missing,
        int top
    )
    {
        var best = new Dictionary<PictureKey, float>();
        foreach (var hit in answers.SelectMany(a => a))
        {
            var key = hit.Fields!.Key;
            best[key] = Math.Max(score(hit), best.GetValueOrDefault(key, float.NegativeInfinity));
        }

        var ordered = best.Select(b => new ScoredPicture(b.Key, b.Value))
            .OrderByDescending(p => p.Score)
            .ThenBy(p => p.Key.FilingNumber, StringComparer.Ordinal)
            .ThenBy(p => p.Key.PictureNo);
        return new([.. ordered.Take(top)], [.. missing.Distinct(StringComparer.Ordinal)]);
    }
}
