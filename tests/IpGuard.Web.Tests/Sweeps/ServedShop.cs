using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace IpGuard.Web.Tests.Sweeps;

/// <summary>A Shopify shop on loopback that counts what it is asked for.</summary>
sealed class ServedShop : IAsyncDisposable
{
    readonly WebApplication _app;

    ServedShop(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    /// <summary>Titles by id; a picture each, under its id.</summary>
    public SortedDictionary<int, string> Titles { get; } = [];

    public Dictionary<int, byte[]> Pictures { get; } = [];

    /// <summary>Who sells; null for the shop itself.</summary>
    public string? Vendor { get; set; }

    /// <summary>Handles whose own pages are 404.</summary>
    public HashSet<string> Gone { get; } = [];

    /// <summary>True gives an ETag, and 304 to whoever has it.</summary>
    public bool IsConditional { get; set; }

    /// <summary>In place of the page; null for the true one.</summary>
    public IResult? Instead { get; set; }

    /// <summary>Awaited before a page is sent, with its number.</summary>
    public Func<int, Task>? Before { get; set; }

    /// <summary>Markup of a listing's page, by its handle.</summary>
    public Func<string, string> ProductPage { get; set; } = handle => $"<title>{handle}</title>";

    public int PagesSent { get; private set; }

    public int PagesUnchanged { get; private set; }

    public int PicturesSent { get; private set; }

    public static async Task<ServedShop> OpenAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var shop = new ServedShop(builder.Build());
        shop._app.MapGet(
            "/products.json",
            async (HttpContext context, int limit, int page) =>
            {
                if (shop.Before is { } before)
                    await before(page);
                return shop.Page(context, limit, page);
            }
        );
        shop._app.MapGet("/feed.xml", shop.Feed);
        shop._app.MapGet("/pictures/{id:int}.jpg", shop.Picture);
        shop._app.MapGet(
            "/products/{handle}",
            (string handle) => shop.Gone.Contains(handle) ? Results.NotFound() : Results.Text(shop.ProductPage(handle), "text/html")
        );
        await shop._app.StartAsync();
        return shop;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    IResult Page(HttpContext context, int limit, int page)
    {
        if (Instead is { } instead)
            return instead;
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                products = Titles
                    .Skip((page - 1) * limit)
                    .Take(limit)
                    .Select(t => new
                    {
                        id = t.Key,
                        title = t.Value,
                        vendor = Vendor,
                        handle = $"h-{t.Key}",
                        images = new[] { new { src = string.Create(CultureInfo.InvariantCulture, $"{Address}/pictures/{t.Key}.jpg") } },
                    }),
            }
        );
        context.Response.Headers.SetCookie = "secret=1";
        return Send(context, body, "application/json");
    }

    IResult Feed(HttpContext context)
    {
        var items = Titles.Select(t =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"<item><g:id>{t.Key}</g:id><title>{t.Value}</title><g:image_link>{Address}/pictures/{t.Key}.jpg</g:image_link></item>"
            )
        );
        var feed = $"<rss version=\"2.0\" xmlns:g=\"http://base.google.com/ns/1.0\"><channel>{string.Concat(items)}</channel></rss>";
        return Send(context, System.Text.Encoding.UTF8.GetBytes(feed), "application/rss+xml");
    }

    IResult Send(HttpContext context, byte[] body, string type)
    {
        if (!IsConditional)
        {
            PagesSent++;
            return Results.Bytes(body, type);
        }

        var tag = $"\"{Convert.ToHexString(SHA256.HashData(body))[..12]}\"";
        context.Response.Headers.ETag = tag;
        if (context.Request.Headers.IfNoneMatch == tag)
        {
            PagesUnchanged++;
            return Results.StatusCode(304);
        }

        PagesSent++;
        return Results.Bytes(body, type);
    }

    IResult Picture(int id)
    {
        PicturesSent++;
        return Pictures.TryGetValue(id, out var picture) ? Results.Bytes(picture, "image/jpeg") : Results.NotFound();
    }
}
