using System.Globalization;

namespace IpGuard.Index.Embedded;

/// <summary>The files of the embedded index: the manifest, the segments it names, and the logs from the one it names on.</summary>
sealed class IndexFolder(string path)
{
    const string ManifestName = "hashes.manifest";
    const string SegmentEnding = ".segment";
    const string LogEnding = ".log";

    // The one file of earlier versions.
    const string FormerName = "pictures-v1.idx";

    string ManifestPath => Path.Combine(path, ManifestName);

    public bool IsNew => !Directory.EnumerateFiles(path).Any();

    public string SegmentPath(long no) => Path.Combine(path, string.Create(CultureInfo.InvariantCulture, $"{no:D8}{SegmentEnding}"));

    public string LogPath(long no) => Path.Combine(path, string.Create(CultureInfo.InvariantCulture, $"{no:D8}{LogEnding}"));

    public Task PublishAsync(IndexManifest manifest, CancellationToken stop) =>
        DurableFile.WriteAsync(ManifestPath, manifest.Write(), stop);

    /// <summary>Makes a log durable before anything is written to it.</summary>
    public async Task<FileStream> NewLogAsync(long no, long bytesBefore, CancellationToken stop)
    {
        await DurableFile.WriteAsync(LogPath(no), IndexLog.NewFile(no, bytesBefore), stop);
        return OpenLog(no, IndexLog.HeaderBytes);
    }

    public FileStream OpenLog(long no, long length)
    {
        var file = new FileStream(
            LogPath(no),
            FileMode.Open,
            FileAccess.ReadWrite,
            FileShare.Read | FileShare.Delete,
            bufferSize: 0,
            FileOptions.Asynchronous
        );
        file.SetLength(length);
        file.Position = length;
        return file;
    }

    /// <summary>Everything the folder holds, checked but for the bands.</summary>
    /// <exception cref="InvalidDataException">Something is missing or damaged; the message says what.</exception>
    public async Task<Loaded> LoadAsync(CancellationToken stop)
    {
        if (!File.Exists(ManifestPath))
            throw new InvalidDataException("its manifest is missing");
        var manifest = IndexManifest.Read(await File.ReadAllBytesAsync(ManifestPath, stop));
        var (parts, checks) = (new List<SealedPart>(), new List<Func<CancellationToken, bool>>());
        foreach (var segment in manifest.Segments)
        {
            if (!File.Exists(SegmentPath(segment.No)))
                throw new InvalidDataException($"segment {segment.No} is missing");
            var (hashes, check) = SegmentFile.Open(SegmentPath(segment.No), segment.Sum);
            parts.Add(new(hashes, segment.Gone, (segment.No, segment.Sum)));
            checks.Add(check);
        }

        var (table, checkpoint) = (new HashTable(parts, TailPart.Empty, TailPart.Empty), manifest.CheckpointBefore);
        var (logNo, soundBytes) = (manifest.LogNo, 0L);
        AssertNoGap(logNo);
        while (true)
        {
            var (batches, sound, fault) = IndexLog.Read(await File.ReadAllBytesAsync(LogPath(logNo), stop), logNo);
            if (fault is not null)
                throw new InvalidDataException(fault);
            foreach (var batch in batches)
                (table, checkpoint) = (table.With(batch), batch.UpTo);
            soundBytes = sound;
            if (!File.Exists(LogPath(logNo + 1)))
                break;
            logNo++;
            var next = await File.ReadAllBytesAsync(LogPath(logNo), stop);
            if (next.Length < IndexLog.HeaderBytes || IndexLog.BytesBefore(next) != soundBytes)
                throw new InvalidDataException($"log {logNo} does not follow the one before it");
        }

        Clean(logNo: manifest.LogNo, manifest.Segments.Select(s => s.No));
        return new(table, checkpoint, manifest, logNo, soundBytes, checks);
    }

    /// <summary>Deletes what the manifest does not need. What cannot be deleted now is deleted by a later start.</summary>
    public void Clean(long logNo, IEnumerable<long> segments)
    {
        var kept = segments.Select(SegmentPath).Append(ManifestPath).ToHashSet(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(path).ToList())
        {
            if (kept.Contains(file) || (NumberOf(file, LogEnding) is { } log && log >= logNo) || !IsOurs(file))
                continue;
            try
            {
                File.Delete(file);
            }
            catch (IOException)
            {
                // Still mapped by a reader.
            }
        }
    }

    /// <summary>A number that neither a segment nor a log has had.</summary>
    public long NextNo() =>
        1 + Directory.EnumerateFiles(path).Select(f => NumberOf(f, LogEnding) ?? NumberOf(f, SegmentEnding) ?? 0).DefaultIfEmpty(0).Max();

    void AssertNoGap(long logNo)
    {
        var logs = Directory
            .EnumerateFiles(path)
            .Select(f => NumberOf(f, LogEnding))
            .OfType<long>()
            .Where(n => n >= logNo)
            .Order()
            .ToList();
        if (logs.Count == 0 || logs[0] != logNo || logs[^1] - logNo != logs.Count - 1)
            throw new InvalidDataException("a log is missing");
    }

    static bool IsOurs(string file) =>
        Path.GetFileName(file) == FormerName
        || file.EndsWith(".tmp", StringComparison.Ordinal)
        || NumberOf(file, LogEnding) is not null
        || NumberOf(file, SegmentEnding) is not null;

    static long? NumberOf(string file, string ending) =>
        Path.GetExtension(file) == ending
        && long.TryParse(Path.GetFileNameWithoutExtension(file), NumberStyles.None, CultureInfo.InvariantCulture, out var no)
            ? no
            : null;

    public sealed record Loaded(
        HashTable Table,
        IndexCheckpoint Checkpoint,
        IndexManifest Manifest,
        long LogNo,
        long LogBytes,
        List<Func<CancellationToken, bool>> Checks
    );
}
