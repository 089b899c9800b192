using System.Buffers.Binary;

namespace IpGuard.Core.Matching;

/// <summary>What a copy is found by after a crop, a border, a collage or a turn: regions, keypoints, a miniature. Kept in the blob store; a
/// few tens of kilobytes.</summary>
/// <param name="WidthPx">Width of the sheet, at most <see cref="Sheet.LongestSidePx"/>.</param>
/// <param name="HeightPx">Height of the sheet.</param>
/// <param name="NetworkId">Which network made the embeddings: embeddings of two networks are never compared. Empty where there was
/// none.</param>
/// <param name="Regions">The whole picture first.</param>
/// <param name="Colours">Mean colours of a grid of <see cref="ColourGrid"/> × <see cref="ColourGrid"/> cells, red, green, blue.</param>
public sealed record PictureFeatures(
    int WidthPx,
    int HeightPx,
    string NetworkId,
    IReadOnlyList<Region> Regions,
    Keypoints Keypoints,
    Miniature Miniature,
    byte[] Colours
)
{
    /// <summary>The version of the algorithms and of <see cref="ToBytes"/>. Another version is made again from the picture.</summary>
    public const byte Version = 1;

    public const int ColourGrid = 24;

    const int ColourBytes = ColourGrid * ColourGrid * 3;

    public Region Whole => Regions[0];

    /// <summary>True once the parts went through the network too.</summary>
    public bool IsDeep => Regions.Count > 1 && Regions.Skip(1).Any(r => r.Embedding is not null);

    public byte[] ToBytes()
    {
        using var target = new MemoryStream();
        Span<byte> head = stackalloc byte[6];
        head[0] = Version;
        BinaryPrimitives.WriteUInt16BigEndian(head[1..], (ushort)WidthPx);
        BinaryPrimitives.WriteUInt16BigEndian(head[3..], (ushort)HeightPx);
        head[5] = (byte)NetworkId.Length;
        target.Write(head);
        target.Write(System.Text.Encoding.ASCII.GetBytes(NetworkId));
        target.WriteByte((byte)Regions.Count);
        Span<byte> part = stackalloc byte[3 + 16 + PdqSet.LengthBytes];
        foreach (var region in Regions)
        {
            part[0] = (byte)region.Kind;
            part[1] = (byte)region.Quality;
            part[2] = region.Embedding is null ? (byte)0 : (byte)1;
            BinaryPrimitives.WriteSingleBigEndian(part[3..], region.Area.X);
            BinaryPrimitives.WriteSingleBigEndian(part[7..], region.Area.Y);
            BinaryPrimitives.WriteSingleBigEndian(part[11..], region.Area.Width);
            BinaryPrimitives.WriteSingleBigEndian(part[15..], region.Area.Height);
            region.Hashes.CopyTo(part[19..]);
            target.Write(part);
            region.Embedding?.Write(target);
        }

        Keypoints.Write(target);
        Miniature.Write(target);
        target.Write(Colours);
        return target.ToArray();
    }

    /// <returns>Null where the bytes are of another version.</returns>
    /// <exception cref="FormatException">This version, but too few bytes.</exception>
    public static PictureFeatures? FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || bytes[0] != Version)
            return null;
        if (bytes.Length < 7 || bytes.Length < 7 + bytes[5])
            throw new FormatException($"expected version-{Version} features, got {bytes.Length} bytes");
        var (width, height) = (BinaryPrimitives.ReadUInt16BigEndian(bytes[1..]), BinaryPrimitives.ReadUInt16BigEndian(bytes[3..]));
        var network = System.Text.Encoding.ASCII.GetString(bytes.Slice(6, bytes[5]));
        var count = bytes[6 + bytes[5]];
        bytes = bytes[(7 + network.Length)..];
        var regions = new List<Region>(count);
        for (var i = 0; i < count; i++)
        {
            const int length = 19 + PdqSet.LengthBytes;
            if (bytes.Length < length)
                throw new FormatException($"expected {count} regions, got {i}");
            var (kind, quality, hasEmbedding) = ((RegionKind)bytes[0], (int)bytes[1], bytes[2] != 0);
            var area = new Area(
                BinaryPrimitives.ReadSingleBigEndian(bytes[3..]),
                BinaryPrimitives.ReadSingleBigEndian(bytes[7..]),
                BinaryPrimitives.ReadSingleBigEndian(bytes[11..]),
                BinaryPrimitives.ReadSingleBigEndian(bytes[15..])
            );
            var hashes = PdqSet.FromBytes(bytes[19..]);
            bytes = bytes[length..];
            regions.Add(new(kind, area, quality, hashes, hasEmbedding ? Embedding.Read(ref bytes) : null));
        }

        var keypoints = Keypoints.Read(ref bytes);
        var miniature = Miniature.Read(ref bytes);
        return bytes.Length == ColourBytes
            ? new(width, height, network, regions, keypoints, miniature, bytes.ToArray())
            : throw new FormatException($"expected {ColourBytes} bytes of colours, got {bytes.Length}");
    }
}
