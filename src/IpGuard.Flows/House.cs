using IpGuard.Core.Accounts;
using IpGuard.Core.Listings;
using IpGuard.Flows.Filings;
using IpGuard.Flows.Judging;
using IpGuard.Flows.Ledger;
using IpGuard.Flows.Matching;
using IpGuard.Index;
using IpGuard.Judging.Fusion;
using IpGuard.Judging.Titles;
using IpGuard.Proof.Ledger;
using IpGuard.Proof.Timestamps;
using IpGuard.Store;
using IpGuard.Vision.Decoding;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows;

/// <summary>The hands of one house, opened on one data folder, and how they are handed to the flows.</summary>
public sealed class House : IAsyncDisposable
{
    House(
        HouseSettings settings,
        GuardStore store,
        IPictureIndex index,
        FeatureShelf shelf,
        IndexFlow upkeep,
        ListedPictures listed,
        LedgerFolder ledger,
        LocalTimestamper timestamper,
        TitleComparer titles,
        MatcherModels matcher,
        TitleEncoder? encoder,
        VerdictModel verdicts,
        AddressPolicy policy
    ) =>
        (Settings, Store, Index, Shelf, Upkeep, Listed, Ledger, Timestamper, Titles, Matcher, Encoder, Verdicts, Policy) = (
            settings,
            store,
            index,
            shelf,
            upkeep,
            listed,
            ledger,
            timestamper,
            titles,
            matcher,
            encoder,
            verdicts,
            policy
        );

    public HouseSettings Settings { get; }

    internal GuardStore Store { get; }

    internal IPictureIndex Index { get; }

    internal FeatureShelf Shelf { get; }

    internal IndexFlow Upkeep { get; }

    internal ListedPictures Listed { get; }

    internal LedgerFolder Ledger { get; }

    internal LocalTimestamper Timestamper { get; }

    internal TitleComparer Titles { get; }

    internal MatcherModels Matcher { get; }

    internal TitleEncoder? Encoder { get; }

    internal VerdictModel Verdicts { get; }

    internal AddressPolicy Policy { get; }

    /// <summary>Opens the data folder: database migrated, ledger compared with it, index fitted to it.</summary>
    /// <param name="policy">Which addresses may be asked for; <see cref="AddressPolicy.Production"/> but in tests.</param>
    /// <param name="tell">Told, in a sentence, of what had to be repaired.</param>
    /// <exception cref="DataFolderException">The folder cannot be used.</exception>
    /// <exception cref="LedgerException">The ledger does not fit the database.</exception>
    public static async Task<House> OpenAsync(
        HouseSettings settings,
        TimeProvider clock,
        AddressPolicy policy,
        Action<string>? tell,
        CancellationToken stop
    )
    {
        var (encoder, untold) = OpenEncoder(settings);
        var titles = TitleComparer.Load(settings.Models, encoder);
        var matcher = MatcherModels.Load(settings);
        matcher = matcher with { Faults = [.. matcher.Faults, .. untold] };
        foreach (var fault in matcher.Faults)
            tell?.Invoke(fault);
        VerdictModel? verdicts = null;
        IPictureIndex? index = null;
        ListedPictures? listed = null;
        var store = await GuardStore.OpenAsync(settings.Data, stop);
        try
        {
            verdicts = await VerdictSwitch.LoadAsync(store, settings, stop);
            long leaves;
            await using (var db = store.Open(Viewer.House))
                leaves = await db.Leaves.LongCountAsync(stop);
            var ledger = LedgerFolder.Open(
                Path.Combine(store.Folder, "log"),
                LedgerKey.Open(Path.Combine(store.Folder, "keys"), settings.LogOrigin, settings.LogEcdsa),
                leaves
            );
            var timestamper = LocalTimestamper.Open(Path.Combine(store.Folder, "tsa"), settings.LogOrigin, clock.GetUtcNow());
            await TimestampFlow.AdoptAsync(store, timestamper, stop);
            var shelf = new FeatureShelf(store, new Fingerprinter(matcher.Network));
            index = Indexes.OfWorks(settings, store.Folder, matcher, clock, tell);
            var upkeep = new IndexFlow(store, index, new WorksSource(store, shelf, titles, matcher.Vocabulary, tell), clock);
            var listedIndex = Indexes.OfListed(settings, store.Folder, matcher, clock, tell);
            listed = new(listedIndex, new(store, listedIndex, new ListedSource(store, shelf), clock));
            await FitAsync("filed", upkeep, tell, stop);
            await FitAsync("listed", listed.Upkeep, tell, stop);
            return new(settings, store, index, shelf, upkeep, listed, ledger, timestamper, titles, matcher, encoder, verdicts, policy);
        }
        catch
        {
            if (index is not null)
                await index.DisposeAsync();
            if (listed is not null)
                await listed.DisposeAsync();
            await store.DisposeAsync();
            titles.Dispose();
            matcher.Dispose();
            encoder?.Dispose();
            verdicts?.Dispose();
            throw;
        }
    }

    // A house without its index opens all the same: filings go on, and it is fitted once it is back.
    static async Task FitAsync(string which, IndexFlow upkeep, Action<string>? tell, CancellationToken stop)
    {
        try
        {
            if (await upkeep.OpenAsync(stop) is { } reason)
                tell?.Invoke($"the index of {which} pictures was made again from the database: {reason}");
        }
        catch (IndexException e)
        {
            tell?.Invoke($"the index of {which} pictures is away: {e.Message}. Filings go on and are indexed later; sweeps wait");
        }
    }

    // Without it titles are compared by their words only; the start and the health page say so.
    static (TitleEncoder? Encoder, IReadOnlyList<string> Faults) OpenEncoder(HouseSettings settings)
    {
        try
        {
            return (TitleEncoder.Open(settings.Models), []);
        }
        catch (TitleEncoderException e)
        {
            return (null, [$"{e.Message}: titles are compared by words only"]);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Listed.DisposeAsync();
        Upkeep.Dispose();
        await Index.DisposeAsync();
        Timestamper.Dispose();
        Titles.Dispose();
        Matcher.Dispose();
        Encoder?.Dispose();
        Verdicts.Dispose();
        await Store.DisposeAsync();
    }
}
