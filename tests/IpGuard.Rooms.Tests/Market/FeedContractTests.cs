using System.Net;
using System.Text;
using IpGuard.Market;

namespace IpGuard.Rooms.Tests.Market;

/// <summary>The contract over a real server that hands out RSS.</summary>
public sealed class FeedRssContractTests : FeedContract
{
    protected override byte[] Write(IReadOnlyList<GivenListing> listings) =>
        FeedMaker.Rss([
            .. listings.Select(
                (l, i) =>
                    $"<item>{(l.Id is null ? "" : $"<g:id>{l.Id}</g:id>")}<title>{WebUtility.HtmlEncode(l.Title)}</title>"
                    + $"<g:price>{l.Price} CNY</g:price><g:image_link>/pictures/{i}</g:image_link></item>"
            ),
        ]);
}

/// <summary>The contract over a real server that hands out tab-separated text.</summary>
public sealed class FeedTextContractTests : FeedContract
{
    protected override byte[] Write(IReadOnlyList<GivenListing> listings) =>
        Encoding.UTF8.GetBytes(
            "id\ttitle\tprice\timage_link\n"
                + string.Concat(listings.Select((l, i) => $"{l.Id}\t{l.Title}\t{l.Price} CNY\t/pictures/{i}\n"))
        );
}

public abstract class FeedContract : MarketplaceContract, IAsyncLifetime
{
    readonly List<FeedServer> _servers = [];

    protected abstract byte[] Write(IReadOnlyList<GivenListing> listings);

    protected override async Task<IMarketplace> OpenAsync(IReadOnlyList<GivenListing> listings)
    {
        var server = await FeedServer.StartAsync(Write(listings));
        server.Pictures = [.. listings.Select(l => l.Picture)];
        _servers.Add(server);
        return server.Reader();
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var server in _servers)
            await server.DisposeAsync();
    }
}
