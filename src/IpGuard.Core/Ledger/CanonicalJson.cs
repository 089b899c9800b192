using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace IpGuard.Core.Ledger;

/// <summary>JSON in its one canonical form (RFC 8785, JCS), so that equal values have equal bytes and one hash.</summary>
/// <remarks>System.Text.Json cannot write it: it escapes characters that must stand as they are, and writes numbers otherwise.</remarks>
public static class CanonicalJson
{
    static readonly JsonDocumentOptions Bounded = new() { MaxDepth = 64 };

    /// <summary>Writes a value canonically, as UTF-8.</summary>
    /// <exception cref="FormatException">A lone surrogate, or a number that no double can hold.</exception>
    public static byte[] Write(JsonElement value)
    {
        JsonBounds.Check(value);
        var text = new StringBuilder();
        Write(value, text);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Writes a value of plain JSON, as <see cref="ReadPlain"/> reads it.</summary>
    /// <exception cref="FormatException">A lone surrogate, or a number that is not whole within 2^53.</exception>
    public static byte[] Write(JsonNode value)
    {
        using var document = ReadPlain(Encoding.UTF8.GetBytes(value.ToJsonString()));
        return Write(document.RootElement);
    }

    /// <summary>Reads JSON, refusing what has no canonical form.</summary>
    /// <exception cref="FormatException">Not JSON, a name twice in one object, a lone surrogate, a number that no double can hold; the
    /// message names the place, as in <c>$.files[0].no</c>.</exception>
    public static JsonDocument Read(ReadOnlyMemory<byte> json) => Read(json, JsonBounds.Check);

    /// <summary>Reads JSON of texts, whole numbers within 2^53, truth values, arrays and objects only: what every reader of JSON, in any
    /// language, reads as the same value.</summary>
    /// <exception cref="FormatException">As <see cref="Read(ReadOnlyMemory{byte})"/>, and for any other number and null.</exception>
    public static JsonDocument ReadPlain(ReadOnlyMemory<byte> json) => Read(json, JsonBounds.CheckPlain);

    static JsonDocument Read(ReadOnlyMemory<byte> json, Action<JsonElement> check)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, Bounded);
        }
        catch (JsonException e)
        {
            throw new FormatException($"expected JSON, got: {e.Message}", e);
        }

        try
        {
            check(document.RootElement);
            return document;
        }
        catch
        {
            document.Dispose();
            throw;
        }
    }

    static void Write(JsonElement value, StringBuilder text)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(value, text);
                break;
            case JsonValueKind.Array:
                WriteArray(value, text);
                break;
            case JsonValueKind.String:
                WriteString(value.GetString()!, text);
                break;
            case JsonValueKind.Number:
                text.Append(Number(value.GetDouble()));
                break;
            default:
                text.Append(
                    value.ValueKind switch
                    {
                        JsonValueKind.True => "true",
                        JsonValueKind.False => "false",
                        _ => "null",
                    }
                );
                break;
        }
    }

    // Names in order of their UTF-16 code units (RFC 8785, 3.2.3), which is what ordinal comparison does.
    static void WriteObject(JsonElement value, StringBuilder text)
    {
        var properties = value.EnumerateObject().Select(p => (p.Name, p.Value)).OrderBy(p => p.Name, StringComparer.Ordinal);
        var separator = '{';
        foreach (var (name, inner) in properties)
        {
            text.Append(separator);
            WriteString(name, text);
            text.Append(':');
            Write(inner, text);
            separator = ',';
        }

        text.Append(separator == '{' ? "{}" : "}");
    }

    static void WriteArray(JsonElement value, StringBuilder text)
    {
        var separator = '[';
        foreach (var inner in value.EnumerateArray())
        {
            text.Append(separator);
            Write(inner, text);
            separator = ',';
        }

        text.Append(separator == '[' ? "[]" : "]");
    }

    static void WriteString(string value, StringBuilder text)
    {
        text.Append('"');
        foreach (var c in value)
            text.Append(Escape(c));
        text.Append('"');
    }

    // RFC 8785, 3.2.2.2: two-character escapes where JSON has them, \u00xx for other control characters, all else as it is.
    static string Escape(char c) =>
        c switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\b' => "\\b",
            '\f' => "\\f",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            < ' ' => $"\\u{(int)c:x4}",
            _ => c.ToString(),
        };

    /// <summary>A number as ECMAScript writes it (ECMA-262, Number::toString), which RFC 8785 takes over.</summary>
    public static string Number(double number)
    {
        if (number == 0)
            return "0";
        // “E16” would round; the shortest digits that give the number back are the ones ECMAScript asks for.
        var shortest = Math.Abs(number).ToString("E16", CultureInfo.InvariantCulture);
        var plain = Math.Abs(number).ToString("R", CultureInfo.InvariantCulture);
        var exponent = int.Parse(shortest.AsSpan(shortest.IndexOf('E', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture);
        var mantissa = plain.Split('E')[0].Replace(".", "", StringComparison.Ordinal).TrimStart('0').TrimEnd('0');
        // The digits may have been rounded up to the next power of ten: 9.99…E22 and its shortest form 1E+23.
        if (plain.Contains('E', StringComparison.Ordinal))
            exponent = int.Parse(plain.AsSpan(plain.IndexOf('E', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture);
        return (number < 0 ? "-" : "") + Place(mantissa, exponent + 1);
    }

    // Digits d1…dk with the decimal point after the n-th.
    static string Place(string digits, int n)
    {
        var k = digits.Length;
        if (k <= n && n <= 21)
            return digits + new string('0', n - k);
        if (n is > 0 and <= 21)
            return $"{digits[..n]}.{digits[n..]}";
        if (n is > -6 and <= 0)
            return $"0.{new string('0', -n)}{digits}";
        var e = n - 1;
        var tail = k == 1 ? "" : $".{digits[1..]}";
        return $"{digits[0]}{tail}e{(e < 0 ? "-" : "+")}{Math.Abs(e).ToString(CultureInfo.InvariantCulture)}";
    }
}
