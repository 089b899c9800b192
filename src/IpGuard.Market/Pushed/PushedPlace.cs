using System.Globalization;
using IpGuard.Core.Listings;
using IpGuard.Core.Watches;

namespace IpGuard.Market.Pushed;

/// <summary>How far a sweep of pushed batches has come; as a cursor `12`, or `12:250` within a batch.</summary>
/// <param name="Batch">The batch that was read last, in part or whole; 0 before the first.</param>
/// <param name="Records">Records of it that were read; 0 for all.</param>
public readonly record struct PushedPlace(long Batch, int Records) : IComparable<PushedPlace>
{
    /// <exception cref="MarketplaceException">A cursor of another marketplace.</exception>
    public static PushedPlace Of(SweepCursor cursor)
    {
        if (cursor == SweepCursor.Start)
            return default;
        var parts = cursor.Token.Split(':');
        var records = 0;
        return
            parts.Length <= 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var batch)
            && batch > 0
            && (parts.Length == 1 || (int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out records) && records > 0))
            ? new(batch, records)
            : throw new MarketplaceException($"expected “batch” or “batch:records” as cursor, got '{PlainText.Clean(cursor.Token, 80)}'");
    }

    public SweepCursor ToCursor() =>
        new(
            Records > 0 ? string.Create(CultureInfo.InvariantCulture, $"{Batch}:{Records}")
            : Batch > 0 ? Batch.ToString(CultureInfo.InvariantCulture)
            : ""
        );

    /// <summary>Within a batch before its end.</summary>
    public int CompareTo(PushedPlace other) =>
        (Batch, Records == 0 ? int.MaxValue : Records).CompareTo((other.Batch, other.Records == 0 ? int.MaxValue : other.Records));

    public static bool operator <(PushedPlace left, PushedPlace right) => left.CompareTo(right) < 0;

    public static bool operator >(PushedPlace left, PushedPlace right) => left.CompareTo(right) > 0;

    public static bool operator <=(PushedPlace left, PushedPlace right) => left.CompareTo(right) <= 0;

    public static bool operator >=(PushedPlace left, PushedPlace right) => left.CompareTo(right) >= 0;
}
