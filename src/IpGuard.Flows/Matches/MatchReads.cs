using IpGuard.Core.Accounts;
using IpGuard.Core.Listings;
using IpGuard.Core.Matching;
using IpGuard.Core.Works;
using IpGuard.Flows.Filings;

namespace IpGuard.Flows.Matches;

/// <summary>One match in a list.</summary>
/// <param name="Holder">Whose work it is; shown to regulators.</param>
public sealed record MatchSummary(
    string Number, string FilingNumber, string WorkTitle, Category Category, string Holder, string ListingTitle, string Marketplace, string? Seller,
    Price? Price, Likeness Likeness, double Score, int Bits, DateTimeOffset RaisedAt, bool IsNew);

/// <summary>One match side by side, with its numbers.</summary>
/// <param name="FiledAt">When the work was filed.</param>
/// <param name="FirstSeenAt">When the listing was first seen by a sweep; on or before the filing, it may be an earlier design.</param>
/// <param name="SnapshotHash">SHA-256 of the listing as it was read.</param>
public sealed record MatchView(
    MatchSummary Summary, Verdict Verdict, DateTimeOffset FiledAt, DateTimeOffset FirstSeenAt, DateTimeOffset LastSeenAt, string? ListingUrl, string? Description,
    string? SellerUrl, Sha256Hash SnapshotHash, string FiledPdq, string ListedPdq, int FiledQuality, int ListedQuality, int RuleVersion);

/// <summary>What a list of matches is narrowed to. Null means all.</summary>
public sealed record MatchFilter(Likeness? Likeness = null, string? FilingNumber = null, Guid? AlertId = null, string? SellerContains = null);

/// <summary>One alert: the message that tells a holder of the new matches of one sweep.</summary>
public sealed record AlertView(Guid Id, DateTimeOffset RaisedAt, string Marketplace, int SameMatches, int NearMatches, bool IsRead, IReadOnlyList<MatchSummary> Best);

/// <summary>Matches and alerts as pages and the API read them, within what the viewer may see.</summary>
public sealed class MatchReads
{
    /// <summary>Strictly ranked: score first, then the match number.</summary>
    public Task<PageOf<MatchSummary>> ListAsync(Viewer viewer, MatchFilter filter, int page, CancellationToken stop) => throw new NotImplementedException();

    public Task<MatchView?> ReadAsync(Viewer viewer, string number, CancellationToken stop) => throw new NotImplementedException();

    /// <summary>The listing's matched picture, re-encoded as <see cref="FilingReads.PictureAsync"/> does.</summary>
    public Task<FileContent?> ListedPictureAsync(Viewer viewer, string matchNumber, int maximumSidePx, CancellationToken stop) => throw new NotImplementedException();

    /// <summary>The work's matched picture, turned or mirrored as the listing shows it, so that the two lie over each other.</summary>
    public Task<FileContent?> FiledPictureAsync(Viewer viewer, string matchNumber, int maximumSidePx, CancellationToken stop) => throw new NotImplementedException();

    /// <summary>Newest first; each with its best six matches.</summary>
    public Task<PageOf<AlertView>> AlertsAsync(Viewer viewer, int page, CancellationToken stop) => throw new NotImplementedException();

    public Task<int> UnreadAlertsAsync(Viewer viewer, CancellationToken stop) => throw new NotImplementedException();

    /// <summary>Marks one alert as read; false where there is none such.</summary>
    public Task<bool> MarkReadAsync(Viewer viewer, Guid alertId, CancellationToken stop) => throw new NotImplementedException();
}
