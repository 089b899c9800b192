using IpGuard.Core.Listings;
using IpGuard.Core.Watches;
using IpGuard.Market.Web;

namespace IpGuard.Market.Pages;

/// <summary>Any site whose product pages say what they are (JSON-LD, microdata or Open Graph), found by its sitemaps
/// (https://www.sitemaps.org/protocol.html).</summary>
/// <param name="sitemap">A sitemap's address, or a site's root: then robots.txt names its sitemaps, or else it is /sitemap.xml.</param>
/// <remarks>Pages are asked for each time. A sitemap's `lastmod` could spare that: kept beside each loc in <see cref="ListingPage"/>'s
/// validators, it would let a page of locs whose latest `lastmod` has not changed be answered with `Unchanged`. It is not used, since
/// sites forget to move it and a sweep would pass over changed pictures for ever.</remarks>
public sealed class PagesMarketplace(MarketWeb web, Uri sitemap) : IMarketplace
{
    /// <summary>Addresses of a sitemap that are asked for by one reading.</summary>
    public const int PageLocs = 20;

    /// <summary>Pages of one host that are asked for at once.</summary>
    public const int MostAtOnce = 4;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly SitemapWalk _walk = new(web, sitemap);

    /// <summary>The product pages among the next <see cref="PageLocs"/> addresses; there may be none. A page that tells of no product is
    /// passed over; one that cannot be had is broken.</summary>
    /// <exception cref="MarketplaceException">The sitemap cannot be read, the host asks for a pause, or none of the pages could be had
    /// for reasons that are the host's.</exception>
    public async Task<PageReading> ReadAsync(SweepCursor cursor, Validators? since, CancellationToken stop)
    {
        var (entries, next, isLast) = await _walk.TakeAsync(SitemapPlace.Read(cursor), PageLocs, stop);
        var answers = new PageAnswer[entries.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, entries.Count),
            new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = stop },
            async (i, limit) => answers[i] = await AskAsync(entries[i], limit)
        );
        var faults = answers.Select(a => a.Fault).OfType<MarketplaceException>().ToList();
        // One page alone is no host, and shall not hold every sweep at its place.
        if (faults.Count > 1 && faults.Count == entries.Count(e => e.Address is not null) && faults.TrueForAll(HostTrouble.MayBeTheHosts))
            throw faults[0];
        return new PageReading.Read(
            new([.. answers.Select(a => a.Listing).OfType<ReadListing>()], next.ToCursor(), isLast, TotalListings: null)
        );
    }

    public Task<PictureFetch> FetchPictureAsync(PictureLink link, CancellationToken stop) => web.FetchPictureAsync(sitemap, link, stop);

    async Task<PageAnswer> AskAsync(SitemapEntry entry, CancellationToken stop)
    {
        if (entry.Address is null)
            return new(Broken(entry, entry.Fault ?? "expected a page's address, got none"), null);
        try
        {
            using var answer = (WebAnswer.Whole)await web.GetAsync(new(entry.Address, ProductPage.MostBytes, Patience), stop);
            var raw = answer.ToBytes();
            return ProductPage.Read(raw, answer.Facts.Final, CharsetOf(answer.Facts)) is { } listing
                ? new(new(Listing.Parse(listing), raw, new(answer.Facts, raw)), null)
                : new(null, null);
        }
        catch (MarketplaceException e) when (!HostTrouble.IsPause(e))
        {
            return new(Broken(entry, e.Message), e);
        }
    }

    static ReadListing Broken(SitemapEntry entry, string fault) =>
        new(new ListingReading.Broken(PlainText.Clean(entry.Loc, Listing.MaximumExternalIdLength), [fault]), ReadOnlyMemory<byte>.Empty);

    static string? CharsetOf(AnswerFacts facts)
    {
        var type = facts.Headers.FirstOrDefault(h => h.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))?.Value;
        var charset = type
            ?.Split(';')
            .Select(p => p.Trim())
            .FirstOrDefault(p => p.StartsWith("charset=", StringComparison.OrdinalIgnoreCase));
        return charset?["charset=".Length..];
    }

    /// <param name="Listing">Null where the page tells of no product.</param>
    /// <param name="Fault">Why the page could not be had.</param>
    readonly record struct PageAnswer(ReadListing? Listing, MarketplaceException? Fault);
}
