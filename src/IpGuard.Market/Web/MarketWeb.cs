using System.Net;
using IpGuard.Core.Listings;
using IpGuard.Core.Works;

namespace IpGuard.Market.Web;

/// <summary>How readers reach the web: one way for all of them, through the guarded client it is given, with bounded bytes and time.</summary>
/// <param name="http">The guarded client.</param>
public sealed class MarketWeb(HttpClient http, TimeProvider clock)
{
    /// <summary>Bodies up to this stay in memory; longer ones lie in a file that is gone when the answer is disposed.</summary>
    public const int MostBytesInMemory = 8 * 1024 * 1024;

    static readonly TimeSpan PicturePatience = TimeSpan.FromSeconds(30);

    /// <summary>Under this name the guarded client tells which addresses the host had.</summary>
    public static readonly HttpRequestOptionsKey<IReadOnlyList<string>> ResolvedAddresses = new("resolved-addresses");

    /// <summary>Asks for one address.</summary>
    /// <returns>A success, or word that nothing has changed since; the caller disposes the success.</returns>
    /// <exception cref="MarketplaceException">Unreachable, refused, not a success, too long, or too slow.</exception>
    public async Task<WebAnswer> GetAsync(WebAsk ask, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(ask.Patience);
        try
        {
            using var request = ToRequest(ask);
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            var facts = FactsOf(ask, answer);
            if (answer.StatusCode == HttpStatusCode.NotModified && ask.Since is not null)
                return new WebAnswer.Unchanged(facts);
            if (!answer.IsSuccessStatusCode)
                throw new MarketplaceException($"expected {ask.Address} to answer, got {(int)answer.StatusCode} {Say(answer)}");
            var body = await ReadAsync(answer, ask, limit.Token);
            return new WebAnswer.Whole(facts, body, new(answer.Headers.ETag?.ToString(), answer.Content.Headers.LastModified));
        }
        catch (OperationCanceledException e) when (!stop.IsCancellationRequested)
        {
            throw new MarketplaceException(
                $"expected {ask.Address} to answer within {ask.Patience.TotalSeconds:0} s, got no whole answer",
                e
            );
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new MarketplaceException($"expected to reach {ask.Address}, got: {(e.InnerException ?? e).Message}", e);
        }
    }

    /// <summary>The bytes of a picture on the web, or why there are none.</summary>
    /// <param name="near">The page that links to it, against which a relative address is read.</param>
    public async Task<PictureFetch> FetchPictureAsync(Uri near, PictureLink link, CancellationToken stop)
    {
        if (!Uri.TryCreate(near, link.Address, out var address))
            return new PictureFetch.Failed($"expected an address, got '{PlainText.Clean(link.Address, 120)}'");
        try
        {
            using var answer = (WebAnswer.Whole)await GetAsync(new(address, PictureLimits.MaximumBytes, PicturePatience), stop);
            return new PictureFetch.Fetched(answer.ToBytes());
        }
        catch (MarketplaceException e)
        {
            return new PictureFetch.Failed(e.Message);
        }
    }

    static HttpRequestMessage ToRequest(WebAsk ask)
    {
        var request = new HttpRequestMessage(ask.Form is null ? HttpMethod.Get : HttpMethod.Post, ask.Address);
        if (ask.Form is { } form)
            request.Content = new FormUrlEncodedContent(form);
        foreach (var (name, value) in ask.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (ask.Since?.ETag is { } etag)
            request.Headers.TryAddWithoutValidation("If-None-Match", etag);
        if (ask.Since?.LastModified is { } at)
            request.Headers.IfModifiedSince = at;
        return request;
    }

    AnswerFacts FactsOf(WebAsk ask, HttpResponseMessage answer) =>
        new(
            ask.Address,
            answer.RequestMessage?.RequestUri ?? ask.Address,
            (int)answer.StatusCode,
            [
                .. answer
                    .Headers.Concat(answer.Content.Headers)
                    // Cookies are a secret between a host and its visitor, and prove nothing.
                    .Where(h => !h.Key.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase))
                    .SelectMany(h => h.Value.Select(v => new HeaderLine(h.Key, v))),
            ],
            answer.RequestMessage?.Options.TryGetValue(ResolvedAddresses, out var resolved) == true ? resolved : [],
            clock.GetUtcNow()
        );

    static async Task<Stream> ReadAsync(HttpResponseMessage answer, WebAsk ask, CancellationToken stop)
    {
        await using var body = await answer.Content.ReadAsStreamAsync(stop);
        Stream kept = new MemoryStream();
        try
        {
            var buffer = new byte[81_920];
            for (int read; (read = await body.ReadAsync(buffer, stop)) > 0; )
            {
                if (kept.Length + read > ask.MaximumBytes)
                    throw new MarketplaceException($"expected at most {ask.MaximumBytes / 1024 / 1024} MB from {ask.Address}, got more");
                if (kept is MemoryStream memory && kept.Length + read > MostBytesInMemory)
                    kept = await SpillAsync(memory, stop);
                await kept.WriteAsync(buffer.AsMemory(0, read), stop);
            }

            kept.Position = 0;
            return kept;
        }
        catch
        {
            await kept.DisposeAsync();
            throw;
        }
    }

    static async Task<FileStream> SpillAsync(MemoryStream memory, CancellationToken stop)
    {
        var file = new FileStream(
            Path.Combine(Path.GetTempPath(), $"ipguard-answer-{Guid.NewGuid():n}"),
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.None,
            81_920,
            FileOptions.DeleteOnClose | FileOptions.Asynchronous
        );
        memory.Position = 0;
        await memory.CopyToAsync(file, stop);
        return file;
    }

    static string Say(HttpResponseMessage answer) =>
        answer.StatusCode == HttpStatusCode.TooManyRequests
            ? $"Too Many Requests (retry after {answer.Headers.RetryAfter?.ToString() ?? "an unknown time"})"
            : answer.ReasonPhrase ?? "";
}
