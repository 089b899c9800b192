using System.Net;
using IpGuard.Core.Listings;
using IpGuard.Market.Web;
using PuppeteerSharp;

namespace IpGuard.Market.Browsing;

/// <summary>Answers all that a page asks for, by the one guarded way out and with its manners; the browser itself has none.</summary>
/// <param name="document">The page, which is here already.</param>
/// <param name="stop">Ends what is still under way when the picture is taken.</param>
sealed class PageRequests(MarketWeb web, PageDocument document, ScreenshotRule rule, CancellationToken stop) : IDisposable
{
    // So many bodies are in memory at once.
    const int MostAtOnce = 6;

    // A picture that does not come so soon is left out, and the page with it looks as it would to a visitor by then.
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // What a server may want to know before it answers; none of it tells who is asking.
    static readonly string[] Passed = ["Accept", "Accept-Language", "Origin", "Referer"];

    readonly SemaphoreSlim _lanes = new(MostAtOnce, MostAtOnce);
    int _asked;
    int _pending;
    int _isShown;
    long _bytes;
    long _lastAt = Environment.TickCount64;

    /// <summary>What was beyond the bounds; null where all was within.</summary>
    public string? Fault { get; private set; }

    /// <summary>True once the browser has been given the page.</summary>
    public bool IsShown => Volatile.Read(ref _isShown) == 1;

    /// <summary>True where nothing has been asked or answered for so long.</summary>
    public bool IsQuietFor(TimeSpan time) =>
        Volatile.Read(ref _pending) == 0 && Environment.TickCount64 - Interlocked.Read(ref _lastAt) >= time.TotalMilliseconds;

    public void Dispose() => _lanes.Dispose();

    /// <summary>Answers one question; never throws, since no one is there to catch.</summary>
    public async Task AnswerAsync(IRequest request)
    {
        Interlocked.Increment(ref _pending);
        try
        {
            var isPage = request.ResourceType == ResourceType.Document;
            if (await FindAsync(request, isPage) is not { } file)
            {
                // A navigation that is “aborted” leaves the page as it stands; by any other name it would be replaced by one of faults.
                await request.AbortAsync(isPage ? RequestAbortErrorCode.Aborted : RequestAbortErrorCode.BlockedByClient);
                return;
            }

            await request.RespondAsync(
                new()
                {
                    Status = (HttpStatusCode)file.Status,
                    Headers = file.Headers.ToDictionary(h => h.Key, h => (object)h.Value),
                    BodyData = file.Body,
                }
            );
        }
        catch (Exception e) when (e is PuppeteerException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            // The page, or the browser, has gone meanwhile.
        }
        finally
        {
            Interlocked.Exchange(ref _lastAt, Environment.TickCount64);
            Interlocked.Decrement(ref _pending);
        }
    }

    // Null where it is refused or not to be had.
    async Task<HandedFile?> FindAsync(IRequest request, bool isPage)
    {
        if (ScreenshotRule.Refuse(request.Method.Method, request.Url) is not null)
            return null;
        if (rule.Exceeded(Interlocked.Increment(ref _asked) - 1, Interlocked.Read(ref _bytes)) is { } exceeded)
        {
            Fault ??= exceeded;
            return null;
        }

        if (
            isPage
            && WithoutFragment(request.Url) == WithoutFragment(document.Final.AbsoluteUri)
            && Interlocked.Exchange(ref _isShown, 1) == 0
        )
            return document.File;
        await _lanes.WaitAsync(stop);
        try
        {
            var left = rule.MostBytes - Interlocked.Read(ref _bytes);
            var ask = new WebAsk(new(WithoutFragment(request.Url)), Math.Min(rule.MostBytesOfOne, Math.Max(left, 0)), Patience)
            {
                Headers = [.. Passed.SelectMany(name => Header(request, name))],
            };
            using var answer = (WebAnswer.Whole)await web.GetAsync(ask, stop);
            Interlocked.Add(ref _bytes, answer.Body.Length);
            return PageDocument.ToFile(answer, isPage);
        }
        catch (Exception e) when (e is MarketplaceException or UriFormatException)
        {
            return null;
        }
        finally
        {
            _lanes.Release();
        }
    }

    static IEnumerable<HeaderLine> Header(IRequest request, string name) =>
        request.Headers.Where(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(h => new HeaderLine(name, h.Value));

    static string WithoutFragment(string address) => address.Split('#', 2)[0];
}
