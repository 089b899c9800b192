using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using IpGuard.Core.Ledger;
using IpGuard.Core.Works;

namespace IpGuard.Proof.Bundles;

/// <summary>The small texts of a bundle: written by the writer, and written again by the check to be compared.</summary>
static class BundleTexts
{
    /// <summary>How the work came in: what stands in the manifest, beside the one field that is confidential.</summary>
    /// <param name="collector">Null where the manifest does not have it (version 1).</param>
    public static byte[] Collection(ManifestContent manifest, string? collector)
    {
        var facts = new JsonObject
        {
            ["collected_at"] = manifest.FiledAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        };
        if (collector is not null && manifest.Method is not null)
        {
            facts["collector"] = collector;
            facts["method"] = manifest.Method;
            facts["system"] = manifest.System;
        }

        return CanonicalJson.Write(facts);
    }

    /// <summary>One field a line, each with its salt before its text in base64, so that a shell needs to unpack no JSON.</summary>
    public static byte[] Fields(IReadOnlyList<BundleField> fields)
    {
        var lines = fields.Select(f =>
            Encoding.UTF8.GetString(
                CanonicalJson.Write(
                    new JsonObject
                    {
                        ["name"] = f.Name,
                        ["salted"] = Convert.ToBase64String([.. f.Salt, .. Encoding.UTF8.GetBytes(f.Value)]),
                        ["value"] = f.Value,
                    }
                )
            )
        );
        return Encoding.UTF8.GetBytes($"[\n{string.Join(",\n", lines)}\n]\n");
    }

    /// <summary>A line for each file, as sha256sum writes it, in the order of the names' bytes.</summary>
    public static byte[] Sums(IReadOnlyDictionary<string, byte[]> files) =>
        Encoding.UTF8.GetBytes(
            string.Concat(
                files
                    .Where(f => f.Key != BundleNames.Sums)
                    .OrderBy(f => f.Key, StringComparer.Ordinal)
                    .Select(f => $"{Sha256Hash.Of(f.Value)}  {f.Key}\n")
            )
        );

    /// <summary>SHA-256 of a certificate; what people compare.</summary>
    public static string Fingerprint(System.Security.Cryptography.X509Certificates.X509Certificate2 certificate) =>
        Convert.ToHexStringLower(certificate.GetCertHash(HashAlgorithmName.SHA256));
}
