using IpGuard.Core.Matching;

namespace IpGuard.Index.Elastic;

// Made again from the beginning, and rolled over once it is large.
public sealed partial class ElasticPictureIndex
{
    const string RefreshInterval = "1s";

    /// <inheritdoc cref="RebuildFeaturesAsync" />
    public Task<IReadOnlyList<DeadLetter>> RebuildAsync(
        IAsyncEnumerable<IndexedPicture> all,
        IndexCheckpoint upTo,
        CancellationToken stop
    ) => RebuildFeaturesAsync(all.Select(IndexedFeatures.Of), upTo, stop);

    /// <summary>Replaces everything, in an index of its own to which the aliases are switched in one step. Questions meet the old index
    /// until the new one is whole; the old one is deleted once no question can still be reading it.</summary>
    /// <param name="all">Each picture once.</param>
    /// <returns>Documents that Elasticsearch will never take as they are.</returns>
    /// <exception cref="ElasticException">The new index could not be filled; the old one stays.</exception>
    public async Task<IReadOnlyList<DeadLetter>> RebuildFeaturesAsync(
        IAsyncEnumerable<IndexedFeatures> all,
        IndexCheckpoint upTo,
        CancellationToken stop
    )
    {
        await _writer.WaitAsync(stop);
        try
        {
            await _admin.PutTemplateAsync(_name.Template, stop);
            var old = await _admin.PhysicalAsync(_name.Prefix, stop);
            var (fresh, dead) = await FillAllAsync(all, upTo, stop);
            await _admin.SwitchAsync(_name.Prefix, _name.WriteAlias, old, fresh, stop);
            await ReadMarkAsync(stop);
            _rarity.Forget();
            // Two nodes' time: the longest that a question of ours can last.
            await Task.Delay(2 * _transport.Settings.SearchPatience, _clock, stop);
            // Those of rebuilds that were broken off go too.
            foreach (var index in old)
                await _admin.DeleteAsync(index, stop);
            return dead;
        }
        finally
        {
            _writer.Release();
        }
    }

    async Task<(List<string> Fresh, List<DeadLetter> Dead)> FillAllAsync(
        IAsyncEnumerable<IndexedFeatures> all,
        IndexCheckpoint upTo,
        CancellationToken stop
    )
    {
        var (fresh, dead, first) = (new List<string>(), new List<DeadLetter>(), await NextNumberAsync(stop));
        try
        {
            await using var pictures = all.GetAsyncEnumerator(stop);
            var isMore = await pictures.MoveNextAsync();
            do
            {
                fresh.Add(IndexAdmin.PhysicalName(_name.Prefix, first + fresh.Count));
                await _admin.CreateAsync(fresh[^1], null, null, refreshInterval: "-1", stop);
                var report = await _bulk.WriteAsync(fresh[^1], isAlias: false, Some(pictures), stop);
                report.ThrowIfRefused(fresh[^1]);
                dead.AddRange(report.DeadLetters);
            } while (isMore);

            await _mark.BeginAsync(fresh[^1], upTo, stop);
            foreach (var index in fresh)
            {
                await _admin.SetRefreshIntervalAsync(index, RefreshInterval, stop);
                await _admin.RefreshAsync(index, stop);
            }

            return (fresh, dead);

            async IAsyncEnumerable<BulkItem> Some(IAsyncEnumerator<IndexedFeatures> from)
            {
                for (long written = 0; isMore && !(written >= _name.Rollover?.MostDocuments); isMore = await from.MoveNextAsync())
                {
                    foreach (var document in PictureDocument.Of(from.Current))
                    {
                        written++;
                        yield return document.ToItem();
                    }
                }
            }
        }
        catch
        {
            foreach (var index in fresh)
                await ForgetAsync(index);
            throw;
        }
    }

    // What cannot be deleted now is deleted by the next rebuild.
    async Task ForgetAsync(string fresh)
    {
        try
        {
            await _admin.DeleteAsync(fresh, CancellationToken.None);
        }
        catch (ElasticException) { }
    }

    async Task RollAsync(CancellationToken stop)
    {
        if (_name.Rollover is not { } at || await _admin.RolloverAsync(_name.Prefix, _name.WriteAlias, at, stop) is not { } fresh)
            return;
        await _admin.AwaitAsync(fresh, stop);
        await ReadMarkAsync(stop);
    }

    // A new index, also one whose making was broken off here, takes the checkpoint of the one before it.
    async Task ReadMarkAsync(CancellationToken stop)
    {
        // An index of somebody else's making, or of an earlier mapping, would refuse documents or find nothing in them.
        _misfit = await _admin.MisfitAsync(_name.Prefix, _name.Template, stop);
        if (await _mark.ReadAsync(_name.WriteAlias, stop))
            return;
        foreach (var older in (await OlderAsync(stop)).Reverse())
        {
            if (!await _mark.ReadAsync(older, stop))
                continue;
            if (_mark.Fault is null)
            {
                await _mark.BeginAsync(_name.WriteAlias, _mark.Current, stop);
                await _mark.ReadAsync(_name.WriteAlias, stop);
            }

            return;
        }
    }

    // What is read and no longer written to.
    async Task<IEnumerable<string>> OlderAsync(CancellationToken stop)
    {
        if (_name.Rollover is null)
            return [];
        var written = await _admin.BehindAsync(_name.WriteAlias, stop);
        return (await _admin.BehindAsync(_name.Prefix, stop)).Except(written, StringComparer.Ordinal);
    }

    // A picture that is added again, or whose owner is gone, is taken out of the indexes that are no longer written to.
    async Task ForgetInOlderAsync(IReadOnlyList<IndexedFeatures> added, IReadOnlyList<string> goneOwners, CancellationToken stop)
    {
        foreach (var older in await OlderAsync(stop))
        {
            var items = new List<BulkItem>();
            List<QueryClause> questions =
            [
                new() { Terms = new() { ["picture"] = [.. added.Select(p => PictureDocument.PictureOf(p.Key))] } },
                new() { Terms = new() { ["owner"] = goneOwners } },
            ];
            foreach (var question in questions.Where(q => q.Terms!.Values.Single().Count > 0))
            {
                await foreach (var hit in new PitReader(_transport).ReadAsync(older, question, false, PitReader.PageSize, stop))
                    items.Add(new(BulkAction.Delete, hit.Id!, default));
            }

            if (items.Count == 0)
                continue;
            var distinct = items.DistinctBy(i => i.Id, StringComparer.Ordinal).ToAsyncEnumerable();
            (await _bulk.WriteAsync(older, isAlias: false, distinct, stop)).ThrowIfRefused(older);
            await _admin.RefreshAsync(older, stop);
        }
    }
}
