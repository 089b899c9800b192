using System.IO.Compression;
using System.Text.Json.Nodes;
using IpGuard.Core.Filings;
using IpGuard.Core.Ledger;
using IpGuard.Core.Matching;
using IpGuard.Core.Works;
using IpGuard.Proof.Bundles;
using IpGuard.Proof.Checking;
using IpGuard.Proof.Ledger;
using IpGuard.Proof.Timestamps;

namespace IpGuard.Rooms.Tests.Proof;

/// <summary>A bundle of one small filing, entry 1 of 3 of a ledger of its own.</summary>
sealed class MadeBundle : IDisposable
{
    public const string Origin = "test.example/log";

    public static readonly DateTimeOffset Now = new(2026, 11, 24, 8, 9, 5, TimeSpan.Zero);

    readonly TempFolder _folder = new();

    /// <param name="version">Of its manifest: an older one states less, and was written by an older program.</param>
    public MadeBundle(int version = 3)
    {
        Timestamper = LocalTimestamper.Open(_folder.At("tsa"), Origin, Now);
        byte[] file = [1, 2, 3, 4, 5];
        var filing = new Filing(
            "F-1",
            Guid.Empty,
            "云间",
            "碎花裙 “\"\\” & 'x'",
            Category.Apparel,
            "Lin",
            OwnershipBasis.OwnCreation,
            "two\nlines\tand a tab\n",
            [new(1, "裙 1.jpg", Sha256Hash.Of(file), file.Length, new(PictureFormat.Jpeg, 10, 10, false, 90, default, default))],
            Now,
            new(WorkStage.Photograph, AiUse.None, new($"F-{new string('0', 32)}", Sha256Hash.Of([0])))
        );
        const string collector = "lin@example.com";
        var collection = new Collection(collector, Collection.WebForm, "IpGuard 1.0.0.0; test");
        static byte[] NewSalt() => System.Security.Cryptography.RandomNumberGenerator.GetBytes(32);
        var made = Manifest.Seal(filing, [Manifest.Commit(file, NewSalt)], collection, NewSalt);
        var manifest = AsOf(version, made.Manifest);
        var key = LedgerKey.Open(_folder.At("keys"), Origin);
        var ledger = LedgerFolder.Open(_folder.At("log"), key, long.MaxValue);
        var published = ledger.Integrate(0, [Sha256Hash.Of([0]), Sha256Hash.Of(manifest), Sha256Hash.Of([2])]);
        Body = published.Checkpoint.ToBody();
        Bundle = new(
            manifest,
            [new(1, "裙 1.jpg", file, made.Files[0].Salt)],
            [.. FieldsOf(version).Select(n => new BundleField(n, Manifest.ValueOf(filing, collector, n), made.FieldSalts[n]))],
            new TlogProof(1, ledger.ProveInclusion(1, 3), published.Note).ToString(),
            [new(Timestamper.Stamp(Body, Now), Timestamper.AuthorityPem, "", null, null)],
            key.Public.ToString()
        );
    }

    static IEnumerable<string> FieldsOf(int version) => Manifest.FieldNames.Where(n => version > 1 || n != "collector");

    // What a version did not know is taken out; the order of names stays canonical.
    static byte[] AsOf(int version, byte[] manifest)
    {
        if (version == 3)
            return manifest;
        var made = JsonNode.Parse(manifest)!.AsObject();
        foreach (var later in (string[])["ai_use", "previous", "stage"])
            made.Remove(later);
        made["version"] = $"ipguard/manifest/v{version}";
        if (version == 1)
        {
            made.Remove("collection");
            made["fields"]!.AsArray().RemoveAll(f => (string?)f!["name"] == "collector");
            foreach (var file in made["files"]!.AsArray())
                file!.AsObject().Remove("name_commitment");
        }

        return System.Text.Encoding.UTF8.GetBytes(
            made.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })
        );
    }

    public LocalTimestamper Timestamper { get; }

    /// <summary>The three lines that were signed.</summary>
    public byte[] Body { get; }

    public Bundle Bundle { get; }

    public byte[] Zip => BundleWriter.Write(Bundle);

    public string At(params string[] parts) => _folder.At(parts);

    public static BundleReport Check(byte[] zip, TrustAnchors? anchors = null) =>
        BundleCheck.Check(new MemoryStream(zip), anchors ?? new());

    public static Dictionary<string, byte[]> Unpack(byte[] zip)
    {
        using var archive = new ZipArchive(new MemoryStream(zip));
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var entry in archive.Entries)
        {
            using var stream = entry.Open();
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            files.Add(entry.FullName, bytes.ToArray());
        }

        return files;
    }

    public static byte[] Pack(IEnumerable<KeyValuePair<string, byte[]>> files)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var stream = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
                stream.Write(content);
            }
        }

        return bytes.ToArray();
    }

    /// <summary>The bundle with its sums made again, as a forger would.</summary>
    public static byte[] Resummed(Dictionary<string, byte[]> files)
    {
        var sums = files
            .Where(f => f.Key != "SHA256SUMS")
            .OrderBy(f => f.Key, StringComparer.Ordinal)
            .Select(f => $"{Sha256Hash.Of(f.Value)}  {f.Key}\n");
        files["SHA256SUMS"] = System.Text.Encoding.UTF8.GetBytes(string.Concat(sums));
        return Pack(files);
    }

    public void Dispose()
    {
        Timestamper.Dispose();
        _folder.Dispose();
    }
}
