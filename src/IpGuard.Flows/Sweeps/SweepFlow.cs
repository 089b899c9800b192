using System.Threading.Channels;
using IpGuard.Core.Accounts;
using IpGuard.Core.Watches;
using IpGuard.Flows.Matching;
using IpGuard.Index;
using IpGuard.Market;
using IpGuard.Store;
using IpGuard.Store.Watches;

namespace IpGuard.Flows.Sweeps;

/// <summary>What a running sweep tells as it goes.</summary>
public sealed record SweepProgress(SweepCounts Counts, int? TotalListings);

/// <summary>What a caller may ask of a sweep beside its matches.</summary>
/// <param name="IsThorough">Lets the deep pass look at each page at once, instead of from its queue.</param>
/// <param name="IsFromStart">Closes a sweep that was cut short, and begins anew; else it goes on where that one stopped.</param>
/// <param name="Judged">Called with every judged listing, page by page, in order; then each is looked at anew, also where nothing has
/// changed.</param>
/// <param name="Hold">Called before anything is kept; throws where the watch is no longer this sweep's.</param>
/// <param name="IsToRest">Asked between two pages; where true the sweep rests: its cursor stands, and the next run goes on there.</param>
public sealed record SweepOrder(
    bool IsThorough = false,
    bool IsFromStart = false,
    Action<JudgedListing>? Judged = null,
    IProgress<SweepProgress>? Progress = null,
    Func<Task>? Hold = null,
    Func<bool>? IsToRest = null
);

/// <summary>The life of a listing: read → parse → fingerprint → nearest → weigh → judge → keep, page by page, cursor last.</summary>
public sealed class SweepFlow(
    GuardStore store,
    FeatureShelf shelf,
    ListingJudge judge,
    SweepKeeper keeper,
    DeepFlow deep,
    TimeProvider clock
)
{
    /// <summary>Pages that are as they were are kept together, so many or for so long.</summary>
    const int MostUnchangedTogether = 64;

    static readonly TimeSpan LongestUnkept = TimeSpan.FromSeconds(1);

    /// <summary>Sweeps one marketplace for a watch from where the last run stopped.</summary>
    /// <param name="open">Opens the marketplace; one that is not there is a fault of the sweep.</param>
    /// <returns>The finished sweep; a <see cref="SweepRow.Fault"/> says why it ended early. One that rests is not finished.</returns>
    public async Task<SweepRow> RunAsync(WatchRow watch, Func<IMarketplace> open, SweepOrder order, CancellationToken stop)
    {
        var sweep = await keeper.BeginAsync(watch, order.IsFromStart, stop);
        SweepCursor? grownFrom;
        try
        {
            await judge.CatchUpAsync(stop);
            var marketplace = open();
            // A feed holds its answer in a file until it is read.
            using var held = marketplace as IDisposable;
            var visits = order.Judged is null ? await PageVisits.ReadAsync(store, watch.Id, stop) : [];
            var scope = await ScopeAsync(watch, stop);
            grownFrom = marketplace.OnlyGrows
                ? await GrowingStart.MoveAsync(store, sweep, visits, scope.JudgedBy(judge.JudgedBy), clock, stop)
                : null;
            if (!await RunPagesAsync(sweep, scope, marketplace, visits, order, stop))
                return sweep;
        }
        catch (Exception e) when (e is MarketplaceException or IndexException)
        {
            // The marketplace or the index is at fault, not the house: the watch comes round again, and no page was kept half judged.
            await HoldAsync(order);
            await keeper.FinishAsync(sweep, e.Message, stop, (e as MarketplaceException)?.RetryAt);
            return sweep;
        }

        await HoldAsync(order);
        await keeper.FinishAsync(sweep, fault: null, stop, grownFrom: grownFrom);
        return sweep;
    }

    async Task<WatchScope> ScopeAsync(WatchRow watch, CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        return await WatchScope.ReadAsync(db, watch, stop);
    }

    // False where it rests before its end.
    async Task<bool> RunPagesAsync(
        SweepRow sweep,
        WatchScope scope,
        IMarketplace marketplace,
        Dictionary<string, PageVisitRow> visits,
        SweepOrder order,
        CancellationToken stop
    )
    {
        // Whoever wants to see every listing judged has each looked at anew, however little has changed.
        var isAnew = order.Judged is not null;
        var look = new PageLook(shelf, keeper, marketplace, scope, visits, scope.JudgedBy(judge.JudgedBy), isAnew, clock)
        {
            PictureStays = marketplace.OnlyGrows ? TimeSpan.MaxValue : SweepRules.PictureStays,
        };
        // One page is fetched and fingerprinted while the one before it is judged and kept.
        var pages = Channel.CreateBounded<SeenPage>(1);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var reading = look.ReadAsync(new(sweep.Cursor), pages.Writer, both.Token);
        var unchanged = new List<SeenPage>();
        try
        {
            var keptAt = clock.GetTimestamp();
            await foreach (var page in pages.Reader.ReadAllAsync(both.Token))
            {
                if (page.IsUnchanged)
                {
                    unchanged.Add(page);
                    if (unchanged.Count < MostUnchangedTogether && clock.GetElapsedTime(keptAt) < LongestUnkept)
                        continue;
                }

                await HoldAsync(order);
                await SweepMeter.TimeAsync("keep", keeper.SeeAsync(sweep, unchanged, visits, stop));
                unchanged.Clear();
                if (!page.IsUnchanged)
                {
                    // Another sweep that begins meanwhile may change by what is judged: then this page is judged again the next time.
                    var judgedBy = scope.JudgedBy(judge.JudgedBy);
                    var looked = page.Listings.Where(l => !l.IsAside).ToList();
                    var judged = await SweepMeter.TimeAsync("judge", judge.JudgeAsync(looked, order.IsThorough, stop));
                    await HoldAsync(order);
                    await SweepMeter.TimeAsync("keep", keeper.KeepAsync(sweep, scope, page, judged, judgedBy, stop));
                    await deep.HoldBackAsync(stop);
                    foreach (var listing in judged)
                        order.Judged?.Invoke(listing);
                }

                keptAt = clock.GetTimestamp();
                order.Progress?.Report(new(sweep.Counts, sweep.TotalListings));
                if (!page.IsLast && order.IsToRest?.Invoke() == true)
                    return false;
            }

            if (unchanged.Count > 0)
                await HoldAsync(order);
            await keeper.SeeAsync(sweep, unchanged, visits, stop);
            order.Progress?.Report(new(sweep.Counts, sweep.TotalListings));
            return true;
        }
        finally
        {
            await both.CancelAsync();
            // It hands its faults to the channel and has none of its own.
            await reading;
        }
    }

    static Task HoldAsync(SweepOrder order) => order.Hold?.Invoke() ?? Task.CompletedTask;
}
