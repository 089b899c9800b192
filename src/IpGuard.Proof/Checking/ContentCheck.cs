using System.Text;
using System.Text.Json;
using IpGuard.Core.Ledger;
using IpGuard.Core.Works;
using IpGuard.Proof.Bundles;

namespace IpGuard.Proof.Checking;

/// <summary>Holds what a bundle shows against what its manifest commits to.</summary>
static class ContentCheck
{
    static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static void Check(IReadOnlyDictionary<string, byte[]> files, ManifestContent manifest, StepList steps)
    {
        if (manifest.Files.Count == 0)
            steps.Add("files", "expected commitments to files in the manifest, found none", "");
        foreach (var stated in manifest.Files)
            steps.Add($"file {stated.No}", FileFault(files, stated), Found(files, stated));
        var opened = Open(files, steps);
        if (opened is null)
            return;
        foreach (var stated in manifest.Fields)
        {
            var field = opened.GetValueOrDefault(stated.Name);
            var isGood = field is not null && Manifest.CommitToField(field.Salt, field.Value) == stated.Commitment;
            steps.Add(
                $"field {stated.Name}",
                isGood ? null : $"expected the text and salt committed to by {stated.Commitment}, got others",
                $"“{field?.Value}”, as committed"
            );
        }

        var strange = opened.Keys.Except(manifest.Fields.Select(f => f.Name), StringComparer.Ordinal).ToList();
        if (strange.Count > 0)
            steps.Add("fields", $"expected the fields of the manifest, got also {string.Join(", ", strange)}", "");
        var collection = BundleTexts.Collection(manifest, opened.GetValueOrDefault("collector")?.Value);
        var isSame = files.TryGetValue(BundleNames.Collection, out var shown) && shown.AsSpan().SequenceEqual(collection);
        var text = Encoding.UTF8.GetString(collection);
        steps.Add("collection", isSame ? null : $"expected {text} in {BundleNames.Collection}, got another text", text);
    }

    static string? FileFault(IReadOnlyDictionary<string, byte[]> files, CommittedFile stated)
    {
        if (
            !files.TryGetValue(BundleNames.File(stated.No), out var bytes)
            || !files.TryGetValue(BundleNames.Salt(stated.No), out var salt)
            || !files.TryGetValue(BundleNames.FileName(stated.No), out var name)
        )
            return "expected the file, its name and its salt in the bundle, found one missing";
        if (bytes.Length != stated.LengthBytes)
            return $"expected {stated.LengthBytes} bytes, as the manifest states, got {bytes.Length}";
        if (salt.Length != Commitment.SaltBytes)
            return $"expected a salt of {Commitment.SaltBytes} bytes, got {salt.Length}";
        if (Commitment.Of(salt, bytes) != stated.Commitment)
            return $"expected SHA-256(salt ‖ file) = {stated.Commitment}, got another: the file or its salt was changed";
        return stated.NameCommitment is { } named && Commitment.Of(salt, name) != named
            ? $"expected SHA-256(salt ‖ name) = {named}, got another: the name was changed"
            : null;
    }

    static string Found(IReadOnlyDictionary<string, byte[]> files, CommittedFile stated) =>
        files.TryGetValue(BundleNames.File(stated.No), out var bytes)
            ? $"{bytes.Length} bytes, SHA-256 {Sha256Hash.Of(bytes)}, as committed"
            : "";

    // Read strictly: the file has to be what a writer of the same fields would write.
    static Dictionary<string, BundleField>? Open(IReadOnlyDictionary<string, byte[]> files, StepList steps)
    {
        try
        {
            var bytes = files.GetValueOrDefault(BundleNames.Fields) ?? throw new FormatException("no file");
            using var document = CanonicalJson.ReadPlain(bytes);
            var fields = document.RootElement.EnumerateArray().Select(Read).ToList();
            if (!BundleTexts.Fields(fields).AsSpan().SequenceEqual(bytes))
                throw new FormatException("the same fields written otherwise");
            return fields.ToDictionary(f => f.Name, StringComparer.Ordinal);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            steps.Add("fields", $"expected names, salts and texts in {BundleNames.Fields}, got: {e.Message}", "");
            return null;
        }
    }

    static BundleField Read(JsonElement field)
    {
        var (name, value) = (field.GetProperty("name").GetString()!, field.GetProperty("value").GetString()!);
        if (Base64Text.Read(field.GetProperty("salted").GetString()!) is not { Length: >= Commitment.SaltBytes } salted)
            throw new FormatException($"no salt of {Commitment.SaltBytes} bytes in base64 for '{name}'");
        return Strict.GetString(salted.AsSpan(Commitment.SaltBytes)) == value
            ? new(name, value, salted[..Commitment.SaltBytes])
            : throw new FormatException($"another text for '{name}' than the salted one");
    }
}
