using System.Text;
using System.Text.Json;

namespace IpGuard.Rooms.Tests.Market;

/// <summary>JSON whose texts are none in Unicode.</summary>
static class HalfCharacters
{
    /// <summary>The JSON once for each of its texts and names, with half a surrogate pair at that one's beginning, and once with a byte
    /// there that is no UTF-8.</summary>
    public static IEnumerable<byte[]> In(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        foreach (var at in Beginnings(bytes))
        {
            yield return [.. bytes[..at], .. "\\ud800"u8, .. bytes[at..]];
            yield return [.. bytes[..at], 0xFF, .. bytes[at..]];
        }
    }

    static List<int> Beginnings(byte[] json)
    {
        var reader = new Utf8JsonReader(json);
        var found = new List<int>();
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                found.Add((int)reader.TokenStartIndex + 1);
        }

        return found;
    }
}
