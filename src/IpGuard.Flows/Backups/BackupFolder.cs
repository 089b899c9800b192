using System.Text.Json;
using IpGuard.Store;

namespace IpGuard.Flows.Backups;

/// <summary>What a backup holds, as its last file says.</summary>
/// <param name="CheckpointSize">Entries under its newest signed checkpoint; 0 for none.</param>
/// <param name="Entries">Entries in its database: at least as many.</param>
/// <param name="DatabaseHash">SHA-256 of its database.</param>
public sealed record BackupFacts(int Version, DateTimeOffset MadeAt, long CheckpointSize, long Entries, string DatabaseHash, long Blobs);

/// <summary>A backup could not be made or restored; the message says why and what to do.</summary>
public sealed class BackupException(string message) : Exception(message);

/// <summary>Copies a data folder while its service runs. Caches are left out: they are made again.</summary>
/// <remarks>The order makes the copy whole without stopping anything: first the checkpoint, then the database, which has all that the
/// checkpoint covers, then tiles and blobs, which are never changed and were written before the rows that name them. What comes meanwhile
/// is in the next backup.</remarks>
public static class BackupFolder
{
    internal const string FactsName = "backup.json";
    internal const string DatabaseName = GuardStore.DatabaseName;
    const int Version = 1;

    static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    /// <summary>Makes or renews a backup; blobs that are there already are not copied again.</summary>
    /// <param name="data">The data folder of a house, which may be running.</param>
    /// <param name="target">An empty folder, or an earlier backup of the same house.</param>
    /// <exception cref="BackupException">There is no house, or the target is something else.</exception>
    public static async Task<BackupFacts> MakeAsync(
        string data,
        string target,
        TimeProvider clock,
        IProgress<string>? progress,
        CancellationToken stop
    )
    {
        (data, target) = (Path.GetFullPath(data), Path.GetFullPath(target));
        if (!File.Exists(Path.Combine(data, DatabaseName)))
            throw new BackupException($"expected a data folder in {data}, found no {DatabaseName} there");
        var facts = Path.Combine(target, FactsName);
        if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any() && !File.Exists(facts) && !IsBroken(target))
            throw new BackupException($"expected an empty folder or an earlier backup in {target}, found other files");
        Directory.CreateDirectory(target);
        // What is broken off now is no backup until it is made again.
        File.Delete(facts);
        var marker = Path.Combine(target, BrokenName);
        await File.WriteAllTextAsync(marker, "This backup was broken off. Make it again.\n", stop);

        progress?.Report("ledger");
        var checkpoint = await ReadIfAnyAsync(Path.Combine(data, "log", "checkpoint"), stop);
        progress?.Report("database");
        var (entries, hash) = await GuardStore.CopyDatabaseAsync(data, Path.Combine(target, DatabaseName), stop);
        progress?.Report("ledger");
        await CopyAsync(Path.Combine(data, "log", "tile"), Path.Combine(target, "log", "tile"), stop);
        if (checkpoint is not null)
            await DurableFile.WriteAsync(Path.Combine(target, "log", "checkpoint"), checkpoint, stop);
        await CopySecretsAsync(data, target, stop);
        progress?.Report("blobs");
        var blobs = await CopyAsync(Path.Combine(data, "blobs"), Path.Combine(target, "blobs"), stop);
        var made = new BackupFacts(Version, clock.GetUtcNow(), LedgerSize.Of(checkpoint), entries, hash, blobs);
        await DurableFile.WriteAsync(facts, JsonSerializer.SerializeToUtf8Bytes(made, Readable), stop);
        File.Delete(marker);
        return made;
    }

    /// <exception cref="BackupException">There is no whole backup of a known version.</exception>
    internal static async Task<BackupFacts> ReadAsync(string backup, CancellationToken stop)
    {
        var path = Path.Combine(backup, FactsName);
        if (!File.Exists(path))
            throw new BackupException($"expected a whole backup in {backup}, found no {FactsName}: it was broken off, or is none");
        try
        {
            var facts = JsonSerializer.Deserialize<BackupFacts>(await File.ReadAllBytesAsync(path, stop));
            return facts is { Version: Version }
                ? facts
                : throw new BackupException($"expected a backup of version {Version}, got version {facts?.Version}: use the newer program");
        }
        catch (JsonException e)
        {
            throw new BackupException($"expected the facts of a backup in {path}, got: {e.Message}");
        }
    }

    /// <summary>Copies keys into folders that nobody else may open.</summary>
    internal static async Task CopySecretsAsync(string source, string target, CancellationToken stop)
    {
        foreach (var name in new[] { "keys", "tsa" })
        {
            var folder = Path.Combine(target, name);
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(folder);
            else
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            await CopyAsync(Path.Combine(source, name), folder, stop, isAlways: true);
        }
    }

    /// <summary>Copies a folder's files that are not there in the same length.</summary>
    /// <returns>How many files the source has.</returns>
    internal static async Task<long> CopyAsync(string source, string target, CancellationToken stop, bool isAlways = false)
    {
        if (!Directory.Exists(source))
            return 0;
        var files = 0L;
        var folders = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            stop.ThrowIfCancellationRequested();
            // What is being written just now is not yet what its name says.
            if (path.EndsWith(".tmp", StringComparison.Ordinal))
                continue;
            files++;
            var to = Path.Combine(target, Path.GetRelativePath(source, path));
            if (!isAlways && File.Exists(to) && new FileInfo(to).Length == new FileInfo(path).Length)
                continue;
            await DurableFile.WriteAsync(to, await File.ReadAllBytesAsync(path, stop), stop);
            folders.Add(Path.GetDirectoryName(to)!);
        }

        foreach (var folder in folders)
            DurableFile.FlushFolder(folder);
        return files;
    }

    const string BrokenName = "broken-off.txt";

    static bool IsBroken(string target) => File.Exists(Path.Combine(target, BrokenName));

    static async Task<byte[]?> ReadIfAnyAsync(string path, CancellationToken stop) =>
        File.Exists(path) ? await File.ReadAllBytesAsync(path, stop) : null;
}
