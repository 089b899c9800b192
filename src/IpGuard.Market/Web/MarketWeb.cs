using System.Net;
using IpGuard.Core.Listings;
using IpGuard.Core.Works;
using Polly;
using Polly.Retry;

namespace IpGuard.Market.Web;

/// <summary>How readers reach the web: one way for all of them, through the guarded client it is given, with manners, and with bounded
/// bytes and time.</summary>
/// <param name="http">The guarded client.</param>
/// <param name="manners">How each host is treated.</param>
public sealed class MarketWeb(HttpClient http, Manners manners, TimeProvider clock)
{
    /// <summary>Bodies up to this stay in memory; longer ones lie in a file that is gone when the answer is disposed.</summary>
    public const int MostBytesInMemory = 8 * 1024 * 1024;

    const int MostTries = 3;

    // An interface's word on what is wrong: a message or three.
    const int MostFaultBytes = 64 * 1024;

    static readonly TimeSpan PicturePatience = TimeSpan.FromSeconds(30);
    static readonly TimeSpan RobotsPatience = TimeSpan.FromSeconds(15);

    readonly HostManners _hosts = new(manners, clock);
    readonly QuotaKeeper _calls = new();

    // Only what was asked in vain is asked again: a host that is busy or stumbles. After a pause that grows, and differs each time.
    readonly ResiliencePipeline _again = new ResiliencePipelineBuilder { TimeProvider = clock }
        .AddRetry(
            new()
            {
                MaxRetryAttempts = MostTries - 1,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromMilliseconds(500),
                ShouldHandle = new PredicateBuilder().Handle<PassingFaultException>(),
            }
        )
        .Build();

    /// <summary>Under this name the guarded client tells which addresses the host had.</summary>
    public static readonly HttpRequestOptionsKey<IReadOnlyList<string>> ResolvedAddresses = new("resolved-addresses");

    /// <summary>Under this name the guarded client finds what is to be waited for before it follows a redirect to an address, and which
    /// throws where it may not be followed.</summary>
    public static readonly HttpRequestOptionsKey<Func<Uri, Task>> BeforeRedirect = new("before-redirect");

    /// <summary>Asks for one address.</summary>
    /// <returns>A success, or word that nothing has changed since; the caller disposes the success.</returns>
    /// <exception cref="MarketplaceException">Unreachable, refused, not a success, too long, or too slow.</exception>
    public async Task<WebAnswer> GetAsync(WebAsk ask, CancellationToken stop)
    {
        if (!ask.IsApi)
            await KeepToRobotsAsync(ask.Address, stop);
        try
        {
            return await _again.ExecuteAsync(async token => await TryAsync(ask, token), stop);
        }
        catch (PassingFaultException e)
        {
            throw new MarketplaceException(e.Message, e)
            {
                RetryAt = e.RetryAt,
                Status = e.Status,
                Told = e.Told,
                IsOutOfReach = e.Status is null,
            };
        }
    }

    /// <summary>What the host's robots.txt lets us ask for (RFC 9309).</summary>
    public async Task<RobotsRule> RobotsAsync(Uri address, CancellationToken stop) =>
        (await _hosts.RobotsAsync(address, robots => FetchRobotsAsync(robots, stop), stop)).Rule;

    async Task KeepToRobotsAsync(Uri address, CancellationToken stop)
    {
        var (rule, fault) = await _hosts.RobotsAsync(address, robots => FetchRobotsAsync(robots, stop), stop);
        if (fault is not null)
            throw new MarketplaceException($"{fault}: without it nothing of that host may be asked for (RFC 9309, 2.3.1.4)")
            {
                IsOutOfReach = true,
            };
        if (!rule.IsAllowed(address.PathAndQuery))
            throw new MarketplaceException($"{address} was not asked: its host's robots.txt keeps us out");
    }

    // A client error means that there is none; a server's error, or no answer, that everything is closed (RFC 9309, section 2.3.1). Where
    // it redirects it is followed five times, and what is found holds for the host that was asked (2.3.1.2); a sixth closes everything,
    // where the RFC would let us open it.
    async Task<RobotsReading> FetchRobotsAsync(Uri robots, CancellationToken stop)
    {
        // To wait for the host's turn is not to wait for its answer; and a host that rests says nothing of its robots.txt.
        using var turn = await _hosts.EnterAsync(robots, TimeSpan.Zero, stop);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(RobotsPatience);
        try
        {
            using var answer = await http.GetAsync(robots, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if ((int)answer.StatusCode is >= 400 and < 500 && answer.StatusCode != HttpStatusCode.TooManyRequests)
                return new(RobotsRule.AllowAll, null);
            if (!answer.IsSuccessStatusCode)
                return new(RobotsRule.DisallowAll, $"expected {robots} to answer, got {(int)answer.StatusCode} {answer.ReasonPhrase}");
            await using var body = await answer.Content.ReadAsStreamAsync(limit.Token);
            // One byte more than is read of it tells that there is more.
            var bytes = new byte[RobotsRule.MostBytes + 1];
            var read = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, limit.Token);
            return new(RobotsRule.Parse(bytes.AsSpan(0, read)), null);
        }
        catch (Exception e)
            when (e is HttpRequestException or IOException || (e is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return new(RobotsRule.DisallowAll, $"expected to reach {robots}, got: {(e.InnerException ?? e).Message}");
        }
    }

    async Task<WebAnswer> TryAsync(WebAsk ask, CancellationToken stop)
    {
        if (ask.Quota is { } quota)
            _calls.Take(quota, ask.Address, clock.GetUtcNow());
        var turn = await _hosts.EnterAsync(ask.Address, GapOf(ask), stop);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(ask.Patience);
        try
        {
            using var request = ToRequest(ask);
            if (!ask.IsApi)
                request.Options.Set(BeforeRedirect, MoveAsync);
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            var facts = FactsOf(ask, answer);
            if (answer.StatusCode == HttpStatusCode.NotModified && ask.Since is not null)
                return new WebAnswer.Unchanged(facts);
            if (!answer.IsSuccessStatusCode)
                throw Refused(ask, answer, await ToldAsync(ask, answer, limit.Token, stop));
            var body = await WebBody.ReadAsync(answer, ask, limit.Token);
            return new WebAnswer.Whole(facts, body, new(answer.Headers.ETag?.ToString(), answer.Content.Headers.LastModified));
        }
        catch (OperationCanceledException e) when (!stop.IsCancellationRequested)
        {
            throw new MarketplaceException(
                $"expected {ask.Address} to answer within {ask.Patience.TotalSeconds:0} s, got no whole answer",
                e
            )
            {
                IsOutOfReach = true,
            };
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConnectionError)
        {
            throw new PassingFaultException($"expected to reach {ask.Address}, got: {(e.InnerException ?? e).Message}", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new MarketplaceException($"expected to reach {ask.Address}, got: {(e.InnerException ?? e).Message}", e)
            {
                IsOutOfReach = true,
            };
        }
        finally
        {
            turn.Dispose();
        }

        // The turn at the host that is left is given back first: two hosts that lead to each other would else wait for each other.
        async Task MoveAsync(Uri to)
        {
            turn.Dispose();
            limit.CancelAfter(Timeout.InfiniteTimeSpan);
            await FollowToAsync(ask.Address, to, stop);
            turn = await _hosts.EnterAsync(to, TimeSpan.Zero, stop);
            limit.CancelAfter(ask.Patience);
        }
    }

    async Task FollowToAsync(Uri from, Uri to, CancellationToken stop)
    {
        try
        {
            await KeepToRobotsAsync(to, stop);
        }
        catch (MarketplaceException e)
        {
            throw new MarketplaceException($"{from} leads elsewhere, and was not followed: {e.Message}", e)
            {
                RetryAt = e.RetryAt,
                IsOutOfReach = e.IsOutOfReach,
            };
        }
    }

    TimeSpan GapOf(WebAsk ask) =>
        ask.Quota is { } quota && manners.KeepsToQuotas ? TimeSpan.FromSeconds(1 / quota.PerSecond) : TimeSpan.Zero;

    // What an interface says is wrong; null for pages, whose words are for people to read.
    static async Task<string?> ToldAsync(WebAsk ask, HttpResponseMessage answer, CancellationToken limit, CancellationToken stop) =>
        ask.FaultOf is { } read ? read(await WebBody.HeadAsync(answer, MostFaultBytes, limit, stop)) : null;

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

    // Who asks to be left alone is left alone, by every question there is (RFC 9110, section 10.2.3).
    Exception Refused(WebAsk ask, HttpResponseMessage answer, string? told)
    {
        var message = $"expected {ask.Address} to answer, got {(int)answer.StatusCode} {answer.ReasonPhrase}";
        if (told is not null)
            message += $", which says: {told}";
        var now = clock.GetUtcNow();
        var until = answer.Headers.RetryAfter is { } wish ? wish.Date ?? now + (wish.Delta ?? TimeSpan.Zero) : (DateTimeOffset?)null;
        if (until is { } at)
        {
            message += $"; it asks to be left alone until {at.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC";
            _hosts.Rest(answer.RequestMessage?.RequestUri ?? ask.Address, at);
        }

        if (until - now > manners.LongestWait)
            return new MarketplaceException(message)
            {
                RetryAt = until,
                Status = (int)answer.StatusCode,
                Told = told,
            };
        return (int)answer.StatusCode is 408 or 429 or 500 or 502 or 503 or 504
            ? new PassingFaultException(message, null)
            {
                RetryAt = until,
                Status = (int)answer.StatusCode,
                Told = told,
            }
            : new MarketplaceException(message) { Status = (int)answer.StatusCode, Told = told };
    }

    /// <summary>What may be otherwise in a moment.</summary>
    sealed class PassingFaultException(string message, Exception? inner) : Exception(message, inner)
    {
        public DateTimeOffset? RetryAt { get; init; }

        public int? Status { get; init; }

        public string? Told { get; init; }
    }
}
