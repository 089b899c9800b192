using System.IO.Compression;

namespace IpGuard.Proof.Checking;

/// <summary>Unpacks a bundle into memory, within bounds, writing nothing anywhere.</summary>
static class BundleReader
{
    // Twelve pictures of three files each, eight tokens of five, and the rest.
    const int MostEntries = 128;

    // Twelve pictures of 25 MB, and room for the rest.
    const long MostBytes = 320L * 1024 * 1024;

    /// <returns>The files by name, or the fault; on a fault there are no files.</returns>
    public static (IReadOnlyDictionary<string, byte[]> Files, string? Fault) Read(Stream stream)
    {
        if (stream.CanSeek && stream.Length > MostBytes)
            return Refuse($"expected a file of at most {MostBytes / 1024 / 1024} MB, got {stream.Length / 1024 / 1024} MB");
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        try
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Read);
            if (EntriesFault(zip) is { } fault)
                return Refuse(fault);
            long total = 0;
            foreach (var entry in zip.Entries)
            {
                if (ReadAtMost(entry, MostBytes - total) is not { } bytes)
                    return TooMuch();
                total += bytes.Length;
                files.Add(entry.FullName, bytes);
            }

            return (files, null);
        }
        catch (InvalidDataException e)
        {
            return Refuse($"expected a ZIP file, got: {e.Message}");
        }
    }

    // What can be told before a byte is unpacked.
    static string? EntriesFault(ZipArchive zip)
    {
        if (zip.Entries.Count > MostEntries)
            return $"expected at most {MostEntries} files, got {zip.Entries.Count}";
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in zip.Entries)
        {
            if (IsClimbing(entry.FullName))
                return $"expected names inside the bundle, got '{entry.FullName}'";
            if (!names.Add(entry.FullName))
                return $"expected every name once, got '{entry.FullName}' twice";
        }

        return zip.Entries.Sum(e => (decimal)e.Length) > MostBytes ? TooMuch().Fault : null;
    }

    static bool IsClimbing(string name) =>
        name.StartsWith('/')
        || name.Contains('\\', StringComparison.Ordinal)
        || name.Contains(':', StringComparison.Ordinal)
        || name.Split('/').Any(part => part is ".." or ".");

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

    static (IReadOnlyDictionary<string, byte[]> Files, string? Fault) TooMuch() =>
        Refuse($"expected at most {MostBytes / 1024 / 1024} MB unpacked, got more");

    static (IReadOnlyDictionary<string, byte[]> Files, string? Fault) Refuse(string fault) => (new Dictionary<string, byte[]>(), fault);
}
