using System.Runtime.InteropServices;

namespace IpGuard;

/// <summary>Writes a file so that it is whole or absent, also after the power fails: temporary file, flush to disk, rename, flush of
/// the folder. Compiled into each room that keeps files; no room sees another's.</summary>
static partial class DurableFile
{
    /// <summary>Replaces what is there, if anything.</summary>
    public static async Task WriteAsync(string path, ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        var temporary = PathBeside(path);
        try
        {
            await using (
                var file = new FileStream(
                    temporary,
                    FileMode.CreateNew,
                    FileAccess.Write,
                    FileShare.None,
                    bufferSize: 0,
                    FileOptions.Asynchronous
                )
            )
            {
                await file.WriteAsync(bytes, stop);
                file.Flush(flushToDisk: true);
            }

            Settle(temporary, path);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Replaces what is there, if anything.</summary>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        var temporary = PathBeside(path);
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }

            Settle(temporary, path);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    static string PathBeside(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return $"{path}.{Guid.NewGuid():N}.tmp";
    }

    static void Settle(string temporary, string path)
    {
        File.Move(temporary, path, overwrite: true);
        FlushFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Makes a rename in the folder durable; .NET has no call for it. Windows journals renames itself.</summary>
    public static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        const int readOnly = 0;
        var descriptor = Open(folder, readOnly);
        if (descriptor < 0)
            throw new IOException($"expected to open folder {folder}, got error {Marshal.GetLastPInvokeError()}");
        try
        {
            if (FSync(descriptor) != 0)
                throw new IOException($"expected to flush folder {folder}, got error {Marshal.GetLastPInvokeError()}");
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
