using IpGuard.Core.Listings;
using IpGuard.Core.Watches;
using IpGuard.Market.Web;

namespace IpGuard.Market;

/// <summary>A place where things are sold, as a sweep reads it: page by page from a cursor. Held by <c>MarketplaceContract</c> in the
/// tests.</summary>
public interface IMarketplace
{
    /// <summary>True for one that is only ever added to: what was read of it stays as it is, and a later sweep goes on where the last
    /// one stopped.</summary>
    bool OnlyGrows => false;

    /// <summary>The page at the cursor. Reading it again gives it again; nothing is remembered here but what saves asking twice.</summary>
    /// <param name="since">What was said of this page when it was last read; null to have it in any case.</param>
    /// <exception cref="MarketplaceException">The marketplace cannot be read now, or not at all.</exception>
    Task<PageReading> ReadAsync(SweepCursor cursor, Validators? since, CancellationToken stop);

    /// <summary>The bytes of one picture, or why there are none. One picture that fails is never an exception.</summary>
    Task<PictureFetch> FetchPictureAsync(PictureLink link, CancellationToken stop);
}

/// <summary>A page, or word that there is nothing new.</summary>
public abstract record PageReading
{
    PageReading() { }

    public sealed record Read(ListingPage Page) : PageReading;

    /// <param name="IsToTheEnd">True where all pages behind this one are as they were too: they came in one answer.</param>
    public sealed record Unchanged(bool IsToTheEnd) : PageReading;
}

/// <summary>One record of a marketplace.</summary>
/// <param name="Raw">The record's bytes as they came; a snapshot is their hash.</param>
/// <param name="Answer">The answer in which it came; null for files that we were given.</param>
public sealed record ReadListing(ListingReading Reading, ReadOnlyMemory<byte> Raw, KeptAnswer? Answer = null);

/// <summary>An answer as it is kept for evidence. Listings of one answer share it.</summary>
/// <param name="Body">The bytes; null where they are too many to be kept, and the record's own bytes have to do.</param>
public sealed record KeptAnswer(AnswerFacts Facts, ReadOnlyMemory<byte>? Body)
{
    /// <summary>Bodies longer than this are not kept beside the records in them.</summary>
    public const int MostBodyBytes = 32 * 1024 * 1024;
}

/// <summary>One page of a marketplace.</summary>
/// <param name="Listings">In the marketplace's order, broken ones among them.</param>
/// <param name="Next">The cursor behind this page.</param>
/// <param name="TotalListings">How many there are in all, where the marketplace says.</param>
/// <param name="Validators">To ask with the next time; null where the marketplace gives none.</param>
public sealed record ListingPage(
    IReadOnlyList<ReadListing> Listings,
    SweepCursor Next,
    bool IsLast,
    int? TotalListings,
    Validators? Validators = null
);

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

    /// <summary>When the marketplace says that it may be asked again; null where it says nothing.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>The HTTP status that it answered with; null where there was no answer, or what it holds is at fault.</summary>
    public int? Status { get; init; }

    /// <summary>What the marketplace itself says is wrong, harmless to show; null where it says nothing.</summary>
    public string? Told { get; init; }

    /// <summary>True where there was no answer, in time or at all.</summary>
    public bool IsOutOfReach { get; init; }
}
