using System.Security.Cryptography;
using System.Text;

namespace IpGuard.Index.Embedded;

/// <summary>What the index's folder holds, written last: the segments with what is gone of them, and the log that tells what came
/// after.</summary>
/// <param name="CheckpointBefore">How far Store's outbox was followed before the log's first change.</param>
sealed record IndexManifest(IndexCheckpoint CheckpointBefore, long LogNo, IReadOnlyList<IndexManifest.Segment> Segments)
{
    /// <summary>One segment.</summary>
    /// <param name="Sum">The checksum of its header.</param>
    public sealed record Segment(long No, byte[] Sum, GoneSet Gone);

    static ReadOnlySpan<byte> Magic => "IPGMAN\u0001\0"u8;

    public byte[] Write()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        writer.Write(Magic);
        writer.Write(CheckpointBefore.StoreId.ToByteArray());
        writer.Write(CheckpointBefore.Position);
        writer.Write(LogNo);
        writer.Write(Segments.Count);
        foreach (var segment in Segments)
        {
            writer.Write(segment.No);
            writer.Write(segment.Sum);
            writer.Write(segment.Gone.Count);
            foreach (var picture in segment.Gone.All())
                writer.Write(picture);
        }

        writer.Flush();
        writer.Write(SHA256.HashData(bytes.ToArray()));
        return bytes.ToArray();
    }

    /// <exception cref="InvalidDataException">Not the file that was written.</exception>
    public static IndexManifest Read(byte[] file)
    {
        var signed = file.Length - SHA256.HashSizeInBytes;
        if (signed < Magic.Length || !file.AsSpan().StartsWith(Magic))
            throw new InvalidDataException("its manifest is not of this version");
        if (!SHA256.HashData(file.AsSpan(0, signed)).AsSpan().SequenceEqual(file.AsSpan(signed)))
            throw new InvalidDataException("its manifest is damaged");
        using var reader = new BinaryReader(new MemoryStream(file, Magic.Length, signed - Magic.Length), Encoding.UTF8);
        var checkpoint = new IndexCheckpoint(new(reader.ReadBytes(16)), reader.ReadInt64());
        var (logNo, segments) = (reader.ReadInt64(), new Segment[reader.ReadInt32()]);
        for (var i = 0; i < segments.Length; i++)
        {
            var (no, sum, gone) = (reader.ReadInt64(), reader.ReadBytes(SHA256.HashSizeInBytes), new int[reader.ReadInt32()]);
            for (var g = 0; g < gone.Length; g++)
                gone[g] = reader.ReadInt32();
            segments[i] = new(no, sum, GoneSet.None.With(gone));
        }

        return new(checkpoint, logNo, segments);
    }
}
