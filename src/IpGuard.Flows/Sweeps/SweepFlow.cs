using System.Threading.Channels;
using IpGuard.Core.Accounts;
using IpGuard.Core.Listings;
using IpGuard.Core.Matching;
using IpGuard.Core.Watches;
using IpGuard.Core.Works;
using IpGuard.Flows.Matching;
using IpGuard.Index;
using IpGuard.Market;
using IpGuard.Store;
using IpGuard.Store.Watches;
using IpGuard.Vision.Features;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Sweeps;

/// <summary>What a running sweep tells as it goes.</summary>
public sealed record SweepProgress(SweepCounts Counts, int? TotalListings);

/// <summary>What a caller may ask of a sweep beside its matches.</summary>
/// <param name="IsThorough">Lets the deep pass look at each page at once, instead of from its queue.</param>
/// <param name="IsFromStart">Closes a sweep that was cut short, and begins anew; else it goes on where that one stopped.</param>
/// <param name="Judged">Called with every judged listing, page by page, in order.</param>
public sealed record SweepOrder(
    bool IsThorough = false,
    bool IsFromStart = false,
    Action<JudgedListing>? Judged = null,
    IProgress<SweepProgress>? Progress = null
);

/// <summary>The life of a listing: read → parse → fingerprint → nearest → weigh → judge → keep, page by page, cursor last.</summary>
public sealed class SweepFlow(FeatureShelf shelf, ListingJudge judge, SweepKeeper keeper, DeepFlow deep)
{
    /// <summary>Sweeps one marketplace for a watch from where the last run stopped.</summary>
    /// <param name="open">Opens the marketplace; one that is not there is a fault of the sweep.</param>
    /// <returns>The finished sweep; a <see cref="SweepRow.Fault"/> says why it ended early.</returns>
    public async Task<SweepRow> RunAsync(WatchRow watch, Func<IMarketplace> open, SweepOrder order, CancellationToken stop)
    {
        var sweep = await keeper.BeginAsync(watch, order.IsFromStart, stop);
        try
        {
            await judge.CatchUpAsync(stop);
            await RunPagesAsync(sweep, watch, open(), order, stop);
        }
        catch (Exception e) when (e is MarketplaceException or IndexException)
        {
            // The marketplace or the index is at fault, not the house: the watch comes round again, and no page was kept half judged.
            await keeper.FinishAsync(sweep, e.Message, stop);
            return sweep;
        }

        await keeper.FinishAsync(sweep, fault: null, stop);
        return sweep;
    }

    async Task RunPagesAsync(SweepRow sweep, WatchRow watch, IMarketplace marketplace, SweepOrder order, CancellationToken stop)
    {
        // One page is fetched and fingerprinted while the one before it is judged and kept.
        var pages = Channel.CreateBounded<SeenPage>(1);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var reading = ReadPagesAsync(sweep, marketplace, pages.Writer, both.Token);
        try
        {
            await foreach (var page in pages.Reader.ReadAllAsync(both.Token))
            {
                var judged = await judge.JudgeAsync(page.Listings, order.IsThorough, stop);
                await keeper.KeepAsync(sweep, watch, page, judged, stop);
                await deep.HoldBackAsync(stop);
                foreach (var listing in judged)
                    order.Judged?.Invoke(listing);
                order.Progress?.Report(new(sweep.Counts, sweep.TotalListings));
            }
        }
        finally
        {
            await both.CancelAsync();
        }

        await reading;
    }

    async Task ReadPagesAsync(SweepRow sweep, IMarketplace marketplace, ChannelWriter<SeenPage> pages, CancellationToken stop)
    {
        var cursor = new SweepCursor(sweep.Cursor);
        Exception? fault = null;
        try
        {
            for (var isLast = false; !isLast; )
            {
                if (await marketplace.ReadAsync(cursor, since: null, stop) is not PageReading.Read { Page: var page })
                    throw new MarketplaceException("expected a page, got word of no change, which was not asked for");
                var seen = await LookAsync(page, sweep.MarketplaceId, marketplace, stop);
                await pages.WriteAsync(seen, stop);
                (cursor, isLast) = (page.Next, page.IsLast);
            }
        }
        catch (Exception e)
        {
            // Handed to the reader of the channel, who throws it where the sweep is run.
            fault = e;
        }

        pages.Complete(fault);
    }

    async Task<SeenPage> LookAsync(ListingPage page, string marketplaceId, IMarketplace marketplace, CancellationToken stop)
    {
        var whole = page.Listings.Where(l => l.Reading is ListingReading.Whole).ToList();
        var known = await keeper.KnownAsync(
            marketplaceId,
            [.. whole.Select(l => ((ListingReading.Whole)l.Reading).Listing.ExternalId)],
            stop
        );
        var seen = new SeenListing[whole.Count];
        var lanes = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = stop };
        await Parallel.ForAsync(
            0,
            whole.Count,
            lanes,
            async (i, token) =>
            {
                var listing = ((ListingReading.Whole)whole[i].Reading).Listing;
                var pictures = new List<SeenPicture>();
                foreach (var (link, at) in listing.Pictures.Select((link, at) => (link, at)))
                    pictures.Add(await LookAsync(at + 1, link, marketplace, token));
                seen[i] = new(listing, whole[i].Raw, pictures, marketplaceId, known.GetValueOrDefault(listing.ExternalId));
            }
        );
        return new(seen, [.. page.Listings.Select(l => l.Reading).OfType<ListingReading.Broken>()], page.Next, page.TotalListings);
    }

    async Task<SeenPicture> LookAsync(int no, PictureLink link, IMarketplace marketplace, CancellationToken stop)
    {
        var fetch = await marketplace.FetchPictureAsync(link, stop);
        if (fetch is PictureFetch.Failed failed)
            return new(no, link.Address, null, null, failed.Reason);
        var fetched = (PictureFetch.Fetched)fetch;
        var hash = await keeper.KeepBlobAsync(fetched.Bytes, stop);
        return await shelf.ExamineAsync(hash, fetched.Bytes, Side.Listed, stop) switch
        {
            Reading.Read read => new(no, link.Address, hash, read.Fingerprint, null),
            Reading.Unreadable unreadable => new(no, link.Address, hash, null, unreadable.Fault.Message),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }
}

/// <summary>A page of a marketplace after it has been looked at.</summary>
public sealed record SeenPage(
    IReadOnlyList<SeenListing> Listings,
    IReadOnlyList<ListingReading.Broken> Broken,
    SweepCursor Next,
    int? TotalListings
);
