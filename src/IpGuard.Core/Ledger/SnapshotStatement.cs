using System.Text.Json;
using System.Text.Json.Nodes;
using IpGuard.Core.Works;

namespace IpGuard.Core.Ledger;

/// <summary>One picture of a listing as it was seen.</summary>
/// <param name="Content">SHA-256 of its bytes; null where it could not be fetched.</param>
/// <param name="FetchedAt">When these bytes came, which may be some days before the record was seen; null where there are none, and
/// where it was not yet stated.</param>
public sealed record SeenPicture(int No, string Address, Sha256Hash? Content, DateTimeOffset? FetchedAt)
{
    internal JsonObject ToJson()
    {
        var one = new JsonObject { ["no"] = No, ["address"] = Address };
        if (Content is not { } content)
            return one;
        one["sha256"] = content.ToString();
        if (FetchedAt is { } at)
            one["fetched_at"] = StatementFields.Of(at);
        return one;
    }

    internal static SeenPicture Read(JsonElement one) =>
        new(
            one.Number("no"),
            one.Text("address"),
            one.TextIfAny("sha256") is { } hash ? Sha256Hash.Parse(hash) : null,
            one.TimeIfAny("fetched_at")
        );
}

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
            ["fetched_at"] = StatementFields.Of(FetchedAt),
        };
        if (Body is { } body)
            answer["body_sha256"] = body.ToString();
        return answer;
    }

    internal static SeenAnswer Read(JsonElement answer) =>
        new(
            answer.Text("asked"),
            answer.Text("final"),
            answer.Number("status"),
            Sha256Hash.Parse(answer.Text("headers_sha256")),
            [.. answer.Texts("resolved")],
            answer.Time("fetched_at"),
            answer.TextIfAny("body_sha256") is { } body ? Sha256Hash.Parse(body) : null
        );
}

/// <summary>How a listing's page looked in a browser (网页截图).</summary>
/// <param name="Picture">SHA-256 of the PNG; null where there is none, and <paramref name="Fault"/> says why.</param>
/// <param name="TakenAt">Null where none was tried. It may be later than the record was seen, and the page another by then.</param>
/// <param name="Final">Where redirects led; null where nothing answered.</param>
/// <param name="Browser">Name and version; null where none was tried.</param>
/// <param name="Fault">Why there is none, or what it does not show; null where it is whole.</param>
public sealed record SeenScreenshot(Sha256Hash? Picture, DateTimeOffset? TakenAt, string? Final, string? Browser, string? Fault)
{
    internal JsonObject ToJson()
    {
        var screenshot = new JsonObject();
        if (Picture is { } picture)
            screenshot["sha256"] = picture.ToString();
        if (TakenAt is { } at)
            screenshot["taken_at"] = StatementFields.Of(at);
        foreach (var (name, value) in new[] { ("final", Final), ("browser", Browser), ("fault", Fault) })
        {
            if (value is not null)
                screenshot[name] = value;
        }

        return screenshot;
    }

    internal static SeenScreenshot Read(JsonElement screenshot) =>
        new(
            screenshot.TextIfAny("sha256") is { } hash ? Sha256Hash.Parse(hash) : null,
            screenshot.TimeIfAny("taken_at"),
            screenshot.TextIfAny("final"),
            screenshot.TextIfAny("browser"),
            screenshot.TextIfAny("fault")
        );
}

/// <summary>A listing as it was seen (取证快照), as it is entered in the ledger.</summary>
/// <param name="Marketplace">Kind and address of the marketplace.</param>
/// <param name="Record">SHA-256 of the record as the marketplace sent it.</param>
/// <param name="Answer">How it came over the web; null for a file that was given to us, and in version 1.</param>
/// <param name="Screenshot">How its page looked; null where the service has no browser or the listing no page, and before version
/// 3.</param>
/// <remarks>What was once logged cannot be logged otherwise: a new version gets a new name, and earlier ones stay readable.</remarks>
public sealed record SnapshotStatement(
    string Number,
    string Marketplace,
    string Listing,
    string? Address,
    DateTimeOffset SeenAt,
    Sha256Hash Record,
    IReadOnlyList<SeenPicture> Pictures,
    SeenAnswer? Answer = null,
    SeenScreenshot? Screenshot = null
)
{
    /// <summary>The version that is written.</summary>
    public const string Version = "ipguard/snapshot/v3";

    // Without the screenshot.
    const string SecondVersion = "ipguard/snapshot/v2";

    // Without how it came over the web.
    const string FirstVersion = "ipguard/snapshot/v1";

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
            ["seen_at"] = StatementFields.Of(SeenAt),
            ["record_sha256"] = Record.ToString(),
            ["pictures"] = new JsonArray([.. Pictures.Select(p => p.ToJson())]),
        };
        if (Address is not null)
            statement["address"] = Address;
        if (Answer is { } answer)
            statement["answer"] = answer.ToJson();
        if (Screenshot is { } screenshot)
            statement["screenshot"] = screenshot.ToJson();
        return CanonicalJson.Write(statement);
    }

    /// <summary>Reads a statement of this version or of an earlier one.</summary>
    /// <exception cref="FormatException">Not canonical, or a field is missing or of another form; the message says which.</exception>
    public static SnapshotStatement Read(byte[] bytes)
    {
        using var document = CanonicalJson.ReadPlain(bytes);
        var root = document.RootElement;
        if (!CanonicalJson.Write(root).AsSpan().SequenceEqual(bytes))
            throw new FormatException("expected a statement in canonical form (RFC 8785), got the same values written otherwise");
        var version = root.Text("version");
        if (version is not (Version or SecondVersion or FirstVersion))
            throw new FormatException($"expected a statement of version {Version} or earlier, got '{version}'");
        return new(
            root.Text("number"),
            root.Text("marketplace"),
            root.Text("listing"),
            root.TextIfAny("address"),
            root.Time("seen_at"),
            Sha256Hash.Parse(root.Text("record_sha256")),
            [.. root.Items("pictures").Select(SeenPicture.Read)],
            root.TryGetProperty("answer", out var answer) ? SeenAnswer.Read(answer) : null,
            root.TryGetProperty("screenshot", out var screenshot) ? SeenScreenshot.Read(screenshot) : null
        );
    }
}
