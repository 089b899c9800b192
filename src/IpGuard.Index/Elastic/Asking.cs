using System.Text.Json;

namespace IpGuard.Index.Elastic;

/// <summary>A filed picture with what a question made of it; what the number means, the question says.</summary>
public readonly record struct ScoredPicture(PictureKey Key, float Score);

/// <summary>Sends several searches of one index in one request.</summary>
sealed class Asking(ElasticTransport transport, string index)
{
    // The server stops before we do, so that it still can say what it found.
    const double ServersShare = 0.8;

    /// <summary>The answers in the order of the questions.</summary>
    /// <exception cref="ElasticException">None of them was answered.</exception>
    public async Task<(IReadOnlyList<IReadOnlyList<Hit>> Hits, IReadOnlyList<string> NotAsked)> AskAsync(
        IReadOnlyList<SearchBody> searches,
        CancellationToken stop
    )
    {
        if (searches.Count == 0)
            return ([], []);
        var patience = transport.Settings.SearchPatience;
        var answer = await transport.AskAsync(
            new("msearch", HttpMethod.Post, $"/{Uri.EscapeDataString(index)}/_msearch", patience)
            {
                Body = Lines(searches, $"{(int)(patience.TotalMilliseconds * ServersShare)}ms"),
                IsLines = true,
            },
            stop
        );
        var responses = JsonSerializer.Deserialize(answer.Body.Span, ElasticJson.Default.MultiSearchAnswer)!.Responses;
        if (responses.Count != searches.Count)
            throw new ElasticException($"expected {searches.Count} answers from {index}, got {responses.Count}; ask again");
        if (responses.All(r => r.Error is not null))
            throw Failed(responses[0]);
        var missing = responses.Select(r => Partial.Of(r, index)).OfType<string>().Distinct(StringComparer.Ordinal);
        return ([.. responses.Select(r => r.Hits?.Hits ?? [])], [.. missing]);
    }

    ElasticException Failed(SearchAnswer first)
    {
        var fault = ElasticFault.Of(first.Error!.Value);
        var status = first.Status ?? 500;
        return new($"expected {index} to answer, got {status} {fault}; {ElasticFault.Advice(status, fault.Type)}")
        {
            Status = status,
            Type = fault.Type,
        };
    }

    // From the columns: what is stored is compressed by the block, and unpacking one for each hit took most of the time.
    static SearchBody KeysOnly(SearchBody search) =>
        search with
        {
            StoredFields = "_none_",
            DocvalueFields = ["owner", "picture_no", .. search.DocvalueFields ?? []],
        };

    static ReadOnlyMemory<byte> Lines(IReadOnlyList<SearchBody> searches, string timeout)
    {
        using var lines = new MemoryStream();
        foreach (var search in searches)
        {
            lines.Write("{}\n"u8);
            JsonSerializer.Serialize(lines, KeysOnly(search) with { Timeout = timeout }, ElasticJson.Default.SearchBody);
            lines.WriteByte((byte)'\n');
        }

        return lines.ToArray();
    }
}
