using System.Text.Json;
using IpGuard.Core.Matching;

namespace IpGuard.Index;

/// <summary>The fields and dimensions of the picture index, read from `index-templates/pictures-v1.json`: the one file that the
/// embedded index and Elasticsearch both go by, so that they cannot disagree.</summary>
public static class PictureTemplate
{
    /// <summary>Bits of the hash as the template states them.</summary>
    public static int HashBits { get; } = ReadHashBits();

    /// <exception cref="InvalidOperationException">The template states another width than the program's hashes have.</exception>
    public static void AssertFits()
    {
        if (HashBits != Pdq.LengthBits)
            throw new InvalidOperationException(
                $"expected index-templates/pictures-v1.json to state {Pdq.LengthBits} bits for 'hash', got {HashBits}"
            );
    }

    static int ReadHashBits()
    {
        using var stream = typeof(PictureTemplate).Assembly.GetManifestResourceStream("pictures-v1.json")!;
        using var template = JsonDocument.Parse(stream);
        return template
            .RootElement.GetProperty("template")
            .GetProperty("mappings")
            .GetProperty("properties")
            .GetProperty("hash")
            .GetProperty("dims")
            .GetInt32();
    }
}
