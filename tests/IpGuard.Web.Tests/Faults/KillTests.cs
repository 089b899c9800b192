using IpGuard.Core.Accounts;
using IpGuard.Core.Listings;
using IpGuard.Core.Works;
using IpGuard.Flows;
using IpGuard.Flows.Filings;
using IpGuard.Store;
using IpGuard.Vision.Drawing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IpGuard.Web.Tests.Faults;

/// <summary>The program is ended without warning (SIGKILL) while it files and sweeps; whatever was kept must be whole.</summary>
public sealed class KillTests : IDisposable
{
    readonly string _folder = Path.Combine(Path.GetTempPath(), $"ipguard-kill-{Guid.NewGuid():N}");

    public KillTests() => Directory.CreateDirectory(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    string At(params string[] parts) => Path.Combine([_folder, .. parts]);

    // IPGUARD_KILLS raises the number for the slow suite.
    static int Kills => int.TryParse(Environment.GetEnvironmentVariable("IPGUARD_KILLS"), out var kills) ? kills : 6;

    [Fact]
    public async Task Killed_at_any_moment_of_filing_and_sweeping_nothing_is_lost_doubled_or_half_done()
    {
        const int works = 24;
        foreach (var (folder, attack) in new[] { ("works", (Attack?)null), ("listings", Attack.Resaved) })
        {
            Directory.CreateDirectory(At(folder));
            for (var i = 0; i < works; i++)
            {
                var picture = MotifPainter.Draw(Categories.All[i % 9].Category, 500 + i, 256);
                await File.WriteAllBytesAsync(At(folder, $"{i:00}.jpg"), attack is { } a ? AttackPainter.Apply(picture, a, i) : picture);
            }
        }

        string[] compare = ["compare", At("works"), At("listings"), "--export", At("results.csv"), "--data", At("data")];
        var random = new Random(7);
        for (var kill = 0; kill < Kills; kill++)
        {
            using var process = CommandLine.Start(compare);
            await Task.Delay(600 + random.Next(1_800));
            process.Kill();
            await process.WaitForExitAsync();
        }

        var (exitCode, output, error) = await CommandLine.RunAsync(compare);
        Assert.True(exitCode == 0, output + error);
        var rows = await File.ReadAllLinesAsync(At("results.csv"));
        Assert.Equal(1 + (3 * works), rows.Length);
        await AssertWholeAsync(works);
    }

    async Task AssertWholeAsync(int works)
    {
        var settings = new HouseSettings { Data = At("data"), Models = Path.Combine(Testing.SharedData.ProjectRoot, "models") };
        await using var house = await House.OpenAsync(
            settings,
            TimeProvider.System,
            AddressPolicy.Production,
            null,
            CancellationToken.None
        );
        await using var flows = new ServiceCollection().AddIpGuard(house, TimeProvider.System).BuildServiceProvider();
        await flows.GetRequiredService<FinishFlow>().FinishAsync(CancellationToken.None);
        var store = flows.GetRequiredService<GuardStore>();
        await using var db = store.Open(Viewer.House);

        var filings = await db.Filings.Include(f => f.Pictures).ToListAsync();
        Assert.Equal(works, filings.Count);
        var leaves = await db.Leaves.OrderBy(l => l.LeafIndex).ToListAsync();
        Assert.Equal(Enumerable.Range(0, leaves.Count).Select(i => (long)i), leaves.Select(l => l.LeafIndex));
        Assert.Equal(works, leaves.Count(l => l.Kind == "filing"));
        Assert.Equal(works, await db.Outbox.CountAsync(o => o.DoneAt != null && o.Kind == "index-filing"));
        Assert.Equal(works, await db.Outbox.CountAsync(o => o.DoneAt != null && o.Kind == "index-listed"));
        foreach (var picture in filings.SelectMany(f => f.Pictures))
            Assert.Equal(picture.LengthBytes, (await store.Blobs.ReadAsync(picture.Content, CancellationToken.None)).Length);

        // Every listing once, every copy matched once, every match told once.
        Assert.Equal(works, await db.Listings.CountAsync());
        var matches = await db.Matches.ToListAsync();
        Assert.Equal(works, matches.Select(m => m.ListingId).Distinct().Count());
        Assert.Equal(matches.Count, matches.Select(m => (m.FilingNumber, m.ListingId)).Distinct().Count());
        Assert.DoesNotContain(matches, m => m.AlertId is null);

        var reads = flows.GetRequiredService<FilingReads>();
        var bundle = await reads.BundleAsync(Viewer.House, filings[^1].Number, CancellationToken.None);
        Assert.True(Verification.Check(new MemoryStream(bundle!.Bytes.ToArray()), null, null).IsPassed);
    }
}
