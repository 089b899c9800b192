using IpGuard.Core.Works;
using IpGuard.Flows.Matching;
using IpGuard.Flows.Sweeps;
using IpGuard.Store;
using IpGuard.Testing;
using IpGuard.Vision.Decoding;
using IpGuard.Vision.Drawing;
using IpGuard.Vision.Features;

namespace IpGuard.Web.Tests.Matching;

/// <summary>Features are a cache, and the network an aid: without either there is still an answer.</summary>
public class ShelfTests
{
    /// <summary>A house with all models but the network.</summary>
    static async Task<OpenDoor> WithoutNetworkAsync()
    {
        var models = Directory.CreateTempSubdirectory("ipguard-models-").FullName;
        foreach (var kept in new[] { "matcher", "text", "titles", "verdict", "vocabulary" })
            Directory.CreateSymbolicLink(Path.Combine(models, kept), Path.Combine(SharedData.ProjectRoot, "models", kept));
        var door = new OpenDoor { Models = models };
        await door.InitializeAsync();
        return door;
    }

    [Fact]
    public async Task Damaged_features_are_made_again_and_a_lost_picture_has_none()
    {
        await using var door = await WithoutNetworkAsync();
        var picture = Bazaar.Design(9_500);
        await Bazaar.FileAsync(door, "Shelf", picture);
        var (store, hash) = (door.Get<GuardStore>(), Sha256Hash.Of(picture));
        var file = Directory.GetFiles(store.Folder, $"{hash}.filed", SearchOption.AllDirectories).Single();
        var sound = await File.ReadAllBytesAsync(file);
        foreach (
            var damage in new Func<byte[]>[] { () => sound[..(sound.Length / 2)], () => [], () => [.. sound[..^1], (byte)(sound[^1] ^ 1)] }
        )
        {
            await File.WriteAllBytesAsync(file, damage());
            // As after a restart: nothing in memory.
            var shelf = new FeatureShelf(store, door.Get<Fingerprinter>());
            Assert.NotNull(await shelf.FindAsync(hash, Side.Filed, CancellationToken.None));
            Assert.Equal(sound, await File.ReadAllBytesAsync(file));
        }

        var lost = await new FeatureShelf(store, door.Get<Fingerprinter>()).FindAsync(
            Sha256Hash.Of("lost"u8),
            Side.Filed,
            CancellationToken.None
        );
        Assert.Null(lost);
    }

    [Fact]
    public async Task A_house_without_the_network_finds_copies_and_compares_every_listing_that_can_be_read()
    {
        await using var door = await WithoutNetworkAsync();
        var (works, listings) = (Directory.CreateTempSubdirectory("ipguard-works-"), Directory.CreateTempSubdirectory("ipguard-listings-"));
        for (var i = 0; i < 4; i++)
            File.WriteAllBytes(Path.Combine(works.FullName, $"work{i}.jpg"), Bazaar.Design(9_600 + i));
        File.WriteAllBytes(Path.Combine(listings.FullName, "copy.jpg"), AttackPainter.Apply(Bazaar.Design(9_602), Attack.Crop60, 1));
        File.WriteAllBytes(Path.Combine(listings.FullName, "mirror.jpg"), AttackPainter.Apply(Bazaar.Design(9_601), Attack.Mirror, 1));
        File.WriteAllBytes(Path.Combine(listings.FullName, "other.jpg"), Bazaar.Design(9_700));
        File.WriteAllText(Path.Combine(listings.FullName, "broken.jpg"), "no picture");

        var rows = new List<CompareRow>();
        var summary = await door.Get<CompareFlow>().RunAsync(works.FullName, listings.FullName, rows.Add, null, CancellationToken.None);
        Assert.Equal((4, 4, rows.Count), (summary.Works, summary.Listings, summary.Rows));
        Assert.Contains("broken", Assert.Single(summary.Unread), StringComparison.Ordinal);
        Assert.Equal(["copy", "mirror", "other"], rows.Select(r => r.QueryId).Distinct().Order());
        Assert.Equal("work2", rows.First(r => r.QueryId == "copy").MatchedSourceId);
        Assert.Equal("work1", rows.First(r => r.QueryId == "mirror").MatchedSourceId);
        foreach (var query in rows.GroupBy(r => r.QueryId))
        {
            Assert.InRange(query.Count(), 1, CompareFlow.RowsPerListing);
            Assert.Equal(query.OrderByDescending(r => r.Score).Select(r => r.Score), query.Select(r => r.Score));
        }
    }
}
