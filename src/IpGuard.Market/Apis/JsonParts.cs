using System.Text.Json;

namespace IpGuard.Market.Apis;

/// <summary>Reads the objects within foreign JSON.</summary>
static class JsonParts
{
    /// <summary>An object within a record; null where it is missing or of another kind.</summary>
    public static JsonElement? Part(this JsonElement record, string name) =>
        record.ValueKind == JsonValueKind.Object && record.TryGetProperty(name, out var field) && field.ValueKind == JsonValueKind.Object
            ? field
            : null;
}
