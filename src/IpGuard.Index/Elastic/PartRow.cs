using System.Buffers.Binary;
using System.Runtime.InteropServices;
using IpGuard.Core.Matching;

namespace IpGuard.Index.Elastic;

/// <summary>What a part is compared by, as its document keeps it: its very bytes, so that both indexes come to the same
/// numbers.</summary>
/// <remarks>Hash (32 bytes), 1 where flat (1), and where there is an embedding its step (float32, big-endian) and values.</remarks>
readonly record struct PartRow(Pdq Hash, bool IsFlat, Embedding? Embedding)
{
    const int HeadBytes = Pdq.LengthBytes + 1;

    public static byte[] Write(PartRow part)
    {
        var bytes = new byte[HeadBytes + (part.Embedding is { } has ? EmbeddingRow.LengthBytes(has) : 0)];
        part.Hash.CopyTo(bytes);
        bytes[Pdq.LengthBytes] = part.IsFlat ? (byte)1 : (byte)0;
        if (part.Embedding is { } embedding)
            EmbeddingRow.Write(embedding, bytes.AsSpan(HeadBytes));
        return bytes;
    }

    public static PartRow Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeadBytes)
            throw new ElasticException($"expected a part of {HeadBytes} bytes and more, got {bytes.Length}; rebuild the index");
        var rest = bytes[HeadBytes..];
        return new(Pdq.FromBytes(bytes), bytes[Pdq.LengthBytes] != 0, rest.Length == 0 ? null : EmbeddingRow.Read(rest));
    }
}

/// <summary>An embedding as a document keeps it: step (float32, big-endian), then the values.</summary>
static class EmbeddingRow
{
    public static int LengthBytes(Embedding embedding) => sizeof(float) + embedding.Length;

    public static byte[] Write(Embedding embedding)
    {
        var bytes = new byte[LengthBytes(embedding)];
        Write(embedding, bytes);
        return bytes;
    }

    public static void Write(Embedding embedding, Span<byte> target)
    {
        BinaryPrimitives.WriteSingleBigEndian(target, embedding.Step);
        MemoryMarshal.AsBytes(embedding.Values.AsSpan()).CopyTo(target[sizeof(float)..]);
    }

    public static Embedding Read(ReadOnlySpan<byte> bytes) =>
        bytes.Length > sizeof(float)
            ? new(MemoryMarshal.Cast<byte, sbyte>(bytes[sizeof(float)..]).ToArray(), BinaryPrimitives.ReadSingleBigEndian(bytes))
            : throw new ElasticException(
                $"expected an embedding of {sizeof(float) + 1} bytes and more, got {bytes.Length}; rebuild the index"
            );
}

/// <summary>A picture's keypoints as its document keeps them: of each the word (uint16) and the signature (uint64), big-endian.</summary>
static class PointRow
{
    const int PointBytes = sizeof(ushort) + sizeof(ulong);

    public static byte[]? Write(IReadOnlyList<ushort> words, Keypoints keypoints)
    {
        if (words.Count == 0)
            return null;
        var bytes = new byte[words.Count * PointBytes];
        for (var i = 0; i < words.Count; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(i * PointBytes), words[i]);
            BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan((i * PointBytes) + sizeof(ushort)), SignatureOf(keypoints, i));
        }

        return bytes;
    }

    public static IReadOnlyList<(ushort Word, ulong Signature)> Read(byte[] bytes)
    {
        var points = new (ushort, ulong)[bytes.Length / PointBytes];
        for (var i = 0; i < points.Length; i++)
        {
            points[i] = (
                BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(i * PointBytes)),
                BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan((i * PointBytes) + sizeof(ushort)))
            );
        }

        return points;
    }

    // Words alone, without keypoints, are all alike in what is not known.
    static ulong SignatureOf(Keypoints keypoints, int i) => i < keypoints.Count ? WordVotes.Signature(keypoints, i) : 0;
}
