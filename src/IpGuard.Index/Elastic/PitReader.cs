using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace IpGuard.Index.Elastic;

/// <summary>Reads every document of an index as it stood at one instant, page by page, in the order in which shards hold them.</summary>
sealed class PitReader(ElasticTransport transport)
{
    const string KeepAlive = "1m";

    /// <summary>10,000 is the most that Elasticsearch gives at once; 100,000 documents took 0.7 s in pages of 5,000.</summary>
    public const int PageSize = 5_000;

    /// <param name="query">Null for all.</param>
    /// <exception cref="ElasticException">A page could not be read whole: never fewer documents than there are.</exception>
    public async IAsyncEnumerable<Hit> ReadAsync(
        string index,
        QueryClause? query,
        bool hasSource,
        int pageSize,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        var pit = await OpenAsync(index, stop);
        try
        {
            IReadOnlyList<JsonElement>? after = null;
            while (true)
            {
                var page = await PageAsync(index, pit, query, hasSource, pageSize, after, stop);
                pit = page.PitId ?? pit;
                var hits = page.Hits?.Hits ?? [];
                foreach (var hit in hits)
                    yield return hit;
                if (hits.Count < pageSize)
                    break;
                after = hits[^1].Sort;
            }
        }
        finally
        {
            await CloseAsync(pit);
        }
    }

    async Task<string> OpenAsync(string index, CancellationToken stop)
    {
        var path = $"/{Uri.EscapeDataString(index)}/_pit?keep_alive={KeepAlive}";
        var answer = await transport.AskAsync(new("open_point_in_time", HttpMethod.Post, path, transport.Settings.WritePatience), stop);
        return JsonSerializer.Deserialize(answer.Body.Span, ElasticJson.Default.OpenedPit)!.Id;
    }

    async Task<SearchAnswer> PageAsync(
        string index,
        string pit,
        QueryClause? query,
        bool hasSource,
        int pageSize,
        IReadOnlyList<JsonElement>? after,
        CancellationToken stop
    )
    {
        var body = new SearchBody
        {
            Size = pageSize,
            HasSource = hasSource,
            Query = query,
            Pit = new(pit, KeepAlive),
            Sort = [new() { ["_shard_doc"] = "asc" }],
            SearchAfter = after,
        };
        var answer = await transport.AskAsync(
            new("search", HttpMethod.Post, "/_search?allow_partial_search_results=false", transport.Settings.WritePatience)
            {
                Body = JsonSerializer.SerializeToUtf8Bytes(body, ElasticJson.Default.SearchBody),
            },
            stop
        );
        var page = JsonSerializer.Deserialize(answer.Body.Span, ElasticJson.Default.SearchAnswer)!;
        if (Partial.Of(page, index) is { } missing)
            throw new ElasticException($"{missing}; read it again") { Status = 503 };
        return page;
    }

    // Nobody waits for this; one that is left open ends by itself after its minute.
    async Task CloseAsync(string pit)
    {
        try
        {
            var body = string.Create(CultureInfo.InvariantCulture, $$"""{"id":"{{pit}}"}""");
            await transport.AskAsync(
                new("close_point_in_time", HttpMethod.Delete, "/_pit", transport.Settings.SearchPatience)
                {
                    Body = System.Text.Encoding.UTF8.GetBytes(body),
                },
                CancellationToken.None
            );
        }
        catch (ElasticException) { }
    }
}

/// <summary>What an answer that came with 200 leaves out.</summary>
static class Partial
{
    /// <returns>One sentence, or null where it is whole.</returns>
    public static string? Of(SearchAnswer answer, string index)
    {
        if (answer.Error is { } error)
            return $"expected {index} to answer, got {answer.Status} {ElasticFault.Of(error)}";
        if (answer.Shards is { Failed: > 0 } shards)
        {
            var why = shards.Failures is [{ Reason: { } reason }, ..] ? ElasticFault.Of(reason).ToString() : "no reason given";
            return $"expected all {shards.Total} shards of {index} to answer, got {shards.Failed} that failed: {why}";
        }

        return answer.TimedOut ? $"expected {index} to be searched to its end, got what was found in the time allowed" : null;
    }
}
