using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IpGuard.Core.Filings;
using IpGuard.Core.Works;

namespace IpGuard.Core.Ledger;

/// <summary>Binds to bytes without showing them: SHA-256 of a 32-byte salt followed by the bytes, so that `cat salt file | sha256sum`
/// checks it, and nobody without the salt can guess what is behind it.</summary>
public static class Commitment
{
    public const int SaltBytes = 32;

    public static Sha256Hash Of(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> content)
    {
        if (salt.Length != SaltBytes)
            throw new ArgumentException($"expected a salt of {SaltBytes} bytes, got {salt.Length}", nameof(salt));
        using var hash = System.Security.Cryptography.IncrementalHash.CreateHash(System.Security.Cryptography.HashAlgorithmName.SHA256);
        hash.AppendData(salt);
        hash.AppendData(content);
        return new(hash.GetHashAndReset());
    }
}

/// <summary>What binds a manifest to one file.</summary>
/// <param name="Salt">32 bytes; whoever has them and the file can check the commitment.</param>
public sealed record SaltedFile(byte[] Salt, Sha256Hash Commitment);

/// <summary>A filing sealed for the ledger.</summary>
/// <param name="Manifest">The canonical bytes; kept as they are.</param>
/// <param name="Entry">SHA-256 of the manifest: the only thing that is published.</param>
/// <param name="Files">Salt and commitment of each file, in the pictures' order.</param>
/// <param name="FieldSalts">Salt of each confidential field's commitment, by field name.</param>
public sealed record SealedFiling(
    byte[] Manifest,
    Sha256Hash Entry,
    IReadOnlyList<SaltedFile> Files,
    IReadOnlyDictionary<string, byte[]> FieldSalts
);

/// <summary>The statement whose hash is entered in the ledger: who filed what and when, with commitments in place of what is
/// confidential.</summary>
/// <remarks>Canonical JSON of strings, integers, arrays and objects only. What was once logged cannot be logged otherwise: a new
/// version gets a new name, and this one stays readable.</remarks>
public static class Manifest
{
    /// <summary>The version that is written.</summary>
    public const string Version = "ipguard/manifest/v3";

    // Without how the work was made.
    const string SecondVersion = "ipguard/manifest/v2";

    // Without names of files and how the work came in; what was logged by it stays readable.
    const string FirstVersion = "ipguard/manifest/v1";

    const string CollectorField = "collector";

    /// <summary>Names of the confidential fields, in the order of the manifest.</summary>
    public static IReadOnlyList<string> FieldNames { get; } = ["title", "holder", "author", "description", CollectorField];

    /// <summary>Commits to a file's bytes with a salt of its own.</summary>
    public static SaltedFile Commit(ReadOnlySpan<byte> file, Func<byte[]> newSalt)
    {
        var salt = newSalt();
        return new(salt, Commitment.Of(salt, file));
    }

    /// <summary>Seals a filing: the same filing, files and salts give the same bytes.</summary>
    /// <param name="files">Of the filing's pictures, in their order.</param>
    /// <param name="newSalt">32 fresh random bytes at each call.</param>
    public static SealedFiling Seal(Filing filing, IReadOnlyList<SaltedFile> files, Collection collection, Func<byte[]> newSalt)
    {
        if (files.Count != filing.Pictures.Count)
            throw new ArgumentException($"expected commitments to {filing.Pictures.Count} pictures, got {files.Count}", nameof(files));
        var fieldSalts = FieldNames.ToDictionary(name => name, _ => newSalt(), StringComparer.Ordinal);
        var making = filing.Making ?? Making.Unstated;
        var manifest = new JsonObject
        {
            ["version"] = Version,
            ["stage"] = making.StageToken,
            ["ai_use"] = making.AiUseToken,
            ["number"] = filing.Number,
            ["filed_at"] = filing.FiledAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["category"] = filing.Category.Facts().Token,
            ["locarno"] = new JsonArray([.. filing.Category.Facts().Locarno.Select(l => JsonValue.Create(l.Notation))]),
            ["ownership_basis"] = TokenOf(filing.OwnershipBasis),
            ["nonce"] = Convert.ToHexStringLower(newSalt()),
            ["collection"] = new JsonObject { ["method"] = collection.Method, ["system"] = collection.System },
            ["files"] = new JsonArray([.. filing.Pictures.Select((p, i) => File(p, files[i]))]),
            ["fields"] = new JsonArray([
                .. FieldNames.Select(name => Field(name, ValueOf(filing, collection.Collector, name), fieldSalts[name])),
            ]),
        };
        if (making.Previous is { } previous)
            manifest["previous"] = new JsonObject { ["filing"] = previous.Number, ["entry"] = previous.Entry.ToString() };
        var bytes = CanonicalJson.Write(manifest);
        return new(bytes, Sha256Hash.Of(bytes), files, fieldSalts);
    }

    /// <summary>The commitment to a text. A file's name is committed to by the file's own salt: whoever is shown the one is shown the
    /// other.</summary>
    public static Sha256Hash CommitToField(ReadOnlySpan<byte> salt, string value) => Commitment.Of(salt, Encoding.UTF8.GetBytes(value));

    /// <summary>A confidential field's text; the empty text where the filing has none.</summary>
    public static string ValueOf(Filing filing, string collector, string fieldName) =>
        fieldName switch
        {
            "title" => filing.Title,
            "holder" => filing.Holder,
            "author" => filing.Author,
            "description" => filing.Description ?? "",
            CollectorField => collector,
            _ => throw new ArgumentOutOfRangeException(nameof(fieldName), fieldName, "expected a confidential field"),
        };

    public static string TokenOf(OwnershipBasis basis) =>
        basis switch
        {
            OwnershipBasis.OwnCreation => "own-creation",
            OwnershipBasis.EmployeeWork => "employee-work",
            OwnershipBasis.Commissioned => "commissioned",
            OwnershipBasis.Assigned => "assigned",
            _ => throw new ArgumentOutOfRangeException(nameof(basis), basis, "expected a basis of ownership"),
        };

    /// <summary>Reads a manifest of this version or of an earlier one.</summary>
    /// <exception cref="FormatException">Not canonical, or a field is missing or of another form; the message says which.</exception>
    public static ManifestContent Read(byte[] bytes)
    {
        using var document = CanonicalJson.ReadPlain(bytes);
        var root = document.RootElement;
        if (!CanonicalJson.Write(root).AsSpan().SequenceEqual(bytes))
            throw new FormatException("expected a manifest in canonical form (RFC 8785), got the same values written otherwise");
        var version = Text(root, "version");
        var (isFirst, isThird) = (version == FirstVersion, version == Version);
        if (!isFirst && !isThird && version != SecondVersion)
            throw new FormatException($"expected a manifest of version {Version} or earlier, got '{version}'");
        var filedAt = DateTimeOffset.ParseExact(
            Text(root, "filed_at"),
            "yyyy-MM-dd'T'HH:mm:ss'Z'",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal
        );
        return new(
            Text(root, "number"),
            filedAt,
            Text(root, "category"),
            Text(root, "ownership_basis"),
            [
                .. Items(root, "files")
                    .Select(f => new CommittedFile(
                        Number(f, "no"),
                        Text(f, "media_type"),
                        Number(f, "length_bytes"),
                        Sha256Hash.Parse(Text(f, "commitment")),
                        isFirst ? null : Sha256Hash.Parse(Text(f, "name_commitment"))
                    )),
            ],
            [.. Items(root, "fields").Select(f => new CommittedField(Text(f, "name"), Sha256Hash.Parse(Text(f, "commitment"))))],
            isFirst ? null : Text(Inner(root, "collection"), "method"),
            isFirst ? null : Text(Inner(root, "collection"), "system"),
            isThird ? Text(root, "stage") : null,
            isThird ? Text(root, "ai_use") : null,
            isThird && root.TryGetProperty("previous", out var previous)
                ? new(Text(previous, "filing"), Sha256Hash.Parse(Text(previous, "entry")))
                : null
        );
    }

    static JsonObject File(FiledPicture picture, SaltedFile file) =>
        new()
        {
            ["no"] = picture.No,
            ["media_type"] = picture.Fingerprint.Format.MediaType(),
            ["length_bytes"] = picture.LengthBytes,
            ["commitment"] = file.Commitment.ToString(),
            ["name_commitment"] = CommitToField(file.Salt, picture.FileName).ToString(),
        };

    static JsonObject Field(string name, string value, byte[] salt) =>
        new() { ["name"] = name, ["commitment"] = CommitToField(salt, value).ToString() };

    static string Text(JsonElement at, string name) =>
        at.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new FormatException($"expected a text '{name}' in the manifest, got none");

    static int Number(JsonElement at, string name) =>
        at.TryGetProperty(name, out var value) && value.TryGetInt32(out var number)
            ? number
            : throw new FormatException($"expected an integer '{name}' in the manifest, got none");

    static JsonElement Inner(JsonElement at, string name) =>
        at.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object
            ? value
            : throw new FormatException($"expected an object '{name}' in the manifest, got none");

    static JsonElement.ArrayEnumerator Items(JsonElement at, string name) =>
        at.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray()
            : throw new FormatException($"expected an array '{name}' in the manifest, got none");
}
