using System.Globalization;
using System.Text.Json;
using IpGuard.Core.Accounts;
using IpGuard.Core.Works;
using IpGuard.Flows.Holders;
using IpGuard.Flows.Ledger;
using IpGuard.Vision.Drawing;
using IpGuard.Web.Tests.Ledger;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Web.Tests.Faults;

/// <summary>The program is ended without warning (SIGKILL) at random moments of sweeps of a marketplace that changes meanwhile: nothing
/// is lost, nothing is there twice, and a sweep that was cut short counts what it would have counted.</summary>
public sealed class SweepKillTests : IDisposable
{
    const int Listings = 6_000;
    const int PictureEvery = 150;
    const int NameEvery = 500;
    const string Brand = "Zhelumea";

    readonly string _folder = OpenHouse.NewFolder();
    readonly string _market = OpenHouse.NewFolder();

    // IPGUARD_KILLS raises the number for the slow suite.
    static int Kills => int.TryParse(Environment.GetEnvironmentVariable("IPGUARD_KILLS"), out var kills) ? kills : 4;

    public void Dispose()
    {
        // The house that looked at it last has taken its folder with it, unless it was never opened.
        foreach (var folder in new[] { _folder, _market }.Where(Directory.Exists))
            Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Killed_at_random_moments_of_sweeping_nothing_is_lost_or_doubled()
    {
        Directory.CreateDirectory(_market);
        string work;
        await using (var house = await OpenHouse.OpenAsync(folder: _folder))
        {
            work = await house.NumberAsync(1);
            await house.FinishAsync();
            Assert.Empty(await house.Get<HolderFactsFlow>().AddNameAsync(house.Holder, Brand, CancellationToken.None));
            await house.CloseAsync();
        }

        for (var i = 0; i < Listings; i += PictureEvery)
        {
            // Each second one shows the work.
            var picture = i / PictureEvery % 2 == 0 ? OpenDoor.Picture(500_001) : MotifPainter.Draw(Category.Furniture, 70 + i, 160);
            await File.WriteAllBytesAsync(Path.Combine(_market, $"{i}.jpg"), picture);
        }

        var random = new Random(5);
        var edition = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            // What is on the pages changes from time to time, so that there is something to judge and to keep.
            if (kill % 5 == 0)
                Publish(++edition);
            using var process = CommandLine.Start("sweep", _market, "--data", _folder);
            await Task.Delay(1_200 + random.Next(3_000));
            process.Kill();
            await process.WaitForExitAsync();
        }

        // One goes on where it was cut short, the next sees every page.
        for (var whole = 0; whole < 2; whole++)
        {
            var (exitCode, output, error) = await CommandLine.RunAsync("sweep", _market, "--data", _folder);
            Assert.True(exitCode == 0, output + error);
        }

        await AssertWholeAsync(work, edition);
    }

    void Publish(int edition)
    {
        var lines = Path.Combine(_market, "listings.jsonl");
        using (var file = File.Create(lines + ".new"))
        {
            for (var i = 0; i < Listings; i++)
            {
                JsonSerializer.Serialize(
                    file,
                    new
                    {
                        id = string.Create(CultureInfo.InvariantCulture, $"L{i}"),
                        title = TitleOf(i, edition),
                        pictures = i % PictureEvery == 0 ? [$"{i}.jpg"] : Array.Empty<string>(),
                    }
                );
                file.WriteByte((byte)'\n');
            }
        }

        File.Move(lines + ".new", lines, overwrite: true);
    }

    static string TitleOf(int listing, int edition) =>
        string.Create(CultureInfo.InvariantCulture, $"{(listing % NameEvery == 7 ? Brand : "Plain")} chair {listing}, edition {edition}");

    async Task AssertWholeAsync(string work, int edition)
    {
        await using var house = await OpenHouse.OpenAsync(folder: _folder);
        await house.FinishAsync();
        await using var db = house.Store.Open(Viewer.House);
        var rows = await db.Listings.AsNoTracking().ToListAsync();
        Assert.Equal(Listings, rows.Count);
        Assert.Equal(Listings, rows.Select(l => l.ExternalId).Distinct(StringComparer.Ordinal).Count());
        Assert.All(rows, l => Assert.Equal(TitleOf(int.Parse(l.ExternalId[1..], CultureInfo.InvariantCulture), edition), l.Title));
        var snapshots = (await db.Snapshots.AsNoTracking().Select(s => new { s.ListingId, s.Content }).ToListAsync())
            .Select(s => (s.ListingId, s.Content))
            .ToHashSet();
        Assert.All(rows, l => Assert.Contains((l.Id, l.Snapshot), snapshots));
        Assert.Equal(Listings / PictureEvery, await db.ListedPictures.CountAsync(p => p.Content != null && p.Fault == null));

        // Each copy matched once, each name told once, each under the ledger and in an alert.
        var matches = await db.Matches.AsNoTracking().Where(m => m.FilingNumber == work).ToListAsync();
        Assert.Equal(Listings / PictureEvery / 2, matches.Select(m => m.ListingId).Distinct().Count());
        Assert.Equal(matches.Count, matches.Select(m => m.ListingId).Distinct().Count());
        Assert.DoesNotContain(matches, m => m.AlertId is null || m.EvidenceNumber is null);
        var names = await db.NameMatches.AsNoTracking().ToListAsync();
        Assert.Equal(Listings / NameEvery, names.Count);
        Assert.DoesNotContain(names, m => m.AlertId is null || m.EvidenceNumber is null);

        // Counts and cursor move with the page: however often a sweep was cut short, it counts each page once.
        var sweeps = await db.Sweeps.AsNoTracking().OrderBy(s => s.Id).ToListAsync();
        Assert.All(sweeps, s => Assert.NotNull(s.FinishedAt));
        Assert.All(sweeps, s => Assert.Equal((Listings, Listings / 200), (s.Counts.Listings, s.Counts.Pages)));
        Assert.Equal(Listings, sweeps[^1].Counts.UnchangedListings);
        Assert.Equal(0, await db.SweepFaults.CountAsync());
        Assert.Equal(0, await db.DeepTasks.CountAsync());
        var fsck = await house.Get<FsckFlow>().CheckAsync(null, CancellationToken.None);
        Assert.True(fsck.IsClean, string.Join("; ", fsck.Parts.SelectMany(p => p.Faults)));
    }
}
