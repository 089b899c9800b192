using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using IpGuard.Core.Matching;

namespace IpGuard.Index.Embedded;

/// <summary>One change of the index: what goes, what comes, and how far Store's outbox is followed after it.</summary>
sealed record IndexBatch(IndexCheckpoint UpTo, IReadOnlyList<string> Removed, IReadOnlyList<IndexedPicture> Added);

/// <summary>The changes since the segments were sealed: a header, then batches, each with its length and the start of its
/// SHA-256.</summary>
/// <remarks>Header: “IPGIDX” and two bytes of version, the log's number and the length of the log before it, if that is still needed
/// (int64), and the first 8 bytes of the SHA-256 of all that. Batch: length of the payload (int32), first 8 bytes of its SHA-256, payload:
/// store id (16), position (int64), count and texts of removed filings, count of added pictures with text, number (int32) and 32 bytes
/// of hash. Numbers are little-endian, texts UTF-8 with an int32 length. A torn last batch is cut off; a damaged one ends the
/// file.</remarks>
static class IndexLog
{
    public const int HeaderBytes = 32;

    static ReadOnlySpan<byte> Magic => "IPGIDX\u0002\0"u8;

    const int FrameBytes = 12;
    const int LargestPayloadBytes = 256 * 1024 * 1024;

    /// <param name="bytesBefore">The length of the log before, which has to be read first; 0 where there is none.</param>
    public static byte[] NewFile(long logNo, long bytesBefore)
    {
        var header = new byte[HeaderBytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(8), logNo);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(16), bytesBefore);
        SHA256.HashData(header.AsSpan(0, 24)).AsSpan(0, 8).CopyTo(header.AsSpan(24));
        return header;
    }

    public static byte[] Write(IndexBatch batch)
    {
        using var payload = new MemoryStream();
        using var writer = new BinaryWriter(payload, Encoding.UTF8);
        writer.Write(batch.UpTo.StoreId.ToByteArray());
        writer.Write(batch.UpTo.Position);
        writer.Write(batch.Removed.Count);
        foreach (var number in batch.Removed)
            WriteText(writer, number);
        writer.Write(batch.Added.Count);
        Span<byte> hash = stackalloc byte[Pdq.LengthBytes];
        foreach (var picture in batch.Added)
        {
            WriteText(writer, picture.FilingNumber);
            writer.Write(picture.PictureNo);
            picture.Hash.CopyTo(hash);
            writer.Write(hash);
        }

        writer.Flush();
        var body = payload.ToArray();
        var framed = new byte[FrameBytes + body.Length];
        BinaryPrimitives.WriteInt32LittleEndian(framed, body.Length);
        SHA256.HashData(body).AsSpan(0, 8).CopyTo(framed.AsSpan(4));
        body.CopyTo(framed, FrameBytes);
        return framed;
    }

    /// <summary>Reads whole batches from the start; stops at the first that is torn or damaged.</summary>
    /// <returns>The batches, the length that is sound, and why reading stopped before the end: a torn tail is normal after a crash
    /// (<c>Fault</c> null), anything else is a fault.</returns>
    public static (List<IndexBatch> Batches, long SoundBytes, string? Fault) Read(ReadOnlySpan<byte> file, long logNo)
    {
        var batches = new List<IndexBatch>();
        if (file.Length < HeaderBytes || !file.StartsWith(NewFile(logNo, BytesBefore(file))))
            return (batches, 0, "its log is not of this version");
        var at = HeaderBytes;
        while (at < file.Length)
        {
            var rest = file[at..];
            if (rest.Length < FrameBytes)
                return (batches, at, null);
            var length = BinaryPrimitives.ReadInt32LittleEndian(rest);
            if (length is <= 0 or > LargestPayloadBytes)
                return (batches, at, $"the batch at byte {at} claims {length} bytes");
            if (rest.Length - FrameBytes < length)
                return (batches, at, null);
            var payload = rest.Slice(FrameBytes, length);
            if (!SHA256.HashData(payload).AsSpan(0, 8).SequenceEqual(rest.Slice(4, 8)))
                return (batches, at, $"the batch at byte {at} is damaged");
            batches.Add(ReadPayload(payload.ToArray()));
            at += FrameBytes + length;
        }

        return (batches, at, null);
    }

    /// <summary>How long the log before was when it was closed.</summary>
    public static long BytesBefore(ReadOnlySpan<byte> file) => BinaryPrimitives.ReadInt64LittleEndian(file[16..]);

    static IndexBatch ReadPayload(byte[] payload)
    {
        using var reader = new BinaryReader(new MemoryStream(payload), Encoding.UTF8);
        var upTo = new IndexCheckpoint(new(reader.ReadBytes(16)), reader.ReadInt64());
        var removed = new string[reader.ReadInt32()];
        for (var i = 0; i < removed.Length; i++)
            removed[i] = ReadText(reader);
        var added = new IndexedPicture[reader.ReadInt32()];
        for (var i = 0; i < added.Length; i++)
            added[i] = new(ReadText(reader), reader.ReadInt32(), Pdq.FromBytes(reader.ReadBytes(Pdq.LengthBytes)));
        return new(upTo, removed, added);
    }

    static void WriteText(BinaryWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    static string ReadText(BinaryReader reader) => Encoding.UTF8.GetString(reader.ReadBytes(reader.ReadInt32()));
}
