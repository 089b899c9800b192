using IpGuard.Core.Works;

namespace IpGuard.Proof.Certificates;

/// <summary>What a certificate (预备案证书) states. It proves nothing by itself: it says where the proof lies and how to check it.</summary>
/// <param name="Category">In Chinese and English.</param>
/// <param name="OwnershipBasis">In Chinese and English.</param>
/// <param name="Pictures">The work's pictures as they are shown, without metadata: JPEG or PNG; the first four are printed.</param>
/// <param name="IsContested">An earlier identical filing exists, and a person has to look at this one.</param>
/// <param name="Times">The earliest first; empty until an authority has answered.</param>
/// <param name="Making">Null where nothing of it is stated.</param>
/// <param name="CheckUrl">Public page on which a bundle can be checked; null where the service has no public address.</param>
public sealed record Certificate(
    string Number,
    string Title,
    string Holder,
    string Author,
    string Category,
    string OwnershipBasis,
    DateTimeOffset FiledAt,
    bool IsContested,
    IReadOnlyList<CertifiedFile> Files,
    IReadOnlyList<byte[]> Pictures,
    CertifiedEntry Entry,
    IReadOnlyList<CertifiedTime> Times,
    string? CheckUrl,
    CertifiedMaking? Making = null
);

/// <summary>How the work was made, as its holder states it.</summary>
/// <param name="Stage">In Chinese and English.</param>
/// <param name="AiUse">In Chinese and English.</param>
/// <param name="Previous">Number of the filing that this one follows; null for the first.</param>
public sealed record CertifiedMaking(string Stage, string AiUse, string? Previous);

/// <summary>One file of the work.</summary>
/// <param name="Content">SHA-256 of its bytes.</param>
public sealed record CertifiedFile(int No, string FileName, long LengthBytes, Sha256Hash Content);

/// <summary>Where in the ledger the filing lies.</summary>
/// <param name="Entry">SHA-256 of the manifest: the 32 bytes that were logged.</param>
/// <param name="LogKeyFingerprint">SHA-256 of the key that signs checkpoints.</param>
public sealed record CertifiedEntry(
    Sha256Hash Entry,
    long LeafIndex,
    string LogOrigin,
    long CheckpointSize,
    Sha256Hash CheckpointRoot,
    string LogKeyFingerprint
);

/// <summary>Who signed the checkpoint's time.</summary>
/// <param name="IsOwn">The operator's own authority: the certificate says so plainly.</param>
/// <param name="Fingerprint">SHA-256 of the root certificate to which the token leads.</param>
public sealed record CertifiedTime(DateTimeOffset At, string Authority, bool IsOwn, string Fingerprint);
