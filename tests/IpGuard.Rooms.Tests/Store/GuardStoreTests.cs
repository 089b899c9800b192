using IpGuard.Core.Accounts;
using IpGuard.Core.Filings;
using IpGuard.Core.Works;
using IpGuard.Store;
using IpGuard.Store.Blobs;
using IpGuard.Store.Filings;
using IpGuard.Store.Matches;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Rooms.Tests.Store;

public sealed class GuardStoreTests : IDisposable
{
    static readonly Guid Ming = Guid.Parse("00000000-0000-0000-0000-00000000000a");
    static readonly Guid Wei = Guid.Parse("00000000-0000-0000-0000-00000000000b");

    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    Task<GuardStore> OpenAsync() => GuardStore.OpenAsync(_folder.Path, CancellationToken.None);

    static FilingRow Row(string number, Guid owner) =>
        new()
        {
            Number = number,
            OrganisationId = owner,
            Holder = "h",
            Title = "t",
            Category = Category.Apparel,
            Author = "a",
            OwnershipBasis = OwnershipBasis.OwnCreation,
            WorkHash = Sha256Hash.Of(System.Text.Encoding.UTF8.GetBytes(number)),
            FiledAt = DateTimeOffset.UnixEpoch,
            Manifest = [1],
            FieldSalts = [2],
            Pictures = [],
        };

    static MatchRow Match(string number, string filing, Guid owner) =>
        new()
        {
            Number = number,
            OrganisationId = owner,
            FilingNumber = filing,
            ListingId = 1,
            Likeness = Core.Matching.Likeness.Same,
            Score = 1,
            Bits = 0,
            Orientation = Core.Matching.Orientation.Upright,
            FiledPictureNo = 1,
            ListedPictureNo = 1,
            RuleVersion = 1,
            RaisedAt = DateTimeOffset.UnixEpoch,
            SweepId = 1,
        };

    static async Task KeepAsync(GuardStore store, params object[] rows)
    {
        await using var db = store.Open(Viewer.House);
        db.AddRange(rows);
        await db.SaveChangesAsync();
    }

    [Fact]
    public async Task Each_viewer_sees_only_what_is_theirs()
    {
        await using var store = await OpenAsync();
        await KeepAsync(store, Row("F-1", Ming), Row("F-2", Wei));
        async Task<string[]> Seen(Viewer viewer)
        {
            await using var db = store.Open(viewer);
            return await db.Filings.OrderBy(f => f.Number).Select(f => f.Number).ToArrayAsync();
        }

        Assert.Equal(["F-1"], await Seen(Viewer.Of(Ming, OrganisationKind.Designer)));
        Assert.Equal(["F-2"], await Seen(Viewer.Of(Wei, OrganisationKind.Brand)));
        Assert.Equal(["F-1", "F-2"], await Seen(Viewer.House));
        Assert.Empty(await Seen(Viewer.Nobody));
    }

    [Fact]
    public async Task A_regulator_sees_every_match_and_only_the_filings_behind_one()
    {
        await using var store = await OpenAsync();
        await KeepAsync(store, Row("F-1", Ming), Row("F-2", Wei), Match("M-1", "F-2", Wei));
        await using var db = store.Open(Viewer.Of(Guid.NewGuid(), OrganisationKind.Regulator));
        Assert.Equal(["M-1"], await db.Matches.Select(m => m.Number).ToArrayAsync());
        Assert.Equal(["F-2"], await db.Filings.Select(f => f.Number).ToArrayAsync());
    }

    [Fact]
    public async Task A_viewer_cannot_write_a_row_of_another()
    {
        await using var store = await OpenAsync();
        await using var db = store.Open(Viewer.Of(Ming, OrganisationKind.Designer));
        db.Add(Row("F-1", Wei));
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.SaveChangesAsync());
    }

    [Theory]
    [InlineData("UPDATE Filings SET Title = 'x'")]
    [InlineData("DELETE FROM Filings")]
    public async Task What_was_filed_cannot_be_changed_or_deleted_even_by_hand(string sql)
    {
        await using var store = await OpenAsync();
        await KeepAsync(store, Row("F-1", Ming));
        await using var db = store.Open(Viewer.House);
        var refusal = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => db.Database.ExecuteSqlRawAsync(sql));
        Assert.Contains("append-only", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_work_of_the_same_holder_is_kept_once()
    {
        await using var store = await OpenAsync();
        await KeepAsync(store, Row("F-1", Ming));
        var twin = Row("F-2", Ming);
        typeof(FilingRow).GetProperty(nameof(FilingRow.WorkHash))!.SetValue(twin, Row("F-1", Ming).WorkHash);
        await Assert.ThrowsAsync<DbUpdateException>(() => KeepAsync(store, twin));
    }

    [Fact]
    public async Task A_second_process_is_kept_off_the_folder()
    {
        await using var store = await OpenAsync();
        var refusal = await Assert.ThrowsAsync<DataFolderException>(OpenAsync);
        Assert.Contains("another IpGuard process", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_folder_is_free_again_after_closing_and_the_store_keeps_its_id()
    {
        Guid id;
        await using (var store = await OpenAsync())
            id = store.Id;
        await using var again = await OpenAsync();
        Assert.Equal(id, again.Id);
    }

    [Fact]
    public async Task A_database_that_is_none_is_told_with_what_to_do()
    {
        await File.WriteAllTextAsync(_folder.At("guard.db"), new string('x', 5_000));
        var refusal = await Assert.ThrowsAsync<DataFolderException>(OpenAsync);
        Assert.Contains("backup", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_told()
    {
        var file = _folder.At("a-file");
        await File.WriteAllTextAsync(file, "");
        await Assert.ThrowsAsync<DataFolderException>(() => GuardStore.OpenAsync(Path.Combine(file, "data"), CancellationToken.None));
    }

    [Fact]
    public async Task A_migration_that_died_with_its_process_does_not_keep_the_next_one_waiting()
    {
        await using (var store = await OpenAsync())
        {
            await using var db = store.Open(Viewer.House);
            await db.Database.ExecuteSqlRawAsync(
                "CREATE TABLE IF NOT EXISTS \"__EFMigrationsLock\" (\"Id\" INTEGER PRIMARY KEY, \"Timestamp\" TEXT)"
            );
            await db.Database.ExecuteSqlRawAsync("INSERT INTO \"__EFMigrationsLock\" VALUES (1, '2026-01-01')");
        }

        await using var again = await OpenAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.NotEqual(Guid.Empty, again.Id);
    }

    [Fact]
    public async Task A_blob_is_read_as_it_was_kept_and_damage_is_told()
    {
        var blobs = new BlobFolder(_folder.At("blobs"));
        var hash = await blobs.KeepAsync(new byte[] { 1, 2, 3 }, CancellationToken.None);
        Assert.Equal(hash, await blobs.KeepAsync(new byte[] { 1, 2, 3 }, CancellationToken.None));
        Assert.Equal([1, 2, 3], await blobs.ReadAsync(hash, CancellationToken.None));

        var path = Directory.GetFiles(_folder.At("blobs"), "*", SearchOption.AllDirectories).Single();
        await File.WriteAllBytesAsync(path, [1, 2, 4]);
        await Assert.ThrowsAsync<InvalidDataException>(() => blobs.ReadAsync(hash, CancellationToken.None));
        await Assert.ThrowsAsync<InvalidDataException>(() => blobs.ReadAsync(Sha256Hash.Of([9]), CancellationToken.None));
    }
}
