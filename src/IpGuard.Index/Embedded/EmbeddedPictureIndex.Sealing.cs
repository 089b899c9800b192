using IpGuard.Core.Matching;

namespace IpGuard.Index.Embedded;

// Parts are sealed and merged in the background; what fails is in the log still.
public sealed partial class EmbeddedPictureIndex
{
    async Task<List<SealedPart>> SealAllAsync(IAsyncEnumerable<IndexedPicture> all, CancellationToken stop)
    {
        var (parts, some) = (new List<SealedPart>(), new List<IndexedPicture>());
        await foreach (var picture in all.WithCancellation(stop))
        {
            some.Add(picture);
            if (some.Count == RebuiltPartPictures)
                Close();
        }

        Close();
        return parts;

        void Close()
        {
            if (Seal(Merging.Ordered(some), stop) is { } part)
                parts.Add(part);
            some.Clear();
        }
    }

    // Under the writer's lock. The change is durable already: what fails here is tried again with a later one.
    async Task BeginSealingAsync()
    {
        if (_table.Frozen.Length == 0)
        {
            try
            {
                var log = await _folder.NewLogAsync(_logNo + 1, _log.Position, CancellationToken.None);
                await _log.DisposeAsync();
                (_log, _logNo, _beforeTail, _table) = (log, _logNo + 1, _checkpoint, _table.Freeze());
            }
            catch (IOException)
            {
                return;
            }
        }

        var (table, before, logNo, generation) = (_table, _beforeTail, _logNo, _generation);
        _background = Task.Run(() => SealAsync(table, before, logNo, generation));
    }

    async Task SealAsync(HashTable table, IndexCheckpoint before, long logNo, int generation)
    {
        try
        {
            var stop = _closing.Token;
            var kept = Merging.Kept(table, MergeRatio);
            HashPart[] merged = [.. table.Parts.Skip(kept), table.Frozen];
            var part = Seal(Merging.Ordered(merged, stop), stop);
            await _writer.WaitAsync(stop);
            try
            {
                if (generation != _generation)
                    return;
                HashPart[] now = [.. _table.Parts.Skip(kept), _table.Frozen];
                List<SealedPart> parts =
                [
                    .. _table.Parts.Take(kept),
                    .. part is null ? [] : (SealedPart[])[Merging.Without(part, merged, now)],
                ];
                await PublishAsync(before, logNo, parts, stop);
                _table = new(parts, TailPart.Empty, _table.Tail);
                SealFault = null;
            }
            finally
            {
                _writer.Release();
            }
        }
        catch (Exception failure)
            when (failure is IOException or InvalidDataException or OperationCanceledException or UnauthorizedAccessException)
        {
            // All is still in the logs; the next change tries again.
            if (failure is not OperationCanceledException)
                SealFault = failure.Message;
        }
    }

    async Task PublishAsync(IndexCheckpoint before, long logNo, List<SealedPart> parts, CancellationToken stop)
    {
        await _folder.PublishAsync(
            new(before, logNo, [.. parts.Select(p => new IndexManifest.Segment(p.File.No, p.File.Sum, p.Gone))]),
            stop
        );
        _folder.Clean(logNo, parts.Select(p => p.File.No));
    }

    // Null where nothing is left to seal.
    SealedPart? Seal(IEnumerable<IndexedPicture> ordered, CancellationToken stop)
    {
        var hashes = SealedHashes.Of(ordered);
        if (hashes.PictureCount == 0)
            return null;
        var no = Interlocked.Increment(ref _segmentNo);
        var path = _folder.SegmentPath(no);
        var sum = SegmentFile.Write(path, hashes, stop);
        var (mapped, check) = SegmentFile.Open(path, sum);
        check(stop);
        return new(mapped, GoneSet.None, (no, sum));
    }

    void CheckBands(List<Func<CancellationToken, bool>> checks)
    {
        try
        {
            // Where bands are damaged, all hashes are gone through until the part is merged.
            foreach (var check in checks)
                check(_closing.Token);
        }
        catch (OperationCanceledException) { }
    }
}
