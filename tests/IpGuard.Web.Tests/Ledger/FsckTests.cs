using IpGuard.Core.Accounts;
using IpGuard.Flows.Ledger;
using IpGuard.Store;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Web.Tests.Ledger;

/// <summary>Whatever is changed behind the house's back is found, and named.</summary>
public sealed class FsckTests
{
    [Fact]
    public async Task A_house_of_which_nothing_was_changed_is_clean_and_its_report_is_kept()
    {
        await using var house = await FiledAsync();
        var report = await house.Get<FsckFlow>().CheckAsync(null, CancellationToken.None);
        Assert.All(report.Parts, p => Assert.True(p.Damaged == 0, string.Join("; ", p.Faults)));
        Assert.All(report.Parts.Where(p => p.Part is not ("blobs" or "cosignatures")), p => Assert.True(p.Checked > 0, p.Part));
        Assert.Equal(report.Parts.Count, (await house.Get<FsckFlow>().ReadAsync(CancellationToken.None)).Single().Parts.Count);
    }

    [Theory]
    [InlineData("UPDATE Leaves SET Entry = zeroblob(32) WHERE LeafIndex = 1", "entries", "another hash")]
    [InlineData("DELETE FROM Leaves WHERE LeafIndex = 1", "entries", "expected an entry at index 1")]
    [InlineData("UPDATE Filings SET Title = 'x'", "filings", "its title is not the text")]
    [InlineData("UPDATE Filings SET Manifest = zeroblob(9)", "entries", "another hash")]
    [InlineData("UPDATE FiledPictures SET Salt = zeroblob(32)", "filings", "picture 1 is not the file")]
    [InlineData("UPDATE FiledPictures SET FileName = 'x'", "filings", "the name of picture 1")]
    [InlineData("UPDATE Audit SET Actor = 'x'", "entries", "audit segment 1")]
    [InlineData("UPDATE Checkpoints SET Root = zeroblob(32)", "checkpoints", "its entries give")]
    [InlineData("UPDATE Checkpoints SET Note = 'x'", "checkpoints", "states something else")]
    [InlineData("UPDATE Timestamps SET Token = zeroblob(9)", "tokens", "expected an RFC 3161 token")]
    [InlineData("UPDATE Timestamps SET StampedAt = 5", "tokens", "expected the time")]
    [InlineData("DELETE FROM AuditSegments", "entries", "")]
    public async Task A_changed_row_is_found(string deed, string part, string words)
    {
        await using var house = await FiledAsync();
        await TamperAsync(house, System.Runtime.CompilerServices.FormattableStringFactory.Create(deed));
        await AssertFoundAsync(house, part, words);
    }

    /// <summary>Changes rows as someone from outside would, who does not stop at the triggers.</summary>
    internal static async Task TamperAsync(OpenHouse house, FormattableString deed)
    {
        await using var db = house.Store.Open(Viewer.House);
        var triggers = await db
            .Database.SqlQueryRaw<string>("SELECT name AS Value FROM sqlite_master WHERE type = 'trigger'")
            .ToListAsync();
        foreach (var trigger in triggers)
            await db.Database.ExecuteSqlAsync(
                System.Runtime.CompilerServices.FormattableStringFactory.Create($"DROP TRIGGER \"{trigger}\"")
            );
        await db.Database.ExecuteSqlAsync(deed);
    }

    [Theory]
    [InlineData("blobs", "filings", "blob")]
    [InlineData("log/tile/0", "tiles", "tile/0/")]
    [InlineData("log/tile/entries", "tiles", "tile/entries/")]
    public async Task A_changed_file_is_found(string folder, string part, string words)
    {
        await using var house = await FiledAsync();
        foreach (var path in Directory.EnumerateFiles(Path.Combine(house.Folder, folder), "*", SearchOption.AllDirectories))
        {
            var bytes = await File.ReadAllBytesAsync(path);
            bytes[^1] ^= 1;
            await File.WriteAllBytesAsync(path, bytes);
        }

        await AssertFoundAsync(house, part, words);
    }

    [Fact]
    public async Task A_missing_file_is_found()
    {
        await using var house = await FiledAsync();
        Directory.Delete(Path.Combine(house.Folder, "blobs"), recursive: true);
        Directory.Delete(Path.Combine(house.Folder, "log", "tile", "entries"), recursive: true);
        await AssertFoundAsync(house, "filings", "found none");
        await AssertFoundAsync(house, "tiles", "found none");
    }

    // Three filings under two checkpoints, and a closed segment of the audit.
    static async Task<OpenHouse> FiledAsync()
    {
        var house = await OpenHouse.OpenAsync();
        await house.FileAsync(11);
        await house.FinishAsync();
        await house.FileAsync(12);
        await house.FileAsync(13);
        house.Clock.By = TimeSpan.FromDays(1);
        await house.FinishAsync();
        return house;
    }

    static async Task AssertFoundAsync(OpenHouse house, string part, string words)
    {
        var report = await house.Get<FsckFlow>().CheckAsync(null, CancellationToken.None);
        Assert.False(report.IsClean);
        Assert.Contains(report.Parts.Single(p => p.Part == part).Faults, f => f.Contains(words, StringComparison.Ordinal));
    }
}
