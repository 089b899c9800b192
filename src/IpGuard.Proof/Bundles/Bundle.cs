namespace IpGuard.Proof.Bundles;

/// <summary>One file of a bundle, with the salt of its commitment.</summary>
public sealed record BundleFile(int No, string FileName, ReadOnlyMemory<byte> Bytes, byte[] Salt);

/// <summary>One confidential field of a bundle, with the salt of its commitment.</summary>
public sealed record BundleField(string Name, string Value, byte[] Salt);

/// <summary>All that a stranger needs to check one filing.</summary>
/// <param name="Proof">The tlog-proof file's text.</param>
/// <param name="Timestamp">DER token over the checkpoint's body.</param>
/// <param name="LogKey">The verifier key's text.</param>
/// <param name="AuthorityPem">Root certificate of the timestamp authority.</param>
public sealed record Bundle(
    byte[] Manifest,
    IReadOnlyList<BundleFile> Files,
    IReadOnlyList<BundleField> Fields,
    string Proof,
    byte[] Timestamp,
    string LogKey,
    string AuthorityPem
);

/// <summary>Names of the files in a bundle.</summary>
static class BundleNames
{
    public const string Manifest = "manifest.json";
    public const string Fields = "fields.json";
    public const string Proof = "proof.tlog-proof";
    public const string Timestamp = "checkpoint.tsr";
    public const string LogKey = "log.pub";
    public const string AuthorityPem = "tsa-ca.pem";
    public const string ReadMe = "README.txt";

    public static string File(int no) => $"files/{no:00}/original";

    public static string FileName(int no) => $"files/{no:00}/name.txt";

    public static string Salt(int no) => $"files/{no:00}/salt";
}
