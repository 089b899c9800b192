using IpGuard.Core.Listings;
using IpGuard.Core.Matching;

namespace IpGuard.Flows.Matches;

/// <summary>What people said of a name match.</summary>
public enum NameState
{
    /// <summary>Nobody has decided yet.</summary>
    Waiting,
    Confirmed,
    Dismissed,
}

/// <summary>One use of a holder's name by a listing (疑似冒用名称), as pages and the API show it.</summary>
/// <param name="Holder">Whose name it is.</param>
/// <param name="Score">How surely the name is meant and used as a name, 0 to 1; no probability.</param>
/// <param name="Texts">The words in which it stood when it was raised; of a description the part around it.</param>
/// <param name="ListingTitle">As it is now.</param>
/// <param name="HasPicture">False where the listing shows none that can be read.</param>
/// <param name="EvidenceNumber">The listing as it was seen, in the ledger; null until it is entered.</param>
/// <param name="DecidedBy">Null where nobody has decided.</param>
/// <param name="IsNew">Its alert has not been read.</param>
public sealed record NameMatchView(
    string Number,
    string Name,
    string Holder,
    double Score,
    IReadOnlyList<NameText> Texts,
    string ListingTitle,
    string Marketplace,
    string? Seller,
    string? SellerUrl,
    Price? Price,
    string? ListingUrl,
    bool HasPicture,
    DateTimeOffset RaisedAt,
    string? EvidenceNumber,
    NameState State,
    string? DecidedBy,
    DateTimeOffset? DecidedAt,
    bool IsNew
);

/// <summary>What a list of name matches is narrowed to. Null means all, but of states: dismissed ones are listed only when asked
/// for.</summary>
/// <param name="MarketplaceId">Its id, as <see cref="NameChoices"/> gives it.</param>
public sealed record NameFilter(string? Name = null, NameState? State = null, string? MarketplaceId = null, Guid? AlertId = null);

/// <summary>What a viewer's name matches can be narrowed to.</summary>
public sealed record NameChoices(IReadOnlyList<string> Names, IReadOnlyList<MarketplaceChoice> Marketplaces);

/// <summary>A marketplace by its id and its name.</summary>
public sealed record MarketplaceChoice(string Id, string Name);
