using System.IO.Compression;

namespace IpGuard.Proof.Checking;

/// <summary>Unpacks a bundle into memory, within bounds, writing nothing anywhere.</summary>
static class BundleReader
{
    const int MostEntries = 64;

    // Twelve pictures of 25 MB, and room for the rest.
    const long MostBytes = 320L * 1024 * 1024;

    /// <returns>The files by name, or the fault; on a fault there are no files.</returns>
    public static (IReadOnlyDictionary<string, byte[]> Files, string? Fault) Read(Stream stream)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        try
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Read);
            if (zip.Entries.Count > MostEntries)
                return Refuse($"expected at most {MostEntries} files, got {zip.Entries.Count}");
            long total = 0;
            foreach (var entry in zip.Entries)
            {
                if (IsClimbing(entry.FullName))
                    return Refuse($"expected names inside the bundle, got '{entry.FullName}'");
                var bytes = ReadAtMost(entry, MostBytes - total);
                if (bytes is null)
                    return Refuse($"expected at most {MostBytes / 1024 / 1024} MB unpacked, got more");
                total += bytes.Length;
                if (!files.TryAdd(entry.FullName, bytes))
                    return Refuse($"expected every name once, got '{entry.FullName}' twice");
            }

            return (files, null);
        }
        catch (InvalidDataException e)
        {
            return Refuse($"expected a ZIP file, got: {e.Message}");
        }
    }

    static bool IsClimbing(string name) =>
        name.StartsWith('/')
        || name.Contains('\\', StringComparison.Ordinal)
        || name.Contains(':', StringComparison.Ordinal)
        || name.Split('/').Contains("..");

    // The stated length is not believed: what comes out is counted.
    static byte[]? ReadAtMost(ZipArchiveEntry entry, long maximumBytes)
    {
        using var stream = entry.Open();
        using var kept = new MemoryStream();
        var buffer = new byte[81_920];
        for (int read; (read = stream.Read(buffer)) > 0; )
        {
            if (kept.Length + read > maximumBytes)
                return null;
            kept.Write(buffer, 0, read);
        }

        return kept.ToArray();
    }

    static (IReadOnlyDictionary<string, byte[]>, string?) Refuse(string fault) => (new Dictionary<string, byte[]>(), fault);
}
