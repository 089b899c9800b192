using System.Text.Json;

namespace IpGuard.Core.Ledger;

/// <summary>What JSON may hold to have one canonical form, and what a manifest may hold. Every refusal names its place.</summary>
static class JsonBounds
{
    // RFC 8785, 3.2.2.3, and RFC 7493, 2.2: beyond it a double skips whole numbers.
    const long MostInteger = (1L << 53) - 1;

    /// <exception cref="FormatException">A name twice, a lone surrogate, a number that no double can hold.</exception>
    public static void Check(JsonElement root) => Walk(root, "$", isPlain: false);

    /// <exception cref="FormatException">As above; also for null and for any number but a whole one within 2^53.</exception>
    public static void CheckPlain(JsonElement root) => Walk(root, "$", isPlain: true);

    static string TextOf(JsonElement value, string place)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException($"expected text that Unicode can write at {place}, got a lone surrogate", e);
        }
    }

    static string NameOf(JsonProperty property, string place)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException($"expected names that Unicode can write at {place}, got a lone surrogate", e);
        }
    }

    static void Walk(JsonElement value, string place, bool isPlain)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WalkObject(value, place, isPlain);
                break;
            case JsonValueKind.Array:
                var at = 0;
                foreach (var inner in value.EnumerateArray())
                    Walk(inner, $"{place}[{at++}]", isPlain);
                break;
            case JsonValueKind.String:
                _ = TextOf(value, place);
                break;
            case JsonValueKind.Number:
                CheckNumber(value, place, isPlain);
                break;
            case JsonValueKind.Null when isPlain:
                throw new FormatException($"expected a text, whole number, truth value, array or object at {place}, got null");
        }
    }

    static void WalkObject(JsonElement value, string place, bool isPlain)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in value.EnumerateObject())
        {
            var name = NameOf(property, place);
            if (!names.Add(name))
                throw new FormatException($"expected every name once at {place}, got '{name}' twice");
            Walk(property.Value, $"{place}.{name}", isPlain);
        }
    }

    // As it is written, not as it is worth: 1.0 and 1e0 are refused in a manifest, since they are other texts of the same number.
    static void CheckNumber(JsonElement value, string place, bool isPlain)
    {
        var text = value.GetRawText();
        if (!isPlain && !double.IsFinite(value.GetDouble()))
            throw new FormatException($"expected a number that a double can hold at {place}, got {text}");
        var isWhole = value.TryGetInt64(out var number) && Math.Abs((decimal)number) <= MostInteger && text != "-0";
        if (isPlain && !(isWhole && text.AsSpan().IndexOfAny('.', 'e', 'E') < 0))
            throw new FormatException($"expected a whole number within 2^53 at {place}, got {text}");
    }
}
