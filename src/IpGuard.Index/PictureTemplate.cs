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
