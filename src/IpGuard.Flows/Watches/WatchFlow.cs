using IpGuard.Core.Accounts;
using IpGuard.Core.Listings;
using IpGuard.Core.Watches;
using IpGuard.Core.Works;
using IpGuard.Flows.Ledger;
using IpGuard.Store;
using IpGuard.Store.Listings;
using IpGuard.Store.Watches;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Watches;

/// <summary>Watches: standing orders to sweep marketplaces for an organisation's works, given, changed and ended.</summary>
public sealed class WatchFlow(GuardStore store, WatchOrders orders, HouseSettings settings, AddressPolicy policy, TimeProvider clock)
{
    const int MaximumNameLength = 100;
    const int MostKeywords = 20;
    const int MostKeywordLength = 80;

    /// <summary>Orders a marketplace to be swept, first as soon as possible. Another order for the same one replaces the first.</summary>
    /// <returns>Every fault, by the fields name, kind, address and those of the order; none when it is done.</returns>
    public async Task<IReadOnlyList<FieldFault>> AddAsync(
        Viewer viewer,
        string actor,
        string name,
        MarketplaceKind kind,
        string address,
        OrderDraft draft,
        CancellationToken stop
    )
    {
        var faults = new List<FieldFault>();
        var clean = ReadName(name, faults);
        var (order, unfit) = await orders.ReadAsync(viewer, draft, stop);
        faults.AddRange(unfit);
        if (ConnectorSettings.IsConnector(kind))
            address = ReadKeywords(kind, address, faults);
        else if (kind is not (MarketplaceKind.Shopify or MarketplaceKind.Feed or MarketplaceKind.Pages))
            faults.Add(new("kind", "expected a marketplace on the web; a recorded one is added by the operator with `ipguard sweep`"));
        else if (!Uri.TryCreate(address, UriKind.Absolute, out var uri))
            faults.Add(new("address", $"expected a web address as in https://shop.example, got '{PlainText.Clean(address, 120)}'"));
        else if (AddressRule.Refuse(uri, policy) is { } refusal)
            faults.Add(new("address", refusal));
        else
            address = kind == MarketplaceKind.Shopify ? uri.GetLeftPart(UriPartial.Authority) : uri.GetLeftPart(UriPartial.Query);
        if (faults.Count > 0)
            return faults;
        await OrderAsync(viewer, actor, clean, kind, address, order, coversAllFilings: viewer.IsRegulator, stop);
        return [];
    }

    static string ReadName(string name, List<FieldFault> faults)
    {
        var clean = PlainText.CleanToMeasure(name, MaximumNameLength);
        if (clean.Length is 0 or > MaximumNameLength)
            faults.Add(new("name", $"expected a name of 1 to {MaximumNameLength} characters, got {clean.Length}"));
        return clean;
    }

    /// <summary>Connectors that are switched on; a watch may be ordered on each.</summary>
    public IReadOnlyList<ConnectorView> Connectors =>
        [.. settings.Connectors.On.Select(c => new ConnectorView(c.Kind, c.Licence.Terms, c.Licence.TermsUrl, c.Licence.Caution))];

    /// <summary>The keywords of a connector's watch, as they stand in its address.</summary>
    internal static IReadOnlyList<string> KeywordsOf(string address) =>
        address.Split([',', '，', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    string ReadKeywords(MarketplaceKind kind, string text, List<FieldFault> faults)
    {
        var keywords = KeywordsOf(PlainText.Clean(text, 2 * MostKeywords * MostKeywordLength));
        if (!settings.Connectors.On.Any(c => c.Kind == kind))
            faults.Add(new("kind", $"expected a source that is switched on, got {kind}: the operator has to give its keys"));
        if (keywords.Count is 0 or > MostKeywords || keywords.Any(k => k.Length > MostKeywordLength))
            faults.Add(
                new(
                    "address",
                    $"expected 1 to {MostKeywords} keywords with commas between, each of at most {MostKeywordLength} characters, "
                        + $"got {keywords.Count}"
                )
            );
        return string.Join(", ", keywords);
    }

    /// <summary>Writes the order down; for the operator, who may also name a folder.</summary>
    /// <returns>The watch's id.</returns>
    public Task<Guid> OrderAsync(
        Viewer owner,
        string actor,
        string name,
        MarketplaceKind kind,
        string address,
        TimeSpan every,
        bool coversAllFilings,
        CancellationToken stop
    ) => OrderAsync(owner, actor, name, kind, address, new WatchOrder(every), coversAllFilings, stop);

    /// <summary>Writes a whole order down.</summary>
    /// <returns>The watch's id.</returns>
    public async Task<Guid> OrderAsync(
        Viewer owner,
        string actor,
        string name,
        MarketplaceKind kind,
        string address,
        WatchOrder order,
        bool coversAllFilings,
        CancellationToken stop
    )
    {
        await using var db = store.Open(Viewer.House);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var now = clock.GetUtcNow();
        var marketplace = await MarketplaceAsync(db, name, kind, address, now, stop);
        var watch = await db.Watches.FirstOrDefaultAsync(
            w => w.OrganisationId == owner.OrganisationId && w.MarketplaceId == marketplace.Id,
            stop
        );
        if (watch is null)
        {
            watch = new()
            {
                Id = Guid.CreateVersion7(now),
                OrganisationId = owner.OrganisationId,
                MarketplaceId = marketplace.Id,
                CoversAllFilings = coversAllFilings,
                Every = order.Every,
                NextDueAt = now,
            };
            db.Watches.Add(watch);
        }

        await WatchRows.PutAsync(db, watch, order, stop);
        watch.NextDueAt = WatchRows.Inside(watch, now);
        Note(db, owner, actor, "watch.ordered", watch.Id, now);
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return watch.Id;
    }

    static async Task<MarketplaceRow> MarketplaceAsync(
        GuardDb db,
        string name,
        MarketplaceKind kind,
        string address,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        var token = MarketplaceKinds.TokenOf(kind);
        if (await db.Marketplaces.FirstOrDefaultAsync(m => m.Kind == token && m.Address == address, stop) is { } known)
            return known;
        var marketplace = new MarketplaceRow
        {
            Id = $"{token}-{Sha256Hash.Of(System.Text.Encoding.UTF8.GetBytes(address)).ToString()[..16]}",
            Name = name,
            Kind = token,
            Address = address,
            AddedAt = now,
        };
        db.Marketplaces.Add(marketplace);
        return marketplace;
    }

    /// <summary>Changes a watch's name and order. When it is due follows from the new order where that says another time.</summary>
    /// <returns>Every fault, none when it is done; null where the viewer has no such watch.</returns>
    public async Task<IReadOnlyList<FieldFault>?> ChangeAsync(
        Viewer viewer,
        string actor,
        Guid id,
        string name,
        OrderDraft draft,
        CancellationToken stop
    )
    {
        await using var db = store.Open(viewer);
        if (await OwnAsync(db, viewer, id, stop) is not { } watch)
            return null;
        var faults = new List<FieldFault>();
        var clean = ReadName(name, faults);
        var (order, unfit) = await orders.ReadAsync(viewer, draft, stop);
        faults.AddRange(unfit);
        var marketplace = await db.Marketplaces.FirstAsync(m => m.Id == watch.MarketplaceId, stop);
        // The name is the marketplace's: it is not one holder's to change under another's eyes.
        if (clean != marketplace.Name && await IsSharedAsync(watch, stop))
            faults.Add(new("name", $"expected '{marketplace.Name}': others watch this marketplace too, and it keeps its name"));
        if (faults.Count > 0)
            return faults;
        var now = clock.GetUtcNow();
        var isAnotherTime = (order.Every, order.Cron, order.Window) != (watch.Every, watch.Cron, WatchRows.WindowOf(watch));
        marketplace.Name = clean;
        await WatchRows.PutAsync(db, watch, order, stop);
        if (isAnotherTime)
            watch.NextDueAt = await NextDueAsync(db, watch, now, stop);
        Note(db, viewer, actor, "watch.changed", id, now);
        await db.SaveChangesAsync(stop);
        return [];
    }

    async Task<bool> IsSharedAsync(WatchRow watch, CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        return await db.Watches.AnyAsync(w => w.MarketplaceId == watch.MarketplaceId && w.Id != watch.Id, stop);
    }

    static async Task<DateTimeOffset> NextDueAsync(GuardDb db, WatchRow watch, DateTimeOffset now, CancellationToken stop)
    {
        var startedAt = await db.Sweeps.Where(s => s.WatchId == watch.Id).MaxAsync(s => (DateTimeOffset?)s.StartedAt, stop);
        return startedAt is { } latest ? WatchRows.NextDue(watch, latest, now) : WatchRows.Inside(watch, now);
    }

    /// <summary>Ends a watch for good. Its sweeps and matches stay; what it remembers of pages and what waits for the deep pass
    /// goes.</summary>
    /// <returns>False where the viewer has no such watch.</returns>
    public async Task<bool> EndAsync(Viewer viewer, string actor, Guid id, CancellationToken stop)
    {
        await using var db = store.Open(viewer);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        if (await OwnAsync(db, viewer, id, stop) is not { } watch)
            return false;
        var now = clock.GetUtcNow();
        await db.WatchFilings.Where(f => f.WatchId == id).ExecuteDeleteAsync(stop);
        await db.PageVisits.Where(p => p.WatchId == id).ExecuteDeleteAsync(stop);
        await db.DeepTasks.Where(t => t.WatchId == id).ExecuteDeleteAsync(stop);
        await db
            .Sweeps.Where(s => s.WatchId == id && s.FinishedAt == null)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.FinishedAt, now).SetProperty(x => x.Fault, "its watch was ended"), stop);
        db.Watches.Remove(watch);
        Note(db, viewer, actor, "watch.ended", id, now);
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return true;
    }

    /// <summary>Has a watch rest, or go on.</summary>
    /// <returns>False where the viewer has no such watch.</returns>
    public async Task<bool> PauseAsync(Viewer viewer, string actor, Guid id, bool isPaused, CancellationToken stop)
    {
        await using var db = store.Open(viewer);
        if (await OwnAsync(db, viewer, id, stop) is not { } watch)
            return false;
        var now = clock.GetUtcNow();
        watch.IsPaused = isPaused;
        // What goes on goes on now, however long it was to be left alone.
        if (!isPaused)
            watch.NextDueAt = WatchRows.Inside(watch, now);
        Note(db, viewer, actor, isPaused ? "watch.paused" : "watch.resumed", id, now);
        await db.SaveChangesAsync(stop);
        return true;
    }

    static Task<WatchRow?> OwnAsync(GuardDb db, Viewer viewer, Guid id, CancellationToken stop) =>
        db.Watches.FirstOrDefaultAsync(w => w.Id == id && w.OrganisationId == viewer.OrganisationId, stop);

    static void Note(GuardDb db, Viewer owner, string actor, string action, Guid watch, DateTimeOffset now) =>
        db.Note(now, owner.OrganisationId, actor, action, watch.ToString());
}
