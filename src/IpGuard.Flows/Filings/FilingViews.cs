using IpGuard.Core.Filings;
using IpGuard.Core.Works;

namespace IpGuard.Flows.Filings;

/// <summary>How far a filing has come. Shown as it is: nothing is called done before it is.</summary>
public enum ProofState
{
    /// <summary>Kept; not yet in a signed checkpoint.</summary>
    Filed = 1,

    /// <summary>Its entry is under a signed checkpoint of the ledger.</summary>
    Checkpointed = 2,

    /// <summary>An authority has signed the time of that checkpoint.</summary>
    Timestamped = 3,
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
/// <param name="CheckpointSize">Size of the first checkpoint that covers it; null until there is one.</param>
/// <param name="IsOwnAuthority">True where the time was signed by this service's own authority: the page says so plainly.</param>
public sealed record CertificateView(
    Sha256Hash Entry,
    long LeafIndex,
    string LogOrigin,
    long? CheckpointSize,
    Sha256Hash? CheckpointRoot,
    DateTimeOffset? TimestampedAt,
    string? TimestampAuthority,
    bool IsOwnAuthority,
    string LogKeyFingerprint
);

/// <summary>One filing in full.</summary>
public sealed record FilingView(
    FilingSummary Summary,
    string Author,
    OwnershipBasis OwnershipBasis,
    string? Description,
    ContestedReason? ContestedReason,
    IReadOnlyList<FiledPictureView> Pictures,
    CertificateView Certificate
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
