using System.Net.Sockets;

namespace IpGuard.Web.Tests.Screenshots;

/// <summary>A stranger's page reaches nothing but what the guarded way out lets it: it is run with every way that a page has of
/// asking.</summary>
[Collection(nameof(ScreenshotCollection))]
public sealed class PageWallTests : IAsyncLifetime
{
    readonly StrangePages _pages = StrangePages.Open();

    public ValueTask InitializeAsync()
    {
        _pages.Answers["/away"] = context =>
        {
            context.Response.Redirect($"http://127.0.0.1:{_pages.ClosedPort}/away");
            return Task.CompletedTask;
        };
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _pages.DisposeAsync();

    // The page is shown green, and asks for AT, where nothing may come to.
    async Task AssertWalledAsync(string markup)
    {
        var at = $"127.0.0.1:{_pages.ClosedPort}";
        var page = _pages.Page(
            "/page",
            $"<body style='margin:0;background:#00ff00'><p>here</p>{markup.Replace("AT", at, StringComparison.Ordinal)}"
        );
        using var browser = _pages.Browse();
        var shot = await browser.TakeAsync(page, CancellationToken.None);
        Assert.True(shot.Picture is not null, shot.Fault);
        using var seen = SkiaSharp.SKBitmap.Decode(shot.Picture);
        Assert.Equal(new(0, 255, 0), seen.GetPixel(600, 600));
        Assert.Equal(0, _pages.Reached);
    }

    [Theory]
    [InlineData("<link rel=preconnect href=http://AT><link rel=dns-prefetch href=http://AT><link rel=prefetch href=http://AT/p>")]
    [InlineData(
        "<link rel=stylesheet href=http://AT/a.css><script src=http://AT/a.js></script><script type=module src=http://AT/m.js></script>"
    )]
    [InlineData("<img src=http://AT/a.png><img src=/away><img src=http://169.254.169.254/latest/meta-data/><img src=http://10.0.0.1/>")]
    [InlineData(
        "<video src=http://AT/v></video><audio src=http://AT/s autoplay></audio><object data=http://AT/o></object><embed src=http://AT/e>"
    )]
    [InlineData("<style>@font-face{font-family:f;src:url(http://AT/f.woff2)} p{font-family:f;background:url(http://AT/b.png)}</style>")]
    [InlineData("<iframe src=http://AT/f></iframe><iframe src=/away></iframe><iframe srcdoc='<img src=http://AT/i>'></iframe>")]
    [InlineData(
        "<iframe src=file:///etc/passwd></iframe><iframe src=chrome://version></iframe><iframe src=view-source:http://AT/></iframe>"
    )]
    [InlineData("<form id=f method=post action=http://AT/post><input name=a value=b></form><script>f.submit()</script>")]
    [InlineData("<form id=f method=get target=_blank action=http://AT/get><input name=a value=b></form><script>f.submit()</script>")]
    public async Task No_markup_reaches_what_is_closed(string markup) => await AssertWalledAsync(markup);

    [Theory]
    [InlineData("fetch('http://AT/f').catch(() => {}); fetch('/away').catch(() => {}); fetch('http://localhost:' + 'AT'.split(':')[1])")]
    [InlineData("fetch('http://AT/f', {method: 'POST', mode: 'no-cors', body: 'x'}).catch(() => {})")]
    [InlineData("fetch('http://AT/f', {method: 'PUT', headers: {'X-A': 'b'}}).catch(() => {})")]
    [InlineData("const x = new XMLHttpRequest(); x.open('GET', 'http://AT/x'); x.send(); navigator.sendBeacon('http://AT/b', 'x')")]
    [InlineData("new WebSocket('ws://AT/s'); new WebSocket('ws://localhost:' + 'AT'.split(':')[1])")]
    [InlineData("new EventSource('http://AT/e'); try { new WebTransport('https://AT/t') } catch {}")]
    [InlineData("new Worker(URL.createObjectURL(new Blob([\"fetch('http://AT/w'); new WebSocket('ws://AT/w')\"])))")]
    [InlineData("new SharedWorker(URL.createObjectURL(new Blob([\"fetch('http://AT/w')\"])))")]
    [InlineData("navigator.serviceWorker?.register('/worker.js')")]
    [InlineData("window.open('http://AT/w'); window.open('http://AT/v', '_blank', 'noopener'); open('about:blank')?.fetch('http://AT/o')")]
    [InlineData("setTimeout(() => { location = 'http://AT/elsewhere' }, 100)")]
    [InlineData("setTimeout(() => { location = '/away' }, 100)")]
    [InlineData("setTimeout(() => { location = 'file:///etc/passwd' }, 100)")]
    public async Task No_script_reaches_what_is_closed(string script)
    {
        _pages.Page("/worker.js", $"fetch('http://127.0.0.1:{_pages.ClosedPort}/sw')", "text/javascript");
        await AssertWalledAsync($"<script>{script}</script>");
    }

    [Fact]
    public async Task No_datagram_is_sent_for_a_call_of_the_page() =>
        await AssertWalledAsync(
            """
            <script>
            const turn = {urls: 'turn:AT?transport=tcp', username: 'u', credential: 'c'};
            const c = new RTCPeerConnection({iceServers: [{urls: 'stun:AT'}, turn]});
            c.createDataChannel('d'); c.createOffer().then(o => c.setLocalDescription(o));
            const until = Date.now() + 1500;
            (function stay() { if (Date.now() < until) fetch('/stay').finally(() => setTimeout(stay, 100)) })();
            </script>
            """
        );

    [Fact]
    public async Task A_file_that_a_page_offers_by_itself_is_saved_nowhere()
    {
        var name = $"ipguard-{Guid.NewGuid():N}.txt";
        await AssertWalledAsync($"<a id=a download={name}>x</a><script>a.href = URL.createObjectURL(new Blob(['x'])); a.click()</script>");
        string[] folders =
        [
            Path.GetTempPath(),
            Directory.GetCurrentDirectory(),
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
            Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "Downloads"),
        ];
        Assert.All(folders, f => Assert.False(File.Exists(Path.Combine(f, name)), f));
    }

    [Fact]
    public async Task The_closed_port_counts_whoever_does_come()
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", _pages.ClosedPort);
        using var udp = new UdpClient();
        await udp.SendAsync(new byte[] { 1 }, "127.0.0.1", _pages.ClosedPort);
        for (var tries = 0; tries < 50 && _pages.Reached < 2; tries++)
            await Task.Delay(20);
        Assert.Equal(2, _pages.Reached);
    }
}
