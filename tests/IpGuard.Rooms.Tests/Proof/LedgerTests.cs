using IpGuard.Core.Ledger;
using IpGuard.Core.Works;
using IpGuard.Proof.Checking;
using IpGuard.Proof.Ledger;

namespace IpGuard.Rooms.Tests.Proof;

public sealed class LedgerTests : IDisposable
{
    const string Origin = "test.example/log";

    readonly TempFolder _folder = new();
    readonly LedgerKey _key;

    public LedgerTests() => _key = LedgerKey.Open(_folder.At("keys"), Origin);

    public void Dispose() => _folder.Dispose();

    LedgerFolder Open(long entriesInStore = long.MaxValue) => LedgerFolder.Open(_folder.At("log"), _key, entriesInStore);

    static List<Sha256Hash> Entries(int from, int count) =>
        [.. Enumerable.Range(from, count).Select(i => Sha256Hash.Of(BitConverter.GetBytes(i)))];

    static Sha256Hash Root(int size)
    {
        var leaves = Entries(0, size).Select(e => MerkleTree.LeafHash(e.ToBytes())).ToArray();
        Sha256Hash Node(int level, long index) =>
            level == 0 ? leaves[index] : MerkleTree.NodeHash(Node(level - 1, 2 * index), Node(level - 1, (2 * index) + 1));
        return MerkleTree.Root(size, Node);
    }

    [Fact]
    public void However_entries_are_batched_the_root_is_the_trees()
    {
        var ledger = Open();
        var at = 0;
        foreach (var count in new[] { 1, 1, 5, 250, 1, 300, 60_000, 7 })
        {
            var published = ledger.Integrate(at, Entries(at, count));
            at += count;
            Assert.Equal(at, published.Checkpoint.Size);
        }

        Assert.Equal(Root(at), ledger.Published!.Checkpoint.Root);
    }

    [Fact]
    public void Every_entry_is_proved_at_the_size_it_first_had_and_at_the_last()
    {
        var ledger = Open();
        ledger.Integrate(0, Entries(0, 300));
        ledger.Integrate(300, Entries(300, 300));
        foreach (var (index, size) in new[] { (0, 300), (299, 300), (0, 600), (299, 600), (300, 600), (599, 600) })
            Assert.True(
                MerkleTree.VerifyInclusion(
                    MerkleTree.LeafHash(Entries(index, 1)[0].ToBytes()),
                    (ulong)index,
                    (ulong)size,
                    ledger.ProveInclusion(index, size),
                    Root(size)
                )
            );
    }

    [Fact]
    public void The_checkpoint_is_a_note_signed_by_the_ledgers_key()
    {
        var published = Open().Integrate(0, Entries(0, 3));
        Assert.True(SignedNote.TryParse(published.Note, out var note));
        Assert.Null(NoteCheck.Fault(note!, _key.Public));
        var other = LedgerKey.Open(_folder.At("other"), Origin);
        Assert.NotNull(NoteCheck.Fault(note!, other.Public));
        Assert.NotNull(NoteCheck.Fault(note! with { Text = note.Text.Replace("\n3\n", "\n4\n", StringComparison.Ordinal) }, _key.Public));
    }

    [Fact]
    public void Entries_that_come_again_change_nothing_and_others_in_their_place_are_refused()
    {
        var ledger = Open();
        var first = ledger.Integrate(0, Entries(0, 5));
        Assert.Equal(first, ledger.Integrate(0, Entries(0, 5)));
        Assert.Equal(8, ledger.Integrate(2, Entries(2, 6)).Checkpoint.Size);
        Assert.Throws<LedgerException>(() => ledger.Integrate(4, Entries(99, 1)));
        Assert.Throws<LedgerException>(() => ledger.Integrate(9, Entries(9, 1)));
    }

    [Fact]
    public void What_was_published_is_there_after_reopening()
    {
        var note = Open().Integrate(0, Entries(0, 5)).Note;
        Assert.Equal(note, Open().Published!.Note);
        Assert.Equal(6, Open().Integrate(5, Entries(5, 1)).Checkpoint.Size);
    }

    [Fact]
    public void A_crash_before_the_checkpoint_is_mended_by_the_same_entries()
    {
        Open().Integrate(0, Entries(0, 300));
        var note = File.ReadAllText(_folder.At("log", "checkpoint"));
        Open().Integrate(300, Entries(300, 300));
        // Tiles were written, the checkpoint was not.
        File.WriteAllText(_folder.At("log", "checkpoint"), note);
        Assert.Equal(Root(600), Open().Integrate(300, Entries(300, 300)).Checkpoint.Root);
    }

    [Fact]
    public void An_older_database_beside_a_newer_ledger_is_refused_with_what_to_do()
    {
        Open().Integrate(0, Entries(0, 5));
        Assert.Contains("older backup", Assert.Throws<LedgerException>(() => Open(entriesInStore: 4)).Message, StringComparison.Ordinal);
        Assert.Equal(5, Open(entriesInStore: 5).Size);
    }

    [Fact]
    public void A_changed_tile_or_checkpoint_is_refused_at_opening()
    {
        Open().Integrate(0, Entries(0, 5));
        var tile = _folder.At("log", "tile", "0", "000.p", "5");
        var bytes = File.ReadAllBytes(tile);
        bytes[70] ^= 1;
        File.WriteAllBytes(tile, bytes);
        Assert.Throws<LedgerException>(() => Open());
        bytes[70] ^= 1;
        File.WriteAllBytes(tile, bytes);
        File.WriteAllText(_folder.At("log", "checkpoint"), Open().Published!.Note.Replace("\n5\n", "\n6\n", StringComparison.Ordinal));
        Assert.Throws<LedgerException>(() => Open());
    }

    [Fact]
    public void A_key_of_another_origin_is_refused_and_a_key_is_its_owners_alone()
    {
        Assert.Throws<LedgerException>(() => LedgerKey.Open(_folder.At("keys"), "other.example/log"));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.At("keys", "ledger.key")));
    }
}
