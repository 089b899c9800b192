using System.Security.Cryptography;
using IpGuard.Core.Accounts;
using IpGuard.Core.Ledger;
using IpGuard.Core.Works;
using IpGuard.Flows.Ledger;
using IpGuard.Proof.Checking;
using IpGuard.Proof.Ledger;
using IpGuard.Store;
using IpGuard.Store.Ledger;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Backups;

/// <summary>Puts a backup in the place of a lost data folder. A ledger that was published further than the backup goes must not be signed
/// on from there, since that would show two histories: so the newest published checkpoint has to be brought along.</summary>
public static class Restoring
{
    /// <param name="target">A folder that is empty or not there.</param>
    /// <param name="published">Text of the newest checkpoint or proof file that can be found outside: of the log's address, a holder's
    /// bundle or a mirror. Null where the operator states that nothing was published after the backup was made; the audit then says
    /// so.</param>
    /// <exception cref="BackupException">Nothing was restored, and why.</exception>
    public static async Task<BackupFacts> RestoreAsync(
        string backup,
        string target,
        string origin,
        string? published,
        TimeProvider clock,
        CancellationToken stop
    )
    {
        (backup, target) = (Path.GetFullPath(backup), Path.GetFullPath(target));
        var facts = await BackupFolder.ReadAsync(backup, stop);
        if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any())
            throw new BackupException($"expected an empty folder in {target}, found files: move them away first");
        var database = Path.Combine(backup, BackupFolder.DatabaseName);
        string hash;
        await using (var bytes = File.OpenRead(database))
            hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(bytes, stop));
        if (hash != facts.DatabaseHash)
            throw new BackupException(
                $"expected a database of SHA-256 {facts.DatabaseHash} in {backup}, found {hash}: the backup is damaged"
            );
        var key = LedgerKey.Read(Path.Combine(backup, "keys"), origin);
        var note = published is null ? null : Checked(published, key);
        // Built beside it and put in place last: what is broken off is no data folder.
        var beside = target + ".restoring";
        if (Directory.Exists(beside))
            Directory.Delete(beside, recursive: true);
        await BackupFolder.CopySecretsAsync(backup, beside, stop);
        foreach (var part in new[] { "log", "blobs" })
            await BackupFolder.CopyAsync(Path.Combine(backup, part), Path.Combine(beside, part), stop);
        File.Copy(database, Path.Combine(beside, BackupFolder.DatabaseName));
        try
        {
            await CompareAsync(beside, note, clock, stop);
        }
        catch
        {
            Directory.Delete(beside, recursive: true);
            throw;
        }

        if (Directory.Exists(target))
            Directory.Delete(target);
        Directory.Move(beside, target);
        return facts;
    }

    static Checkpoint Checked(string published, LedgerKey key)
    {
        if (LedgerSize.NoteIn(published) is not { } note || !Checkpoint.TryParse(note.Text, out var checkpoint))
            throw new BackupException("expected a signed checkpoint or a .tlog-proof file as what was published last, got another text");
        if (checkpoint!.Origin != key.Origin)
            throw new BackupException($"expected a checkpoint of {key.Origin}, got one of {checkpoint.Origin}");
        return NoteCheck.Fault(note, key.Public) is { } fault
            ? throw new BackupException($"what was published last is not to be believed: {fault}")
            : checkpoint;
    }

    static async Task CompareAsync(string folder, Checkpoint? published, TimeProvider clock, CancellationToken stop)
    {
        await using var store = await GuardStore.OpenAsync(folder, stop);
        await using var db = store.Open(Viewer.House);
        if (published is not null)
        {
            var range = new CompactRange();
            var root = MerkleTree.EmptyRoot;
            await foreach (
                var entry in db
                    .Leaves.AsNoTracking()
                    .OrderBy(l => l.LeafIndex)
                    .Select(l => l.Entry)
                    .AsAsyncEnumerable()
                    .WithCancellation(stop)
            )
            {
                range.Append(MerkleTree.LeafHash(entry.ToBytes()));
                if (range.Size == published.Size)
                    root = range.Root();
            }

            if (range.Size < published.Size)
                throw new BackupException(
                    $"expected a backup of at least the {published.Size} entries that were published, found {range.Size}: "
                        + "signing on from here would show two histories. Restore a newer backup; if there is none, begin a new data "
                        + "folder with another LogOrigin, and keep this backup for its proofs"
                );
            if (root != published.Root)
                throw new BackupException(
                    $"expected entries that give the published root {published.Root}, found others: this is the backup of another history"
                );
        }

        db.Audit.Add(
            new AuditRow
            {
                At = clock.GetUtcNow(),
                OrganisationId = Ledger.Entries.House,
                Actor = "operator",
                Action = published is null ? "house.restored-by-word" : "house.restored",
                Subject = published is null ? "nothing was published after the backup" : $"published at {published.Size}",
            }
        );
        await db.SaveChangesAsync(stop);
    }
}
