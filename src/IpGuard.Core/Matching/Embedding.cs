using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace IpGuard.Core.Matching;

/// <summary>What the network makes of a picture or of a part of one: a direction in <see cref="Length"/> dimensions, kept in signed
/// bytes.</summary>
/// <param name="Values">Each over the largest in size, times 127.</param>
/// <param name="Step">What one step of a byte is worth, so that the direction has length 1.</param>
public sealed record Embedding(sbyte[] Values, float Step)
{
    public int Length => Values.Length;

    /// <summary>Keeps a direction of any length.</summary>
    /// <returns>Null where it holds a number that is none, or nothing at all: such a picture cannot be judged by it.</returns>
    public static Embedding? Of(ReadOnlySpan<float> direction)
    {
        float most = 0;
        foreach (var value in direction)
        {
            if (!float.IsFinite(value))
                return null;
            most = MathF.Max(most, MathF.Abs(value));
        }

        if (most == 0)
            return null;
        var values = new sbyte[direction.Length];
        double square = 0;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (sbyte)MathF.Round(direction[i] / most * 127);
            square += (double)values[i] * values[i];
        }

        return new(values, (float)(1 / Math.Sqrt(square)));
    }

    /// <summary>Cosine of the angle to another: −1 to 1. Exact in its bytes, so every index that keeps them gives the same; the same from
    /// either side.</summary>
    public float CosineTo(Embedding other) => Dot(Values, other.Values) * (Step * other.Step);

    /// <summary>Step (4 bytes, big-endian), then the bytes.</summary>
    public void Write(Stream target)
    {
        Span<byte> head = stackalloc byte[6];
        BinaryPrimitives.WriteUInt16BigEndian(head, (ushort)Values.Length);
        BinaryPrimitives.WriteSingleBigEndian(head[2..], Step);
        target.Write(head);
        target.Write(MemoryMarshal.AsBytes(Values.AsSpan()));
    }

    /// <exception cref="FormatException">Too few bytes.</exception>
    public static Embedding Read(ref ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 6 || bytes.Length < 6 + BinaryPrimitives.ReadUInt16BigEndian(bytes))
            throw new FormatException($"expected an embedding, got {bytes.Length} bytes");
        int length = BinaryPrimitives.ReadUInt16BigEndian(bytes);
        var step = BinaryPrimitives.ReadSingleBigEndian(bytes[2..]);
        var values = MemoryMarshal.Cast<byte, sbyte>(bytes.Slice(6, length)).ToArray();
        bytes = bytes[(6 + length)..];
        return new(values, step);
    }

    static int Dot(sbyte[] a, sbyte[] b) => Avx2.IsSupported && a.Length % 16 == 0 && a.Length == b.Length ? DotAvx2(a, b) : DotAny(a, b);

    static int DotAvx2(sbyte[] a, sbyte[] b)
    {
        ref var x = ref MemoryMarshal.GetArrayDataReference(a);
        ref var y = ref MemoryMarshal.GetArrayDataReference(b);
        var (even, odd) = (Vector256<int>.Zero, Vector256<int>.Zero);
        nuint i = 0;
        for (; i + 32 <= (nuint)a.Length; i += 32)
        {
            even += Avx2.MultiplyAddAdjacent(
                Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref x, i)),
                Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref y, i))
            );
            odd += Avx2.MultiplyAddAdjacent(
                Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref x, i + 16)),
                Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref y, i + 16))
            );
        }

        for (; i < (nuint)a.Length; i += 16)
        {
            even += Avx2.MultiplyAddAdjacent(
                Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref x, i)),
                Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref y, i))
            );
        }

        return Vector256.Sum(even + odd);
    }

    static int DotAny(sbyte[] a, sbyte[] b)
    {
        var sum = Vector<int>.Zero;
        var i = 0;
        for (; i + Vector<sbyte>.Count <= a.Length; i += Vector<sbyte>.Count)
        {
            Vector.Widen(new Vector<sbyte>(a, i), out var a0, out var a1);
            Vector.Widen(new Vector<sbyte>(b, i), out var b0, out var b1);
            // Two products of at most 127² fit in 16 bits.
            Vector.Widen(a0 * b0, out var p0, out var p1);
            Vector.Widen(a1 * b1, out var p2, out var p3);
            sum += p0 + p1 + p2 + p3;
        }

        var rest = Vector.Sum(sum);
        for (; i < a.Length; i++)
            rest += a[i] * b[i];
        return rest;
    }
}
