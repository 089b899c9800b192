using System.Net;
using IpGuard.Core.Ledger;
using IpGuard.Core.Works;
using IpGuard.Flows;
using IpGuard.Flows.Filings;
using IpGuard.Proof.Checking;

namespace IpGuard.Web.Tests.Ledger;

/// <summary>The ledger as a stranger reads it, and as its holders watch it.</summary>
[Collection(nameof(DoorCollection))]
public sealed class LedgerDoorTests(OpenDoor door)
{
    async Task<string> FiledAsync(HttpClient http, string title, int seed)
    {
        var page = await (await OpenDoor.FileAsync(http, title, OpenDoor.Picture(seed))).Content.ReadAsStringAsync();
        await door.Get<FinishFlow>().FinishAsync(CancellationToken.None);
        return OpenDoor.Numbers(page, 'F').Single();
    }

    [Fact]
    public async Task A_stranger_builds_the_proof_of_an_entry_from_nothing_but_the_published_tiles()
    {
        var holder = await door.SignedInAsync("Tiles");
        var number = await FiledAsync(holder, "Tiles", 900_001);
        using var stranger = door.Stranger();
        var text = await stranger.GetStringAsync("/log/checkpoint");
        Assert.True(SignedNote.TryParse(text, out var note));
        Assert.True(NoteKey.TryParse(await stranger.GetStringAsync("/log/key"), out var key));
        Assert.Null(NoteCheck.Fault(note!, key!));
        Assert.True(Checkpoint.TryParse(note!.Text, out var checkpoint));

        var size = checkpoint!.Size;
        var tiles = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        for (var level = 0; Tiles.CountAt(level, size) > 0; level++)
        {
            for (var tile = 0; tile * Tiles.Width < Tiles.CountAt(level, size); tile++)
            {
                var path = Tiles.Path(level, tile, Tiles.WidthOf(level, tile, size));
                tiles[$"{level}/{tile}"] = await stranger.GetByteArrayAsync($"/log/{path}");
            }
        }

        Sha256Hash Node(int level, long index)
        {
            if (level % Tiles.Levels != 0)
                return MerkleTree.NodeHash(Node(level - 1, 2 * index), Node(level - 1, (2 * index) + 1));
            var hashes = tiles[$"{level / Tiles.Levels}/{index / Tiles.Width}"];
            return new(hashes.AsSpan((int)(index % Tiles.Width) * Sha256Hash.LengthBytes, Sha256Hash.LengthBytes));
        }

        Assert.Equal(checkpoint.Root, MerkleTree.Root(size, Node));
        var own = (await door.Get<FilingReads>().ReadAsync(Core.Accounts.Viewer.House, number, CancellationToken.None))!.Certificate;
        var proof = MerkleTree.InclusionProof(own.LeafIndex, size, Node);
        var leaf = MerkleTree.LeafHash(own.Entry.ToBytes());
        Assert.True(MerkleTree.VerifyInclusion(leaf, (ulong)own.LeafIndex, (ulong)size, proof, checkpoint.Root));
        // And the entry itself: two bytes of length, then 32.
        var entries = await stranger.GetByteArrayAsync(
            $"/log/{Tiles.EntriesPath(own.LeafIndex / 256, Tiles.WidthOf(0, own.LeafIndex / 256, size))}"
        );
        Assert.Equal(own.Entry.ToBytes(), entries.AsSpan((int)(own.LeafIndex % 256 * 34) + 2, 32).ToArray());
    }

    [Fact]
    public async Task Tiles_may_be_kept_for_ever_and_checkpoints_not_at_all()
    {
        var holder = await door.SignedInAsync("Caches");
        await FiledAsync(holder, "Caches", 900_002);
        using var stranger = door.Stranger();
        using var checkpoint = await stranger.GetAsync("/log/checkpoint");
        Assert.Equal("no-store", checkpoint.Headers.CacheControl!.ToString());
        Assert.Equal("text/plain", checkpoint.Content.Headers.ContentType!.MediaType);
        using var tile = await stranger.GetAsync("/log/tile/0/000.p/1");
        Assert.Contains("immutable", tile.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Equal(32, (await tile.Content.ReadAsByteArrayAsync()).Length);
    }

    [Theory]
    [InlineData("tile/0/000")]
    [InlineData("tile/0/000.p/0")]
    [InlineData("tile/0/000.p/256")]
    [InlineData("tile/0/000.p/257")]
    [InlineData("tile/0/000.p/01")]
    [InlineData("tile/0/0")]
    [InlineData("tile/0/x000/000.p/1")]
    [InlineData("tile/-1/000.p/1")]
    [InlineData("tile/8/000.p/1")]
    [InlineData("tile/1/000.p/200")]
    [InlineData("tile/entries/999")]
    [InlineData("tile/0/..%2f..%2fcheckpoint")]
    [InlineData("ledger.key")]
    [InlineData("tile/0/999999999999999999999999.p/1")]
    public async Task What_is_no_published_tile_is_not_there(string path)
    {
        using var stranger = door.Stranger();
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/log/{path}")).StatusCode);
    }

    [Fact]
    public async Task A_holder_sees_every_entry_in_their_name_and_which_are_new()
    {
        var (holder, other) = (await door.SignedInAsync("Watched"), await door.SignedInAsync("Another"));
        Assert.Contains("Nothing was entered", await holder.GetStringAsync("/entries"), StringComparison.Ordinal);
        var number = await FiledAsync(holder, "Watched dress", 900_003);
        Assert.Contains("1 new", await holder.GetStringAsync("/"), StringComparison.Ordinal);
        Assert.Contains("\"isNew\":true", await holder.GetStringAsync("/api/entries"), StringComparison.Ordinal);
        var page = await holder.GetStringAsync("/entries");
        Assert.Contains(number, page, StringComparison.Ordinal);
        Assert.Contains("Watched dress", page, StringComparison.Ordinal);
        Assert.Contains("chip new", page, StringComparison.Ordinal);
        // Shown once, it is new no longer.
        Assert.DoesNotContain("chip new", await holder.GetStringAsync("/entries"), StringComparison.Ordinal);
        Assert.DoesNotContain("1 new", await holder.GetStringAsync("/"), StringComparison.Ordinal);
        Assert.DoesNotContain(number, await other.GetStringAsync("/entries"), StringComparison.Ordinal);
        Assert.Contains(number, await holder.GetStringAsync("/api/entries"), StringComparison.Ordinal);
        Assert.DoesNotContain("\"isNew\":true", await holder.GetStringAsync("/api/entries"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Versions_form_a_chain_that_is_bound_shown_and_only_of_ones_own()
    {
        var (holder, other) = (await door.SignedInAsync("Chain"), await door.SignedInAsync("Stranger"));
        var sketch = await FiledAsync(holder, "Sketch", 900_004);
        Assert.Contains(sketch, await holder.GetStringAsync($"/file?previous={sketch}"), StringComparison.Ordinal);
        var number = OpenDoor.Numbers(await FollowAsync(holder, sketch, 900_005), 'F').Single(n => n != sketch);
        await door.Get<FinishFlow>().FinishAsync(CancellationToken.None);
        Assert.Contains(sketch, await holder.GetStringAsync($"/filings/{number}"), StringComparison.Ordinal);
        Assert.Contains(number, await holder.GetStringAsync($"/filings/{sketch}"), StringComparison.Ordinal);
        var report = BundleCheck.Check(new MemoryStream(await holder.GetByteArrayAsync($"/filings/{number}/bundle")), new());
        Assert.True(report.IsPassed);
        var manifest = report.Steps.Single(s => s.Name == "manifest").Sentence;
        Assert.Contains($"stage sample, AI use assisted, follows {sketch}", manifest, StringComparison.Ordinal);

        Assert.Contains("one of your own filings", await FollowAsync(other, sketch, 900_006), StringComparison.Ordinal);
        Assert.Contains("number of a filing of your own", await FollowAsync(holder, "F-1", 900_007), StringComparison.Ordinal);
    }

    static async Task<string> FollowAsync(HttpClient http, string previous, int seed)
    {
        var token = System.Text.RegularExpressions.Regex.Match(
            await http.GetStringAsync("/file"),
            "__RequestVerificationToken\" value=\"([^\"]+)\""
        );
        var form = new MultipartFormDataContent
        {
            { new StringContent(WebUtility.HtmlDecode(token.Groups[1].Value)), "__RequestVerificationToken" },
            { new StringContent("Next"), "title" },
            { new StringContent("apparel"), "category" },
            { new StringContent("Lin"), "author" },
            { new StringContent("OwnCreation"), "ownershipBasis" },
            { new StringContent("Sample"), "stage" },
            { new StringContent("Assisted"), "aiUse" },
            { new StringContent(previous), "previous" },
            { new ByteArrayContent(OpenDoor.Picture(seed)), "pictures", "work.jpg" },
        };
        return await (await http.PostAsync("/file", form)).Content.ReadAsStringAsync();
    }
}
