using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using IpGuard.Core.Filings;
using IpGuard.Core.Ledger;
using IpGuard.Core.Matching;
using IpGuard.Core.Works;
using IpGuard.Proof.Bundles;
using IpGuard.Proof.Checking;
using IpGuard.Proof.Ledger;
using IpGuard.Proof.Timestamps;

namespace IpGuard.Rooms.Tests.Proof;

public sealed class BundleTests : IDisposable
{
    static readonly DateTimeOffset Now = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);

    readonly TempFolder _folder = new();
    readonly LocalTimestamper _timestamper;
    readonly Bundle _bundle;

    public BundleTests()
    {
        _timestamper = LocalTimestamper.Open(_folder.At("tsa"), "test.example/log", Now);
        byte[] file = [1, 2, 3, 4, 5];
        var filing = new Filing(
            "F-1",
            Guid.Empty,
            "云间",
            "碎花裙",
            Category.Apparel,
            "Lin",
            OwnershipBasis.OwnCreation,
            null,
            [new(1, "裙.jpg", Sha256Hash.Of(file), file.Length, new(PictureFormat.Jpeg, 10, 10, false, 90, default, default))],
            Now
        );
        var made = Manifest.Seal(filing, [file], () => System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
        var key = LedgerKey.Open(_folder.At("keys"), "test.example/log");
        var ledger = LedgerFolder.Open(_folder.At("log"), key, long.MaxValue);
        var published = ledger.Integrate(0, [Sha256Hash.Of([0]), made.Entry, Sha256Hash.Of([2])]);
        var proof = new TlogProof(1, ledger.ProveInclusion(1, 3), published.Note);
        _bundle = new(
            made.Manifest,
            [new(1, "裙.jpg", file, made.FileSalts[1])],
            [.. Manifest.FieldNames.Select(n => new BundleField(n, Manifest.ValueOf(filing, n), made.FieldSalts[n]))],
            proof.ToString(),
            _timestamper.Stamp(published.Checkpoint.ToBody(), Now),
            key.Public.ToString(),
            _timestamper.AuthorityPem
        );
    }

    public void Dispose()
    {
        _timestamper.Dispose();
        _folder.Dispose();
    }

    static BundleReport Check(byte[] zip, TrustAnchors? anchors = null) => BundleCheck.Check(new MemoryStream(zip), anchors ?? new());

    static byte[] Rewrite(byte[] zip, Action<ZipArchive> change)
    {
        var stream = new MemoryStream();
        stream.Write(zip);
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
            change(archive);
        return stream.ToArray();
    }

    [Fact]
    public void A_bundle_passes_every_step_and_tells_when_it_existed()
    {
        var report = Check(BundleWriter.Write(_bundle));
        Assert.All(report.Steps, s => Assert.True(s.IsPassed, $"{s.Name}: {s.Sentence}"));
        Assert.Equal(("F-1", Now), (report.Number, report.StampedAt));
    }

    [Fact]
    public void The_same_content_is_the_same_bytes() => Assert.Equal(BundleWriter.Write(_bundle), BundleWriter.Write(_bundle));

    [Theory]
    [InlineData("files/01/original", "file 1")]
    [InlineData("files/01/salt", "file 1")]
    [InlineData("manifest.json", "manifest")]
    [InlineData("fields.json", "field")]
    [InlineData("proof.tlog-proof", "inclusion")]
    [InlineData("checkpoint.tsr", "timestamp")]
    [InlineData("log.pub", "checkpoint")]
    [InlineData("tsa-ca.pem", "timestamp")]
    public void A_flipped_byte_anywhere_fails_its_own_step(string name, string step)
    {
        var zip = BundleWriter.Write(_bundle);
        using var archive = new ZipArchive(new MemoryStream(zip));
        var length = (int)archive.GetEntry(name)!.Length;
        // In the middle, where the content is; a proof's middle is its hashes.
        var changed = Rewrite(
            zip,
            update =>
            {
                using var stream = update.GetEntry(name)!.Open();
                stream.Position = length / 2;
                var value = stream.ReadByte();
                stream.Position = length / 2;
                stream.WriteByte((byte)(value ^ 1));
            }
        );
        var report = Check(changed);
        Assert.False(report.IsPassed);
        Assert.Contains(
            report.Steps,
            s => !s.IsPassed && (s.Name.StartsWith(step, StringComparison.Ordinal) || s.Name is "inclusion" or "checkpoint" or "fields")
        );
    }

    [Fact]
    public void A_key_from_elsewhere_that_did_not_sign_fails_and_the_right_one_passes()
    {
        var zip = BundleWriter.Write(_bundle);
        var other = LedgerKey.Open(_folder.At("other"), "test.example/log").Public.ToString();
        Assert.False(Check(zip, new(LogKey: other)).IsPassed);
        Assert.True(Check(zip, new(_bundle.LogKey, _bundle.AuthorityPem)).IsPassed);
        using var stranger = LocalTimestamper.Open(_folder.At("tsa2"), "x", Now);
        Assert.False(Check(zip, new(AuthorityPem: stranger.AuthorityPem)).IsPassed);
    }

    [Fact]
    public void A_missing_file_a_climbing_path_and_a_bomb_are_told()
    {
        var zip = BundleWriter.Write(_bundle);
        Assert.False(Check(Rewrite(zip, z => z.GetEntry("files/01/salt")!.Delete())).IsPassed);
        Assert.Contains("inside", Check(Rewrite(zip, z => z.CreateEntry("../evil"))).Steps[0].Sentence, StringComparison.Ordinal);
        var bomb = Rewrite(
            zip,
            z =>
            {
                using var stream = z.CreateEntry("zeros", CompressionLevel.Optimal).Open();
                for (var i = 0; i < 330; i++)
                    stream.Write(new byte[1024 * 1024]);
            }
        );
        Assert.Contains("unpacked", Check(bomb).Steps[0].Sentence, StringComparison.Ordinal);
        Assert.False(Check("no zip"u8.ToArray()).IsPassed);
        Assert.False(Check([]).IsPassed);
    }

    [Fact]
    public void A_token_over_something_else_or_of_an_expired_signer_is_not_believed()
    {
        Assert.NotNull(TimestampCheck.Check(_timestamper.Stamp("a"u8, Now), "b"u8, _timestamper.AuthorityPem).Fault);
        Assert.NotNull(TimestampCheck.Check(_timestamper.Stamp("a"u8, Now.AddYears(30)), "a"u8, _timestamper.AuthorityPem).Fault);
        Assert.NotNull(TimestampCheck.Check("no token"u8.ToArray(), "a"u8, _timestamper.AuthorityPem).Fault);
        Assert.Null(TimestampCheck.Check(_timestamper.Stamp("a"u8, Now), "a"u8, _timestamper.AuthorityPem).Fault);
    }

    [Fact]
    public void Openssl_believes_the_token_too()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/openssl"), "needs openssl at /usr/bin/openssl, which is absent here");
        var (token, data, ca) = (_folder.At("t.tsr"), _folder.At("data"), _folder.At("ca.pem"));
        File.WriteAllBytes(data, "checkpoint"u8.ToArray());
        File.WriteAllBytes(token, _timestamper.Stamp("checkpoint"u8, Now));
        File.WriteAllText(ca, _timestamper.AuthorityPem);
        var at = Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var openssl = Process.Start(
            new ProcessStartInfo(
                "/usr/bin/openssl",
                ["ts", "-verify", "-token_in", "-in", token, "-data", data, "-CAfile", ca, "-attime", at]
            )
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var said = openssl.StandardOutput.ReadToEnd() + openssl.StandardError.ReadToEnd();
        openssl.WaitForExit();
        Assert.True(openssl.ExitCode == 0, said);
    }
}
