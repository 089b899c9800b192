using System.Globalization;

namespace IpGuard.Store;

/// <summary>The data folder cannot be used; the message says why and what to do.</summary>
public sealed class DataFolderException : Exception
{
    public DataFolderException(string message)
        : base(message) { }

    public DataFolderException(string message, Exception inner)
        : base(message, inner) { }
}

/// <summary>Keeps a second process off the data folder. The system lets go of it however the holder ends.</summary>
sealed class DataFolderLock : IDisposable
{
    readonly FileStream _file;

    DataFolderLock(FileStream file) => _file = file;

    /// <exception cref="DataFolderException">Held by another process, or not writable.</exception>
    public static DataFolderLock Take(string folder)
    {
        var path = Path.Combine(folder, "lock");
        try
        {
            Directory.CreateDirectory(folder);
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            file.SetLength(0);
            file.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            file.Flush();
            return new(file);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new DataFolderException($"expected a data folder that can be written, got {folder}: {e.Message}", e);
        }
        catch (IOException e) when (File.Exists(path) && IsHeld(path))
        {
            throw new DataFolderException(
                $"expected the data folder for this process alone, but another IpGuard process uses {folder}: stop it, or name another folder with --data",
                e
            );
        }
        catch (IOException e)
        {
            throw new DataFolderException($"expected a data folder that can be written, got {folder}: {e.Message}", e);
        }
    }

    public void Dispose() => _file.Dispose();

    static bool IsHeld(string path)
    {
        try
        {
            using var probe = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
