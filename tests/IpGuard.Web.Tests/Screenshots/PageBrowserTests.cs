using System.Diagnostics;
using IpGuard.Core.Listings;
using IpGuard.Market.Browsing;
using Microsoft.AspNetCore.Http;
using SkiaSharp;

namespace IpGuard.Web.Tests.Screenshots;

/// <summary>A stranger's page is shown, bounded, and told of where it is not whole.</summary>
[Collection(nameof(ScreenshotCollection))]
public sealed class PageBrowserTests : IAsyncLifetime
{
    static readonly ScreenshotRule Short = ScreenshotRule.Usual with
    {
        MostBytesOfOne = 512 * 1024,
        Loading = TimeSpan.FromSeconds(3),
        Whole = TimeSpan.FromSeconds(30),
    };

    readonly StrangePages _pages = StrangePages.Open();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _pages.DisposeAsync();

    async Task<PageScreenshot> TakeAsync(Uri address, ScreenshotRule? rule = null)
    {
        using var browser = _pages.Browse(rule);
        return await browser.TakeAsync(address, CancellationToken.None);
    }

    static SKBitmap Decoded(PageScreenshot shot)
    {
        Assert.True(shot.Picture is not null, shot.Fault);
        return SKBitmap.Decode(shot.Picture);
    }

    [Fact]
    public async Task A_page_is_shown_with_its_style_its_picture_and_what_its_script_makes_of_it()
    {
        using var red = new SKBitmap(100, 100);
        red.Erase(SKColors.Red);
        var png = red.Encode(SKEncodedImageFormat.Png, 100).ToArray();
        _pages.Answers["/red.png"] = async context =>
        {
            context.Response.ContentType = "image/png";
            await context.Response.Body.WriteAsync(png);
        };
        _pages.Page("/style.css", "body{margin:0;background:#00ff00} img{position:absolute;left:0;top:0}", "text/css");
        var address = _pages.Page(
            "/page",
            """
            <link rel=stylesheet href=style.css><img src=red.png>
            <div id=d style="position:absolute;left:200px;top:0;width:100px;height:100px"></div>
            <img src="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='100' height='100'%3E%3Crect width='100' height='100' fill='%23ff00ff'/%3E%3C/svg%3E" style="left:400px">
            <img id=b style="left:600px">
            <script>
            d.style.background = '#0000ff';
            fetch('red.png').then(r => r.blob()).then(r => { b.src = URL.createObjectURL(r) });
            if (typeof WebAssembly !== 'undefined') document.body.style.background = '#ff8800';
            </script>
            """
        );
        var shot = await TakeAsync(address);
        Assert.Null(shot.Fault);
        Assert.Equal(address.AbsoluteUri, shot.Final);
        Assert.Contains("Chrom", shot.Browser, StringComparison.Ordinal);
        using var seen = Decoded(shot);
        Assert.Equal((1280, 800), (seen.Width, seen.Height));
        Assert.Equal(
            [SKColors.Red, SKColors.Blue, SKColors.Magenta, SKColors.Red, new SKColor(0, 255, 0)],
            [seen.GetPixel(50, 50), seen.GetPixel(250, 50), seen.GetPixel(450, 50), seen.GetPixel(650, 50), seen.GetPixel(600, 600)]
        );
    }

    [Fact]
    public async Task Where_redirects_led_is_told_and_a_page_of_another_size_is_shown_to_its_end()
    {
        var final = _pages.Page("/end", "<body style='margin:0;height:1500px;background:#fff'>");
        _pages.Answers["/start"] = context =>
        {
            context.Response.Redirect("/end");
            return Task.CompletedTask;
        };
        var shot = await TakeAsync(new(_pages.Address, "/start"));
        Assert.Equal((final.AbsoluteUri, null), (shot.Final, shot.Fault));
        using var seen = Decoded(shot);
        Assert.Equal(1500, seen.Height);
    }

    [Theory]
    [InlineData(8_000, null)]
    [InlineData(200_000, "it shows the first 8,000 of 200,000 pixels")]
    public async Task A_page_is_shown_down_to_8000_pixels(int heightPx, string? told)
    {
        var shot = await TakeAsync(
            _pages.Page("/high", $"<body style='margin:0;height:{heightPx}px;background:linear-gradient(red,blue)'>")
        );
        using var seen = Decoded(shot);
        Assert.Equal(8_000, seen.Height);
        Assert.StartsWith(told ?? "whole", shot.Fault ?? "whole", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_without_end_is_refused()
    {
        _pages.Answers["/endless"] = async context =>
        {
            context.Response.ContentType = "text/html";
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.WriteAsync(new string('x', 10_000), context.RequestAborted);
        };
        var shot = await TakeAsync(new(_pages.Address, "/endless"), Short with { MostBytesOfOne = 2 * 1024 * 1024 });
        Assert.Null(shot.Picture);
        Assert.Contains("expected at most 2 MB", shot.Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<img src=/slow>", true)]
    [InlineData("<link rel=stylesheet href=/slow>", true)]
    [InlineData("<script>while (true) alert('again')</script>", true)]
    [InlineData("<script>while (true) ;</script>", true)]
    [InlineData("<script>setInterval(() => location.reload(), 50)</script>", false)]
    [InlineData("<script>onbeforeunload = () => 'stay'; while (true) confirm('again')</script>", true)]
    public async Task A_page_that_never_comes_to_rest_is_shown_as_it_stands_within_bounds(string trouble, bool isTold)
    {
        _pages.Answers["/slow"] = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        var began = Stopwatch.GetTimestamp();
        var shot = await TakeAsync(_pages.Page("/restless", $"<body style='margin:0;background:#00ff00'><p>here</p>{trouble}"), Short);
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, Short.Whole + TimeSpan.FromSeconds(5));
        // Where the machine is slow, a page that goes elsewhere all the time may have to be shown without its scripts, and that is told.
        Assert.Contains(
            shot.Fault,
            isTold
                ? ["it was taken after 3 s, before the page had come to rest"]
                : new[] { null, "it is shown without its scripts, which let no picture be taken" }
        );
        using var seen = Decoded(shot);
        Assert.Equal(new SKColor(0, 255, 0), seen.GetPixel(600, 600));
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(6, false)]
    public async Task A_page_is_given_so_many_files_and_no_more(int most, bool isTold)
    {
        // The page, its four pictures and the picture that every browser looks for.
        var shot = await TakeAsync(
            _pages.Page("/many", string.Concat(Enumerable.Range(1, 4).Select(i => $"<img src=/{i}.png>"))),
            ScreenshotRule.Usual with
            {
                MostRequests = most,
            }
        );
        Assert.NotNull(shot.Picture);
        Assert.Equal(isTold ? "it asked for more than 5 files" : null, shot.Fault);
    }

    [Fact]
    public async Task What_is_to_be_saved_or_is_no_page_is_refused_before_any_browser_is_started()
    {
        _pages.Answers["/saved"] = async context =>
        {
            context.Response.ContentType = "text/html";
            context.Response.Headers.ContentDisposition = "attachment; filename=a.html";
            await context.Response.WriteAsync("<p>x");
        };
        // There is no browser at this path: nothing is told of it.
        using var browser = _pages.Browse(new BrowserSettings("/nowhere/chromium", true));
        var saved = await browser.TakeAsync(new(_pages.Address, "/saved"), CancellationToken.None);
        Assert.Contains("got a file to be saved", saved.Fault, StringComparison.Ordinal);
        var pdf = await browser.TakeAsync(_pages.Page("/a.pdf", "%PDF-1.7", "application/pdf"), CancellationToken.None);
        Assert.Contains("got application/pdf", pdf.Fault, StringComparison.Ordinal);
        var missing = await browser.TakeAsync(new(_pages.Address, "/none"), CancellationToken.None);
        Assert.Contains("got 404", missing.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_whose_robots_keep_us_out_is_not_shown()
    {
        _pages.Page("/robots.txt", "User-agent: *\nDisallow: /closed", "text/plain");
        _pages.Page("/closed/red.png", "x", "image/png");
        using var browser = _pages.Browse(new BrowserSettings("/nowhere/chromium", true));
        var shot = await browser.TakeAsync(_pages.Page("/closed/page", "<p>x"), CancellationToken.None);
        Assert.Contains("robots.txt keeps us out", shot.Fault, StringComparison.Ordinal);
        Assert.DoesNotContain("/closed/page", _pages.Asked);
    }

    [Fact]
    public async Task A_browser_that_is_not_there_is_told_and_asks_for_what_to_set()
    {
        using var browser = _pages.Browse(new BrowserSettings("/nowhere/chromium", true));
        var shot = await browser.TakeAsync(_pages.Page("/page", "<p>x"), CancellationToken.None);
        Assert.Null(shot.Picture);
        Assert.Contains("expected a browser at /nowhere/chromium, found none", shot.Fault, StringComparison.Ordinal);
        Assert.Equal(shot.Fault, (await browser.TellAsync(CancellationToken.None)).Fault);
    }

    [Fact]
    public async Task A_program_that_is_no_browser_is_told()
    {
        Assert.SkipUnless(File.Exists("/bin/false"), "needs /bin/false, which is absent here");
        using var browser = _pages.Browse(new BrowserSettings("/bin/false", true));
        var standing = await browser.TellAsync(CancellationToken.None);
        Assert.Contains("expected the browser at /bin/false to start", standing.Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, false, false)]
    [InlineData(true, true, true)]
    [InlineData(false, false, true)]
    public void Root_runs_no_browser_unless_the_operator_has_said_that_it_may_do_without_its_sandbox(bool isRoot, bool isSaid, bool isRun)
    {
        var refusal = new BrowserSettings(typeof(PageBrowserTests).Assembly.Location, isSaid).Refuse(isRoot);
        Assert.Equal(isRun, refusal is null);
        Assert.Contains("IpGuard:ChromiumWithoutSandbox", refusal ?? "IpGuard:ChromiumWithoutSandbox", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_left_of_a_browser_and_its_health_is_its_version()
    {
        static HashSet<string> Folders() => [.. Directory.GetDirectories(Path.GetTempPath(), "ipguard-browser-*")];
        var before = Folders();
        using var browser = _pages.Browse(Short);
        await browser.TakeAsync(_pages.Page("/hang", "<script>while (true) ;</script>"), CancellationToken.None);
        Assert.Contains("Chrom", (await browser.TellAsync(CancellationToken.None)).Version, StringComparison.Ordinal);
        Assert.Empty(Folders().Except(before));
        Assert.DoesNotContain(Process.GetProcesses(), p => CommandOf(p).Contains("ipguard-browser-", StringComparison.Ordinal));
    }

    // Of those that are still running; elsewhere than on Linux nothing is known.
    static string CommandOf(Process process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/cmdline");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}

/// <summary>Tests that look at which browsers are running, one after another.</summary>
[CollectionDefinition(nameof(ScreenshotCollection))]
public sealed class ScreenshotCollection;
