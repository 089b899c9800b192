using System.Globalization;
using System.Text.Json.Nodes;
using IpGuard.Core.Works;

namespace IpGuard.Core.Ledger;

/// <summary>One picture of a listing as it was seen.</summary>
/// <param name="Content">SHA-256 of its bytes; null where it could not be fetched.</param>
/// <param name="FetchedAt">When these bytes came, which may be some days before the record was seen.</param>
public sealed record SeenPicture(int No, string Address, Sha256Hash? Content, DateTimeOffset FetchedAt);

/// <summary>The answer of a web server in which a listing was seen.</summary>
/// <param name="Final">Where redirects led.</param>
/// <param name="Headers">SHA-256 of the header lines, each “name: value” and a line feed.</param>
/// <param name="Resolved">IP addresses of the final host.</param>
/// <param name="Body">SHA-256 of the body; null where it was too long to be kept.</param>
public sealed record SeenAnswer(
    string Asked,
    string Final,
    int Status,
    Sha256Hash Headers,
    IReadOnlyList<string> Resolved,
    DateTimeOffset FetchedAt,
    Sha256Hash? Body
)
{
    internal JsonObject ToJson()
    {
        var answer = new JsonObject
        {
            ["asked"] = Asked,
            ["final"] = Final,
            ["status"] = Status,
            ["headers_sha256"] = Headers.ToString(),
            ["resolved"] = new JsonArray([.. Resolved.Select(r => (JsonNode)r)]),
            ["fetched_at"] = FetchedAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        };
        if (Body is { } body)
            answer["body_sha256"] = body.ToString();
        return answer;
    }
}

/// <summary>A listing as it was seen (取证快照), as it is entered in the ledger.</summary>
/// <param name="Marketplace">Kind and address of the marketplace.</param>
/// <param name="Record">SHA-256 of the record as the marketplace sent it.</param>
/// <param name="Answer">How it came over the web; null for a file that was given to us.</param>
public sealed record SnapshotStatement(
    string Number,
    string Marketplace,
    string Listing,
    string? Address,
    DateTimeOffset SeenAt,
    Sha256Hash Record,
    IReadOnlyList<SeenPicture> Pictures,
    SeenAnswer? Answer = null
)
{
    const string Version = "ipguard/snapshot/v2";

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
        if (Answer is { } answer)
            statement["answer"] = answer.ToJson();
        return CanonicalJson.Write(statement);
    }

    static JsonObject Of(SeenPicture picture)
    {
        var one = new JsonObject { ["no"] = picture.No, ["address"] = picture.Address };
        if (picture.Content is { } content)
        {
            one["sha256"] = content.ToString();
            one["fetched_at"] = picture.FetchedAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        }

        return one;
    }
}
