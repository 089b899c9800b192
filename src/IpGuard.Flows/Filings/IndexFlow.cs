using System.Globalization;
using IpGuard.Core.Accounts;
using IpGuard.Index;
using IpGuard.Store;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Filings;

/// <summary>Keeps the index as Store says it is: every filed picture, and every active one of the negative bank. The index is a cache: it
/// is thrown away and made again whenever it does not fit. The outbox is the truth: while the index is away nothing is lost, and it
/// catches up.</summary>
public sealed class IndexFlow(GuardStore store, IPictureIndex index, IndexSource source, TimeProvider clock) : IDisposable
{
    /// <summary>Outbox kind of a filing that is still to be indexed.</summary>
    public const string IndexFiling = "index-filing";

    /// <summary>Outbox kind of a picture of the negative bank that was added, or is no longer to be found.</summary>
    public const string IndexBank = "index-bank";

    const int BatchRows = 200;

    static readonly string[] Kinds = [IndexFiling, IndexBank];

    readonly SemaphoreSlim _writer = new(1, 1);
    bool _isFitted;
    bool _isFilled;

    /// <summary>Rebuilds the index when it was made from another database, is behind what Store has marked as done, or is ahead of what
    /// Store has ever asked for (a backup was restored).</summary>
    /// <returns>Why it was rebuilt, in one sentence; null where it fitted.</returns>
    /// <exception cref="IndexException">It is away; what asks for it next tries again.</exception>
    public async Task<string?> OpenAsync(CancellationToken stop)
    {
        await _writer.WaitAsync(stop);
        try
        {
            return await FitAsync(stop);
        }
        finally
        {
            _writer.Release();
        }
    }

    /// <summary>Throws the index away and makes it again from Store. Questions meet the old one until the new one is whole.</summary>
    /// <returns>How many pictures it holds.</returns>
    /// <exception cref="IndexException">It is away.</exception>
    public async Task<long> RebuildAsync(IProgress<int>? progress, CancellationToken stop)
    {
        await _writer.WaitAsync(stop);
        try
        {
            await RebuildAllAsync(progress, stop);
            return await index.CountAsync(stop);
        }
        finally
        {
            _writer.Release();
        }
    }

    /// <summary>Indexes what was filed since; repeating it changes nothing.</summary>
    /// <returns>How many rows of the outbox were done now.</returns>
    /// <exception cref="IndexException">It is away: what is not done stays in the outbox.</exception>
    public async Task<int> CatchUpAsync(CancellationToken stop)
    {
        await _writer.WaitAsync(stop);
        try
        {
            await FitAsync(stop);
            return await DoAllAsync(stop);
        }
        finally
        {
            _writer.Release();
        }
    }

    /// <summary>The same, and lets features and titles be asked for: an index that keeps them in memory is given them when they are first
    /// needed.</summary>
    /// <exception cref="IndexException">It is away.</exception>
    public async Task CatchUpToAskAsync(CancellationToken stop)
    {
        await _writer.WaitAsync(stop);
        try
        {
            await FitAsync(stop);
            await DoAllAsync(stop);
            if (_isFilled || !index.IsForgetful)
                return;
            await foreach (var some in source.AllAsync(isWithFeatures: true, progress: null, stop))
                index.Remember(some);
            _isFilled = true;
        }
        finally
        {
            _writer.Release();
        }
    }

    public void Dispose() => _writer.Dispose();

    async Task<string?> FitAsync(CancellationToken stop)
    {
        if (_isFitted)
            return null;
        var (fault, found) = await index.OpenAsync(stop);
        await using var db = store.Open(Viewer.House);
        // Rows of other kinds are done by others: they say nothing of the index.
        var done = await db.Outbox.Where(o => Kinds.Contains(o.Kind) && o.DoneAt != null).MaxAsync(o => (long?)o.Id, stop) ?? 0;
        var asked = await db.Outbox.MaxAsync(o => (long?)o.Id, stop) ?? 0;
        var reason = Misfit(fault, found, done, asked);
        if (reason is not null)
            await RebuildAllAsync(progress: null, stop);
        _isFitted = true;
        return reason;
    }

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

    async Task RebuildAllAsync(IProgress<int>? progress, CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        var upTo = await db.Outbox.MaxAsync(o => (long?)o.Id, stop) ?? 0;
        var all = source.AllAsync(isWithFeatures: !index.IsForgetful, progress, stop).SelectMany(some => some);
        await index.RebuildAsync(all, new(store.Id, upTo), stop);
        await db
            .Outbox.Where(o => Kinds.Contains(o.Kind) && o.DoneAt == null && o.Id <= upTo)
            .ExecuteUpdateAsync(row => row.SetProperty(o => o.DoneAt, clock.GetUtcNow()), stop);
        _isFitted = true;
    }

    async Task<int> DoAllAsync(CancellationToken stop)
    {
        var all = 0;
        while (await DoSomeAsync(stop) is var some and > 0)
            all += some;
        return all;
    }

    async Task<int> DoSomeAsync(CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        var due = await db
            .Outbox.Where(o => Kinds.Contains(o.Kind) && o.DoneAt == null)
            .OrderBy(o => o.Id)
            .Take(BatchRows)
            .ToListAsync(stop);
        if (due.Count == 0)
            return 0;
        var (added, gone) = await source.ReadAsync(
            [.. due.Where(o => o.Kind == IndexFiling).Select(o => o.Subject)],
            [.. due.Where(o => o.Kind == IndexBank).Select(o => long.Parse(o.Subject, CultureInfo.InvariantCulture))],
            stop
        );
        await index.ChangeAsync(added, gone, new(store.Id, due[^1].Id), stop);
        foreach (var row in due)
            row.DoneAt = clock.GetUtcNow();
        await db.SaveChangesAsync(stop);
        return due.Count;
    }
}
