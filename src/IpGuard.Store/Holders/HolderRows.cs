using IpGuard.Core.Works;

namespace IpGuard.Store.Holders;

/// <summary>A name of the holder's that is looked for in the words of listings: a brand, a mark, a series.</summary>
public sealed class NameRow : IOwned
{
    public long Id { get; init; }

    public required Guid OrganisationId { get; init; }

    public required string Name { get; init; }

    public required DateTimeOffset AddedAt { get; init; }
}

/// <summary>A seller whose listings are never held against them: the holder's own shop, or a licensee.</summary>
public sealed class AllowedSellerRow : IOwned
{
    public long Id { get; init; }

    public required Guid OrganisationId { get; init; }

    /// <summary>As the marketplace shows it, or its own id.</summary>
    public required string Seller { get; init; }

    public required DateTimeOffset AddedAt { get; init; }
}

/// <summary>The lowest that the holder asks for works of a category.</summary>
public sealed class PriceRow : IOwned
{
    public long Id { get; init; }

    public required Guid OrganisationId { get; init; }

    public required Category Category { get; init; }

    public required decimal LowestAmount { get; set; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }
}
