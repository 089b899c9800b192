using System.Buffers.Binary;
using System.Security.Cryptography;

namespace IpGuard.Core.Works;

/// <summary>A SHA-256 digest (FIPS 180-4): 32 bytes, written as 64 lower-case hexadecimal digits.</summary>
/// <remarks>The default value is 32 zero bytes; it stands for no content and is never the hash of anything kept.</remarks>
public readonly record struct Sha256Hash : IComparable<Sha256Hash>
{
    public const int LengthBytes = 32;

    readonly ulong _a,
        _b,
        _c,
        _d;

    /// <param name="bytes">Exactly 32 bytes.</param>
    /// <exception cref="ArgumentException">Another length.</exception>
    public Sha256Hash(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != LengthBytes)
            throw new ArgumentException($"expected the 32 bytes of a SHA-256 digest, got {bytes.Length}", nameof(bytes));
        _a = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _b = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _c = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        _d = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    /// <summary>Hashes the content.</summary>
    public static Sha256Hash Of(ReadOnlySpan<byte> content)
    {
        Span<byte> digest = stackalloc byte[LengthBytes];
        SHA256.HashData(content, digest);
        return new(digest);
    }

    /// <summary>Reads 64 hexadecimal digits of either case.</summary>
    public static bool TryParse(string? text, out Sha256Hash hash)
    {
        hash = default;
        if (text is not { Length: 2 * LengthBytes } || !text.All(char.IsAsciiHexDigit))
            return false;
        hash = new(Convert.FromHexString(text));
        return true;
    }

    /// <exception cref="FormatException">Not 64 hexadecimal digits.</exception>
    public static Sha256Hash Parse(string text) =>
        TryParse(text, out var hash) ? hash : throw new FormatException($"expected a SHA-256 hash (64 hex digits), got '{text}'");

    /// <summary>Writes the 32 bytes.</summary>
    public void CopyTo(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt64BigEndian(target, _a);
        BinaryPrimitives.WriteUInt64BigEndian(target[8..], _b);
        BinaryPrimitives.WriteUInt64BigEndian(target[16..], _c);
        BinaryPrimitives.WriteUInt64BigEndian(target[24..], _d);
    }

    public byte[] ToBytes()
    {
        var bytes = new byte[LengthBytes];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>Order of the bytes, which is the order of the hexadecimal text.</summary>
    public int CompareTo(Sha256Hash other) => (_a, _b, _c, _d).CompareTo((other._a, other._b, other._c, other._d));

    public static bool operator <(Sha256Hash left, Sha256Hash right) => left.CompareTo(right) < 0;

    public static bool operator >(Sha256Hash left, Sha256Hash right) => left.CompareTo(right) > 0;

    public static bool operator <=(Sha256Hash left, Sha256Hash right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Sha256Hash left, Sha256Hash right) => left.CompareTo(right) >= 0;

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(ToBytes());
}
