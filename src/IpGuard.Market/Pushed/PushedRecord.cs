using IpGuard.Core.Listings;
using IpGuard.Core.Works;

namespace IpGuard.Market.Pushed;

/// <summary>One record of a push: a listing, or word that one is no longer offered.</summary>
/// <param name="Raw">Its bytes as they came.</param>
/// <param name="Reading">The listing, or why there is none; null where it is a removal.</param>
/// <param name="Removal">What is no longer offered; null where it is a listing.</param>
/// <param name="Inline">Pictures that came within it, by their hash; they stand in the listing under <see cref="PushedPicture"/>'s
/// addresses.</param>
public sealed record PushedRecord(
    ReadOnlyMemory<byte> Raw,
    ListingReading? Reading,
    PushedRemoval? Removal,
    IReadOnlyDictionary<Sha256Hash, byte[]> Inline
);

/// <summary>A listing that the pusher says is no longer offered.</summary>
public sealed record PushedRemoval(string ExternalId);

/// <summary>What came in one push, or why nothing of it can be read.</summary>
public abstract record PushedReading
{
    PushedReading() { }

    /// <param name="Records">In the order of coming, broken ones among them; at least one.</param>
    public sealed record Read(IReadOnlyList<PushedRecord> Records) : PushedReading;

    public sealed record Malformed(string Fault) : PushedReading;

    /// <summary>More than <see cref="PushedRecords.MostRecords"/>.</summary>
    public sealed record TooMany : PushedReading;
}

/// <summary>Where the bytes of a picture lie that came within a push: `pushed:batch/hash`. No pusher can write such an address.</summary>
static class PushedPicture
{
    const string Scheme = "pushed:";

    public static string AddressOf(long batch, Sha256Hash content) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Scheme}{batch}/{content}");

    /// <returns>Null for any other address.</returns>
    public static (long Batch, Sha256Hash Content)? Read(string address)
    {
        if (!address.StartsWith(Scheme, StringComparison.Ordinal))
            return null;
        var parts = address[Scheme.Length..].Split('/');
        return
            parts is [var number, var hash]
            && long.TryParse(
                number,
                System.Globalization.NumberStyles.None,
                System.Globalization.CultureInfo.InvariantCulture,
                out var batch
            )
            && Sha256Hash.TryParse(hash, out var content)
            ? (batch, content)
            : null;
    }
}
