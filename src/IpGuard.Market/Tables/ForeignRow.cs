namespace IpGuard.Market.Tables;

/// <summary>One row of a foreign table.</summary>
/// <param name="Raw">Its line or lines in UTF-8, without the last line end.</param>
/// <param name="Fields">By column, null for those that are not used; good until the next row is read. Null where this one cannot be
/// read.</param>
/// <param name="Fault">Why it cannot be read.</param>
readonly record struct ForeignRow(ReadOnlyMemory<byte> Raw, ReadOnlyMemory<string?>? Fields, string? Fault)
{
    /// <summary>Longer rows are broken.</summary>
    public const int MostBytes = 1024 * 1024;

    public static ForeignRow Broken(ReadOnlySpan<byte> raw, string fault) => new(raw.ToArray(), null, fault);

    /// <summary>What is said of a row that is longer than it may be.</summary>
    public static ForeignRow TooLong(ReadOnlySpan<byte> raw) => Broken(raw, $"expected at most {MostBytes / 1024 / 1024} MB, got more");
}
