using System.Globalization;
using System.Text.Json;
using IpGuard.Core.Matching;
using IpGuard.Index.Embedded;

namespace IpGuard.Index.Elastic;

/// <summary>Which hashes are within a radius, exactly: the same answer as going through all of them.</summary>
/// <remarks>Elasticsearch breaks ties as it pleases and gives 10,000 at most. An answer that is cut among equally near ones is therefore
/// asked for again, first for more, then in halves of the index by <see cref="DocumentId.Spread"/>.</remarks>
sealed class HashQuestion(Asking asking)
{
    /// <summary>The most that one kNN clause gives (`num_candidates`).</summary>
    const int MostHits = 10_000;

    // Beyond those wanted, and half as many again, so that equally near ones seldom ask for a second round.
    const int Spare = 54;

    const int LastSpread = 0xFFFF;

    /// <summary>Hashes to be asked for together, with how many documents and in which stretch of the index.</summary>
    readonly record struct Ask(int Asked, int Hits, int From, int To)
    {
        public bool IsAll => From == 0 && To == LastSpread;
    }

    /// <summary>For each group of hashes the documents nearest to any of them: those of at least <paramref name="top"/> pictures if there
    /// are so many, all of the last one's distance included.</summary>
    /// <param name="asked">Which of a group is so near is not told: where that is wanted, each hash is a group of its own.</param>
    /// <param name="kinds">Which documents: whole pictures, or parts that are not flat.</param>
    public async Task<Found<(int Asked, int Bits, PictureKey Key)>> NearestAsync(
        IReadOnlyList<IReadOnlyList<Pdq>> asked,
        QueryClause kinds,
        int radiusBits,
        int top,
        CancellationToken stop
    )
    {
        var found = new List<(int, int, PictureKey)>();
        var missing = new SortedSet<string>(StringComparer.Ordinal);
        var hits = (int)Math.Min(MostHits, top + (top / 2L) + Spare);
        List<Ask> pending = [.. Enumerable.Range(0, asked.Count).Select(a => new Ask(a, hits, 0, LastSpread))];
        while (pending.Count > 0)
        {
            var searches = pending.Select(a => Search(a, asked[a.Asked], kinds, radiusBits));
            var (answers, notAsked) = await asking.AskAsync([.. searches], stop);
            missing.UnionWith(notAsked);
            var again = new List<Ask>();
            for (var i = 0; i < pending.Count; i++)
            {
                var near = answers[i].Select(h => (pending[i].Asked, Bits(h.Score!.Value), h.Fields!.Key)).ToList();
                var more = More(pending[i], near, top);
                again.AddRange(more);
                if (more.Count == 0)
                    found.AddRange(near);
            }

            pending = again;
        }

        return new(found, [.. missing]);
    }

    // Nothing where the answer holds all that are as near as the last one wanted.
    static List<Ask> More(Ask ask, List<(int Asked, int Bits, PictureKey Key)> near, int top)
    {
        if (near.Count < ask.Hits)
            return [];
        var pictures = near.DistinctBy(n => n.Key).Take(top).ToList();
        if (pictures.Count == top && near[^1].Bits > pictures[^1].Bits)
            return [];
        if (ask.Hits < MostHits)
            return [ask with { Hits = Math.Min(MostHits, 4 * ask.Hits) }];
        // A stretch of one step holds a 65,536th of the index.
        if (ask.From == ask.To)
            throw new ElasticException($"expected fewer than {MostHits} equally near pictures in one stretch of the index, got more");
        var middle = (ask.From + ask.To) / 2;
        return [ask with { To = middle }, ask with { From = middle + 1 }];
    }

    // A group in one search, the nearest of it counting: eight take half the server's time of eight searches (docs/scale.md). What one of
    // them leaves out for want of room is no nearer than all that it gives, so that an answer with room left is whole.
    static SearchBody Search(Ask ask, IReadOnlyList<Pdq> hashes, QueryClause kinds, int radiusBits) =>
        new()
        {
            Size = ask.Hits,
            Query = new() { DisMax = new([.. hashes.Select(hash => new QueryClause { Knn = Near(ask, hash, kinds, radiusBits) })]) },
        };

    static KnnClause Near(Ask ask, Pdq hash, QueryClause kinds, int radiusBits)
    {
        List<QueryClause> filter = [kinds];
        if (BandTerms.Around(hash, radiusBits) is { } terms)
            filter.Add(new() { Terms = new() { ["bands"] = terms } });
        if (!ask.IsAll)
            filter.Add(new() { Range = new() { ["spread"] = new(ask.From, ask.To) } });
        return new("hash", ask.Hits, ask.Hits)
        {
            QueryVector = JsonSerializer.SerializeToElement(hash.ToString(), ElasticJson.Default.String),
            Filter = filter,
            Similarity = radiusBits < Pdq.LengthBits ? radiusBits : null,
        };
    }

    // _score = (256 − bits) / 256, which a float holds exactly.
    static int Bits(float score) => (int)MathF.Round((1 - score) * Pdq.LengthBits);

    public static QueryClause IsPart(int part) => new() { Term = new() { ["part"] = new(part.ToString(CultureInfo.InvariantCulture)) } };

    public static QueryClause IsWholeNotFlat { get; } =
        new() { Bool = new() { Filter = [IsPart(0), new() { Term = new() { ["is_flat"] = new("false") } }] } };

    public static QueryClause IsPartHash { get; } = new() { Term = new() { ["is_part_hash"] = new("true") } };
}
