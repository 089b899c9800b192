using System.Globalization;
using System.Text.Json;

namespace IpGuard.Core.Ledger;

/// <summary>Fields of a statement, each with a fault that names it.</summary>
static class StatementFields
{
    public static string Of(DateTimeOffset at) => at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    public static string Text(this JsonElement at, string name) => at.TextIfAny(name) ?? throw Wanting("a text", name);

    public static string? TextIfAny(this JsonElement at, string name) =>
        !at.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw Wanting("a text", name);

    public static int Number(this JsonElement at, string name) =>
        at.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number
            : throw Wanting("an integer", name);

    public static DateTimeOffset Time(this JsonElement at, string name) => at.TimeIfAny(name) ?? throw Wanting("a time", name);

    public static DateTimeOffset? TimeIfAny(this JsonElement at, string name)
    {
        if (at.TextIfAny(name) is not { } text)
            return null;
        return DateTimeOffset.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : throw Wanting("a time", name);
    }

    public static JsonElement.ArrayEnumerator Items(this JsonElement at, string name) =>
        at.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray()
            : throw Wanting("an array", name);

    public static IEnumerable<string> Texts(this JsonElement at, string name) =>
        at.Items(name).Select(i => i.ValueKind == JsonValueKind.String ? i.GetString()! : throw Wanting("an array of texts", name));

    static FormatException Wanting(string what, string name) => new($"expected {what} '{name}' in the statement, got none");
}
