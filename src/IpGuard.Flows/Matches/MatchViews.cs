using IpGuard.Core.Listings;
using IpGuard.Core.Matching;
using IpGuard.Core.Works;

namespace IpGuard.Flows.Matches;

/// <summary>One match in a list.</summary>
/// <param name="Holder">Whose work it is; shown to regulators.</param>
/// <param name="Kind">What kind of copy it looks like; null in matches of rule 1, which knew hashes only.</param>
public sealed record MatchSummary(
    string Number,
    string FilingNumber,
    string WorkTitle,
    Category Category,
    string Holder,
    string ListingTitle,
    string Marketplace,
    string? Seller,
    Price? Price,
    Likeness Likeness,
    CopyKind? Kind,
    double Score,
    int Bits,
    DateTimeOffset RaisedAt,
    bool IsNew
);

/// <summary>How the listing's page looked in a browser, as it was entered in the ledger.</summary>
/// <param name="Picture">SHA-256 of the PNG; null where there is none, and <paramref name="Fault"/> says why.</param>
/// <param name="TakenAt">Null where none was tried.</param>
/// <param name="Final">Where redirects led.</param>
/// <param name="Browser">Name and version.</param>
/// <param name="Fault">Why there is none, or what it does not show; null where it is whole.</param>
public sealed record ScreenshotView(Sha256Hash? Picture, DateTimeOffset? TakenAt, string? Final, string? Browser, string? Fault);

/// <summary>One match side by side, with its numbers.</summary>
/// <param name="Contributions">What each kind of evidence added, the weightiest first; empty before rule 3.</param>
/// <param name="Threshold">From which score on the filing's listings are matches now.</param>
/// <param name="Decision">What a person said of it; null where nobody has.</param>
/// <param name="ListedTitle">The listing's title as it was judged.</param>
/// <param name="FiledAt">When the work was filed.</param>
/// <param name="FirstSeenAt">When the listing was first seen by a sweep; on or before the filing, it may be an earlier design.</param>
/// <param name="ClaimedAt">Since when the listing is offered, as its seller says; decides nothing unless the source is trusted.</param>
/// <param name="IsTrusted">The regulator trusts the marketplace's dates.</param>
/// <param name="SnapshotHash">SHA-256 of the listing as it was read.</param>
/// <param name="ListedPdq">The listing's hash, turned as the work stands, so that the two can be compared bit by bit.</param>
/// <param name="FiledSize">Of the work's matched picture; null where it can no longer be read.</param>
/// <param name="ListedSize">The same of the listing's.</param>
/// <param name="Screenshot">Null until the evidence is entered, and where the service has no browser or the listing no page.</param>
public sealed record MatchView(
    MatchSummary Summary,
    Verdict Verdict,
    IReadOnlyList<Contribution> Contributions,
    double Threshold,
    DecisionView? Decision,
    string ListedTitle,
    DateTimeOffset FiledAt,
    DateTimeOffset FirstSeenAt,
    DateTimeOffset LastSeenAt,
    DateTimeOffset? ClaimedAt,
    bool IsTrusted,
    string? ListingUrl,
    string? Description,
    string? SellerUrl,
    Sha256Hash SnapshotHash,
    string FiledPdq,
    string ListedPdq,
    int FiledQuality,
    int ListedQuality,
    PictureSize? FiledSize,
    PictureSize? ListedSize,
    int RuleVersion,
    ScreenshotView? Screenshot
);

/// <summary>What a list of matches is narrowed to. Null means all.</summary>
public sealed record MatchFilter(
    Likeness? Likeness = null,
    string? FilingNumber = null,
    Guid? AlertId = null,
    string? SellerContains = null
);

/// <summary>One alert: the message that tells a holder of the new matches of one sweep.</summary>
/// <param name="Returns">Listings of cases that were gone and are back.</param>
public sealed record AlertView(
    Guid Id,
    DateTimeOffset RaisedAt,
    string Marketplace,
    int SameMatches,
    int NearMatches,
    int Returns,
    int NameMatches,
    bool IsRead,
    IReadOnlyList<MatchSummary> Best,
    IReadOnlyList<NameMatchView> BestNames
);
