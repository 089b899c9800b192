using System.Globalization;
using System.Text.Json.Nodes;
using IpGuard.Core.Works;

namespace IpGuard.Core.Ledger;

/// <summary>One picture of a listing as it was seen.</summary>
/// <param name="Content">SHA-256 of its bytes; null where it could not be fetched.</param>
public sealed record SeenPicture(int No, string Address, Sha256Hash? Content);

/// <summary>A listing as it was seen (取证快照), as it is entered in the ledger.</summary>
/// <param name="Marketplace">Kind and address of the marketplace.</param>
/// <param name="Record">SHA-256 of the record as the marketplace sent it.</param>
public sealed record SnapshotStatement(
    string Number,
    string Marketplace,
    string Listing,
    string? Address,
    DateTimeOffset SeenAt,
    Sha256Hash Record,
    IReadOnlyList<SeenPicture> Pictures
)
{
    const string Version = "ipguard/snapshot/v1";

    /// <summary>The canonical bytes whose SHA-256 is the entry.</summary>
    /// <param name="nonce">32 fresh random bytes: what stands in a public listing could be guessed otherwise.</param>
    public byte[] Seal(byte[] nonce)
    {
        var statement = new JsonObject
        {
            ["version"] = Version,
            ["number"] = Number,
            ["nonce"] = Convert.ToHexStringLower(nonce),
            ["marketplace"] = Marketplace,
            ["listing"] = Listing,
            ["seen_at"] = SeenAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            ["record_sha256"] = Record.ToString(),
            ["pictures"] = new JsonArray([.. Pictures.Select(Of)]),
        };
        if (Address is not null)
            statement["address"] = Address;
        return CanonicalJson.Write(statement);
    }

    static JsonObject Of(SeenPicture picture)
    {
        var one = new JsonObject { ["no"] = picture.No, ["address"] = picture.Address };
        if (picture.Content is { } content)
            one["sha256"] = content.ToString();
        return one;
    }
}
