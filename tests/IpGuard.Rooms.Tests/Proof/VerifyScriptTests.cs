using System.Diagnostics;
using IpGuard.Proof.Bundles;

namespace IpGuard.Rooms.Tests.Proof;

/// <summary>The script in every bundle, run as a stranger would: a shell, openssl 3 and sha256sum.</summary>
public sealed class VerifyScriptTests : IDisposable
{
    readonly MadeBundle _made = new();

    public VerifyScriptTests() =>
        Assert.SkipUnless(
            File.Exists("/bin/sh") && File.Exists("/usr/bin/openssl") && File.Exists("/usr/bin/sha256sum"),
            "needs sh, openssl and sha256sum, one of which is absent here"
        );

    public void Dispose() => _made.Dispose();

    (int ExitCode, string Said) Run(Dictionary<string, byte[]> files, params string[] arguments)
    {
        var folder = _made.At(Guid.NewGuid().ToString("N"));
        foreach (var (name, bytes) in files)
        {
            var path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, bytes);
        }

        using var shell = Process.Start(
            new ProcessStartInfo("/bin/sh", [Path.Combine(folder, "verify.sh"), .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var errors = shell.StandardError.ReadToEndAsync();
        var said = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        Directory.Delete(folder, recursive: true);
        return (shell.ExitCode, said + errors.Result);
    }

    (int ExitCode, string Said) RunChanged(Action<Dictionary<string, byte[]>> change, bool isResummed)
    {
        var files = MadeBundle.Unpack(_made.Zip);
        change(files);
        return Run(isResummed ? MadeBundle.Unpack(MadeBundle.Resummed(files)) : files);
    }

    [Fact]
    public void A_bundle_is_verified_and_its_fingerprints_are_shown()
    {
        var (exitCode, said) = Run(MadeBundle.Unpack(_made.Zip));
        Assert.True(exitCode == 0, said);
        Assert.DoesNotContain("FAIL", said, StringComparison.Ordinal);
        Assert.Contains("VERIFIED F-1", said, StringComparison.Ordinal);
        Assert.True(Core.Ledger.NoteKey.TryParse(_made.Bundle.LogKey, out var key));
        Assert.Contains(key!.Fingerprint.ToString(), said, StringComparison.Ordinal);
        using var root = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(_made.Timestamper.AuthorityPem);
        Assert.Contains(
            Convert.ToHexStringLower(root.GetCertHash(System.Security.Cryptography.HashAlgorithmName.SHA256)),
            said,
            StringComparison.Ordinal
        );
        Assert.Contains("at 1795507745 seconds", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_bundle_of_an_older_manifest_is_verified(int version)
    {
        using var older = new MadeBundle(version);
        var (exitCode, said) = Run(MadeBundle.Unpack(older.Zip));
        Assert.True(exitCode == 0, said);
        Assert.Contains("VERIFIED F-1", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_flipped_byte_in_any_file_is_told_with_its_name()
    {
        foreach (var (name, bytes) in MadeBundle.Unpack(_made.Zip))
        {
            // The script itself is changed in a remark: it cannot vouch for itself when it does not run.
            var at = name == "verify.sh" ? 20 : bytes.Length / 2;
            var (exitCode, said) = RunChanged(files => files[name][at] ^= 1, isResummed: false);
            Assert.True(exitCode == 1 && said.Contains($"FAIL  sums", StringComparison.Ordinal), $"{name}: {said}");
            Assert.Contains(name, said, StringComparison.Ordinal);
        }
    }

    // A forger makes the sums again: the step that binds fails all the same.
    [Theory]
    [InlineData("files/01/original", 0, "FAIL  file 1")]
    [InlineData("files/01/salt", 31, "FAIL  file 1")]
    [InlineData("files/01/name.txt", 0, "FAIL  file 1")]
    [InlineData("fields.json", 40, "FAIL  field title")]
    [InlineData("collection.json", 20, "FAIL  collection")]
    [InlineData("manifest.json", 200, "FAIL  inclusion")]
    [InlineData("checkpoint", 3, "FAIL  checkpoint")]
    [InlineData("proof.tlog-proof", 60, "FAIL  inclusion")]
    [InlineData("proof.tlog-proof", 160, "FAIL  ")]
    [InlineData("tokens/01/token.tsr", 100, "FAIL  token 01")]
    [InlineData("tokens/01/token.tsr", -10, "FAIL  token 01")]
    [InlineData("log.pub", 40, "FAIL  checkpoint")]
    [InlineData("tokens/01/ca.pem", 100, "FAIL  token 01")]
    public void A_flipped_byte_fails_its_own_step_though_the_sums_are_made_again(string name, int at, string told)
    {
        var (exitCode, said) = RunChanged(files => files[name][at < 0 ? files[name].Length + at : at] ^= 1, isResummed: true);
        Assert.True(exitCode == 1 && said.Contains(told, StringComparison.Ordinal), said);
        Assert.Contains("NOT VERIFIED", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_that_is_shown_and_not_the_committed_one_fails()
    {
        var (exitCode, said) = RunChanged(
            files =>
                files["fields.json"] = System.Text.Encoding.UTF8.GetBytes(
                    System.Text.Encoding.UTF8.GetString(files["fields.json"]).Replace("\"Lin\"", "\"Lan\"", StringComparison.Ordinal)
                ),
            isResummed: true
        );
        Assert.True(exitCode == 1 && said.Contains("FAIL  field author", StringComparison.Ordinal), said);
    }

    [Fact]
    public void A_proof_of_the_wrong_length_a_missing_and_an_extra_file_fail()
    {
        var lines = _made.Bundle.Proof.Split('\n').ToList();
        foreach (
            var changed in (List<string>[])
                [
                    [.. lines[..2], .. lines[3..]],
                    [.. lines[..3], lines[2], .. lines[3..]],
                ]
        )
        {
            var (_, told) = RunChanged(
                files => files["proof.tlog-proof"] = System.Text.Encoding.UTF8.GetBytes(string.Join('\n', changed)),
                isResummed: true
            );
            Assert.Contains("FAIL  inclusion", told, StringComparison.Ordinal);
        }

        Assert.Equal(1, RunChanged(files => files.Remove("files/01/original"), isResummed: true).ExitCode);
        Assert.Equal(1, RunChanged(files => files.Remove("tokens/01/token.tsr"), isResummed: true).ExitCode);
        Assert.Contains("FAIL  layout", RunChanged(files => files["evil.txt"] = [1], isResummed: true).Said, StringComparison.Ordinal);
        Assert.Equal(1, RunChanged(files => files["files/02/original"] = [1], isResummed: true).ExitCode);
    }

    [Fact]
    public void Keys_from_elsewhere_are_used_in_place_of_the_bundles_own()
    {
        var files = MadeBundle.Unpack(_made.Zip);
        var (key, root) = (_made.At("my log.pub"), _made.At("my ca.pem"));
        File.WriteAllText(key, _made.Bundle.LogKey);
        File.WriteAllText(root, _made.Timestamper.AuthorityPem);
        var (exitCode, said) = Run(files, "--log-pub", key, "--tsa-ca", root);
        Assert.True(exitCode == 0, said);

        File.WriteAllText(key, IpGuard.Proof.Ledger.LedgerKey.Open(_made.At("other"), MadeBundle.Origin).Public.ToString());
        Assert.Contains("FAIL  checkpoint", Run(files, "--log-pub", key).Said, StringComparison.Ordinal);
        using var stranger = IpGuard.Proof.Timestamps.LocalTimestamper.Open(_made.At("tsa2"), "x", MadeBundle.Now);
        File.WriteAllText(root, stranger.AuthorityPem);
        Assert.Contains("FAIL  token 01", Run(files, "--tsa-ca", root).Said, StringComparison.Ordinal);
        Assert.Equal(2, Run(files, "--unknown", root).ExitCode);
    }

    [Fact]
    public void A_renewed_token_and_an_expired_signer_are_told_apart()
    {
        var first = _made.Bundle.Tokens[0];
        var renewal = first with
        {
            Token = _made.Timestamper.Stamp([.. first.Token, .. _made.Body], MadeBundle.Now.AddYears(5)),
            Renews = 1,
        };
        var (exitCode, said) = Run(MadeBundle.Unpack(BundleWriter.Write(_made.Bundle with { Tokens = [first, renewal] })));
        Assert.True(exitCode == 0, said);
        var expired = first with { Token = _made.Timestamper.Stamp(_made.Body, MadeBundle.Now.AddYears(30)) };
        Assert.Contains(
            "FAIL  token 01",
            Run(MadeBundle.Unpack(BundleWriter.Write(_made.Bundle with { Tokens = [expired] }))).Said,
            StringComparison.Ordinal
        );
    }
}
