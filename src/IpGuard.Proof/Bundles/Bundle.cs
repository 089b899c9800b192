namespace IpGuard.Proof.Bundles;

/// <summary>One file of a bundle, with the salt of its commitments.</summary>
public sealed record BundleFile(int No, string FileName, ReadOnlyMemory<byte> Bytes, byte[] Salt);

/// <summary>One confidential field of a bundle, with the salt of its commitment.</summary>
public sealed record BundleField(string Name, string Value, byte[] Salt);

/// <summary>One authority's word on when the checkpoint existed.</summary>
/// <param name="Token">DER of the TimeStampToken (RFC 3161).</param>
/// <param name="RootPem">The authority's root certificate, one.</param>
/// <param name="ChainPem">Certificates between the signer and the root that the token lacks; empty for none.</param>
/// <param name="Request">DER of the request that the token answers, with its nonce; null where there was none.</param>
/// <param name="Renews">Place from 1, in the bundle, of the token that this one renews: it is then over that token followed by the
/// checkpoint's body. Null for a token over the body itself.</param>
public sealed record BundleToken(byte[] Token, string RootPem, string ChainPem, byte[]? Request, int? Renews);

/// <summary>All that a stranger needs to check one filing.</summary>
/// <param name="Proof">The tlog-proof file's text.</param>
/// <param name="Tokens">At least one; one that renews comes after the one renewed.</param>
/// <param name="LogKey">The verifier key's text.</param>
public sealed record Bundle(
    byte[] Manifest,
    IReadOnlyList<BundleFile> Files,
    IReadOnlyList<BundleField> Fields,
    string Proof,
    IReadOnlyList<BundleToken> Tokens,
    string LogKey
);

/// <summary>Names of the files in a bundle.</summary>
static class BundleNames
{
    public const string ReadMe = "README.txt";
    public const string Sums = "SHA256SUMS";
    public const string Manifest = "manifest.json";
    public const string Fields = "fields.json";
    public const string Collection = "collection.json";
    public const string Proof = "proof.tlog-proof";
    public const string Checkpoint = "checkpoint";
    public const string LogKey = "log.pub";
    public const string Script = "verify.sh";

    /// <summary>Those that stand once, the sums apart.</summary>
    public static IReadOnlyList<string> Single { get; } = [ReadMe, Manifest, Fields, Collection, Proof, Checkpoint, LogKey, Script];

    public static string File(int no) => $"files/{no:00}/original";

    public static string FileName(int no) => $"files/{no:00}/name.txt";

    public static string Salt(int no) => $"files/{no:00}/salt";

    public static string Token(int no) => $"tokens/{no:00}/token.tsr";

    public static string Root(int no) => $"tokens/{no:00}/ca.pem";

    public static string Chain(int no) => $"tokens/{no:00}/chain.pem";

    public static string Request(int no) => $"tokens/{no:00}/request.tsq";

    public static string Renews(int no) => $"tokens/{no:00}/renews";
}
