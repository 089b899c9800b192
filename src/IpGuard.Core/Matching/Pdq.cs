using System.Buffers.Binary;
using System.Numerics;

namespace IpGuard.Core.Matching;

/// <summary>One 256-bit PDQ hash of a picture (facebook/ThreatExchange, pdq, “The TMK+PDQF Video-Hashing Algorithm and the PDQ
/// Image-Hashing Algorithm”, 2019).</summary>
/// <remarks>Near hashes mean near pictures; PDQ knows nothing of crops, borders or turns by other than right angles.
/// The words are written most significant first: hexadecimal digit 0 is the top of <c>A</c>.</remarks>
public readonly record struct Pdq(ulong A, ulong B, ulong C, ulong D)
{
    public const int LengthBits = 256;
    public const int LengthBytes = 32;

    /// <summary>The last distance at which two hashes are taken for the same picture: 31 bits of 256
    /// (pdq/README.md, “Matching”: distance threshold 31 recommended).</summary>
    public const int SamePictureBits = 31;

    /// <summary>Number of bits in which two hashes differ: 0 to 256.</summary>
    public int BitsFrom(in Pdq other) =>
        BitOperations.PopCount(A ^ other.A)
        + BitOperations.PopCount(B ^ other.B)
        + BitOperations.PopCount(C ^ other.C)
        + BitOperations.PopCount(D ^ other.D);

    public static Pdq FromBytes(ReadOnlySpan<byte> bytes) =>
        new(
            BinaryPrimitives.ReadUInt64BigEndian(bytes),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[24..])
        );

    public void CopyTo(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt64BigEndian(target, A);
        BinaryPrimitives.WriteUInt64BigEndian(target[8..], B);
        BinaryPrimitives.WriteUInt64BigEndian(target[16..], C);
        BinaryPrimitives.WriteUInt64BigEndian(target[24..], D);
    }

    /// <summary>Reads 64 hexadecimal digits of either case.</summary>
    public static bool TryParse(string? text, out Pdq hash)
    {
        hash = default;
        if (text is not { Length: 2 * LengthBytes } || !text.All(char.IsAsciiHexDigit))
            return false;
        hash = FromBytes(Convert.FromHexString(text));
        return true;
    }

    /// <exception cref="FormatException">Not 64 hexadecimal digits.</exception>
    public static Pdq Parse(string text) =>
        TryParse(text, out var hash) ? hash : throw new FormatException($"expected a PDQ hash (64 hex digits), got '{text}'");

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public override string ToString() => $"{A:x16}{B:x16}{C:x16}{D:x16}";
}
