using IpGuard.Core.Listings;
using IpGuard.Market;
using IpGuard.Market.Tables;

namespace IpGuard.Flows.Sweeps;

/// <summary>Which column of a table of listings is which field: guessed, looked at and corrected by a person, and kept beside the
/// table.</summary>
public static class TableColumns
{
    /// <summary>Behind the table's own name.</summary>
    public const string Suffix = ".columns.json";

    /// <summary>What is kept, or else guessed.</summary>
    /// <exception cref="MarketplaceException">There is no table, it cannot be read, or what is kept is broken.</exception>
    public static ListingColumns Of(string table) => KeptOf(table) ?? TableMarketplace.Guess(table);

    /// <summary>Keeps a choice; the next sweep of the table reads it.</summary>
    public static void Keep(string table, ListingColumns columns)
    {
        var fresh = table + Suffix + ".new";
        File.WriteAllText(fresh, columns.ToJson());
        File.Move(fresh, table + Suffix, overwrite: true);
    }

    /// <returns>Null where nothing is kept: the columns are guessed.</returns>
    internal static ListingColumns? KeptOf(string table)
    {
        var path = table + Suffix;
        if (!File.Exists(path))
            return null;
        return ListingColumns.FromJson(File.ReadAllText(path), out var fault)
            ?? throw new MarketplaceException($"expected columns as `ipguard columns` keeps them in {path}, got others: {fault}");
    }
}
