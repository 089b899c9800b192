using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using IpGuard.Core.Listings;
using IpGuard.Market.Web;

namespace IpGuard.Market.Apis;

/// <summary>An answer that is one JSON object, with its bytes as they came.</summary>
sealed class JsonAnswer : IDisposable
{
    /// <summary>Nested deeper than this it is refused.</summary>
    public const int MostDepth = 32;

    /// <summary>Records in one answer; no interface read here gives more than 250.</summary>
    public const int MostRecords = 1_000;

    public static readonly JsonDocumentOptions Bounded = new() { MaxDepth = MostDepth };

    readonly JsonDocument _document;
    readonly Uri _address;

    JsonAnswer(JsonDocument document, Uri address, KeptAnswer kept) => (_document, _address, Kept) = (document, address, kept);

    public KeptAnswer Kept { get; }

    /// <exception cref="MarketplaceException">No JSON, or none that is an object.</exception>
    public static JsonAnswer Read(AnswerFacts facts, byte[] body)
    {
        try
        {
            var document = JsonDocument.Parse(body, Bounded);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return new(document, facts.Asked, new(facts, body));
            document.Dispose();
        }
        catch (JsonException e)
        {
            var head = PlainText.Clean(Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 60))), 40);
            throw new MarketplaceException($"expected JSON from {facts.Asked}, got '{head}'", e);
        }

        throw new MarketplaceException($"expected {facts.Asked} to be a JSON object, got other JSON");
    }

    /// <summary>The listings in an array field.</summary>
    /// <exception cref="MarketplaceException">There is no such array, or it is too long.</exception>
    public IReadOnlyList<ReadListing> Listings(string name, Func<JsonElement, RawListing> toRaw) =>
        [.. Records(name).Select(r => Listing(r, toRaw))];

    /// <summary>The records in an array field.</summary>
    /// <exception cref="MarketplaceException">There is no such array, or it is too long.</exception>
    public IReadOnlyList<JsonElement> Records(string name)
    {
        if (Field(name) is not { ValueKind: JsonValueKind.Array } records)
            throw new MarketplaceException($"expected {_address} to hold an array “{name}”, got other JSON");
        return records.GetArrayLength() <= MostRecords
            ? [.. records.EnumerateArray()]
            : throw new MarketplaceException($"expected {_address} to hold at most {MostRecords} records, got {records.GetArrayLength()}");
    }

    /// <summary>One record as a listing. Whatever is wrong with it breaks it, and no other.</summary>
    public ReadListing Listing(JsonElement record, Func<JsonElement, RawListing> toRaw)
    {
        ListingReading reading;
        try
        {
            reading = Core.Listings.Listing.Parse(toRaw(record));
        }
        catch (InvalidOperationException)
        {
            // A field's name is an escaped half of a character.
            reading = new ListingReading.Broken(null, ["expected fields with names in Unicode, got half a character"]);
        }

        return new(reading, JsonMarshal.GetRawUtf8Value(record).ToArray(), Kept);
    }

    /// <summary>Text of a string or number field; null where it is missing or of another kind.</summary>
    public string? Text(string name) => Field(name) is null ? null : _document.RootElement.Text(name);

    /// <summary>Text of a string or number field within an object field; null where either is missing or of another kind.</summary>
    public string? Text(string outer, string name)
    {
        try
        {
            return Field(outer)?.Text(name);
        }
        catch (InvalidOperationException e)
        {
            throw HalfNamed(e);
        }
    }

    /// <summary>A field; null where it is missing.</summary>
    public JsonElement? Field(string name)
    {
        try
        {
            return _document.RootElement.TryGetProperty(name, out var field) ? field : null;
        }
        catch (InvalidOperationException e)
        {
            throw HalfNamed(e);
        }
    }

    /// <summary>Tells what the interface says is wrong, where it says so.</summary>
    /// <exception cref="MarketplaceException">It says so.</exception>
    public void ThrowErrors()
    {
        string? told;
        try
        {
            told = ApiFault.Of(_document.RootElement);
        }
        catch (InvalidOperationException e)
        {
            throw HalfNamed(e);
        }

        if (told is not null)
            throw new MarketplaceException(
                $"expected listings from {_address}, got an error: {PlainText.Clean(told, ApiFault.MostCharacters)}"
            );
    }

    public void Dispose() => _document.Dispose();

    MarketplaceException HalfNamed(InvalidOperationException e) =>
        new($"expected {_address} to have field names in Unicode, got half a character", e);
}
