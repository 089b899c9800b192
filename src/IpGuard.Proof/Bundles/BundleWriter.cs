using System.IO.Compression;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using IpGuard.Core.Ledger;

namespace IpGuard.Proof.Bundles;

/// <summary>Writes an evidence bundle: the same content gives the same bytes.</summary>
public static class BundleWriter
{
    // The earliest time that ZIP can write: a bundle says when it was filed, not when it was packed.
    static readonly DateTimeOffset Packed = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(Bundle bundle)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8))
        {
            Add(zip, BundleNames.ReadMe, Encoding.UTF8.GetBytes(BundleReadMe.Write(bundle)));
            Add(zip, BundleNames.Manifest, bundle.Manifest);
            Add(zip, BundleNames.Fields, WriteFields(bundle));
            foreach (var file in bundle.Files)
            {
                Add(zip, BundleNames.File(file.No), file.Bytes);
                Add(zip, BundleNames.FileName(file.No), Encoding.UTF8.GetBytes(file.FileName));
                Add(zip, BundleNames.Salt(file.No), file.Salt);
            }

            Add(zip, BundleNames.Proof, Encoding.UTF8.GetBytes(bundle.Proof));
            Add(zip, BundleNames.Timestamp, bundle.Timestamp);
            Add(zip, BundleNames.LogKey, Encoding.UTF8.GetBytes(bundle.LogKey + "\n"));
            Add(zip, BundleNames.AuthorityPem, Encoding.UTF8.GetBytes(bundle.AuthorityPem));
        }

        return bytes.ToArray();
    }

    static byte[] WriteFields(Bundle bundle) =>
        JsonSerializer.SerializeToUtf8Bytes(
            bundle.Fields.Select(f => new
            {
                name = f.Name,
                value = f.Value,
                salt = Convert.ToHexStringLower(f.Salt),
            }),
            Readable
        );

    static void Add(ZipArchive zip, string name, ReadOnlyMemory<byte> content)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.NoCompression);
        entry.LastWriteTime = Packed;
        using var stream = entry.Open();
        stream.Write(content.Span);
    }
}

/// <summary>The words in a bundle, for whoever opens it years later.</summary>
static class BundleReadMe
{
    public static string Write(Bundle bundle)
    {
        var manifest = Manifest.Read(bundle.Manifest);
        _ = NoteKey.TryParse(bundle.LogKey, out var key);
        using var authority = X509Certificate2.CreateFromPem(bundle.AuthorityPem);
        return $"""
            IpGuard 证据包 / evidence bundle
            {manifest.Number}
            {manifest.FiledAt:yyyy-MM-dd HH:mm:ss} UTC · {manifest.FiledAt.ToOffset(
                TimeSpan.FromHours(8)
            ):yyyy-MM-dd HH:mm:ss} 北京时间 (UTC+8)

            证明什么：本包中的文件和文字在检查点签名之时已经存在，此后未被改动。
            不证明什么：不证明谁是作者，不产生专利权、著作权或其他权利，也不是法律意见。
            What it proves: the files and texts in this bundle existed when the checkpoint was signed, and have not been changed since.
            What it does not prove: who made them. It gives no patent, copyright or other right, and is not legal advice.

            如何核验 / How to check it, offline:   ipguard verify BUNDLE.zip
            逐步核验 / By hand, step by step:
              1. cat files/01/salt files/01/original | sha256sum      = commitment of file 1 in manifest.json
              2. sha256sum manifest.json                              = the entry; SHA-256(00 ‖ entry) is its leaf
              3. proof.tlog-proof ties the leaf to the root of its checkpoint (c2sp.org/tlog-proof, RFC 6962)
              4. the checkpoint is signed by log.pub (c2sp.org/signed-note, Ed25519)
              5. openssl ts -verify -token_in -in checkpoint.tsr -data CHECKPOINT-BODY -CAfile tsa-ca.pem -attime GENTIME

            不要只信本包里的公钥：请与证书、网站或第三方所存的指纹核对。
            Do not trust the keys in this bundle alone: compare these fingerprints with the certificate, the site or a third party's copy.
              log.pub     SHA-256 of the public key   {key?.Fingerprint}
              tsa-ca.pem  SHA-256 of the certificate  {Convert.ToHexStringLower(
                authority.GetCertHash(System.Security.Cryptography.HashAlgorithmName.SHA256)
            )}

            """;
    }
}
