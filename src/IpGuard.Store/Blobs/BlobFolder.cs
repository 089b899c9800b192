using IpGuard.Core.Works;

namespace IpGuard.Store.Blobs;

/// <summary>Bytes kept by their SHA-256, in a folder two levels deep. What is kept is never changed.</summary>
/// <remarks>A blob is written before the row that names it: a blob without a row is rubbish, a row without its blob is damage.</remarks>
public sealed class BlobFolder
{
    readonly string _folder;

    public BlobFolder(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
    }

    /// <summary>Keeps the bytes durably and gives their hash; keeping them again does nothing.</summary>
    /// <exception cref="IOException">The disk is full or failing; nothing half-written is left under the hash.</exception>
    public async Task<Sha256Hash> KeepAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        var hash = Sha256Hash.Of(bytes.Span);
        var path = PathOf(hash);
        if (!File.Exists(path))
            await DurableFile.WriteAsync(path, bytes, stop);
        return hash;
    }

    /// <summary>The bytes, checked against their hash.</summary>
    /// <exception cref="InvalidDataException">Missing, or other bytes than were kept.</exception>
    public async Task<byte[]> ReadAsync(Sha256Hash hash, CancellationToken stop)
    {
        var path = PathOf(hash);
        if (!File.Exists(path))
            throw new InvalidDataException($"expected blob {hash} in {_folder}, found none: restore it from a backup");
        var bytes = await File.ReadAllBytesAsync(path, stop);
        var found = Sha256Hash.Of(bytes);
        return found == hash
            ? bytes
            : throw new InvalidDataException($"expected blob {hash}, found bytes of hash {found}: restore it from a backup");
    }

    public bool Has(Sha256Hash hash) => File.Exists(PathOf(hash));

    string PathOf(Sha256Hash hash)
    {
        var name = hash.ToString();
        return Path.Combine(_folder, name[..2], name[2..4], name);
    }
}
