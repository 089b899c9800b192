using System.Collections.Concurrent;
using System.Net;
using System.Text;
using IpGuard.Core.Watches;
using IpGuard.Market;
using IpGuard.Market.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace IpGuard.Rooms.Tests.Market;

/// <summary>A real server on this machine that speaks a marketplace's interface, and a client for it.</summary>
sealed class ApiServer : IAsyncDisposable
{
    readonly HttpClient _http = new(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All });
    readonly WebApplication _host;

    ApiServer(WebApplication host) => _host = host;

    public Uri Address => new(_host.Urls.Single());

    /// <summary>Path and query of every question, in their order.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>The time by which keys end.</summary>
    public ShiftedClock Clock { get; } = new();

    /// <summary>The client, which counts all questions that are asked by it; its pauses go by the real clock.</summary>
    public MarketWeb Web => field ??= new(_http, Manners.Hasty, TimeProvider.System);

    public int Count(string path) => Asked.Count(a => a.StartsWith(path, StringComparison.Ordinal));

    public static async Task<ApiServer> StartAsync(Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var host = builder.Build();
        var server = new ApiServer(host);
        host.Use(
            async (context, next) =>
            {
                server.Asked.Enqueue($"{context.Request.Path}{context.Request.QueryString}");
                await next(context);
            }
        );
        map(host);
        await host.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _host.DisposeAsync();
    }
}

/// <summary>The real time, moved on by hand.</summary>
sealed class ShiftedClock : TimeProvider
{
    public TimeSpan Shift { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
}
