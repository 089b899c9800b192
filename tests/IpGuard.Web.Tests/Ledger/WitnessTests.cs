using System.Diagnostics;
using System.Security.Cryptography;
using IpGuard.Core.Accounts;
using IpGuard.Core.Ledger;
using IpGuard.Core.Works;
using IpGuard.Flows.Filings;
using IpGuard.Flows.Health;
using IpGuard.Flows.Ledger;
using IpGuard.Proof.Checking;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Web.Tests.Ledger;

/// <summary>Others sign that they saw the same ledger, and a second key signs for whoever has no Ed25519.</summary>
public sealed class WitnessTests
{
    static async Task<OpenHouse> OpenAsync(TestWitness witness, bool isWithEcdsa = false)
    {
        var house = await OpenHouse.OpenAsync(witnesses: [new(witness.Address, witness.Key)], isWithEcdsa: isWithEcdsa);
        Assert.True(NoteKey.TryParse(house.Get<LedgerReads>().Key, out var key));
        witness.Log = key;
        return house;
    }

    static async Task<SignedNote> NoteAsync(OpenHouse house)
    {
        var text = await house.Get<LedgerReads>().CheckpointAsync(CancellationToken.None);
        Assert.True(SignedNote.TryParse(text!, out var note));
        return note!;
    }

    [Fact]
    public async Task Each_checkpoint_is_shown_with_the_proof_that_it_continues_and_its_cosignature_is_published_and_bundled()
    {
        await using var witness = await TestWitness.OpenAsync();
        await using var house = await OpenAsync(witness);
        for (var seed = 31; seed < 34; seed++)
        {
            await house.NumberAsync(seed);
            await house.FinishAsync();
            var note = await NoteAsync(house);
            Assert.NotNull(NoteCheck.WitnessedAt(note.Text, note.Signatures, witness.Key));
        }

        var number = await house.NumberAsync(34);
        await house.FinishAsync();
        var bundle = await house.Get<FilingReads>().BundleAsync(house.Holder, number, CancellationToken.None);
        Assert.True(BundleCheck.Check(new MemoryStream(bundle!.Bytes.ToArray()), new()).IsPassed);
        Assert.Contains("— witness.example/one ", System.Text.Encoding.UTF8.GetString(bundle.Bytes.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_witness_that_stands_elsewhere_is_asked_again_from_there()
    {
        await using var witness = await TestWitness.OpenAsync();
        await using var house = await OpenAsync(witness);
        await house.NumberAsync(35);
        await house.FinishAsync();
        await house.NumberAsync(36);
        // It has forgotten.
        witness.Set(null);
        await house.FinishAsync();
        var note = await NoteAsync(house);
        Assert.NotNull(NoteCheck.WitnessedAt(note.Text, note.Signatures, witness.Key));
    }

    [Fact]
    public async Task A_witness_that_lies_refuses_or_is_away_is_told_and_the_ledger_goes_on()
    {
        await using var witness = await TestWitness.OpenAsync();
        await using var house = await OpenAsync(witness);
        witness.IsLying = true;
        await house.NumberAsync(37);
        await house.FinishAsync();
        Assert.Contains("over this checkpoint, got another", await FaultAsync(house), StringComparison.Ordinal);
        Assert.Single((await NoteAsync(house)).Signatures);

        // It saw another history.
        witness.IsLying = false;
        witness.Set(new("x", 1, Sha256Hash.Of([9])));
        house.Clock.By = TimeSpan.FromMinutes(1);
        await house.NumberAsync(38);
        await house.FinishAsync();
        Assert.Contains("got 422", await FaultAsync(house), StringComparison.Ordinal);

        await witness.DisposeAsync();
        house.Clock.By = TimeSpan.FromHours(2);
        await house.FinishAsync();
        Assert.Contains("cannot be reached", await FaultAsync(house), StringComparison.Ordinal);
        var ill = (await house.Get<HealthReads>().ReadAsync(CancellationToken.None)).Parts.Single(p => p.Part == "witnesses");
        Assert.False(ill.IsWell);
        Assert.Contains("cannot be reached", ill.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cosignature_that_was_changed_is_found_by_the_nightly_check()
    {
        await using var witness = await TestWitness.OpenAsync();
        await using var house = await OpenAsync(witness);
        await house.NumberAsync(39);
        await house.FinishAsync();
        async Task<FsckPart> CheckAsync() =>
            (await house.Get<FsckFlow>().CheckAsync(null, CancellationToken.None)).Parts.Single(p => p.Part == "cosignatures");
        Assert.Equal((1, 0), ((await CheckAsync()).Checked, (await CheckAsync()).Damaged));
        string line;
        await using (var db = house.Store.Open(Viewer.House))
            line = (await db.Cosignatures.AsNoTracking().SingleAsync()).Line.TrimEnd();
        // Near its end: the name stays, the signature is another.
        line = line[..^6] + (line[^6] == 'A' ? 'B' : 'A') + line[^5..] + "\n";
        await FsckTests.TamperAsync(house, $"UPDATE \"Cosignatures\" SET \"Line\" = {line}");
        Assert.Equal(1, (await CheckAsync()).Damaged);
    }

    [Fact]
    public async Task A_second_signature_of_ecdsa_is_one_that_openssl_checks_and_others_let_be()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/openssl"), "needs openssl, which is absent here");
        await using var witness = await TestWitness.OpenAsync();
        await using var house = await OpenAsync(witness, isWithEcdsa: true);
        var number = await house.NumberAsync(39);
        await house.FinishAsync();
        var note = await NoteAsync(house);
        var pem = house.Get<LedgerReads>().EcdsaPem!;
        using var key = ECDsa.Create();
        key.ImportFromPem(pem);
        var id = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
        var line = note.Signatures.Single(s => s.KeyId == id);

        string At(string name) => Path.Combine(house.Folder, name);
        await File.WriteAllTextAsync(At("key.pem"), pem);
        await File.WriteAllTextAsync(At("body"), note.Text);
        await File.WriteAllBytesAsync(At("signature"), line.Signature);
        using var openssl = Process.Start(
            new ProcessStartInfo(
                "/usr/bin/openssl",
                ["dgst", "-sha256", "-verify", At("key.pem"), "-signature", At("signature"), At("body")]
            )
            {
                RedirectStandardOutput = true,
            }
        )!;
        await openssl.WaitForExitAsync();
        Assert.Equal(0, openssl.ExitCode);

        var bundle = await house.Get<FilingReads>().BundleAsync(house.Holder, number, CancellationToken.None);
        Assert.True(BundleCheck.Check(new MemoryStream(bundle!.Bytes.ToArray()), new()).IsPassed);
        Assert.True((await house.Get<FsckFlow>().CheckAsync(null, CancellationToken.None)).IsClean);
    }

    static async Task<string> FaultAsync(OpenHouse house)
    {
        await using var db = house.Store.Open(Viewer.House);
        return (await db.Witnesses.AsNoTracking().SingleAsync()).Fault!;
    }
}
