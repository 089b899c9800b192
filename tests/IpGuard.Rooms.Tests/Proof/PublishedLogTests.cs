using System.Buffers.Binary;
using IpGuard.Core.Ledger;
using IpGuard.Core.Works;
using IpGuard.Proof.Checking;
using IpGuard.Testing;

namespace IpGuard.Rooms.Tests.Proof;

/// <summary>Notes, checkpoints and tiles that others have published and signed.</summary>
public class PublishedLogTests
{
    const string Said = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    const string PetersKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const string EnochsKey = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
    const string PetersLine =
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    const string EnochsLine = "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";

    static NoteKey Key(string text) => NoteKey.TryParse(text, out var key) ? key! : throw new FormatException(text);

    static SignedNote Note(string text) => SignedNote.TryParse(text, out var note) ? note! : throw new FormatException(text);

    // C2SP signed-note, “Example”.
    [Fact]
    public void The_example_of_the_specification_verifies_with_its_key() =>
        Assert.Null(
            NoteCheck.Fault(
                Note(
                    "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
                ),
                Key("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")
            )
        );

    // golang/mod, sumdb/note/note_test.go.
    [Fact]
    public void Each_of_two_signers_is_believed_and_a_stranger_beside_them_is_ignored()
    {
        var note = Note($"{Said}\n{PetersLine}{EnochsLine}");
        Assert.Null(NoteCheck.Fault(note, Key(PetersKey)));
        Assert.Null(NoteCheck.Fault(note, Key(EnochsKey)));
        Assert.Contains("PeterNeumann", NoteCheck.Fault(Note($"{Said}\n{EnochsLine}"), Key(PetersKey)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_known_keys_bad_signature_spoils_the_note_also_beside_its_good_one()
    {
        var spoilt = PetersLine.Replace("ZJku", "ZJkv", StringComparison.Ordinal);
        Assert.NotNull(NoteCheck.Fault(Note($"{Said}\n{spoilt}"), Key(PetersKey)));
        Assert.NotNull(NoteCheck.Fault(Note($"{Said}\n{PetersLine}{spoilt}"), Key(PetersKey)));
        Assert.Null(NoteCheck.Fault(Note($"{Said}\n{spoilt}{EnochsLine}"), Key(EnochsKey)));
        Assert.NotNull(NoteCheck.Fault(Note($"{Said.Replace("know", "knew", StringComparison.Ordinal)}\n{PetersLine}"), Key(PetersKey)));
    }

    // The same name with another id, and the same id with another name, are both strangers (C2SP signed-note, “Signatures”).
    [Fact]
    public void A_line_that_shares_only_the_name_or_only_the_id_is_a_strangers()
    {
        var sameName = PetersLine.Replace("x08go", "xxxxo", StringComparison.Ordinal);
        var sameId = PetersLine.Replace("PeterNeumann", "CarmenSandiego", StringComparison.Ordinal);
        Assert.Null(NoteCheck.Fault(Note($"{Said}\n{sameName}{sameId}{PetersLine}"), Key(PetersKey)));
        Assert.NotNull(NoteCheck.Fault(Note($"{Said}\n{sameName}{sameId}"), Key(PetersKey)));
    }

    // transparency-dev/tessera, testdata/log; its key stands in testdata/build_log.sh.
    [Fact]
    public void The_sixteen_checkpoints_of_a_published_log_are_derived_again_from_its_entries()
    {
        var folder = Path.Combine(SharedData.ProjectRoot, "tests", "vectors", "tlog", "log");
        var key = Key("example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx");
        for (var size = 0; size <= 15; size++)
        {
            var note = Note(File.ReadAllText(Path.Combine(folder, $"checkpoint.{size}")));
            Assert.Null(NoteCheck.Fault(note, key));
            Assert.True(Checkpoint.TryParse(note.Text, out var checkpoint));
            var leaves = size == 0 ? [] : Entries(File.ReadAllBytes(Path.Combine(folder, Tiles.EntriesPath(0, size))));
            Assert.Equal((key.Name, size, size), (checkpoint!.Origin, checkpoint.Size, leaves.Count));
            if (size > 0)
                Assert.Equal(leaves.SelectMany(l => l.ToBytes()), File.ReadAllBytes(Path.Combine(folder, Tiles.Path(0, 0, size))));
            Sha256Hash Node(int level, long index) =>
                level == 0 ? leaves[(int)index] : MerkleTree.NodeHash(Node(level - 1, 2 * index), Node(level - 1, (2 * index) + 1));
            Assert.Equal(checkpoint.Root, MerkleTree.Root(size, Node));
        }
    }

    // Each entry with its length before it, big-endian (C2SP tlog-tiles, “Log entries”).
    static List<Sha256Hash> Entries(byte[] bundle)
    {
        var leaves = new List<Sha256Hash>();
        for (var at = 0; at < bundle.Length; )
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(bundle.AsSpan(at));
            leaves.Add(MerkleTree.LeafHash(bundle.AsSpan(at + 2, length)));
            at += 2 + length;
        }

        return leaves;
    }
}
