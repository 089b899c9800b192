using System.IO.Compression;
using IpGuard.Market.Pushed;

namespace IpGuard.Flows.Pushes;

/// <summary>Bytes of a body to a bound, as they come and unpacked: what a packed body unpacks to is foreign, too.</summary>
static class PushBody
{
    /// <summary>The bytes; null where there are more than a batch may have.</summary>
    public static async Task<byte[]?> ReadAsync(Stream body, CancellationToken stop)
    {
        using var kept = new MemoryStream();
        var buffer = new byte[81_920];
        for (int read; (read = await body.ReadAsync(buffer, stop)) > 0; )
        {
            if (kept.Length + read > PushedRecords.MostBytes)
                return null;
            kept.Write(buffer, 0, read);
        }

        return kept.ToArray();
    }

    /// <summary>As <see cref="ReadAsync"/>, of bytes packed with gzip: no more is unpacked than the bound.</summary>
    /// <exception cref="InvalidDataException">No gzip, or one that is damaged.</exception>
    public static async Task<byte[]?> UnpackAsync(byte[] packed, CancellationToken stop)
    {
        await using var unpacked = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        return await ReadAsync(unpacked, stop);
    }
}
