using System.Globalization;
using System.Net;
using System.Text;
using IpGuard.Core.Watches;
using IpGuard.Market;
using IpGuard.Market.Feeds;
using IpGuard.Market.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace IpGuard.Rooms.Tests.Market;

/// <summary>A real server on this machine that hands out one feed, and pictures beside it.</summary>
sealed class FeedServer : IAsyncDisposable
{
    readonly HttpClient _http = new(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All });
    readonly List<FeedMarketplace> _readers = [];
    readonly WebApplication _server;

    FeedServer(WebApplication server) => _server = server;

    /// <summary>What is handed out; may be changed while it runs.</summary>
    public Func<Stream, Task> WriteBody { get; set; } = _ => Task.CompletedTask;

    public string? ETag { get; set; }

    public string ContentType { get; set; } = "application/octet-stream";

    /// <summary>How often the whole feed was handed out.</summary>
    public int Asked { get; private set; }

    public IReadOnlyList<byte[]?> Pictures { get; set; } = [];

    public string Address => _server.Urls.Single();

    public static async Task<FeedServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new FeedServer(builder.Build());
        server._server.MapGet("/feed.txt", server.AnswerAsync);
        server._server.MapGet(
            "/pictures/{no:int}",
            (int no) => server.Pictures[no] is { } picture ? Results.Bytes(picture, "image/jpeg") : Results.NotFound()
        );
        await server._server.StartAsync();
        return server;
    }

    public static async Task<FeedServer> StartAsync(byte[] body)
    {
        var server = await StartAsync();
        server.WriteBody = s => s.WriteAsync(body).AsTask();
        return server;
    }

    /// <summary>A reader that knows nothing yet.</summary>
    public FeedMarketplace Reader(long? mostUnpackedBytes = null)
    {
        var uri = new Uri(new Uri(Address), "/feed.txt");
        var reader = mostUnpackedBytes is { } most
            ? new FeedMarketplace(new(_http, Manners.Hasty, TimeProvider.System), uri) { MostUnpackedBytes = most }
            : new FeedMarketplace(new(_http, Manners.Hasty, TimeProvider.System), uri);
        _readers.Add(reader);
        return reader;
    }

    async Task AnswerAsync(HttpContext context)
    {
        context.Response.ContentType = ContentType;
        if (ETag is { } tag)
        {
            context.Response.Headers.ETag = tag;
            if (context.Request.Headers.IfNoneMatch == tag)
            {
                context.Response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }
        }

        Asked++;
        await WriteBody(context.Response.Body);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var reader in _readers)
            reader.Dispose();
        _http.Dispose();
        await _server.DisposeAsync();
    }
}

/// <summary>Feeds made in code.</summary>
static class FeedMaker
{
    public const string RssHead =
        """<?xml version="1.0"?><rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel><title>Shop</title>""";

    public const string RssTail = "</channel></rss>";

    public static byte[] Rss(params string[] records) => Encoding.UTF8.GetBytes(RssHead + string.Concat(records) + RssTail);

    public static string RecordOf(int no) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"<item><g:id>{no}</g:id><title>Dress {no}</title><g:image_link>https://a.example/{no}.jpg</g:image_link></item>\n"
        );

    public static byte[] RssOf(int count) => Rss([.. Enumerable.Range(0, count).Select(RecordOf)]);

    public static async Task<List<ReadListing>> ReadAllAsync(this IMarketplace marketplace)
    {
        var (all, cursor) = (new List<ReadListing>(), SweepCursor.Start);
        for (var isLast = false; !isLast; )
        {
            var page = await marketplace.PageAsync(cursor);
            all.AddRange(page.Listings);
            (cursor, isLast) = (page.Next, page.IsLast);
        }

        return all;
    }
}
