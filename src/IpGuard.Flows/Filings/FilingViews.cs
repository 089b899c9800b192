using IpGuard.Core.Filings;
using IpGuard.Core.Works;

namespace IpGuard.Flows.Filings;

/// <summary>How far a filing has come. Shown as it is: nothing is called done before it is.</summary>
public enum ProofState
{
    /// <summary>Kept durably.</summary>
    Filed = 1,

    /// <summary>Its entry has its place in the ledger for ever; that is given in the same transaction in which it is kept.</summary>
    Logged = 2,

    /// <summary>Its entry is under a signed checkpoint of the ledger.</summary>
    Checkpointed = 3,

    /// <summary>An authority has signed the time of that checkpoint.</summary>
    Timestamped = 4,
}

/// <summary>One filing in a list.</summary>
/// <param name="IsContested">A person has to look at it: another holder filed the same before.</param>
/// <param name="Matches">Open matches of this filing.</param>
public sealed record FilingSummary(
    string Number,
    string Title,
    Category Category,
    string Holder,
    DateTimeOffset FiledAt,
    bool IsContested,
    ProofState State,
    int Pictures,
    int Matches
);

/// <summary>One picture of a filing, as its page shows it.</summary>
/// <param name="IsFlat">Too flat to be recognised by its hash: the page says that it is not watched.</param>
public sealed record FiledPictureView(
    int No,
    string FileName,
    string MediaType,
    long LengthBytes,
    int WidthPx,
    int HeightPx,
    Sha256Hash Content,
    int Quality,
    bool IsFlat,
    bool IsTruncated,
    string PdqHash
);

/// <summary>The certificate's data: what ties the filing to the ledger, and the ledger to a time.</summary>
/// <param name="Entry">The 32 bytes that were logged: SHA-256 of the manifest.</param>
/// <param name="LeafIndex">Where in the ledger.</param>
/// <param name="CheckpointSize">Size of the first stamped checkpoint that covers it, else of the first signed one; null until there is
/// one.</param>
/// <param name="Timestamps">The earliest first; empty until an authority has answered.</param>
public sealed record CertificateView(
    Sha256Hash Entry,
    long LeafIndex,
    string LogOrigin,
    long? CheckpointSize,
    Sha256Hash? CheckpointRoot,
    IReadOnlyList<TimestampView> Timestamps,
    string LogKeyFingerprint
);

/// <summary>One authority's word on when the checkpoint existed.</summary>
/// <param name="IsOwn">The service's own authority: the page says so plainly.</param>
/// <param name="RootFingerprint">SHA-256 of the root certificate to which the token leads.</param>
/// <param name="IsRenewal">It renews an earlier token, and so tells a later time.</param>
public sealed record TimestampView(DateTimeOffset At, string Authority, bool IsOwn, string RootFingerprint, bool IsRenewal);

/// <summary>How a work was made, as its holder states it, and its other versions.</summary>
/// <param name="Previous">Number of the filing that this one follows.</param>
/// <param name="Later">Numbers of those that follow it.</param>
public sealed record MakingView(WorkStage? Stage, AiUse? AiUse, string? Previous, IReadOnlyList<string> Later);

/// <summary>One filing in full.</summary>
public sealed record FilingView(
    FilingSummary Summary,
    string Author,
    OwnershipBasis OwnershipBasis,
    string? Description,
    ContestedReason? ContestedReason,
    IReadOnlyList<FiledPictureView> Pictures,
    CertificateView Certificate,
    MakingView Making
);

/// <summary>Which pages a list has.</summary>
public static class PageOf
{
    /// <summary>The page that was asked for, or the nearest that there is: 1 to the last.</summary>
    public static int Within(int page, int pageSize, int total) => Math.Clamp(page, 1, Last(pageSize, total));

    internal static int Last(int pageSize, int total) => Math.Max(1, (total + pageSize - 1) / pageSize);
}

/// <summary>One page of a list.</summary>
/// <param name="Page">From 1.</param>
public sealed record PageOf<T>(IReadOnlyList<T> Items, int Page, int PageSize, int Total)
{
    public int Pages => PageOf.Last(PageSize, Total);
}

/// <summary>Bytes to show or to hand over.</summary>
public sealed record FileContent(ReadOnlyMemory<byte> Bytes, string MediaType, string FileName);
