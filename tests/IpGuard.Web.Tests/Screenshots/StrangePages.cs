using System.Net;
using System.Net.Sockets;
using IpGuard.Core.Listings;
using IpGuard.Flows;
using IpGuard.Market.Browsing;
using IpGuard.Market.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IpGuard.Web.Tests.Screenshots;

/// <summary>Pages of a stranger on one open port of this machine, and beside it a port that nothing may reach.</summary>
sealed class StrangePages : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly TcpListener _closed = new(IPAddress.Any, 0);
    readonly UdpClient _datagrams;
    readonly CancellationTokenSource _end = new();
    readonly HttpClient _http;
    int _reached;

    StrangePages(WebApplication app)
    {
        _app = app;
        _closed.Start();
        _datagrams = new(new IPEndPoint(IPAddress.Any, ClosedPort));
        _ = CountAsync(async stop => (await _closed.AcceptTcpClientAsync(stop)).Dispose());
        _ = CountAsync(async stop => await _datagrams.ReceiveAsync(stop));
        ((IHost)_app).Start();
        Address = new(_app.Urls.Single());
        _http = GuardedHttp.Create(new AddressPolicy(true, [Address.Port]), "https://contact.example");
    }

    public Uri Address { get; }

    /// <summary>Where nothing of a page may come to.</summary>
    public int ClosedPort => ((IPEndPoint)_closed.LocalEndpoint).Port;

    /// <summary>Connections to that port, and datagrams.</summary>
    public int Reached => Volatile.Read(ref _reached);

    /// <summary>Paths that were asked for.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<string> Asked { get; } = [];

    /// <summary>What is answered at each path.</summary>
    public Dictionary<string, Func<HttpContext, Task>> Answers { get; } = [];

    public static StrangePages Open()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var pages = new StrangePages[1];
        app.MapFallback("{**path}", async context => await pages[0].AnswerAsync(context));
        return pages[0] = new(app);
    }

    /// <summary>Answers a path with markup.</summary>
    public Uri Page(string path, string markup, string type = "text/html; charset=utf-8")
    {
        Answers[path] = async context =>
        {
            context.Response.ContentType = type;
            await context.Response.WriteAsync(markup);
        };
        return new(Address, path);
    }

    /// <summary>A browser for these pages; skips the test where there is none.</summary>
    public PageBrowser Browse(ScreenshotRule? rule = null)
    {
        Assert.SkipUnless(
            File.Exists(Browser.Chromium),
            $"needs Chromium at {Browser.Chromium} (or IPGUARD_CHROMIUM), which is absent here"
        );
        return Browse(new BrowserSettings(Browser.Chromium, IsWithoutSandbox: true), rule);
    }

    public PageBrowser Browse(BrowserSettings settings, ScreenshotRule? rule = null) =>
        new(settings, new MarketWeb(_http, Manners.Hasty, TimeProvider.System), rule ?? ScreenshotRule.Usual);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _app.DisposeAsync();
        _closed.Dispose();
        _datagrams.Dispose();
        _http.Dispose();
        _end.Dispose();
    }

    async Task AnswerAsync(HttpContext context)
    {
        Asked.Enqueue(context.Request.Path);
        if (Answers.TryGetValue(context.Request.Path, out var answer))
            await answer(context);
        else
            context.Response.StatusCode = 404;
    }

    async Task CountAsync(Func<CancellationToken, Task> next)
    {
        try
        {
            while (true)
            {
                await next(_end.Token);
                Interlocked.Increment(ref _reached);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }
}
