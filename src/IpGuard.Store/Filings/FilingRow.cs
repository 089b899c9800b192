using IpGuard.Core.Filings;
using IpGuard.Core.Matching;
using IpGuard.Core.Works;

namespace IpGuard.Store.Filings;

/// <summary>A filing as kept. Never updated and never deleted; a trigger refuses both.</summary>
public sealed class FilingRow : IOwned
{
    public required string Number { get; init; }

    public required Guid OrganisationId { get; init; }

    public required string Holder { get; init; }

    public required string Title { get; init; }

    public required Category Category { get; init; }

    public required string Author { get; init; }

    public required OwnershipBasis OwnershipBasis { get; init; }

    public string? Description { get; init; }

    /// <summary>Unique within the organisation: the same work is filed once.</summary>
    public required Sha256Hash WorkHash { get; init; }

    public required DateTimeOffset FiledAt { get; init; }

    /// <summary>As it was decided when it was filed; null where it was accepted. What is found later, the audit says.</summary>
    public ContestedReason? ContestedReason { get; init; }

    public int? ContestedBits { get; init; }

    /// <summary>Null where it was not stated.</summary>
    public WorkStage? Stage { get; init; }

    /// <summary>Null where it was not declared.</summary>
    public AiUse? AiUse { get; init; }

    /// <summary>Number of the filing that this one follows; null for the first.</summary>
    public string? Previous { get; init; }

    /// <summary>Its entry in the ledger.</summary>
    public Sha256Hash? PreviousEntry { get; init; }

    /// <summary>The canonical bytes whose hash was logged. Kept as they are: never written anew to be checked.</summary>
    public required byte[] Manifest { get; init; }

    /// <summary>The salts of the confidential fields, as JSON; with them a field can be shown to be the one committed to.</summary>
    public required byte[] FieldSalts { get; init; }

    public required List<FiledPictureRow> Pictures { get; init; }

    /// <summary>The domain's filing. Pictures must be loaded.</summary>
    public Filing ToFiling() =>
        new(
            Number,
            OrganisationId,
            Holder,
            Title,
            Category,
            Author,
            OwnershipBasis,
            Description,
            [.. Pictures.OrderBy(p => p.No).Select(p => p.ToPicture())],
            FiledAt,
            new(Stage, AiUse, Previous is null ? null : new(Previous, PreviousEntry!.Value))
        );
}

/// <summary>One picture of a filing; its bytes lie in the blob folder under <see cref="Content"/>.</summary>
public sealed class FiledPictureRow : IOwned
{
    public required string FilingNumber { get; init; }

    public required int No { get; init; }

    public required Guid OrganisationId { get; init; }

    public required string FileName { get; init; }

    public required Sha256Hash Content { get; init; }

    public required long LengthBytes { get; init; }

    /// <summary><see cref="Core.Matching.Fingerprint.ToBytes"/>.</summary>
    public required byte[] Fingerprint { get; init; }

    /// <summary>32 bytes; the salt of the file's commitment.</summary>
    public required byte[] Salt { get; init; }

    public FiledPicture ToPicture() => new(No, FileName, Content, LengthBytes, ReadFingerprint());

    /// <exception cref="InvalidOperationException">Made by another version of the algorithms.</exception>
    public Fingerprint ReadFingerprint() =>
        Core.Matching.Fingerprint.FromBytes(Fingerprint)
        ?? throw new InvalidOperationException(
            $"expected a version-{Core.Matching.Fingerprint.Version} fingerprint for picture {No} of {FilingNumber}, got version {Fingerprint[0]}: run `ipguard reindex`"
        );
}
