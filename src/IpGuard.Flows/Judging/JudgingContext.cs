using System.Globalization;
using System.Text;
using IpGuard.Core.Accounts;
using IpGuard.Core.Listings;
using IpGuard.Core.Matching;
using IpGuard.Core.Works;
using IpGuard.Judging.Names;
using IpGuard.Store;
using IpGuard.Store.Holders;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Judging;

/// <summary>A filing as far as its listings are judged by it.</summary>
/// <param name="FiledAt">The instant at which it was kept.</param>
public sealed record JudgedFiling(string Number, Guid OrganisationId, string Title, Category Category, DateTimeOffset FiledAt);

/// <summary>What holders and decisions say beside pictures and titles, as it stood when a sweep began.</summary>
public sealed class JudgingContext
{
    readonly NameSpotter _spotter;
    readonly ILookup<string, Guid> _ownersOfNames;
    readonly Dictionary<string, NameKind> _kinds;
    readonly ILookup<Guid, Category> _categories;
    readonly HashSet<(Guid Owner, string Seller)> _allowed;
    readonly Dictionary<(Guid Owner, Category Category, string Currency), decimal> _prices;
    readonly Dictionary<string, (int Confirmed, int Dismissed)> _sellers;
    readonly Dictionary<string, (int Confirmed, int Dismissed)> _filings;
    readonly ILookup<Sha256Hash, long> _confirmedPictures;
    readonly HashSet<string> _trusted;

    JudgingContext(
        IReadOnlyList<NameRow> names,
        IReadOnlyList<(Guid Owner, Category Category)> categories,
        IReadOnlyList<AllowedSellerRow> allowed,
        IReadOnlyList<PriceRow> prices,
        IReadOnlyList<(string Filing, string? Seller, bool IsConfirmed)> decisions,
        ILookup<Sha256Hash, long> confirmedPictures,
        IEnumerable<string> trustedMarketplaces
    )
    {
        _trusted = trustedMarketplaces.ToHashSet(StringComparer.Ordinal);
        _spotter = new(names.Select(n => n.Name).Distinct(StringComparer.Ordinal));
        _ownersOfNames = names.ToLookup(n => n.Name, n => n.OrganisationId, StringComparer.Ordinal);
        _kinds = _ownersOfNames.ToDictionary(n => n.Key, n => NameKinds.Of(n.Key), StringComparer.Ordinal);
        _categories = categories.ToLookup(c => c.Owner, c => c.Category);
        _allowed = [.. allowed.Select(a => (a.OrganisationId, a.Seller.ToUpperInvariant()))];
        _prices = prices.ToDictionary(p => (p.OrganisationId, p.Category, p.Currency), p => p.LowestAmount);
        _sellers = Count(decisions.Where(d => d.Seller is not null).Select(d => (d.Seller!, d.IsConfirmed)));
        _filings = Count(decisions.Select(d => (d.Filing, d.IsConfirmed)));
        _confirmedPictures = confirmedPictures;
        var said = names
            .Select(n => $"name {n.OrganisationId} {n.Name}")
            .Concat(categories.Select(c => $"category {c.Owner} {c.Category}"))
            .Concat(_allowed.Select(a => $"own {a.Owner} {a.Seller}"))
            .Concat(_prices.Select(p => string.Create(CultureInfo.InvariantCulture, $"price {p.Key} {p.Value}")))
            .Concat(decisions.Select(d => $"decision {d.Filing} {d.Seller} {d.IsConfirmed}"))
            .Concat(confirmedPictures.SelectMany(g => g.Select(id => string.Create(CultureInfo.InvariantCulture, $"picture {g.Key} {id}"))))
            .Concat(_trusted.Select(t => $"trusted {t}"))
            .Order(StringComparer.Ordinal);
        Stamp = Sha256Hash.Of(Encoding.UTF8.GetBytes(string.Join('\n', said)));
    }

    /// <summary>Tells one state of what was said from another.</summary>
    public Sha256Hash Stamp { get; }

    /// <summary>Reads it as it stands.</summary>
    public static async Task<JudgingContext> ReadAsync(GuardStore store, CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        var decisions = await db
            .Decisions.AsNoTracking()
            .Where(d => d.IsStanding)
            .Select(d => new
            {
                d.FilingNumber,
                d.MarketplaceId,
                d.SellerExternalId,
                d.IsConfirmed,
                d.MatchNumber,
            })
            .ToListAsync(stop);
        var pictures =
            from decision in db.Decisions
            where decision.IsStanding && decision.IsConfirmed
            join match in db.Matches on decision.MatchNumber equals match.Number
            join picture in db.ListedPictures on match.ListingId equals picture.ListingId
            where picture.No == match.ListedPictureNo && picture.Content != null
            select new { picture.Content, match.ListingId };
        var categories = db
            .Filings.Where(f => db.Names.Any(n => n.OrganisationId == f.OrganisationId))
            .Select(f => new { f.OrganisationId, f.Category })
            .Distinct();
        return new(
            await db.Names.AsNoTracking().ToListAsync(stop),
            [.. (await categories.ToListAsync(stop)).Select(c => (c.OrganisationId, c.Category))],
            await db.AllowedSellers.AsNoTracking().ToListAsync(stop),
            await db.Prices.AsNoTracking().ToListAsync(stop),
            [
                .. decisions.Select(d =>
                    (d.FilingNumber, d.SellerExternalId is null ? null : SellerKey(d.MarketplaceId, d.SellerExternalId), d.IsConfirmed)
                ),
            ],
            (await pictures.ToListAsync(stop)).ToLookup(p => p.Content!.Value, p => p.ListingId),
            await db.Marketplaces.Where(m => m.TrustedBy != null).Select(m => m.Id).ToListAsync(stop)
        );
    }

    /// <summary>Names of all holders in the words of a listing: its title, what it says, and the seller's name.</summary>
    public IReadOnlyList<NameSpot> Spot(string? text) => _spotter.Spot(text);

    /// <summary>Of the spotted names those of one holder.</summary>
    public IReadOnlyList<NameSpot> Of(Guid owner, IReadOnlyList<NameSpot> spots) =>
        [.. spots.Where(s => _ownersOfNames[s.Name].Contains(owner))];

    /// <summary>The holders whose name it is.</summary>
    public IEnumerable<Guid> OwnersOf(string name) => _ownersOfNames[name];

    /// <summary>What is known beside a listing's words when one holder's name is looked for in them.</summary>
    public NameFacts FactsOf(Guid owner, string name, Listing listing)
    {
        var kind = _kinds[name];
        return new(kind, kind == NameKind.Coined ? Agreement.Unknown : CategoryOf(owner, listing), IsOwnShop(owner, listing.Seller));
    }

    // Of any category in which the holder has filed.
    Agreement CategoryOf(Guid owner, Listing listing) =>
        _categories[owner].Select(c => CategoryWords.Compare(c, listing.Category, listing.Title)).ToList() switch
        {
            var all when all.Contains(Agreement.Agree) => Agreement.Agree,
            var all when all.Contains(Agreement.Differ) => Agreement.Differ,
            _ => Agreement.Unknown,
        };

    bool IsOwnShop(Guid owner, Seller? seller) =>
        seller is not null
        && (_allowed.Contains((owner, seller.Name.ToUpperInvariant())) || _allowed.Contains((owner, seller.ExternalId.ToUpperInvariant())));

    /// <summary>What is known beside pictures and words.</summary>
    /// <param name="pictures">The listing's pictures, by the hash of their bytes.</param>
    public ContextEvidence About(
        JudgedFiling filing,
        Listing listing,
        string marketplaceId,
        long? listingId,
        IEnumerable<Sha256Hash> pictures
    )
    {
        var seller = listing.Seller is { } s ? _sellers.GetValueOrDefault(SellerKey(marketplaceId, s.ExternalId)) : default;
        return new(
            CategoryWords.Compare(filing.Category, listing.Category, listing.Title),
            RatioOf(filing, listing.Price),
            seller.Confirmed,
            seller.Dismissed,
            pictures.Any(p => _confirmedPictures[p].Any(id => id != listingId))
        );
    }

    /// <summary>Since when a listing is offered, where a marketplace says so whose dates the regulator trusts; null anywhere else: what a
    /// seller claims can be forged.</summary>
    public DateTimeOffset? StatedAt(string marketplaceId, Listing listing) => _trusted.Contains(marketplaceId) ? listing.ClaimedAt : null;

    /// <summary>Why a listing is not accused.</summary>
    /// <param name="firstSeenAt">When its picture was first seen here, or stated by a trusted marketplace; null where that is now.</param>
    public Exemption ExemptionOf(JudgedFiling filing, Listing listing, DateTimeOffset? firstSeenAt) =>
        IsOwnShop(filing.OrganisationId, listing.Seller) ? Exemption.OwnShop
        : firstSeenAt < filing.FiledAt ? Exemption.SeenEarlier
        : Exemption.None;

    /// <summary>From which score on a filing's listings become matches.</summary>
    public double ThresholdOf(string filingNumber)
    {
        var (confirmed, dismissed) = _filings.GetValueOrDefault(filingNumber);
        return FilingThreshold.Of(confirmed, dismissed);
    }

    double? RatioOf(JudgedFiling filing, Price? price) =>
        price is { Amount: > 0, Currency: { } currency }
        && _prices.TryGetValue((filing.OrganisationId, filing.Category, currency), out var lowest)
        && lowest > 0
            ? (double)(price.Amount / lowest)
            : null;

    static string SellerKey(string marketplaceId, string seller) => $"{marketplaceId}\n{seller}";

    static Dictionary<string, (int Confirmed, int Dismissed)> Count(IEnumerable<(string Key, bool IsConfirmed)> decisions) =>
        decisions
            .GroupBy(d => d.Key, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => (g.Count(d => d.IsConfirmed), g.Count(d => !d.IsConfirmed)), StringComparer.Ordinal);
}
