using IpGuard.Core.Listings;
using IpGuard.Core.Watches;

namespace IpGuard.Market;

/// <summary>A place where things are sold, as a sweep reads it: page by page from a cursor. Held by <c>MarketplaceContract</c> in the
/// tests.</summary>
public interface IMarketplace
{
    /// <summary>The page at the cursor. Reading it again gives it again; nothing is remembered here.</summary>
    /// <exception cref="MarketplaceException">The marketplace cannot be read now, or not at all.</exception>
    Task<ListingPage> ReadAsync(SweepCursor cursor, CancellationToken stop);

    /// <summary>The bytes of one picture, or why there are none. One picture that fails is never an exception.</summary>
    Task<PictureFetch> FetchPictureAsync(PictureLink link, CancellationToken stop);
}

/// <summary>One record of a marketplace.</summary>
/// <param name="Raw">The record's bytes as they came; a snapshot is their hash.</param>
public sealed record ReadListing(ListingReading Reading, ReadOnlyMemory<byte> Raw);

/// <summary>One page of a marketplace.</summary>
/// <param name="Listings">In the marketplace's order, broken ones among them.</param>
/// <param name="Next">The cursor behind this page.</param>
/// <param name="TotalListings">How many there are in all, where the marketplace says.</param>
public sealed record ListingPage(IReadOnlyList<ReadListing> Listings, SweepCursor Next, bool IsLast, int? TotalListings);

/// <summary>A picture's bytes, or why there are none.</summary>
public abstract record PictureFetch
{
    PictureFetch() { }

    public sealed record Fetched(ReadOnlyMemory<byte> Bytes) : PictureFetch;

    public sealed record Failed(string Reason) : PictureFetch;
}

/// <summary>A marketplace cannot be read; the message says what was expected and what came.</summary>
public sealed class MarketplaceException : Exception
{
    public MarketplaceException(string message)
        : base(message) { }

    public MarketplaceException(string message, Exception inner)
        : base(message, inner) { }
}
