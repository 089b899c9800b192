using System.Buffers.Binary;
using System.Globalization;
using IpGuard.Core.Listings;
using IpGuard.Market.Web;
using PuppeteerSharp;

namespace IpGuard.Market.Browsing;

/// <summary>Shows pages of strangers in a browser and takes their picture. One page at a time, each in a browser of its own that is ended
/// afterwards.</summary>
/// <param name="web">The guarded way out, by which all that a page asks for is fetched.</param>
public sealed class PageBrowser(BrowserSettings settings, MarketWeb web, ScreenshotRule rule) : IDisposable
{
    // Of the DevTools protocol, for what a page's scripts cannot hold up, or can.
    static readonly TimeSpan CommandPatience = TimeSpan.FromSeconds(10);

    static readonly TimeSpan PicturePatience = TimeSpan.FromSeconds(6);

    // Until late pictures have come: so long nothing is asked for, or so long is waited at most.
    static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    static readonly TimeSpan FaultStays = TimeSpan.FromMinutes(5);

    // A page that asks again and again would let no picture be taken, however often it is answered.
    const string NoDialogs = "alert = print = () => {}; confirm = () => false; prompt = () => null;";

    readonly SemaphoreSlim _one = new(1, 1);
    BrowserStanding? _standing;
    long _standingAt;

    /// <summary>True where the operator has set one.</summary>
    public bool IsOn => settings.IsOn;

    public void Dispose() => _one.Dispose();

    /// <summary>How the browser was when it was last started. For this it is started where it never was, and again some minutes after it
    /// could not be.</summary>
    public async Task<BrowserStanding> TellAsync(CancellationToken stop)
    {
        if (_standing is { } known && (known.Fault is null || Environment.TickCount64 - _standingAt < FaultStays.TotalMilliseconds))
            return known;
        await _one.WaitAsync(stop);
        try
        {
            await using var run = await StartAsync(stop);
            return new(run.Version, null);
        }
        catch (BrowserException e)
        {
            return new(null, e.Message);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Takes the picture of a page, from its top and as wide as a laptop's screen.</summary>
    /// <returns>The picture, or why there is none; it throws only where it is stopped.</returns>
    public async Task<PageScreenshot> TakeAsync(Uri address, CancellationToken stop)
    {
        await _one.WaitAsync(stop);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(rule.Whole);
        try
        {
            return await ShowAsync(address, limit.Token);
        }
        catch (Exception e) when (e is MarketplaceException or BrowserException)
        {
            return Failed(e.Message);
        }
        catch (Exception e) when (e is PuppeteerException or TimeoutException)
        {
            return Failed($"expected the browser to show {address}, got: {e.Message.Split('\n', 2)[0].Trim()}");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return Failed($"expected {address} to be shown within {rule.Whole.TotalSeconds:0} s, it was not");
        }
        finally
        {
            _one.Release();
        }
    }

    PageScreenshot Failed(string fault) => new(null, _standing?.Version ?? "", null, fault);

    async Task<PageScreenshot> ShowAsync(Uri address, CancellationToken stop)
    {
        var document = await PageDocument.FetchAsync(web, address, rule, stop);
        try
        {
            return await ShowAsync(document, hasScripts: true, stop);
        }
        catch (TimeoutException)
        {
            // A page that was about to be another when it was stopped may never be drawn, not even where that browser loads it anew.
            return await ShowAsync(document, hasScripts: false, stop);
        }
    }

    async Task<PageScreenshot> ShowAsync(PageDocument document, bool hasScripts, CancellationToken stop)
    {
        await using var run = await StartAsync(stop);
        // Whatever is still under way when the picture is taken is let go before the browser is.
        using var done = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var requests = new PageRequests(web, document, rule, done.Token);
        try
        {
            var page = await OpenAsync(run.Browser, requests, stop);
            var session = await page.CreateCDPSessionAsync().WaitAsync(CommandPatience, stop);
            if (!hasScripts)
                await DisableScriptsAsync(session, stop);
            var isWhole = await LoadAsync(page, document.Final, requests, stop);
            await FreezeAsync(session, requests, stop);
            var (picture, clipped) = await PictureAsync(session, stop);
            string?[] faults =
            [
                isWhole ? null : $"it was taken after {rule.Loading.TotalSeconds:0} s, before the page had come to rest",
                hasScripts ? null : "it is shown without its scripts, which let no picture be taken",
                clipped,
                requests.Fault,
            ];
            var told = string.Join("; ", faults.OfType<string>());
            var final = ScreenshotRule.IsPage(page.Url) ? page.Url : document.Final.AbsoluteUri;
            return new(final, run.Version, picture, told.Length == 0 ? null : told);
        }
        finally
        {
            await done.CancelAsync();
        }
    }

    async Task<BrowserRun> StartAsync(CancellationToken stop)
    {
        try
        {
            var run = await BrowserRun.StartAsync(settings, stop);
            Note(new(run.Version, null));
            return run;
        }
        catch (BrowserException e)
        {
            Note(new(null, e.Message));
            throw;
        }
    }

    void Note(BrowserStanding standing) => (_standing, _standingAt) = (standing, Environment.TickCount64);

    static async Task<IPage> OpenAsync(IBrowser browser, PageRequests requests, CancellationToken stop)
    {
        var context = await browser
            .CreateBrowserContextAsync(new() { DownloadBehavior = new() { Policy = DownloadPolicy.Deny } })
            .WaitAsync(CommandPatience, stop);
        var page = await context.NewPageAsync().WaitAsync(CommandPatience, stop);
        // A window that a page opens is closed; until then it has no way out either.
        browser.TargetCreated += async (_, e) => await QuietlyAsync(() => CloseOtherAsync(e.Target, page));
        page.Dialog += async (_, e) => await QuietlyAsync(e.Dialog.Dismiss);
        page.Request += async (_, e) => await requests.AnswerAsync(e.Request);
        await page.SetViewportAsync(new() { Width = ScreenshotRule.WidthPx, Height = ScreenshotRule.ViewHeightPx })
            .WaitAsync(CommandPatience, stop);
        await page.EvaluateExpressionOnNewDocumentAsync(NoDialogs).WaitAsync(CommandPatience, stop);
        await page.SetBypassServiceWorkerAsync(true).WaitAsync(CommandPatience, stop);
        await page.SetRequestInterceptionAsync(true).WaitAsync(CommandPatience, stop);
        return page;
    }

    // False where it was not at rest in time, or a part of it never came.
    async Task<bool> LoadAsync(IPage page, Uri address, PageRequests requests, CancellationToken stop)
    {
        var until = Environment.TickCount64 + (long)rule.Loading.TotalMilliseconds;
        try
        {
            await page.GoToAsync(
                    address.AbsoluteUri,
                    new NavigationOptions { Timeout = (int)rule.Loading.TotalMilliseconds, WaitUntil = [WaitUntilNavigation.Load] }
                )
                .WaitAsync(stop);
            await SettleAsync(requests, stop);
            return true;
        }
        catch (PuppeteerException e) when (requests.IsShown && e is not TargetClosedException)
        {
            // A page that goes elsewhere while it loads is given what is left of its time.
            while (Environment.TickCount64 < until && !requests.IsQuietFor(Settling))
                await Task.Delay(Quiet, stop);
            return Environment.TickCount64 < until;
        }
    }

    // From here on the page does nothing more. A script that never ends is ended first, since it would let no picture be taken; that is
    // answered only when there is a script to be ended, or the next one begins. Where the page was just about to be another, that one is
    // given the time to come: one that has hardly begun when it is stopped is never drawn.
    static async Task FreezeAsync(ICDPSession session, PageRequests requests, CancellationToken stop)
    {
        await session.SendAsync("Runtime.terminateExecution", waitForCallback: false).WaitAsync(CommandPatience, stop);
        await DisableScriptsAsync(session, stop);
        await SettleAsync(requests, stop);
        await session.SendAsync("Page.stopLoading").WaitAsync(CommandPatience, stop);
    }

    static async Task DisableScriptsAsync(ICDPSession session, CancellationToken stop) =>
        await session.SendAsync("Emulation.setScriptExecutionDisabled", new { value = true }).WaitAsync(CommandPatience, stop);

    static async Task SettleAsync(PageRequests requests, CancellationToken stop)
    {
        for (var waited = TimeSpan.Zero; waited < Settling && !requests.IsQuietFor(Quiet); waited += Quiet / 5)
            await Task.Delay(Quiet / 5, stop);
    }

    async Task<(byte[] Picture, string? Clipped)> PictureAsync(ICDPSession session, CancellationToken stop)
    {
        var metrics = await session.SendAsync("Page.getLayoutMetrics").WaitAsync(CommandPatience, stop);
        var heightPx = metrics!.Value.GetProperty("cssContentSize").GetProperty("height").GetDouble();
        var shownPx = (int)Math.Clamp(Math.Ceiling(heightPx), ScreenshotRule.ViewHeightPx, rule.MostHighPx);
        var shot = await session
            .SendAsync(
                "Page.captureScreenshot",
                new
                {
                    format = "png",
                    captureBeyondViewport = true,
                    clip = new
                    {
                        x = 0,
                        y = 0,
                        width = ScreenshotRule.WidthPx,
                        height = shownPx,
                        scale = 1,
                    },
                }
            )
            .WaitAsync(PicturePatience, stop);
        var picture = shot!.Value.GetProperty("data").GetBytesFromBase64();
        if (picture.Length > ScreenshotRule.MostPictureBytes || !IsPng(picture))
            throw new BrowserException($"expected a PNG of {ScreenshotRule.WidthPx} by {shownPx} pixels, got {picture.Length} other bytes");
        return (
            picture,
            heightPx <= rule.MostHighPx
                ? null
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"it shows the first {rule.MostHighPx:N0} of {heightPx:N0} pixels from the top"
                )
        );

        // Signature and size, as a PNG begins (PNG, section 5.2 and 11.2.2).
        bool IsPng(byte[] bytes) =>
            bytes.Length > 24
            && bytes.AsSpan(1, 3).SequenceEqual("PNG"u8)
            && BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(16)) == ScreenshotRule.WidthPx
            && BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(20)) == shownPx;
    }

    static async Task CloseOtherAsync(Target target, IPage ours)
    {
        if (target.Type == TargetType.Page && await target.PageAsync() is { } other && other != ours)
            await other.CloseAsync();
    }

    // Of an event's answer that no one waits for.
    static async Task QuietlyAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (e is PuppeteerException or ObjectDisposedException or InvalidOperationException or IOException)
        {
            // The page, or the browser, has gone meanwhile.
        }
    }
}
