using IpGuard.Core.Matching;
using IpGuard.Core.Works;

namespace IpGuard.Store.Blobs;

/// <summary>Features of pictures, by the SHA-256 of the picture's bytes. A cache: whatever is missing, damaged or of another version is
/// made
/// again from the picture.</summary>
public sealed class FeatureFolder
{
    const int ChecksumBytes = 8;

    readonly string _folder;

    public FeatureFolder(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
    }

    /// <summary>Keeps the features of a picture, over those that were there.</summary>
    /// <param name="side">“filed” or “listed”: parts of a work and parts of a listing are not the same.</param>
    public void Keep(Sha256Hash picture, string side, PictureFeatures features)
    {
        var path = PathOf(picture, side);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var bytes = features.ToBytes();
        var temporary = $"{path}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}.tmp";
        using (var file = File.Create(temporary))
        {
            file.Write(Checksum(bytes));
            file.Write(bytes);
        }

        File.Move(temporary, path, overwrite: true);
    }

    /// <returns>Null where there are none that can be used.</returns>
    public PictureFeatures? Find(Sha256Hash picture, string side)
    {
        var path = PathOf(picture, side);
        if (!File.Exists(path))
            return null;
        ReadOnlySpan<byte> bytes = File.ReadAllBytes(path);
        if (bytes.Length <= ChecksumBytes || !Checksum(bytes[ChecksumBytes..]).AsSpan().SequenceEqual(bytes[..ChecksumBytes]))
            return null;
        return PictureFeatures.FromBytes(bytes[ChecksumBytes..]);
    }

    // Written without waiting for the disk, so a file may be cut short after a power failure: its checksum shows it.
    static byte[] Checksum(ReadOnlySpan<byte> bytes) => System.Security.Cryptography.SHA256.HashData(bytes)[..ChecksumBytes];

    string PathOf(Sha256Hash picture, string side)
    {
        var name = picture.ToString();
        return Path.Combine(_folder, name[..2], $"{name}.{side}");
    }
}
