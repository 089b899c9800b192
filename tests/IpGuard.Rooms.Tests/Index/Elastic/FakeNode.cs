using System.IO.Compression;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace IpGuard.Rooms.Tests.Index.Elastic;

/// <summary>One question as a node got it, decompressed.</summary>
sealed record FakeQuestion(string What, string Body, IHeaderDictionary Headers, HttpContext Context);

/// <summary>A server on loopback that speaks Elasticsearch's protocol and fails as it is told to.</summary>
sealed class FakeNode : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly Lock _gate = new();
    readonly List<FakeQuestion> _asked = [];

    FakeNode(WebApplication app) => _app = app;

    public Uri Address { get; private set; } = null!;

    public IReadOnlyList<FakeQuestion> Asked
    {
        get
        {
            lock (_gate)
                return [.. _asked];
        }
    }

    /// <param name="answer">Given the question and how many came before it.</param>
    public static async Task<FakeNode> StartAsync(Func<FakeQuestion, int, Task> answer, X509Certificate2? certificate = null, int port = 0)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(o =>
            o.Listen(
                IPAddress.Loopback,
                port,
                l =>
                {
                    l.Protocols = HttpProtocols.Http1;
                    if (certificate is not null)
                        l.UseHttps(certificate);
                }
            )
        );
        if (certificate is not null)
            builder.WebHost.UseKestrelHttpsConfiguration();
        var app = builder.Build();
        var node = new FakeNode(app);
        app.Run(async context =>
        {
            var question = await ReadAsync(context);
            int before;
            lock (node._gate)
            {
                before = node._asked.Count;
                node._asked.Add(question);
            }

            context.Response.Headers["X-Elastic-Product"] = "Elasticsearch";
            await answer(question, before);
        });
        await app.StartAsync();
        node.Address = new(app.Urls.Single());
        return node;
    }

    static async Task<FakeQuestion> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        body.Position = 0;
        Stream plain = context.Request.Headers.ContentEncoding == "gzip" ? new GZipStream(body, CompressionMode.Decompress) : body;
        // The server uses its own headers again for the next question.
        var headers = new HeaderDictionary();
        foreach (var (name, value) in context.Request.Headers)
            headers[name] = value;
        return new($"{context.Request.Method} {context.Request.Path}", await new StreamReader(plain).ReadToEndAsync(), headers, context);
    }

    public static Task SayAsync(FakeQuestion question, int status, string json)
    {
        question.Context.Response.StatusCode = status;
        question.Context.Response.ContentType = "application/vnd.elasticsearch+json;compatible-with=8";
        return question.Context.Response.WriteAsync(json);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
