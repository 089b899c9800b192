using IpGuard.Core.Accounts;
using IpGuard.Index;
using IpGuard.Store;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Filings;

/// <summary>Keeps an index as Store says it is. The index is a cache: it is thrown away and made again whenever it does not fit. The outbox
/// is the truth: while the index is away nothing is lost, and it catches up.</summary>
public sealed class IndexFlow(GuardStore store, IPictureIndex index, IIndexSource source, TimeProvider clock) : IDisposable
{
    const int BatchRows = 200;

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

    /// <summary>How the index stands, for the health page: one sentence.</summary>
    public async Task<(bool IsWell, string Detail)> TellAsync(CancellationToken stop)
    {
        try
        {
            var (fault, found) = await index.OpenAsync(stop);
            // Before the first catching up it is nobody's, and lacks nothing that was marked as done.
            await using var db = store.Open(Viewer.House);
            var isOurs =
                found.StoreId == store.Id || !await db.Outbox.AnyAsync(o => source.Kinds.Contains(o.Kind) && o.DoneAt != null, stop);
            var count = $"{index.Kind}: {await index.CountAsync(stop)} pictures";
            return (fault is null && isOurs && index.Trouble is null, fault ?? index.Trouble ?? count);
        }
        catch (IndexException e)
        {
            return (false, $"{index.Kind} is away: {e.Message}. Filings go on and are indexed later; sweeps wait.");
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
        var done = await db.Outbox.Where(o => source.Kinds.Contains(o.Kind) && o.DoneAt != null).MaxAsync(o => (long?)o.Id, stop) ?? 0;
        var asked = await db.Outbox.MaxAsync(o => (long?)o.Id, stop) ?? 0;
        var reason = Misfit(fault, found, done, asked, await source.AnyAsync(stop));
        if (reason is not null)
            await RebuildAllAsync(progress: null, stop);
        _isFitted = true;
        return reason;
    }

    string? Misfit(string? fault, IndexCheckpoint found, long done, long asked, bool isAny)
    {
        if (fault is not null)
            return fault;
        if (found.StoreId != store.Id)
            return isAny ? "it was not made from this database" : null;
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
            .Outbox.Where(o => source.Kinds.Contains(o.Kind) && o.DoneAt == null && o.Id <= upTo)
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
            .Outbox.Where(o => source.Kinds.Contains(o.Kind) && o.DoneAt == null)
            .AsNoTracking()
            .OrderBy(o => o.Id)
            .Take(BatchRows)
            .ToListAsync(stop);
        if (due.Count == 0)
            return 0;
        // A forgetful index is given features when they are first asked for, all at once.
        var (added, gone) = await source.ReadAsync(due, _isFilled || !index.IsForgetful, stop);
        await index.ChangeAsync(added, gone, new(store.Id, due[^1].Id), stop);
        // A row that was put in another's place meanwhile is not there to be marked, and the new one comes next.
        var (ids, now) = (due.Select(o => o.Id).ToList(), clock.GetUtcNow());
        await db.Outbox.Where(o => ids.Contains(o.Id)).ExecuteUpdateAsync(row => row.SetProperty(o => o.DoneAt, now), stop);
        return due.Count;
    }
}
