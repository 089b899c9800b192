using IpGuard.Core.Accounts;
using IpGuard.Core.Listings;
using IpGuard.Core.Watches;
using IpGuard.Core.Works;
using IpGuard.Store;
using IpGuard.Store.Listings;
using IpGuard.Store.Watches;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Watches;

/// <summary>Watches: standing orders to sweep marketplaces for an organisation's works.</summary>
public sealed class WatchFlow(GuardStore store, HouseSettings settings, AddressPolicy policy, TimeProvider clock)
{
    const int LatestSweeps = 50;
    const int FaultsShown = 5;
    const int MaximumNameLength = 100;
    const int MostKeywords = 20;
    const int MostKeywordLength = 80;

    public async Task<IReadOnlyList<WatchView>> ListAsync(Viewer viewer, CancellationToken stop)
    {
        await using var db = store.Open(viewer);
        var rows = await (
            from watch in db.Watches.AsNoTracking()
            join marketplace in db.Marketplaces on watch.MarketplaceId equals marketplace.Id
            orderby marketplace.Name
            select new { watch, marketplace }
        ).ToListAsync(stop);
        var views = new List<WatchView>();
        foreach (var row in rows)
        {
            var latest = await db
                .Sweeps.AsNoTracking()
                .Where(s => s.WatchId == row.watch.Id)
                .OrderByDescending(s => s.Id)
                .FirstOrDefaultAsync(stop);
            views.Add(
                new(
                    row.watch.Id,
                    row.marketplace.Name,
                    ToKind(row.marketplace.Kind),
                    Shown(row.marketplace),
                    row.watch.Every,
                    row.watch.NextDueAt,
                    row.watch.CoversAllFilings,
                    row.watch.IsPaused,
                    row.watch.Failures,
                    row.watch.Fault,
                    latest is null ? null : await ViewAsync(db, latest, row.marketplace.Name, stop)
                )
            );
        }

        return views;
    }

    /// <summary>Orders a marketplace to be swept, first as soon as possible. The same order again changes how often.</summary>
    /// <returns>Every fault, by the fields name, every, kind and address; none when it is done.</returns>
    public async Task<IReadOnlyList<FieldFault>> AddAsync(
        Viewer viewer,
        string actor,
        string name,
        MarketplaceKind kind,
        string address,
        TimeSpan every,
        CancellationToken stop
    )
    {
        var clean = PlainText.CleanToMeasure(name, MaximumNameLength);
        var faults = new List<FieldFault>();
        if (clean.Length is 0 or > MaximumNameLength)
            faults.Add(new("name", $"expected a name of 1 to {MaximumNameLength} characters, got {clean.Length}"));
        if (every < WatchSchedule.ShortestInterval || every > WatchSchedule.LongestInterval)
            faults.Add(
                new(
                    "every",
                    $"expected an interval of {WatchSchedule.ShortestInterval.TotalMinutes:0} minutes "
                        + $"to {WatchSchedule.LongestInterval.TotalDays:0} days, got {every}"
                )
            );
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
        await OrderAsync(viewer, actor, clean, kind, address, every, coversAllFilings: viewer.IsRegulator, stop);
        return [];
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
    public async Task<Guid> OrderAsync(
        Viewer owner,
        string actor,
        string name,
        MarketplaceKind kind,
        string address,
        TimeSpan every,
        bool coversAllFilings,
        CancellationToken stop
    )
    {
        await using var db = store.Open(Viewer.House);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var (token, now) = (TokenOf(kind), clock.GetUtcNow());
        var marketplace = await db.Marketplaces.FirstOrDefaultAsync(m => m.Kind == token && m.Address == address, stop);
        if (marketplace is null)
        {
            var id = $"{token}-{Sha256Hash.Of(System.Text.Encoding.UTF8.GetBytes(address)).ToString()[..16]}";
            db.Marketplaces.Add(
                marketplace = new()
                {
                    Id = id,
                    Name = name,
                    Kind = token,
                    Address = address,
                    AddedAt = now,
                }
            );
        }

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
                Every = every,
                NextDueAt = now,
            };
            db.Watches.Add(watch);
        }

        (watch.Every, watch.NextDueAt) = (every, now);
        db.Audit.Add(
            new()
            {
                At = now,
                OrganisationId = owner.OrganisationId,
                Actor = actor,
                Action = "watch.ordered",
                Subject = watch.Id.ToString(),
            }
        );
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return watch.Id;
    }

    /// <summary>Has a watch rest, or go on.</summary>
    /// <returns>False where the viewer has no such watch.</returns>
    public async Task<bool> PauseAsync(Viewer viewer, string actor, Guid id, bool isPaused, CancellationToken stop)
    {
        await using var db = store.Open(viewer);
        if (await db.Watches.FirstOrDefaultAsync(w => w.Id == id && w.OrganisationId == viewer.OrganisationId, stop) is not { } watch)
            return false;
        var now = clock.GetUtcNow();
        watch.IsPaused = isPaused;
        // What goes on goes on now, however long it was to be left alone.
        if (!isPaused)
            watch.NextDueAt = now;
        db.Audit.Add(
            new()
            {
                At = now,
                OrganisationId = viewer.OrganisationId,
                Actor = actor,
                Action = isPaused ? "watch.paused" : "watch.resumed",
                Subject = id.ToString(),
            }
        );
        await db.SaveChangesAsync(stop);
        return true;
    }

    /// <summary>Newest first, the last fifty.</summary>
    public async Task<IReadOnlyList<SweepView>> SweepsAsync(Viewer viewer, CancellationToken stop)
    {
        await using var db = store.Open(viewer);
        var rows = await (
            from sweep in db.Sweeps.AsNoTracking()
            join marketplace in db.Marketplaces on sweep.MarketplaceId equals marketplace.Id
            orderby sweep.Id descending
            select new { sweep, marketplace.Name }
        )
            .Take(LatestSweeps)
            .ToListAsync(stop);
        var views = new List<SweepView>();
        foreach (var row in rows)
            views.Add(await ViewAsync(db, row.sweep, row.Name, stop));
        return views;
    }

    // Where the operator keeps a recording is nobody else's business.
    internal static string Shown(MarketplaceRow row) =>
        ToKind(row.Kind) switch
        {
            MarketplaceKind.Recorded => Path.GetFileName(row.Address),
            MarketplaceKind.Pushed => Pushes.PushFlow.Path,
            _ => row.Address,
        };

    internal static MarketplaceKind ToKind(string token) =>
        token switch
        {
            "recorded" => MarketplaceKind.Recorded,
            "shopify" => MarketplaceKind.Shopify,
            "feed" => MarketplaceKind.Feed,
            "pages" => MarketplaceKind.Pages,
            "ebay" => MarketplaceKind.Ebay,
            "etsy" => MarketplaceKind.Etsy,
            "amazon" => MarketplaceKind.Amazon,
            "pushed" => MarketplaceKind.Pushed,
            _ => throw new InvalidOperationException($"expected a kind of marketplace, got '{token}'"),
        };

    static string TokenOf(MarketplaceKind kind) =>
        kind switch
        {
            MarketplaceKind.Recorded => "recorded",
            MarketplaceKind.Shopify => "shopify",
            MarketplaceKind.Feed => "feed",
            MarketplaceKind.Pages => "pages",
            MarketplaceKind.Ebay => "ebay",
            MarketplaceKind.Etsy => "etsy",
            MarketplaceKind.Amazon => "amazon",
            MarketplaceKind.Pushed => "pushed",
            _ => throw new InvalidOperationException($"expected a kind of marketplace, got {kind}"),
        };

    async Task<SweepView> ViewAsync(GuardDb db, SweepRow sweep, string marketplace, CancellationToken stop)
    {
        var faults = await db
            .SweepFaults.AsNoTracking()
            .Where(f => f.SweepId == sweep.Id)
            .GroupBy(f => f.Kind)
            .Select(g => new
            {
                Kind = g.Key,
                Count = g.Count(),
                Examples = g.OrderBy(f => f.Id).Take(FaultsShown).Select(f => new SweepFaultView(f.ExternalId, f.Reason)).ToList(),
            })
            .ToListAsync(stop);
        return new(
            sweep.Id,
            marketplace,
            sweep.StartedAt,
            sweep.FinishedAt,
            sweep.Counts,
            sweep.TotalListings,
            sweep.Fault,
            [.. faults.OrderBy(f => f.Kind, StringComparer.Ordinal).Select(f => new SweepFaultsView(f.Kind, f.Count, f.Examples))],
            clock.GetUtcNow()
        );
    }
}
