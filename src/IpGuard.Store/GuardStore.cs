using System.Data.Common;
using IpGuard.Core.Accounts;
using IpGuard.Store.Blobs;
using IpGuard.Store.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace IpGuard.Store;

/// <summary>The database and the blobs of one data folder. One process at a time: a lock file says so.</summary>
public sealed class GuardStore : IAsyncDisposable
{
    /// <summary>The database's file in its data folder.</summary>
    public const string DatabaseName = "guard.db";

    readonly DbContextOptions<GuardDb> _options;
    readonly DataFolderLock _lock;

    GuardStore(DbContextOptions<GuardDb> options, DataFolderLock held, string folder, Guid id)
    {
        (_options, _lock, Folder, Id) = (options, held, folder, id);
        Blobs = new(Path.Combine(folder, "blobs"));
        Features = new(Path.Combine(folder, "features"));
    }

    /// <summary>The data folder, absolute.</summary>
    public string Folder { get; }

    /// <summary>Tells this database from every other; what is derived from it remembers it.</summary>
    public Guid Id { get; }

    public BlobFolder Blobs { get; }

    /// <summary>Features of pictures; a cache.</summary>
    public FeatureFolder Features { get; }

    /// <summary>Opens the folder's store, making or migrating it as needed.</summary>
    /// <exception cref="DataFolderException">Another process holds the folder, it cannot be written, or its database is damaged or newer
    /// than this program.</exception>
    public static async Task<GuardStore> OpenAsync(string folder, CancellationToken stop)
    {
        folder = Path.GetFullPath(folder);
        var held = DataFolderLock.Take(folder);
        try
        {
            var options = OptionsFor(Path.Combine(folder, DatabaseName));
            await using var db = new GuardDb(options) { Viewer = Viewer.House };
            await MigrateAsync(db, folder, stop);
            await AssertDurableAsync(db, stop);
            return new(options, held, folder, await StoreIdAsync(db, stop));
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>The options by which the database of a file is opened; for design-time tools and tests.</summary>
    public static DbContextOptions<GuardDb> OptionsFor(string databasePath) =>
        new DbContextOptionsBuilder<GuardDb>()
            .UseSqlite(
                $"Data Source={databasePath};Foreign Keys=True;Default Timeout=30",
                sqlite => sqlite.UseQuerySplittingBehavior(QuerySplittingBehavior.SplitQuery)
            )
            // A filing's pictures are filtered by the same rule as the filing, so nothing is hidden by halves.
            .ConfigureWarnings(w => w.Ignore(CoreEventId.PossibleIncorrectRequiredNavigationWithQueryFilterInteractionWarning))
            .AddInterceptors(new FullSynchronous())
            .Options;

    /// <summary>A context that sees what the viewer may see. Dispose it after one piece of work.</summary>
    public GuardDb Open(Viewer viewer) => new(_options) { Viewer = viewer };

    public ValueTask DisposeAsync()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _lock.Dispose();
        return ValueTask.CompletedTask;
    }

    static async Task MigrateAsync(GuardDb db, string folder, CancellationToken stop)
    {
        try
        {
            await ForgetDeadMigrationAsync(db, folder, stop);
            var known = db.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
            var unknown = (await db.Database.GetAppliedMigrationsAsync(stop)).Where(m => !known.Contains(m)).ToList();
            if (unknown.Count > 0)
                throw new DataFolderException(
                    $"expected a database of this version or older in {folder}, got one with {unknown[^1]}: use the newer program"
                );
            await db.Database.MigrateAsync(stop);
            // Set when a database is made; a process that ended just then may have left it otherwise.
            await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", stop);
        }
        catch (Microsoft.Data.Sqlite.SqliteException e) when (e.SqliteErrorCode is 11 or 26)
        {
            throw new DataFolderException(
                $"expected an IpGuard database in {Path.Combine(folder, DatabaseName)}, got a damaged or foreign file ({e.Message}): "
                    + "put a backup in its place, or name another folder with --data",
                e
            );
        }
    }

    // EF Core marks a running migration by a row, and waits for it to go for ever. The folder's lock is ours, so whoever wrote it is dead.
    static async Task ForgetDeadMigrationAsync(GuardDb db, string folder, CancellationToken stop)
    {
        if (File.Exists(Path.Combine(folder, DatabaseName)))
            await db.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", stop);
    }

    // NORMAL may lose the last commits when the power fails; a filing that was answered may not be lost.
    static async Task AssertDurableAsync(GuardDb db, CancellationToken stop)
    {
        var journal = await db.Database.SqlQueryRaw<string>("SELECT journal_mode AS Value FROM pragma_journal_mode").SingleAsync(stop);
        var synchronous = await db.Database.SqlQueryRaw<int>("SELECT synchronous AS Value FROM pragma_synchronous").SingleAsync(stop);
        const int full = 2;
        if (!string.Equals(journal, "wal", StringComparison.OrdinalIgnoreCase) || synchronous < full)
            throw new DataFolderException(
                $"expected SQLite with journal_mode=wal and synchronous=FULL (2), got {journal} and {synchronous}"
            );
    }

    /// <summary>Copies a folder's database as it is at this instant, also while another process writes to it.</summary>
    /// <returns>How many entries of the ledger the copy holds, and its SHA-256 in hexadecimal.</returns>
    public static async Task<(long Entries, string Hash)> CopyDatabaseAsync(string folder, string target, CancellationToken stop)
    {
        var fresh = target + ".new";
        File.Delete(fresh);
        await using (var db = new GuardDb(OptionsFor(Path.Combine(folder, DatabaseName))) { Viewer = Viewer.House })
            await db.Database.ExecuteSqlAsync($"VACUUM INTO {fresh}", stop);
        long entries;
        await using (var copy = new GuardDb(OptionsFor(fresh)) { Viewer = Viewer.House })
        {
            entries = await copy.Leaves.LongCountAsync(stop);
            Microsoft.Data.Sqlite.SqliteConnection.ClearPool((Microsoft.Data.Sqlite.SqliteConnection)copy.Database.GetDbConnection());
        }

        string hash;
        await using (var written = new FileStream(fresh, FileMode.Open, FileAccess.ReadWrite, FileShare.Read))
        {
            written.Flush(flushToDisk: true);
            hash = Convert.ToHexStringLower(await System.Security.Cryptography.SHA256.HashDataAsync(written, stop));
        }

        File.Move(fresh, target, overwrite: true);
        DurableFile.FlushFolder(Path.GetDirectoryName(target)!);
        return (entries, hash);
    }

    /// <summary>What SQLite finds wrong with the database's pages and references; null where nothing is.</summary>
    public static async Task<string?> IntegrityFaultAsync(GuardDb db, CancellationToken stop)
    {
        var said = await db.Database.SqlQueryRaw<string>("SELECT integrity_check AS Value FROM pragma_integrity_check").ToListAsync(stop);
        var broken = await db.Database.SqlQueryRaw<string>("SELECT \"table\" AS Value FROM pragma_foreign_key_check").ToListAsync(stop);
        return said is ["ok"] && broken.Count == 0
            ? null
            : $"expected a whole database, found: {string.Join("; ", said.Take(5))}; {broken.Count} rows that refer to nothing";
    }

    static async Task<Guid> StoreIdAsync(GuardDb db, CancellationToken stop)
    {
        var fact = await db.Facts.FindAsync([FactRow.StoreId], stop);
        if (fact is null)
        {
            fact = new() { Key = FactRow.StoreId, Value = Guid.NewGuid().ToString("N") };
            db.Facts.Add(fact);
            await db.SaveChangesAsync(stop);
        }

        return Guid.ParseExact(fact.Value, "N");
    }

    // Stated on every connection rather than trusted to the library's build options.
    sealed class FullSynchronous : DbConnectionInterceptor
    {
        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => State(connection);

        public override Task ConnectionOpenedAsync(
            DbConnection connection,
            ConnectionEndEventData eventData,
            CancellationToken cancellationToken = default
        )
        {
            State(connection);
            return Task.CompletedTask;
        }

        static void State(DbConnection connection)
        {
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA synchronous=FULL";
            command.ExecuteNonQuery();
        }
    }
}
