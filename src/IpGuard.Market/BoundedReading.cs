using System.Net;

namespace IpGuard.Market;

/// <summary>Asks for foreign bytes and takes no more of them than was agreed, counted after decompression.</summary>
static class BoundedReading
{
    /// <summary>The body of a successful answer.</summary>
    /// <exception cref="MarketplaceException">Unreachable, refused, not a success, too long, or too slow.</exception>
    public static async Task<byte[]> GetAsync(HttpClient http, Uri address, long maximumBytes, TimeSpan patience, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(patience);
        try
        {
            using var answer = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if (!answer.IsSuccessStatusCode)
                throw new MarketplaceException($"expected {address} to answer, got {(int)answer.StatusCode} {Say(answer)}");
            return await ReadAsync(answer, address, maximumBytes, limit.Token);
        }
        catch (OperationCanceledException e) when (!stop.IsCancellationRequested)
        {
            throw new MarketplaceException($"expected {address} to answer within {patience.TotalSeconds:0} s, got no whole answer", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new MarketplaceException($"expected to reach {address}, got: {(e.InnerException ?? e).Message}", e);
        }
    }

    static async Task<byte[]> ReadAsync(HttpResponseMessage answer, Uri address, long maximumBytes, CancellationToken stop)
    {
        await using var body = await answer.Content.ReadAsStreamAsync(stop);
        using var kept = new MemoryStream();
        var buffer = new byte[81_920];
        for (int read; (read = await body.ReadAsync(buffer, stop)) > 0; )
        {
            if (kept.Length + read > maximumBytes)
                throw new MarketplaceException($"expected at most {maximumBytes / 1024 / 1024} MB from {address}, got more");
            kept.Write(buffer, 0, read);
        }

        return kept.ToArray();
    }

    static string Say(HttpResponseMessage answer) =>
        answer.StatusCode == HttpStatusCode.TooManyRequests
            ? $"Too Many Requests (retry after {answer.Headers.RetryAfter?.ToString() ?? "an unknown time"})"
            : answer.ReasonPhrase ?? "";
}
