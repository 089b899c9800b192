using System.Security.Cryptography;
using IpGuard.Core.Accounts;
using IpGuard.Core.Listings;
using IpGuard.Flows.Ledger;
using IpGuard.Flows.Watches;
using IpGuard.Store;
using IpGuard.Store.Pushes;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Pushes;

/// <summary>An API key (接口密钥) as its page shows it; its secret is not among it.</summary>
/// <param name="Batches">How many were pushed with it.</param>
public sealed record ApiKeyView(
    string Id,
    string Name,
    string Marketplace,
    DateTimeOffset AddedAt,
    string AddedBy,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset? RevokedAt,
    int Batches
);

/// <summary>What came of adding a key.</summary>
public abstract record ApiKeyAdding
{
    ApiKeyAdding() { }

    /// <param name="Secret">32 bytes as base64; this is the only time that they are told.</param>
    public sealed record Added(string Id, string Secret) : ApiKeyAdding;

    /// <param name="Faults">By the fields name and marketplace.</param>
    public sealed record Refused(IReadOnlyList<FieldFault> Faults) : ApiKeyAdding;
}

/// <summary>A key with its secret, for a signature to be checked.</summary>
sealed record OpenedKey(string Id, string MarketplaceId, byte[] Secret, bool IsRevoked);

/// <summary>API keys: who may push listings for which marketplace. Each is its organisation's, and shown to no other.</summary>
public sealed class ApiKeyFlow(GuardStore store, WatchFlow watches, IDataProtectionProvider protection, TimeProvider clock)
{
    public const int MaximumNameLength = 100;

    /// <summary>Bytes of a secret: as many as HMAC-SHA-256 gives (RFC 2104, 3).</summary>
    public const int SecretBytes = 32;

    const string Purpose = "IpGuard.ApiKeys.v1";
    const int IdBytes = 12;

    // A push rings the watch. This is for what a ring has missed, and for pictures that could not be had.
    static readonly TimeSpan Every = TimeSpan.FromHours(1);

    readonly IDataProtector _seal = protection.CreateProtector(Purpose);

    /// <summary>Those in force first, each kind newest first.</summary>
    public async Task<IReadOnlyList<ApiKeyView>> ListAsync(Viewer viewer, CancellationToken stop)
    {
        await using var db = store.Open(viewer);
        return await (
            from key in db.ApiKeys.AsNoTracking()
            join marketplace in db.Marketplaces on key.MarketplaceId equals marketplace.Id
            orderby key.RevokedAt != null, key.AddedAt descending
            select new ApiKeyView(
                key.Id,
                key.Name,
                marketplace.Name,
                key.AddedAt,
                key.AddedBy,
                key.LastUsedAt,
                key.RevokedAt,
                db.PushedBatches.Count(b => b.KeyId == key.Id)
            )
        ).ToListAsync(stop);
    }

    /// <summary>Adds a key, with its marketplace and the watch on it. Keys of one organisation with the same marketplace push to the same
    /// one, so that a key can be replaced.</summary>
    public async Task<ApiKeyAdding> AddAsync(Viewer viewer, string actor, string name, string marketplace, CancellationToken stop)
    {
        var faults = new List<FieldFault>();
        var (cleanName, cleanMarketplace) = (Read("name", name, faults), Read("marketplace", marketplace, faults));
        if (faults.Count > 0)
            return new ApiKeyAdding.Refused(faults);
        var watch = await watches.OrderAsync(
            viewer,
            actor,
            cleanMarketplace,
            MarketplaceKind.Pushed,
            $"{viewer.OrganisationId:N}/{cleanMarketplace}",
            Every,
            coversAllFilings: viewer.IsRegulator,
            stop
        );
        var (id, secret) = (
            $"K-{RandomNumberGenerator.GetHexString(2 * IdBytes, lowercase: true)}",
            RandomNumberGenerator.GetBytes(SecretBytes)
        );
        await using var db = store.Open(viewer);
        db.ApiKeys.Add(
            new()
            {
                Id = id,
                OrganisationId = viewer.OrganisationId,
                MarketplaceId = (await db.Watches.FirstAsync(w => w.Id == watch, stop)).MarketplaceId,
                Name = cleanName,
                Secret = _seal.Protect(secret),
                AddedAt = clock.GetUtcNow(),
                AddedBy = actor,
            }
        );
        Note(db, viewer, actor, "key.added", id);
        await db.SaveChangesAsync(stop);
        return new ApiKeyAdding.Added(id, Convert.ToBase64String(secret));
    }

    /// <summary>Takes a key out of force, at once and for good.</summary>
    /// <returns>False where the viewer has no such key in force.</returns>
    public async Task<bool> RevokeAsync(Viewer viewer, string actor, string id, CancellationToken stop)
    {
        await using var db = store.Open(viewer);
        var key = await db.ApiKeys.FirstOrDefaultAsync(
            k => k.Id == id && k.OrganisationId == viewer.OrganisationId && k.RevokedAt == null,
            stop
        );
        if (key is null)
            return false;
        key.RevokedAt = clock.GetUtcNow();
        Note(db, viewer, actor, "key.revoked", id);
        await db.SaveChangesAsync(stop);
        return true;
    }

    /// <summary>The key of that id; null where there is none, or where the house has lost the keys by which its secret was
    /// sealed.</summary>
    internal async Task<OpenedKey?> OpenAsync(string id, CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        if (await db.ApiKeys.AsNoTracking().FirstOrDefaultAsync(k => k.Id == id, stop) is not { } row)
            return null;
        try
        {
            return new(row.Id, row.MarketplaceId, _seal.Unprotect(row.Secret), row.RevokedAt is not null);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Notes that a key was used just now.</summary>
    internal async Task UseAsync(OpenedKey key, CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        var now = clock.GetUtcNow();
        await db.ApiKeys.Where(k => k.Id == key.Id).ExecuteUpdateAsync(k => k.SetProperty(x => x.LastUsedAt, now), stop);
    }

    static string Read(string field, string text, List<FieldFault> faults)
    {
        var clean = PlainText.CleanToMeasure(text, MaximumNameLength);
        if (clean.Length is 0 or > MaximumNameLength)
            faults.Add(new(field, $"expected 1 to {MaximumNameLength} characters, got {clean.Length}"));
        return clean;
    }

    void Note(GuardDb db, Viewer viewer, string actor, string action, string id) =>
        db.Note(clock.GetUtcNow(), viewer.OrganisationId, actor, action, id);
}
