using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace IpGuard.Web.Tests.Faults;

/// <summary>What goes wrong between the house and a server.</summary>
/// <param name="Path">A part of the request's path and query.</param>
sealed record Fault(string Path)
{
    /// <summary>How many requests it meets, of those that it is for.</summary>
    public int Times { get; init; } = int.MaxValue;

    /// <summary>Answered in the server's place; 0 for none.</summary>
    public int Status { get; init; }

    /// <summary>The connection breaks after the server has done what it was asked for.</summary>
    public bool IsLostAfter { get; init; }

    /// <summary>Waited before the server is asked.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Changes what the server is asked.</summary>
    public Func<string, string>? Ask { get; init; }

    /// <summary>Changes the answer's text.</summary>
    public Func<string, string>? Answer { get; init; }
}

/// <summary>Stands before a real server, and hands everything on but for the faults that it is told.</summary>
sealed class FaultyProxy : IAsyncDisposable
{
    readonly Uri _server;
    readonly HttpClient _way = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.All,
        }
    );
    readonly Lock _gate = new();
    readonly List<string> _asked = [];
    WebApplication? _app;
    Fault? _fault;
    int _met;

    FaultyProxy(Uri server) => _server = server;

    public Uri Address { get; private set; } = null!;

    /// <summary>Paths asked for since the last fault was set.</summary>
    public IReadOnlyList<string> Asked
    {
        get
        {
            lock (_gate)
                return [.. _asked];
        }
    }

    public static async Task<FaultyProxy> StartAsync(Uri server)
    {
        var proxy = new FaultyProxy(server);
        await proxy.ListenAsync(0);
        return proxy;
    }

    /// <summary>From now on; null lets everything through.</summary>
    public void Set(Fault? fault)
    {
        lock (_gate)
        {
            (_fault, _met) = (fault, 0);
            _asked.Clear();
        }
    }

    /// <summary>Nobody listens any longer.</summary>
    public async Task GoDownAsync()
    {
        await _app!.DisposeAsync();
        _app = null;
    }

    public Task ComeBackAsync() => ListenAsync(Address.Port);

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
        _way.Dispose();
    }

    async Task ListenAsync(int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(o => o.Listen(IPAddress.Loopback, port, l => l.Protocols = HttpProtocols.Http1));
        _app = builder.Build();
        _app.Run(HandleAsync);
        await _app.StartAsync();
        Address = new(_app.Urls.Single());
    }

    async Task HandleAsync(HttpContext context)
    {
        var path = context.Request.GetEncodedPathAndQuery();
        var fault = FaultOf(path);
        await Task.Delay(fault?.Delay ?? TimeSpan.Zero, context.RequestAborted);
        if (fault is { Status: > 0 })
        {
            context.Response.StatusCode = fault.Status;
            context.Response.Headers["X-Elastic-Product"] = "Elasticsearch";
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(
                $$"""{"error":{"type":"made_up_exception","reason":"told to"},"status":{{fault.Status}}}""",
                context.RequestAborted
            );
            return;
        }

        using var asked = new HttpRequestMessage(new(context.Request.Method), new Uri(_server, path));
        if (context.Request.ContentLength > 0)
        {
            var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            asked.Content = new ByteArrayContent(fault?.Ask is { } ask ? Changed(body, ask, context) : body.ToArray());
            foreach (var name in new[] { "Content-Type", "Content-Encoding" })
                asked.Content.Headers.TryAddWithoutValidation(name, [.. context.Request.Headers[name]!]);
        }

        asked.Headers.TryAddWithoutValidation("Accept", [.. context.Request.Headers.Accept!]);
        using var answer = await _way.SendAsync(asked, CancellationToken.None);
        var text = await answer.Content.ReadAsStringAsync(CancellationToken.None);
        if (fault is { IsLostAfter: true })
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var header in answer.Headers.Where(h => h.Key.StartsWith("X-", StringComparison.OrdinalIgnoreCase)))
            context.Response.Headers[header.Key] = header.Value.ToArray();
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.WriteAsync(fault?.Answer?.Invoke(text) ?? text, context.RequestAborted);
    }

    // From here on it goes uncompressed.
    static byte[] Changed(MemoryStream body, Func<string, string> ask, HttpContext context)
    {
        body.Position = 0;
        var isCompressed = context.Request.Headers.Remove("Content-Encoding");
        using var plain = new StreamReader(isCompressed ? new GZipStream(body, CompressionMode.Decompress) : body);
        return Encoding.UTF8.GetBytes(ask(plain.ReadToEnd()));
    }

    Fault? FaultOf(string path)
    {
        lock (_gate)
        {
            _asked.Add(path);
            return _fault is { } fault && path.Contains(fault.Path, StringComparison.Ordinal) && _met++ < fault.Times ? fault : null;
        }
    }
}
