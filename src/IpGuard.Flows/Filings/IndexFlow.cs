using IpGuard.Core.Accounts;
using IpGuard.Core.Matching;
using IpGuard.Index;
using IpGuard.Index.Embedded;
using IpGuard.Store;
using IpGuard.Store.Filings;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Filings;

/// <summary>Keeps the index as Store says it is. The index is a cache: it is thrown away and made again whenever it does not fit.</summary>
public sealed class IndexFlow(GuardStore store, EmbeddedPictureIndex index, TimeProvider clock) : IDisposable
{
    /// <summary>Outbox kind of a filing that is still to be indexed.</summary>
    public const string IndexFiling = "index-filing";

    const int BatchFilings = 200;

    readonly SemaphoreSlim _writer = new(1, 1);

    /// <summary>Rebuilds the index when it was made from another database, is behind what Store has marked as done, or is ahead of what
    /// Store has ever asked for (a backup was restored).</summary>
    /// <returns>Why it was rebuilt, in one sentence; null where it fitted.</returns>
    public async Task<string?> OpenAsync(CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        // Rows of other kinds are done by others: they say nothing of the index.
        var done = await db.Outbox.Where(o => o.Kind == IndexFiling && o.DoneAt != null).MaxAsync(o => (long?)o.Id, stop) ?? 0;
        var asked = await db.Outbox.MaxAsync(o => (long?)o.Id, stop) ?? 0;
        var found = index.Checkpoint;
        var reason = Misfit(index.OpenFault, found, done, asked);
        if (reason is not null)
            await RebuildAsync(progress: null, stop);
        return reason;
    }

    /// <summary>Throws the index away and makes it again from Store.</summary>
    /// <returns>How many pictures it holds.</returns>
    public async Task<long> RebuildAsync(IProgress<int>? progress, CancellationToken stop)
    {
        await _writer.WaitAsync(stop);
        try
        {
            await using var db = store.Open(Viewer.House);
            var upTo = await db.Outbox.MaxAsync(o => (long?)o.Id, stop) ?? 0;
            await index.RebuildAsync(PicturesAsync(progress, stop), new(store.Id, upTo), stop);
            await db
                .Outbox.Where(o => o.Kind == IndexFiling && o.DoneAt == null && o.Id <= upTo)
                .ExecuteUpdateAsync(row => row.SetProperty(o => o.DoneAt, clock.GetUtcNow()), stop);
            return index.Count;
        }
        finally
        {
            _writer.Release();
        }
    }

    /// <summary>Indexes what was filed since; repeating it changes nothing.</summary>
    /// <returns>How many filings were indexed now.</returns>
    public async Task<int> CatchUpAsync(CancellationToken stop)
    {
        await _writer.WaitAsync(stop);
        try
        {
            var all = 0;
            while (await IndexBatchAsync(stop) is var some and > 0)
                all += some;
            return all;
        }
        finally
        {
            _writer.Release();
        }
    }

    public void Dispose() => _writer.Dispose();

    string? Misfit(string? fault, IndexCheckpoint found, long done, long asked)
    {
        if (fault is not null)
            return fault;
        if (found.StoreId != store.Id && asked > 0)
            return "it was not made from this database";
        if (found.Position < done)
            return $"it ends at {found.Position}, and {done} was marked as indexed";
        return found.Position > asked
            ? $"it ends at {found.Position}, and this database ends at {asked}: an older backup was restored"
            : null;
    }

    async Task<int> IndexBatchAsync(CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        var due = await db
            .Outbox.Where(o => o.Kind == IndexFiling && o.DoneAt == null)
            .OrderBy(o => o.Id)
            .Take(BatchFilings)
            .ToListAsync(stop);
        if (due.Count == 0)
            return 0;
        var numbers = due.Select(o => o.Subject).ToList();
        var pictures = await db.FiledPictures.AsNoTracking().Where(p => numbers.Contains(p.FilingNumber)).ToListAsync(stop);
        await index.AddAsync([.. pictures.Select(ToIndexed).OfType<IndexedPicture>()], new(store.Id, due[^1].Id), stop);
        foreach (var row in due)
            row.DoneAt = clock.GetUtcNow();
        await db.SaveChangesAsync(stop);
        return due.Count;
    }

    async IAsyncEnumerable<IndexedPicture> PicturesAsync(
        IProgress<int>? progress,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop
    )
    {
        await using var db = store.Open(Viewer.House);
        var seen = 0;
        await foreach (
            var row in db
                .FiledPictures.AsNoTracking()
                .OrderBy(p => p.FilingNumber)
                .ThenBy(p => p.No)
                .AsAsyncEnumerable()
                .WithCancellation(stop)
        )
        {
            progress?.Report(++seen);
            if (ToIndexed(row) is { } picture)
                yield return picture;
        }
    }

    // A flat picture's hash is noise and would match every other flat one.
    static IndexedPicture? ToIndexed(FiledPictureRow row)
    {
        var fingerprint = row.ReadFingerprint();
        return fingerprint.IsFlat ? null : new(row.FilingNumber, row.No, fingerprint.Hashes.Upright);
    }
}
