using System.Text.Json;

namespace IpGuard.Market;

/// <summary>Reads fields of foreign JSON without believing their types: a number where a text was expected is its text.</summary>
static class JsonFields
{
    /// <summary>Text of a string or number field; null where it is missing, null or of another kind.</summary>
    public static string? Text(this JsonElement record, string name)
    {
        if (record.ValueKind != JsonValueKind.Object || !record.TryGetProperty(name, out var field))
            return null;
        return field.ValueKind switch
        {
            JsonValueKind.String => TextOf(field),
            JsonValueKind.Number => field.GetRawText(),
            _ => null,
        };
    }

    /// <summary>Elements of an array field; none where it is missing or of another kind.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement record, string name) =>
        record.ValueKind == JsonValueKind.Object && record.TryGetProperty(name, out var field) && field.ValueKind == JsonValueKind.Array
            ? field.EnumerateArray()
            : [];

    // An escaped lone surrogate has no text; the record is broken there, and only there.
    static string? TextOf(JsonElement field)
    {
        try
        {
            return field.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
