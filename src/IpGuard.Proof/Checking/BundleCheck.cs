using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using IpGuard.Core.Ledger;
using IpGuard.Core.Works;
using IpGuard.Proof.Bundles;

namespace IpGuard.Proof.Checking;

/// <summary>One step of a check.</summary>
/// <param name="Name">Stable token.</param>
/// <param name="Sentence">What was found, or what was expected and what came.</param>
public sealed record CheckStep(string Name, bool IsPassed, string Sentence);

/// <summary>What checking a bundle gave.</summary>
/// <param name="Number">The filing's number; null where not even the manifest could be read.</param>
public sealed record BundleReport(IReadOnlyList<CheckStep> Steps, string? Number, DateTimeOffset? StampedAt)
{
    public bool IsPassed => Steps.Count > 0 && Steps.All(s => s.IsPassed);
}

/// <summary>Keys that the checker brings along, got from elsewhere than the bundle. Null: the bundle's own are used, and named.</summary>
public sealed record TrustAnchors(string? LogKey = null, string? AuthorityPem = null);

/// <summary>Checks an evidence bundle with nothing but its bytes: no settings, no server, no database, no network.</summary>
public static class BundleCheck
{
    public static BundleReport Check(Stream zip, TrustAnchors anchors)
    {
        var steps = new List<CheckStep>();
        var (files, fault) = BundleReader.Read(zip);
        steps.Add(new("bundle", fault is null, fault ?? $"{files.Count} files, nothing out of bounds"));
        if (fault is not null)
            return new(steps, null, null);

        var manifest = CheckManifest(files, steps);
        if (manifest is not null)
        {
            CheckFiles(files, manifest, steps);
            CheckFields(files, manifest, steps);
        }

        var checkpoint = CheckProof(files, anchors, steps);
        var time = CheckTime(files, checkpoint, anchors, steps);
        return new(steps, manifest?.Number, time);
    }

    static ManifestContent? CheckManifest(IReadOnlyDictionary<string, byte[]> files, List<CheckStep> steps)
    {
        try
        {
            var manifest = Manifest.Read(Need(files, BundleNames.Manifest));
            steps.Add(new("manifest", true, $"{manifest.Number}, filed {manifest.FiledAt:u}, canonical form"));
            return manifest;
        }
        catch (FormatException e)
        {
            steps.Add(new("manifest", false, e.Message));
            return null;
        }
    }

    static void CheckFiles(IReadOnlyDictionary<string, byte[]> files, ManifestContent manifest, List<CheckStep> steps)
    {
        foreach (var stated in manifest.Files)
        {
            var name = $"file {stated.No}";
            if (
                !files.TryGetValue(BundleNames.File(stated.No), out var bytes)
                || !files.TryGetValue(BundleNames.Salt(stated.No), out var salt)
            )
                steps.Add(new(name, false, "expected the file and its salt in the bundle, found one missing"));
            else if (salt.Length != Commitment.SaltBytes || Commitment.Of(salt, bytes) != stated.Commitment)
                steps.Add(
                    new(name, false, $"expected SHA-256(salt ‖ file) = {stated.Commitment}, got another: the file or its salt was changed")
                );
            else
                steps.Add(new(name, true, $"{bytes.Length} bytes, SHA-256 {Sha256Hash.Of(bytes)}, as committed"));
        }
    }

    static void CheckFields(IReadOnlyDictionary<string, byte[]> files, ManifestContent manifest, List<CheckStep> steps)
    {
        Dictionary<string, (string Value, byte[] Salt)> opened;
        try
        {
            using var document = CanonicalJson.Read(Need(files, BundleNames.Fields));
            opened = document
                .RootElement.EnumerateArray()
                .ToDictionary(
                    f => f.GetProperty("name").GetString()!,
                    f => (f.GetProperty("value").GetString()!, Convert.FromHexString(f.GetProperty("salt").GetString()!)),
                    StringComparer.Ordinal
                );
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            steps.Add(new("fields", false, $"expected names, values and salts in {BundleNames.Fields}, got: {e.Message}"));
            return;
        }

        foreach (var stated in manifest.Fields)
        {
            var isGood =
                opened.TryGetValue(stated.Name, out var field)
                && field.Salt.Length == Commitment.SaltBytes
                && Manifest.CommitToField(field.Salt, field.Value) == stated.Commitment;
            steps.Add(
                new(
                    $"field {stated.Name}",
                    isGood,
                    isGood
                        ? $"“{field.Value}”, as committed"
                        : $"expected the text and salt committed to by {stated.Commitment}, got others"
                )
            );
        }
    }

    static Checkpoint? CheckProof(IReadOnlyDictionary<string, byte[]> files, TrustAnchors anchors, List<CheckStep> steps)
    {
        if (
            !TlogProof.TryParse(TextOf(files, BundleNames.Proof), out var proof)
            || !SignedNote.TryParse(proof!.CheckpointNote, out var note)
            || !Checkpoint.TryParse(note!.Text, out var checkpoint)
        )
        {
            steps.Add(new("inclusion", false, $"expected a c2sp.org/tlog-proof@v1 file in {BundleNames.Proof}, got another text"));
            return null;
        }

        var leaf = MerkleTree.LeafHash(Sha256Hash.Of(files.GetValueOrDefault(BundleNames.Manifest) ?? []).ToBytes());
        var isIncluded = MerkleTree.VerifyInclusion(leaf, (ulong)proof.Index, (ulong)checkpoint!.Size, proof.Hashes, checkpoint.Root);
        steps.Add(
            new(
                "inclusion",
                isIncluded,
                isIncluded
                    ? $"entry {proof.Index} of {checkpoint.Size} in {checkpoint.Origin}, root {checkpoint.Root}"
                    : $"expected {proof.Hashes.Count} hashes that lead from the manifest to root {checkpoint.Root}, got others"
            )
        );

        var keyText = anchors.LogKey ?? TextOf(files, BundleNames.LogKey);
        if (!NoteKey.TryParse(keyText, out var key))
        {
            steps.Add(new("checkpoint", false, "expected a verifier key (name+id+base64) for the log, got another text"));
            return null;
        }

        var fault =
            NoteCheck.Fault(note, key!)
            ?? (key!.Name == checkpoint.Origin ? null : $"expected a key named {checkpoint.Origin}, got {key.Name}");
        var whose = anchors.LogKey is null ? "the key in the bundle: compare its fingerprint elsewhere" : "the key you gave";
        steps.Add(new("checkpoint", fault is null, fault ?? $"signed by {key!.Name}+{key.Id:x8}, SHA-256 {key.Fingerprint} ({whose})"));
        return checkpoint;
    }

    static DateTimeOffset? CheckTime(
        IReadOnlyDictionary<string, byte[]> files,
        Checkpoint? checkpoint,
        TrustAnchors anchors,
        List<CheckStep> steps
    )
    {
        if (checkpoint is null)
        {
            steps.Add(new("timestamp", false, "expected a checkpoint for the token to be over, found none"));
            return null;
        }

        var pem = anchors.AuthorityPem ?? TextOf(files, BundleNames.AuthorityPem);
        try
        {
            using var root = X509Certificate2.CreateFromPem(pem);
            var (time, fault) = TimestampCheck.Check(Need(files, BundleNames.Timestamp), checkpoint.ToBody(), pem);
            var whose = anchors.AuthorityPem is null ? "the root in the bundle: compare its fingerprint elsewhere" : "the root you gave";
            var print = Convert.ToHexStringLower(root.GetCertHash(System.Security.Cryptography.HashAlgorithmName.SHA256));
            steps.Add(new("timestamp", fault is null, fault ?? $"{time!.At:u} by {time.Authority}, root SHA-256 {print} ({whose})"));
            return time?.At;
        }
        catch (Exception e) when (e is System.Security.Cryptography.CryptographicException or FormatException)
        {
            steps.Add(new("timestamp", false, $"expected an authority's certificate and a token, got: {e.Message}"));
            return null;
        }
    }

    static byte[] Need(IReadOnlyDictionary<string, byte[]> files, string name) =>
        files.TryGetValue(name, out var bytes) ? bytes : throw new FormatException($"expected {name} in the bundle, found none");

    static string TextOf(IReadOnlyDictionary<string, byte[]> files, string name) =>
        files.TryGetValue(name, out var bytes) ? Encoding.UTF8.GetString(bytes) : "";
}
