using IpGuard.Core.Accounts;
using IpGuard.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace IpGuard.Rooms.Tests.Store;

/// <summary>What an earlier version kept is there after the step to the next.</summary>
public sealed class ProofMigrationTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Times_that_stood_beside_their_checkpoints_are_carried_over_and_those_without_stay_without()
    {
        await using (var old = new GuardDb(GuardStore.OptionsFor(_folder.At("guard.db"))) { Viewer = Viewer.House })
        {
            await old.GetService<IMigrator>().MigrateAsync("20261125222424_Trust");
            const string columns = "(\"Size\", \"Root\", \"Note\", \"SignedAt\", \"Timestamp\", \"TimestampedAt\", \"TimestampAuthority\")";
            await old.Database.ExecuteSqlRawAsync(
                $"INSERT INTO \"Checkpoints\" {columns} VALUES (3, zeroblob(32), 'n', 1, x'0102', 630000000000000000, 'Own'), (5, zeroblob(32), 'm', 2, NULL, NULL, NULL)"
            );
        }

        await using var store = await GuardStore.OpenAsync(_folder.Path, CancellationToken.None);
        await using var db = store.Open(Viewer.House);
        Assert.Equal([3, 5], await db.Checkpoints.OrderBy(c => c.Size).Select(c => c.Size).ToListAsync());
        var stamp = await db.Timestamps.SingleAsync();
        Assert.Equal((3, "own", "Own"), (stamp.CheckpointSize, stamp.Source, stamp.Signer));
        Assert.Equal([1, 2], stamp.Token);
        Assert.True(stamp.SignerEndsAt > stamp.StampedAt.AddYears(18));
        Assert.Equal("", (await db.AuthorityRoots.SingleAsync(r => r.Id == stamp.RootId)).RootPem);
        Assert.Null(await GuardStore.IntegrityFaultAsync(db, CancellationToken.None));
        // And nobody changes it any more.
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() =>
            db.Timestamps.ExecuteUpdateAsync(t => t.SetProperty(s => s.Signer, "x"))
        );
    }
}
