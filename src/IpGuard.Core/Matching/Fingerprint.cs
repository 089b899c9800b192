using System.Buffers.Binary;
using IpGuard.Core.Works;

namespace IpGuard.Core.Matching;

/// <summary>Everything by which one picture is recognised.</summary>
/// <param name="WidthPx">Width after the EXIF orientation is applied.</param>
/// <param name="HeightPx">Height after the EXIF orientation is applied.</param>
/// <param name="IsTruncated">The file ended before the picture did; what was there is hashed, and people are told.</param>
/// <param name="Quality">PDQ's gradient quality, 0 (flat) to 100.</param>
/// <param name="Hashes">Symmetric, phase-matched PDQ in eight orientations: what IpGuard matches by. A mirrored picture has
/// the mirrored hashes, which the published algorithm's windows do not give (docs/why.md).</param>
/// <param name="Canonical">PDQ as published, for exchange with others; not used to match.</param>
public sealed record Fingerprint(
    PictureFormat Format,
    int WidthPx,
    int HeightPx,
    bool IsTruncated,
    int Quality,
    PdqSet Hashes,
    Pdq Canonical
)
{
    /// <summary>The version of the algorithms and of <see cref="ToBytes"/>. Another version is never compared, but made again.</summary>
    public const byte Version = 1;

    /// <summary>The least quality at which the hash says anything: 50 of 100
    /// (pdq/README.md: “discard hashes of quality 49 or less”). Below it a picture is not indexed by its hash.</summary>
    public const int MinimumQuality = 50;

    const int LengthBytes = 12 + PdqSet.LengthBytes + Pdq.LengthBytes;

    /// <summary>True where the picture is too flat for its hash to tell it from another flat one.</summary>
    public bool IsFlat => Quality < MinimumQuality;

    /// <summary>Version, format, truncation, quality, width and height (big-endian), eight hashes, the canonical hash: 300 bytes.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[LengthBytes];
        bytes[0] = Version;
        bytes[1] = (byte)Format;
        bytes[2] = IsTruncated ? (byte)1 : (byte)0;
        bytes[3] = (byte)Quality;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), WidthPx);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(8), HeightPx);
        Hashes.CopyTo(bytes.AsSpan(12));
        Canonical.CopyTo(bytes.AsSpan(12 + PdqSet.LengthBytes));
        return bytes;
    }

    /// <returns>Null where the bytes are of another version: make the fingerprint again from the picture.</returns>
    /// <exception cref="FormatException">This version, but not its length.</exception>
    public static Fingerprint? FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || bytes[0] != Version)
            return null;
        if (bytes.Length != LengthBytes)
            throw new FormatException($"expected a version-{Version} fingerprint of {LengthBytes} bytes, got {bytes.Length}");
        return new(
            (PictureFormat)bytes[1],
            BinaryPrimitives.ReadInt32BigEndian(bytes[4..]),
            BinaryPrimitives.ReadInt32BigEndian(bytes[8..]),
            bytes[2] != 0,
            bytes[3],
            PdqSet.FromBytes(bytes[12..]),
            Pdq.FromBytes(bytes[(12 + PdqSet.LengthBytes)..])
        );
    }
}

/// <summary>What looking at a picture's bytes gave: a fingerprint, or the reason why there is none.</summary>
public abstract record Reading
{
    Reading() { }

    public sealed record Read(Fingerprint Fingerprint) : Reading;

    public sealed record Unreadable(PictureFault Fault) : Reading;
}
