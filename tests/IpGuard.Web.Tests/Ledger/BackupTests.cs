using IpGuard.Core.Accounts;
using IpGuard.Flows;
using IpGuard.Flows.Backups;
using IpGuard.Flows.Filings;
using IpGuard.Flows.Ledger;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Web.Tests.Ledger;

/// <summary>A house is copied while it runs, and a copy is put in its place without showing two histories.</summary>
public sealed class BackupTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("ipguard-backup-").FullName;

    string Backup => Path.Combine(_folder, "backup");

    string Restored => Path.Combine(_folder, "restored");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    Task<BackupFacts> MakeAsync(string data) => BackupFolder.MakeAsync(data, Backup, TimeProvider.System, null, CancellationToken.None);

    Task<BackupFacts> RestoreAsync(string? published, string? origin = null) =>
        Restoring.RestoreAsync(
            Backup,
            Restored,
            origin ?? new HouseSettings().LogOrigin,
            published,
            TimeProvider.System,
            CancellationToken.None
        );

    async Task<string> FaultAsync(string? published)
    {
        var fault = await Assert.ThrowsAsync<BackupException>(() => RestoreAsync(published));
        Assert.False(Directory.Exists(Restored));
        return fault.Message;
    }

    static Task<string> PublishedAsync(OpenHouse house) => File.ReadAllTextAsync(Path.Combine(house.Folder, "log", "checkpoint"));

    [Fact]
    public async Task A_copy_made_while_filings_come_in_is_whole_and_goes_on_as_the_same_ledger()
    {
        await using var house = await OpenHouse.OpenAsync();
        var first = await house.NumberAsync(21);
        await house.FinishAsync();
        using var ended = new CancellationTokenSource();
        var seed = 100;
        var filing = Task.Run(async () =>
        {
            while (!ended.IsCancellationRequested)
            {
                await house.FileAsync(Interlocked.Increment(ref seed));
                await house.Get<LedgerFlow>().IntegrateAsync(CancellationToken.None);
            }
        });
        for (var i = 0; i < 3; i++)
            await MakeAsync(house.Folder);
        await ended.CancelAsync();
        await filing;

        // The newest checkpoint is ahead of the copy, unless the last filing was before it: so what the copy holds is what is brought
        // along.
        var published = await File.ReadAllTextAsync(Path.Combine(Backup, "log", "checkpoint"));
        var facts = await RestoreAsync(published);
        Assert.True(facts.CheckpointSize > 0 && facts.Entries >= facts.CheckpointSize, facts.ToString());
        await using var again = await OpenHouse.OpenAsync(folder: Restored);
        var report = await again.Get<FsckFlow>().CheckAsync(null, CancellationToken.None);
        Assert.All(report.Parts, p => Assert.True(p.Damaged == 0, string.Join("; ", p.Faults)));
        Assert.Equal(ProofState.Timestamped, (await again.ReadAsync(first)).Summary.State);
        await again.NumberAsync(22);
        await again.FinishAsync();
        Assert.True((await again.Get<FsckFlow>().CheckAsync(null, CancellationToken.None)).IsClean);
    }

    [Fact]
    public async Task A_backup_that_is_behind_what_was_published_is_refused()
    {
        await using var house = await OpenHouse.OpenAsync();
        await house.NumberAsync(23);
        await house.FinishAsync();
        await MakeAsync(house.Folder);
        var atBackup = await PublishedAsync(house);
        await house.NumberAsync(24);
        await house.FinishAsync();
        Assert.Contains("two histories", await FaultAsync(await PublishedAsync(house)), StringComparison.Ordinal);
        await RestoreAsync(atBackup);
    }

    [Fact]
    public async Task What_was_published_may_be_brought_along_as_a_proof_and_has_to_be_of_this_ledger()
    {
        await using var house = await OpenHouse.OpenAsync();
        var number = await house.NumberAsync(25);
        await house.FinishAsync();
        await MakeAsync(house.Folder);
        await using var other = await OpenHouse.OpenAsync();
        await other.NumberAsync(26);
        await other.FinishAsync();
        Assert.Contains("not to be believed", await FaultAsync(await PublishedAsync(other)), StringComparison.Ordinal);
        Assert.Contains("got another text", await FaultAsync("a text"), StringComparison.Ordinal);

        var bundle = await house.Get<FilingReads>().BundleAsync(house.Holder, number, CancellationToken.None);
        await using var zip = new System.IO.Compression.ZipArchive(new MemoryStream(bundle!.Bytes.ToArray()));
        using var proof = new StreamReader(await zip.GetEntry("proof.tlog-proof")!.OpenAsync());
        await RestoreAsync(await proof.ReadToEndAsync());
    }

    [Fact]
    public async Task Restoring_by_the_operators_word_stands_in_the_audit()
    {
        await using (var house = await OpenHouse.OpenAsync())
        {
            await house.NumberAsync(27);
            await house.FinishAsync();
            await MakeAsync(house.Folder);
        }

        await RestoreAsync(published: null);
        await using var again = await OpenHouse.OpenAsync(folder: Restored);
        await using var db = again.Store.Open(Viewer.House);
        Assert.True(await db.Audit.AnyAsync(a => a.Action == "house.restored-by-word"));
    }

    [Fact]
    public async Task A_damaged_or_broken_off_backup_and_a_folder_in_use_are_refused()
    {
        await using var house = await OpenHouse.OpenAsync();
        await house.NumberAsync(28);
        await house.FinishAsync();
        await MakeAsync(house.Folder);
        var database = Path.Combine(Backup, "guard.db");
        var bytes = await File.ReadAllBytesAsync(database);
        bytes[5_000] ^= 1;
        await File.WriteAllBytesAsync(database, bytes);
        Assert.Contains("the backup is damaged", await FaultAsync(null), StringComparison.Ordinal);
        await MakeAsync(house.Folder);
        File.Delete(Path.Combine(Backup, "backup.json"));
        Assert.Contains("broken off", await FaultAsync(null), StringComparison.Ordinal);

        var strange = Directory.CreateDirectory(Path.Combine(_folder, "strange")).FullName;
        await File.WriteAllTextAsync(Path.Combine(strange, "a.txt"), "");
        await Assert.ThrowsAsync<BackupException>(() =>
            BackupFolder.MakeAsync(house.Folder, strange, TimeProvider.System, null, CancellationToken.None)
        );
        await Assert.ThrowsAsync<BackupException>(() =>
            BackupFolder.MakeAsync(strange, Backup, TimeProvider.System, null, CancellationToken.None)
        );
    }

    [Fact]
    public async Task Keys_can_be_read_by_their_owner_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such modes");
            return;
        }

        await using var house = await OpenHouse.OpenAsync();
        await MakeAsync(house.Folder);
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(Path.Combine(Backup, "keys"))
        );
    }
}
