using System.Text.Json;
using IpGuard.Core.Accounts;
using IpGuard.Core.Filings;
using IpGuard.Core.Ledger;
using IpGuard.Core.Works;
using IpGuard.Flows.Filings;
using IpGuard.Flows.Sweeps;
using IpGuard.Flows.Watches;
using IpGuard.Store;
using IpGuard.Vision.Drawing;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Web.Tests.Matching;

/// <summary>A recorded marketplace of pictures by name, in a folder of its own, and a watch over it.</summary>
sealed class Bazaar(OpenDoor door, params (string Id, byte[] Picture)[] listings) : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("ipguard-bazaar-").FullName;
    readonly Dictionary<string, byte[]> _pictures = listings.ToDictionary(l => l.Id, l => l.Picture, StringComparer.Ordinal);
    Guid? _watch;

    /// <summary>What a listing is called; “x” where nothing is said.</summary>
    public Dictionary<string, string> Titles { get; } = new(StringComparer.Ordinal);

    /// <summary>Who offers a listing; nobody where nothing is said.</summary>
    public Dictionary<string, string> Sellers { get; } = new(StringComparer.Ordinal);

    /// <summary>Since when a listing is offered, as it says; nothing where nothing is said.</summary>
    public Dictionary<string, DateTimeOffset> Dates { get; } = new(StringComparer.Ordinal);

    /// <summary>Lets a listing show another picture from the next sweep on.</summary>
    public void Replace(string id, byte[] picture) => _pictures[id] = picture;

    void Record()
    {
        foreach (var (id, picture) in _pictures)
            File.WriteAllBytes(Path.Combine(_folder, $"{id}.jpg"), picture);
        File.WriteAllLines(
            Path.Combine(_folder, "listings.jsonl"),
            _pictures.Keys.Select(id =>
                JsonSerializer.Serialize(
                    new
                    {
                        id,
                        title = Titles.GetValueOrDefault(id, "x"),
                        seller_id = Sellers.GetValueOrDefault(id),
                        seller_name = Sellers.GetValueOrDefault(id),
                        listed_at = Dates.TryGetValue(id, out var at) ? at.ToString("O") : null,
                        pictures = new[] { $"{id}.jpg" },
                    }
                )
            )
        );
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Its id as a marketplace.</summary>
    public async Task<string> IdAsync()
    {
        var watch = await WatchAsync();
        await using var db = door.Get<GuardStore>().Open(Viewer.House);
        return (await db.Watches.SingleAsync(w => w.Id == watch)).MarketplaceId;
    }

    /// <summary>The watch of a regulator over it, ordered when it is first asked for.</summary>
    public async Task<Guid> WatchAsync()
    {
        var office = await door.Get<HolderFlow>().OfNameAsync("operator", OrganisationKind.Regulator, CancellationToken.None);
        return _watch ??= await door.Get<WatchFlow>()
            .OrderAsync(
                office,
                "operator",
                "Bazaar",
                MarketplaceKind.Recorded,
                _folder,
                TimeSpan.FromDays(1),
                true,
                CancellationToken.None
            );
    }

    /// <summary>Sweeps it, and gives what was thought of each listing.</summary>
    public async Task<(SweepOutcome Outcome, Dictionary<string, JudgedListing> Judged)> SweepAsync(bool isThorough = false)
    {
        Record();
        var judged = new Dictionary<string, JudgedListing>(StringComparer.Ordinal);
        var order = new SweepOrder(isThorough, Judged: j => judged[j.Seen.Listing.ExternalId] = j);
        return (await door.Get<DueSweeps>().RunAsync(await WatchAsync(), order, CancellationToken.None), judged);
    }

    /// <summary>Files a picture for a holder of that name, and gives the filing's number.</summary>
    public static async Task<string> FileAsync(OpenDoor door, string holder, byte[] picture, string title = "x")
    {
        var viewer = await door.Get<HolderFlow>().OfNameAsync(holder, OrganisationKind.Brand, CancellationToken.None);
        var draft = new Draft(title, Category.Apparel, holder, OwnershipBasis.OwnCreation, null, [new("work.jpg", picture)]);
        return await door.Get<FilingFlow>().FileAsync(viewer, "operator", Collection.CommandLine, draft, CancellationToken.None) switch
        {
            Decision.Accepted accepted => accepted.Filing.Number,
            Decision.Contested contested => contested.Filing.Number,
            var other => throw new InvalidOperationException($"expected a filing, got {other}"),
        };
    }

    public static byte[] Design(int seed) => MotifPainter.Draw(Category.Apparel, seed, 480);
}
