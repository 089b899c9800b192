using IpGuard.Core.Matching;

namespace IpGuard.Index.Embedded;

/// <summary>Which filed pictures are nearest to this one? Exact, in memory, kept in one file.</summary>
/// <remarks>One writer at a time; readers never wait. The caller holds the folder's lock. Whatever the file says, nothing is true
/// because the index says so: a candidate is judged again on the fingerprints of Store.</remarks>
public sealed class EmbeddedPictureIndex : IAsyncDisposable
{
    const string FileName = "pictures-v1.idx";

    readonly string _path;
    readonly SemaphoreSlim _writer = new(1, 1);
    readonly Dictionary<string, HashSet<int>> _held = new(StringComparer.Ordinal);
    FileStream _file;
    volatile CodeTable _table = CodeTable.Empty;
    volatile IndexCheckpoint _checkpoint = IndexCheckpoint.None;

    EmbeddedPictureIndex(string path, FileStream file, string? openFault) => (_path, _file, OpenFault) = (path, file, openFault);

    /// <summary>Why the file could not be used, in one sentence; the index is then empty and is to be rebuilt. Null where it was
    /// sound.</summary>
    public string? OpenFault { get; }

    /// <summary>How far Store's outbox has been followed.</summary>
    public IndexCheckpoint Checkpoint => _checkpoint;

    /// <summary>Number of pictures.</summary>
    public long Count => _table.Count;

    /// <summary>Opens the index of a folder, making it if there is none. A torn last change is cut off: it is made again from the
    /// outbox.</summary>
    public static async Task<EmbeddedPictureIndex> OpenAsync(string folder, CancellationToken stop)
    {
        PictureTemplate.AssertFits();
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            await DurableFile.WriteAsync(path, IndexLog.NewFile(), stop);
        var (batches, soundBytes, fault) = IndexLog.Read(await File.ReadAllBytesAsync(path, stop));
        if (fault is not null || soundBytes == 0)
        {
            await DurableFile.WriteAsync(path, IndexLog.NewFile(), stop);
            return new(path, OpenAt(path, IndexLog.HeaderBytes), fault ?? "its file is empty");
        }

        var index = new EmbeddedPictureIndex(path, OpenAt(path, soundBytes), openFault: null);
        foreach (var batch in batches)
            index.Apply(batch);
        return index;
    }

    /// <summary>Adds pictures, each in the place of an earlier one of the same filing and number. Durable when it returns.</summary>
    public Task AddAsync(IReadOnlyList<IndexedPicture> pictures, IndexCheckpoint upTo, CancellationToken stop) =>
        ChangeAsync(new(upTo, [], pictures), stop);

    /// <summary>Removes all pictures of a filing. Durable, and honoured by every question asked after it returns.</summary>
    public Task RemoveAsync(string filingNumber, IndexCheckpoint upTo, CancellationToken stop) =>
        ChangeAsync(new(upTo, [filingNumber], []), stop);

    /// <summary>Replaces everything. Readers see the old index until the new one is whole.</summary>
    public async Task RebuildAsync(IAsyncEnumerable<IndexedPicture> all, IndexCheckpoint upTo, CancellationToken stop)
    {
        await _writer.WaitAsync(stop);
        try
        {
            var pictures = new List<IndexedPicture>();
            await foreach (var picture in all.WithCancellation(stop))
                pictures.Add(picture);
            var batch = new IndexBatch(upTo, [], pictures);
            await DurableFile.WriteAsync(_path, (byte[])[.. IndexLog.NewFile(), .. IndexLog.Write(batch)], stop);
            await _file.DisposeAsync();
            _file = OpenAt(_path, new FileInfo(_path).Length);
            _held.Clear();
            Apply(batch, onto: CodeTable.Empty);
        }
        finally
        {
            _writer.Release();
        }
    }

    /// <summary>The filed pictures whose upright hash is within the radius of any of the eight, nearest first; of equally near ones
    /// the lower filing number, then the lower picture number. At most <paramref name="top"/>.</summary>
    /// <param name="radiusBits">0 to 256; 256 asks for the nearest however far.</param>
    public IReadOnlyList<Candidate> Nearest(in PdqSet asked, int radiusBits, int top)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(radiusBits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(radiusBits, Pdq.LengthBits);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(top);
        return _table.Nearest(asked, radiusBits, top);
    }

    public async ValueTask DisposeAsync()
    {
        await _file.DisposeAsync();
        _writer.Dispose();
    }

    async Task ChangeAsync(IndexBatch batch, CancellationToken stop)
    {
        await _writer.WaitAsync(stop);
        try
        {
            var start = _file.Position;
            try
            {
                await _file.WriteAsync(IndexLog.Write(batch), stop);
                _file.Flush(flushToDisk: true);
            }
            catch
            {
                // What was half written is overwritten by the next change, and cut off by the next start.
                _file.Position = start;
                throw;
            }

            Apply(batch);
        }
        finally
        {
            _writer.Release();
        }
    }

    void Apply(IndexBatch batch, CodeTable? onto = null)
    {
        var table = onto ?? _table;
        var removed = batch.Removed.Where(_held.ContainsKey).ToHashSet(StringComparer.Ordinal);
        var added = batch.Added.GroupBy(p => (p.FilingNumber, p.PictureNo)).Select(g => g.Last()).ToList();
        var replaced = added
            .Where(p => _held.TryGetValue(p.FilingNumber, out var numbers) && numbers.Contains(p.PictureNo))
            .Select(p => (p.FilingNumber, p.PictureNo))
            .ToHashSet();
        if (removed.Count > 0 || replaced.Count > 0)
            table = table.Without(key => removed.Contains(key.FilingNumber) || replaced.Contains(key));
        foreach (var number in removed)
            _held.Remove(number);
        foreach (var picture in added)
        {
            if (!_held.TryGetValue(picture.FilingNumber, out var numbers))
                _held.Add(picture.FilingNumber, numbers = []);
            numbers.Add(picture.PictureNo);
        }

        _table = added.Count > 0 ? table.With(added) : table;
        _checkpoint = batch.UpTo;
    }

    static FileStream OpenAt(string path, long length)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous);
        file.SetLength(length);
        file.Position = length;
        return file;
    }
}
