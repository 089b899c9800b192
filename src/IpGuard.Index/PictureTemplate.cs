using System.Text.Json;
using IpGuard.Core.Matching;

namespace IpGuard.Index;

/// <summary>The fields and dimensions of the picture index, read from `index-templates/works-v1.json`: the one file that the
/// embedded index and Elasticsearch both go by, so that they cannot disagree.</summary>
public static class PictureTemplate
{
    /// <summary>Bits of the hash as the template states them.</summary>
    public static int HashBits { get; } = ReadDimensions("hash");

    /// <summary>Dimensions of a picture's embedding as the template states them.</summary>
    public static int EmbeddingLength { get; } = ReadDimensions("embedding");

    /// <summary>Dimensions of a title's meaning as the template states them.</summary>
    public static int TitleMeaningLength { get; } = ReadDimensions("title_meaning");

    /// <exception cref="InvalidOperationException">The template states another width than the program's hashes have.</exception>
    public static void AssertFits()
    {
        if (HashBits != Pdq.LengthBits)
            throw new InvalidOperationException(
                $"expected index-templates/works-v1.json to state {Pdq.LengthBits} bits for 'hash', got {HashBits}"
            );
    }

    /// <summary>Why an index cannot be one that was made from a template, in one sentence; null where it can. Its mapping says of which
    /// revision it is, which is raised with every change: an index of an earlier one is made again.</summary>
    /// <param name="name">`works-v1` or `listings-v1`.</param>
    /// <param name="mapping">The index's mapping as Elasticsearch gives it.</param>
    internal static string? Misfit(string name, string index, JsonElement mapping)
    {
        using var template = JsonDocument.Parse(Bytes(name));
        var wanted = template.RootElement.GetProperty("template").GetProperty("mappings");
        var (own, theirs) = (Revision(wanted), Revision(mapping));
        if (own != theirs)
            return $"expected {index} to be made from {own}, got {theirs}";
        foreach (var field in wanted.GetProperty("properties").EnumerateObject())
        {
            var (type, got) = (
                TypeOf(field.Value),
                mapping.GetProperty("properties").TryGetProperty(field.Name, out var found) ? TypeOf(found) : "nothing"
            );
            if (type != got)
                return $"expected the field {field.Name} of {index} to be {type}, got {got}";
        }

        return null;
    }

    static string Revision(JsonElement mapping) =>
        mapping.ValueKind == JsonValueKind.Object
        && mapping.TryGetProperty("_meta", out var meta)
        && meta.TryGetProperty("made_from", out var name)
        && meta.TryGetProperty("revision", out var revision)
            ? $"{name.GetString()}, revision {revision}"
            : "something else";

    // Elasticsearch does not repeat what is the default.
    static string TypeOf(JsonElement field) => field.TryGetProperty("type", out var type) ? type.GetString()! : "object";

    /// <summary>A template's bytes as Elasticsearch takes them: `works-v1` or `listings-v1`.</summary>
    internal static byte[] Bytes(string name)
    {
        using var stream = typeof(PictureTemplate).Assembly.GetManifestResourceStream($"{name}.json")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    static int ReadDimensions(string field)
    {
        using var template = JsonDocument.Parse(Bytes("works-v1"));
        return template
            .RootElement.GetProperty("template")
            .GetProperty("mappings")
            .GetProperty("properties")
            .GetProperty(field)
            .GetProperty("dims")
            .GetInt32();
    }
}
