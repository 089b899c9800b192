using IpGuard.Core.Matching;
using IpGuard.Core.Works;

namespace IpGuard.Core.Filings;

/// <summary>One picture of a filed work.</summary>
/// <param name="No">From 1, in the order handed in; 1 is the cover.</param>
/// <param name="Content">SHA-256 of the original bytes.</param>
public sealed record FiledPicture(int No, string FileName, Sha256Hash Content, long LengthBytes, Fingerprint Fingerprint);

/// <summary>A pre-filing (预备案): one holder's dated claim to one work. Immutable.</summary>
/// <param name="Number">“F-” and 32 hexadecimal digits of a version-7 UUID. It tells the time it was made: never shown to a rival.</param>
/// <param name="OrganisationId">Whose filing it is.</param>
/// <param name="Holder">The holder's name at the time of filing.</param>
/// <param name="FiledAt">UTC, whole seconds: what is certified is not finer than what can be shown.</param>
/// <param name="Making">How it was made; null is <see cref="Making.Unstated"/>.</param>
public sealed record Filing(
    string Number,
    Guid OrganisationId,
    string Holder,
    string Title,
    Category Category,
    string Author,
    OwnershipBasis OwnershipBasis,
    string? Description,
    IReadOnlyList<FiledPicture> Pictures,
    DateTimeOffset FiledAt,
    Making? Making = null
)
{
    /// <summary>Length of a number.</summary>
    public const int NumberLength = 34;

    /// <summary>True for what may be a filing's number, whether or not there is one.</summary>
    public static bool IsNumber(string text) =>
        text.Length == NumberLength && text.StartsWith("F-", StringComparison.Ordinal) && text.Skip(2).All(char.IsAsciiHexDigitLower);

    /// <summary>What makes two filings the same work: SHA-256 over the sorted SHA-256 hashes of its files, each once.</summary>
    public Sha256Hash WorkHash => WorkHashOf(Pictures.Select(p => p.Content));

    public static Sha256Hash WorkHashOf(IEnumerable<Sha256Hash> files)
    {
        var sorted = files.Distinct().Order().ToList();
        var bytes = new byte[sorted.Count * Sha256Hash.LengthBytes];
        for (var i = 0; i < sorted.Count; i++)
            sorted[i].CopyTo(bytes.AsSpan(i * Sha256Hash.LengthBytes));
        return Sha256Hash.Of(bytes);
    }

    /// <summary>Decides a filing against what stood before it, given in any order.</summary>
    /// <param name="earlier">Filings that share a file with this one, and those whose pictures are near it.</param>
    /// <remarks>The same work filed again by the same holder gives the earlier filing back. Another holder's identical file, or
    /// another holder's picture within <see cref="Pdq.SamePictureBits"/>, makes it contested: kept, dated, and looked at by a person.
    /// A holder's own variants are accepted.</remarks>
    public static Decision Decide(Filing filing, IReadOnlyCollection<Filing> earlier)
    {
        var own = earlier
            .Where(e => e.OrganisationId == filing.OrganisationId && e.WorkHash == filing.WorkHash)
            .MinBy(e => e.Number, StringComparer.Ordinal);
        if (own is not null)
            return new Decision.Repeated(own);

        var rivals = earlier.Where(e => e.OrganisationId != filing.OrganisationId).ToList();
        if (rivals.Any(r => SharesFile(r, filing)))
            return new Decision.Contested(filing, ContestedReason.IdenticalFile, Bits: null);

        var bits = rivals
            .SelectMany(r => r.Pictures)
            .Where(p => !p.Fingerprint.IsFlat)
            .Select(p => NearestBits(filing, p))
            .DefaultIfEmpty(Pdq.LengthBits)
            .Min();
        return bits <= Pdq.SamePictureBits
            ? new Decision.Contested(filing, ContestedReason.SamePicture, bits)
            : new Decision.Accepted(filing);
    }

    static bool SharesFile(Filing left, Filing right) =>
        left.Pictures.Select(p => p.Content).Intersect(right.Pictures.Select(p => p.Content)).Any();

    static int NearestBits(Filing filing, FiledPicture rival) =>
        filing
            .Pictures.Where(p => !p.Fingerprint.IsFlat)
            .Select(p => p.Fingerprint.Hashes.NearestTo(rival.Fingerprint.Hashes.Upright).Bits)
            .DefaultIfEmpty(Pdq.LengthBits)
            .Min();
}
