using IpGuard.Core.Matching;

namespace IpGuard.Index.Embedded;

/// <summary>Which filed pictures are nearest to this one? Exact, kept in one folder.</summary>
/// <remarks>One writer at a time; readers never wait. The caller holds the folder's lock. Whatever the files say, nothing is true
/// because the index says so: a candidate is judged again on the fingerprints of Store.</remarks>
public sealed partial class EmbeddedPictureIndex : IAsyncDisposable
{
    // Going through so many costs a picture's eight questions a fifth of a millisecond (bench index).
    const int DefaultTailPictures = 32_768;

    // A sealed part is merged with younger ones once they are a third of it: each picture is written some log₄ N times.
    const int MergeRatio = 3;

    // Some 200 MB while they are put in order; parts are merged with what comes later.
    const int RebuiltPartPictures = 1 << 21;

    readonly IndexFolder _folder;
    readonly int _tailPictures;
    readonly SemaphoreSlim _writer = new(1, 1);
    readonly CancellationTokenSource _closing = new();
    FileStream _log;
    long _logNo;
    long _segmentNo;
    Task _background = Task.CompletedTask;
    volatile HashTable _table;
    volatile IndexCheckpoint _checkpoint;

    // How far the outbox was followed before the tail's first picture, while the one before it is being sealed.
    IndexCheckpoint _beforeTail;

    // Rebuilding makes what is being sealed worthless.
    int _generation;

    EmbeddedPictureIndex(IndexFolder folder, int tailPictures, IndexFolder.Loaded loaded, string? openFault)
    {
        (_folder, _tailPictures, OpenFault) = (folder, tailPictures, openFault);
        (_table, _checkpoint, _beforeTail) = (loaded.Table, loaded.Checkpoint, loaded.Manifest.CheckpointBefore);
        (_logNo, _log) = (loaded.LogNo, folder.OpenLog(loaded.LogNo, loaded.LogBytes));
        _segmentNo = folder.NextNo();
        _background = Task.Run(() => CheckBands(loaded.Checks));
    }

    /// <summary>Why the files could not be used, in one sentence; the index is then empty and is to be rebuilt. Null where they were
    /// sound.</summary>
    public string? OpenFault { get; }

    /// <summary>Why the newest pictures could not be sealed the last time that it was tried; null where they could. Nothing is lost by it:
    /// they are in the log, which grows.</summary>
    public string? SealFault { get; private set; }

    /// <summary>How far Store's outbox has been followed.</summary>
    public IndexCheckpoint Checkpoint => _checkpoint;

    /// <summary>Number of pictures.</summary>
    public long Count => _table.Count;

    /// <summary>Checking and sealing in the background, as far as it has been begun.</summary>
    internal Task Background => _background;

    /// <summary>Sealed parts.</summary>
    internal int PartCount => _table.Parts.Count;

    /// <summary>Opens the index of a folder, making it if there is none. A torn last change is cut off: it is made again from the
    /// outbox.</summary>
    public static Task<EmbeddedPictureIndex> OpenAsync(string folder, CancellationToken stop) =>
        OpenAsync(folder, DefaultTailPictures, stop);

    /// <param name="tailPictures">From how many new pictures on they are sealed.</param>
    internal static async Task<EmbeddedPictureIndex> OpenAsync(string folder, int tailPictures, CancellationToken stop)
    {
        PictureTemplate.AssertFits();
        Directory.CreateDirectory(folder);
        var (files, fault) = (new IndexFolder(folder), (string?)null);
        if (!files.IsNew)
        {
            try
            {
                return new(files, tailPictures, await files.LoadAsync(stop), openFault: null);
            }
            catch (InvalidDataException damage)
            {
                fault = damage.Message;
            }
        }

        var no = files.NextNo();
        await (await files.NewLogAsync(no, bytesBefore: 0, stop)).DisposeAsync();
        var manifest = new IndexManifest(IndexCheckpoint.None, no, []);
        await files.PublishAsync(manifest, stop);
        files.Clean(no, []);
        return new(files, tailPictures, new(HashTable.Empty, IndexCheckpoint.None, manifest, no, IndexLog.HeaderBytes, []), fault);
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
            var parts = await SealAllAsync(all, stop);
            var log = await _folder.NewLogAsync(_logNo + 1, _log.Position, stop);
            try
            {
                await PublishAsync(upTo, _logNo + 1, parts, stop);
            }
            catch
            {
                // The old log goes on, so none may follow it yet.
                await log.DisposeAsync();
                File.Delete(_folder.LogPath(_logNo + 1));
                throw;
            }

            await _log.DisposeAsync();
            (_log, _logNo, _beforeTail, _checkpoint) = (log, _logNo + 1, upTo, upTo);
            _table = new(parts, TailPart.Empty, TailPart.Empty);
            _generation++;
        }
        finally
        {
            _writer.Release();
        }
    }

    /// <summary>The filed pictures whose upright hash is within the radius of any of the eight, nearest first; of equally near ones
    /// the lower filing number, then the lower picture number. At most <paramref name="top"/>.</summary>
    /// <param name="radiusBits">0 to 256; 256 asks for the nearest however far.</param>
    public IReadOnlyList<Candidate> Nearest(in PdqSet asked, int radiusBits, int top) => NearestAll([asked], radiusBits, top)[0];

    /// <summary>The same for many pictures at once, all asked of the index as it is at one instant; cheaper than one by
    /// one.</summary>
    public IReadOnlyList<Candidate>[] NearestAll(ReadOnlySpan<PdqSet> asked, int radiusBits, int top)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(radiusBits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(radiusBits, Pdq.LengthBits);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(top);
        return _table.NearestAll(asked, radiusBits, top);
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _background;
        await _log.DisposeAsync();
        _writer.Dispose();
        _closing.Dispose();
    }

    /// <summary>Removes all pictures of some filings, then adds pictures, in one durable change.</summary>
    public Task ChangeAsync(
        IReadOnlyList<IndexedPicture> added,
        IReadOnlyList<string> goneFilings,
        IndexCheckpoint upTo,
        CancellationToken stop
    ) => ChangeAsync(new(upTo, goneFilings, added), stop);

    async Task ChangeAsync(IndexBatch batch, CancellationToken stop)
    {
        await _writer.WaitAsync(stop);
        try
        {
            var start = _log.Position;
            try
            {
                await _log.WriteAsync(IndexLog.Write(batch), stop);
                _log.Flush(flushToDisk: true);
            }
            catch
            {
                // What was half written is overwritten by the next change, and cut off by the next start.
                _log.Position = start;
                throw;
            }

            (_table, _checkpoint) = (_table.With(batch), batch.UpTo);
            if (_table.Tail.Length >= _tailPictures && _background.IsCompleted)
                await BeginSealingAsync();
        }
        finally
        {
            _writer.Release();
        }
    }
}
