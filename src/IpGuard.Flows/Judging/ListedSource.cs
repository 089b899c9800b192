using System.Runtime.CompilerServices;
using IpGuard.Core.Accounts;
using IpGuard.Core.Matching;
using IpGuard.Core.Works;
using IpGuard.Flows.Filings;
using IpGuard.Flows.Matching;
using IpGuard.Flows.Sweeps;
using IpGuard.Index;
using IpGuard.Store;
using IpGuard.Store.Ledger;
using IpGuard.Store.Listings;
using IpGuard.Vision.Features;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Judging;

/// <summary>What Store has of listed pictures: each once, however many listings show it, named by the SHA-256 of its bytes. Such a picture
/// never changes and is never taken out; which listings show it now, Store knows.</summary>
public sealed class ListedSource(GuardStore store, FeatureShelf shelf) : IIndexSource
{
    /// <summary>Outbox kind of a listed picture that was seen for the first time.</summary>
    public const string IndexListed = "index-listed";

    const int BatchPictures = 200;

    /// <inheritdoc/>
    public IReadOnlyList<string> Kinds { get; } = [IndexListed];

    /// <summary>As the index names a listed picture.</summary>
    public static PictureKey KeyOf(Sha256Hash content) => new(content.ToString(), 1);

    /// <inheritdoc/>
    public async Task<bool> AnyAsync(CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        return await db.ListedPictures.AnyAsync(p => p.Fingerprint != null, stop);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<IndexedFeatures>> AllAsync(
        bool isWithFeatures,
        IProgress<int>? progress,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        await using var db = store.Open(Viewer.House);
        var seen = new HashSet<Sha256Hash>();
        var rows = db.ListedPictures.AsNoTracking().Where(p => p.Content != null && p.Fingerprint != null);
        var listed = rows.OrderBy(p => p.ListingId).ThenBy(p => p.No).AsAsyncEnumerable().Where(p => seen.Add(p.Content!.Value));
        await foreach (var some in listed.Chunk(BatchPictures).WithCancellation(stop))
        {
            progress?.Report(seen.Count);
            yield return await IndexedAsync(some, isWithFeatures, stop);
        }
    }

    /// <inheritdoc/>
    public async Task<(IReadOnlyList<IndexedFeatures> Added, IReadOnlyList<string> GoneOwners)> ReadAsync(
        IReadOnlyList<OutboxRow> due,
        bool isWithFeatures,
        CancellationToken stop
    )
    {
        await using var db = store.Open(Viewer.House);
        var contents = due.Select(o => (Sha256Hash?)Sha256Hash.Parse(o.Subject)).ToList();
        var rows = await db
            .ListedPictures.AsNoTracking()
            .Where(p => contents.Contains(p.Content) && p.Fingerprint != null)
            .ToListAsync(stop);
        return (await IndexedAsync([.. rows.DistinctBy(r => r.Content)], isWithFeatures, stop), []);
    }

    /// <summary>Notes what is listed for the first time: works that are filed later are to find it. Part of the caller's
    /// transaction.</summary>
    internal static async Task QueueAsync(GuardDb db, SeenPage page, DateTimeOffset now, CancellationToken stop)
    {
        var contents = page
            .Listings.SelectMany(l => l.Pictures)
            .Where(p => p is { Content: not null, Fingerprint: not null })
            .Select(p => p.Content!.Value.ToString())
            .Distinct(StringComparer.Ordinal)
            .ToList();
        var known = await db
            .Outbox.Where(o => o.Kind == IndexListed && contents.Contains(o.Subject))
            .Select(o => o.Subject)
            .ToListAsync(stop);
        db.Outbox.AddRange(
            contents
                .Except(known, StringComparer.Ordinal)
                .Select(content => new OutboxRow
                {
                    Kind = IndexListed,
                    Subject = content,
                    CreatedAt = now,
                })
        );
    }

    async Task<IReadOnlyList<IndexedFeatures>> IndexedAsync(ListedPictureRow[] rows, bool isWithFeatures, CancellationToken stop)
    {
        IReadOnlyList<PictureFeatures?> features = isWithFeatures
            ? await shelf.FindManyAsync([.. rows.Select(r => r.Content!.Value)], Side.Listed, stop)
            : new PictureFeatures?[rows.Length];
        return [.. rows.Select((row, i) => Indexed(row, features[i])).OfType<IndexedFeatures>()];
    }

    // Null where the fingerprint is of another version: the next sweep makes it again.
    static IndexedFeatures? Indexed(ListedPictureRow row, PictureFeatures? features)
    {
        if (Fingerprint.FromBytes(row.Fingerprint!) is not { } print)
            return null;
        var key = KeyOf(row.Content!.Value);
        var picture = new IndexedPicture(key.FilingNumber, key.PictureNo, print.Hashes.Upright);
        return IndexedFeatures.Of(picture) with { Features = features, IsFlat = print.IsFlat };
    }
}
