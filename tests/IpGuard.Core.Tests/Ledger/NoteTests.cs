using CsCheck;
using IpGuard.Core.Ledger;
using IpGuard.Core.Works;
using IpGuard.Testing;

namespace IpGuard.Core.Tests.Ledger;

public class NoteTests
{
    // C2SP tlog-tiles: the path of a tile's index.
    [Theory]
    [InlineData(0, 256, "tile/0/000")]
    [InlineData(0, 8, "tile/0/000.p/8")]
    [InlineData(1234067, 256, "tile/0/x001/x234/067")]
    [InlineData(999, 256, "tile/0/999")]
    [InlineData(1000, 256, "tile/0/x001/000")]
    public void Tiles_lie_where_the_specification_says(long index, int width, string expected) =>
        Assert.Equal(expected, Tiles.Path(0, index, width));

    [Fact]
    public void A_checkpoints_text_gives_it_back()
    {
        var checkpoint = new Checkpoint("example.com/log", 42, Sha256Hash.Of([1]));
        Assert.True(Checkpoint.TryParse(checkpoint.ToText(), out var read));
        Assert.Equal(checkpoint, read);
    }

    [Theory]
    [InlineData("example.com/log\n042\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")]
    [InlineData("example.com/log\n-1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")]
    [InlineData("\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")]
    [InlineData("example.com/log\n1\nAAAA\n")]
    [InlineData("example.com/log\n1\n")]
    public void Malformed_checkpoints_are_not_read(string text) => Assert.False(Checkpoint.TryParse(text, out _));

    // The published key of the test log (transparency-dev/tessera, testdata/build_log.sh).
    [Fact]
    public void A_verifier_key_is_read_and_its_id_is_checked()
    {
        const string text = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";
        Assert.True(NoteKey.TryParse(text, out var key));
        Assert.Equal(text, key!.ToString());
        Assert.False(NoteKey.TryParse(text.Replace("33d7b496", "33d7b497", StringComparison.Ordinal), out _));
    }

    [Fact]
    public void The_published_logs_sixteen_checkpoints_are_parsed_and_written_back()
    {
        var folder = Path.Combine(SharedData.ProjectRoot, "tests", "vectors", "tlog", "log");
        for (var size = 0; size <= 15; size++)
        {
            var text = File.ReadAllText(Path.Combine(folder, $"checkpoint.{size}"));
            Assert.True(SignedNote.TryParse(text, out var note));
            Assert.Equal(text, note!.ToString());
            Assert.True(Checkpoint.TryParse(note.Text, out var checkpoint));
            Assert.Equal(size, checkpoint!.Size);
        }
    }

    [Theory]
    [InlineData("no blank line\n")]
    [InlineData("text\n\n- example.com AAAAAAAA\n")]
    [InlineData("text\n\n— example.com AAAA\n")]
    [InlineData("te\u0007xt\n\n— example.com AAAAAAAAAAAA\n")]
    [InlineData("text\n\n— example.com AAAAAAAAAAAA")]
    [InlineData("text\n\n— exa+mple.com AAAAAAAAAAAA\n")]
    [InlineData("text\n\n— exa\u00a0mple.com AAAAAAAAAAAA\n")]
    [InlineData("text\n\n—  AAAAAAAAAAAA\n")]
    [InlineData("text\n\n— example.com AAAAAAAAAAB=\n")]
    [InlineData("text\n\n— example.com AAAAAAAAAAAA\r\n")]
    [InlineData("te\u0000xt\n\n— example.com AAAAAAAAAAAA\n")]
    [InlineData("te\txt\n\n— example.com AAAAAAAAAAAA\n")]
    [InlineData("text\n\n— example.com AAAAAAAAAAAA\nUnexpected line.\n")]
    [InlineData("text\n")]
    [InlineData("text\n\n")]
    public void Malformed_notes_are_not_read(string text) => Assert.False(SignedNote.TryParse(text, out _));

    // C2SP signed-note: at least sixteen; here a hundred, and not one more.
    [Theory]
    [InlineData(16, true)]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void A_note_has_a_hundred_signatures_at_most(int count, bool isRead) =>
        Assert.Equal(
            isRead,
            SignedNote.TryParse("text\n\n" + string.Concat(Enumerable.Repeat("— example.com AAAAAAAAAAAA\n", count)), out _)
        );

    // golang/mod, sumdb/note/note_test.go: no part of a key is a key, and no changed one.
    [Fact]
    public void No_part_of_a_verifier_key_and_no_changed_one_is_read()
    {
        const string text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
        Assert.True(NoteKey.TryParse(text, out _));
        for (var i = 0; i < text.Length; i++)
        {
            Assert.False(NoteKey.TryParse($"{text[..i]}{(char)(text[i] + 1)}{text[(i + 1)..]}", out _));
            for (var j = i + 1; j <= text.Length; j++)
                Assert.False(NoteKey.TryParse(text[i..j], out _) && (i, j) != (0, text.Length));
        }

        Assert.False(NoteKey.TryParse("PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==", out _));
        Assert.False(NoteKey.TryParse("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", out _));
    }

    [Fact]
    public void A_proof_files_text_gives_it_back()
    {
        var proof = new TlogProof(7, [Sha256Hash.Of([1]), Sha256Hash.Of([2])], "origin\n8\nroot\n\n— k AAAAAAAA\n");
        Assert.True(TlogProof.TryParse(proof.ToString(), out var read));
        Assert.Equal((proof.Index, proof.CheckpointNote), (read!.Index, read.CheckpointNote));
        Assert.Equal(proof.Hashes, read.Hashes);
    }

    [Fact]
    public void No_text_makes_a_parser_throw() =>
        Gen.String.Sample(text =>
        {
            _ = SignedNote.TryParse(text, out _);
            _ = Checkpoint.TryParse(text, out _);
            _ = TlogProof.TryParse(text, out _);
            _ = NoteKey.TryParse(text, out _);
        });
}
