using System.IO.Compression;
using System.Text;
using IpGuard.Core.Ledger;
using IpGuard.Proof.Bundles;
using IpGuard.Proof.Checking;
using IpGuard.Proof.Ledger;
using IpGuard.Proof.Timestamps;

namespace IpGuard.Rooms.Tests.Proof;

public sealed class BundleTests : IDisposable
{
    readonly MadeBundle _made = new();

    public void Dispose() => _made.Dispose();

    static string Faults(byte[] zip, TrustAnchors? anchors = null) =>
        string.Join('\n', MadeBundle.Check(zip, anchors).Steps.Where(s => !s.IsPassed).Select(s => $"{s.Name}: {s.Sentence}"));

    // Passed over by the sums, as a forger would see to.
    string FaultsOf(Action<Dictionary<string, byte[]>> change)
    {
        var files = MadeBundle.Unpack(_made.Zip);
        change(files);
        return Faults(MadeBundle.Resummed(files));
    }

    [Fact]
    public void A_bundle_passes_every_step_and_tells_when_it_existed()
    {
        var report = MadeBundle.Check(_made.Zip);
        Assert.All(report.Steps, s => Assert.True(s.IsPassed, $"{s.Name}: {s.Sentence}"));
        Assert.Equal(("F-1", MadeBundle.Now), (report.Number, report.StampedAt));
        string[] names =
        [
            "bundle",
            "sums",
            "manifest",
            "layout",
            "file 1",
            "field title",
            "collection",
            "inclusion",
            "checkpoint",
            "token 1",
        ];
        Assert.Empty(names.Except(report.Steps.Select(s => s.Name)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_bundle_of_an_older_manifest_passes_every_step(int version)
    {
        using var older = new MadeBundle(version);
        var report = MadeBundle.Check(older.Zip);
        Assert.All(report.Steps, s => Assert.True(s.IsPassed, $"{s.Name}: {s.Sentence}"));
        Assert.Equal("F-1", report.Number);
    }

    [Fact]
    public void The_same_content_is_the_same_bytes() => Assert.Equal(_made.Zip, _made.Zip);

    [Fact]
    public void Any_flipped_bit_of_any_file_fails_and_the_file_is_named()
    {
        var files = MadeBundle.Unpack(_made.Zip);
        foreach (var (name, bytes) in files)
        {
            // Every byte of the small files, some hundred of the long texts.
            for (var at = 0; at < bytes.Length; at += Math.Max(1, bytes.Length / 100))
            {
                byte[] changed = [.. bytes];
                changed[at] ^= (byte)(1 << (at % 8));
                var faults = Faults(MadeBundle.Pack(new Dictionary<string, byte[]>(files) { [name] = changed }));
                Assert.Contains(name, faults, StringComparison.Ordinal);
            }
        }
    }

    // What binds is not the sums, which a forger writes again: each of these has its own step that fails.
    [Theory]
    [InlineData("files/01/original", "file 1")]
    [InlineData("files/01/salt", "file 1")]
    [InlineData("files/01/name.txt", "file 1")]
    [InlineData("fields.json", "field")]
    [InlineData("collection.json", "collection")]
    [InlineData("proof.tlog-proof", "inclusion")]
    [InlineData("checkpoint", "checkpoint")]
    [InlineData("log.pub", "checkpoint")]
    public void Any_flipped_bit_fails_its_own_step_though_the_sums_are_made_again(string name, string step)
    {
        var length = MadeBundle.Unpack(_made.Zip)[name].Length;
        var (from, every) = name == "proof.tlog-proof" ? (0, 3) : (0, Math.Max(1, length / 100));
        for (var at = from; at < length; at += every)
        {
            var faults = FaultsOf(files => files[name][at] ^= (byte)(1 << (at % 8)));
            Assert.True(
                faults.Contains(step, StringComparison.Ordinal) || faults.Contains("checkpoint", StringComparison.Ordinal),
                $"{at}: {faults}"
            );
        }
    }

    // Some bytes of a token are not signed: its version, the list of its algorithms. They change nothing of what it says.
    [Fact]
    public void A_flipped_bit_of_a_token_fails_it_or_changes_nothing_of_what_it_says()
    {
        var (length, believed) = (_made.Bundle.Tokens[0].Token.Length, 0);
        for (var at = 0; at < length; at += 5)
        {
            var files = MadeBundle.Unpack(_made.Zip);
            files["tokens/01/token.tsr"][at] ^= (byte)(1 << (at % 8));
            var report = MadeBundle.Check(MadeBundle.Resummed(files));
            Assert.True(report.StampedAt is null || report.StampedAt == MadeBundle.Now);
            believed += report.IsPassed ? 1 : 0;
        }

        Assert.InRange(believed, 0, length / 50);
    }

    [Fact]
    public void Any_flipped_bit_of_the_manifest_leads_to_another_entry()
    {
        var length = _made.Bundle.Manifest.Length;
        for (var at = 0; at < length; at += 7)
            Assert.Contains("inclusion", FaultsOf(files => files["manifest.json"][at] ^= (byte)(1 << (at % 8))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_from_elsewhere_that_did_not_sign_fails_and_the_right_one_passes()
    {
        var other = LedgerKey.Open(_made.At("other"), MadeBundle.Origin).Public.ToString();
        Assert.Contains("checkpoint", Faults(_made.Zip, new(LogKey: other)), StringComparison.Ordinal);
        Assert.Empty(Faults(_made.Zip, new(_made.Bundle.LogKey, _made.Timestamper.AuthorityPem)));
        using var stranger = LocalTimestamper.Open(_made.At("tsa2"), "x", MadeBundle.Now);
        Assert.Contains("token 1", Faults(_made.Zip, new(AuthorityPem: stranger.AuthorityPem)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("README.txt")]
    [InlineData("manifest.json")]
    [InlineData("fields.json")]
    [InlineData("collection.json")]
    [InlineData("proof.tlog-proof")]
    [InlineData("checkpoint")]
    [InlineData("log.pub")]
    [InlineData("verify.sh")]
    [InlineData("files/01/original")]
    [InlineData("files/01/name.txt")]
    [InlineData("files/01/salt")]
    [InlineData("tokens/01/token.tsr")]
    [InlineData("tokens/01/ca.pem")]
    public void A_missing_file_fails(string name) => Assert.NotEmpty(FaultsOf(files => files.Remove(name)));

    [Theory]
    [InlineData("evil.txt")]
    [InlineData("files/02/original")]
    [InlineData("files/")]
    [InlineData("tokens/1/token.tsr")]
    [InlineData("tokens/02/ca.pem")]
    public void An_extra_file_fails_though_it_has_a_sum(string name) => Assert.NotEmpty(FaultsOf(files => files[name] = []));

    [Theory]
    [InlineData("../evil")]
    [InlineData("/etc/evil")]
    [InlineData("files/../../evil")]
    [InlineData("..\\evil")]
    [InlineData("C:evil")]
    public void A_path_that_climbs_out_is_refused_before_anything_is_read(string name)
    {
        var report = MadeBundle.Check(MadeBundle.Pack([.. MadeBundle.Unpack(_made.Zip), new(name, [1])]));
        Assert.Contains("inside", Assert.Single(report.Steps).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_comes_twice_is_refused_before_anything_is_read()
    {
        var report = MadeBundle.Check(MadeBundle.Pack([.. MadeBundle.Unpack(_made.Zip), new("log.pub", [1])]));
        Assert.Contains("'log.pub' twice", Assert.Single(report.Steps).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bomb_and_what_is_no_zip_are_refused()
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        using (var stream = zip.CreateEntry("zeros", CompressionLevel.Fastest).Open())
        {
            for (var i = 0; i < 330; i++)
                stream.Write(new byte[1024 * 1024]);
        }

        Assert.Contains("unpacked", Assert.Single(MadeBundle.Check(bytes.ToArray()).Steps).Sentence, StringComparison.Ordinal);
        var many = Enumerable.Range(0, 129).Select(i => KeyValuePair.Create($"{i}", Array.Empty<byte>()));
        Assert.Contains("128 files", Faults(MadeBundle.Pack(many)), StringComparison.Ordinal);
        Assert.Contains("ZIP", Faults("no zip"u8.ToArray()), StringComparison.Ordinal);
        Assert.Contains("ZIP", Faults([]), StringComparison.Ordinal);
    }

    // A stated length of a few bytes before a stream of many.
    [Fact]
    public void A_bomb_that_lies_about_its_size_is_refused()
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        using (var stream = zip.CreateEntry("zeros", CompressionLevel.Fastest).Open())
            stream.Write(new byte[1024 * 1024]);
        var packed = bytes.ToArray();
        // The uncompressed size in the central directory, 24 bytes after its signature (APPNOTE.TXT, 4.3.12).
        var directory = packed.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0x50, 0x4b, 0x01, 0x02]);
        BitConverter.TryWriteBytes(packed.AsSpan(directory + 24), 5);
        Assert.False(MadeBundle.Check(packed).IsPassed);
    }

    [Fact]
    public void A_proof_of_the_wrong_length_fails()
    {
        var lines = _made.Bundle.Proof.Split('\n').ToList();
        Assert.Contains("inclusion", FaultsOf(Proof([.. lines[..2], .. lines[3..]])), StringComparison.Ordinal);
        Assert.Contains("inclusion", FaultsOf(Proof([.. lines[..3], lines[2], .. lines[3..]])), StringComparison.Ordinal);

        static Action<Dictionary<string, byte[]>> Proof(List<string> changed) =>
            files => files["proof.tlog-proof"] = Encoding.UTF8.GetBytes(string.Join('\n', changed));
    }

    [Fact]
    public void A_renewed_token_is_over_the_earlier_token_and_the_checkpoint()
    {
        var first = _made.Bundle.Tokens[0];
        var renewal = first with
        {
            Token = _made.Timestamper.Stamp([.. first.Token, .. _made.Body], MadeBundle.Now.AddYears(5)),
            Renews = 1,
        };
        Assert.Empty(Faults(BundleWriter.Write(_made.Bundle with { Tokens = [first, renewal] })));
        Assert.Contains(
            "token 2: expected a token over this checkpoint",
            Faults(BundleWriter.Write(_made.Bundle with { Tokens = [first, renewal with { Token = first.Token }] })),
            StringComparison.Ordinal
        );
        Assert.Contains("renews", Faults(BundleWriter.Write(_made.Bundle with { Tokens = [renewal, first] })), StringComparison.Ordinal);
    }

    // Filings that were logged by the first version have no collection and no commitment to names.
    [Fact]
    public void A_bundle_shows_how_the_work_came_in()
    {
        var text = Encoding.UTF8.GetString(MadeBundle.Unpack(_made.Zip)["collection.json"]);
        Assert.Equal(
            """{"collected_at":"2026-11-24T08:09:05Z","collector":"lin@example.com","method":"web-form","system":"IpGuard 1.0.0.0; test"}""",
            text
        );
        Assert.Contains("collector", Manifest.FieldNames);
    }
}
