using System.Buffers.Binary;

namespace IpGuard.Core.Matching;

/// <summary>The corners of one picture that are found again on a copy, each with where, how large, which way up, and what it looks
/// like.</summary>
/// <remarks>Arrays run in step: <c>Xs[n]</c>, <c>Ys[n]</c> (sheet pixels), <c>Scales[n]</c> (patch size over that of the finest level,
/// ≥ 1),
/// <c>Angles[n]</c> (radians, −π to π, from x towards y), <c>Descriptors[4 × n]</c> (256 bits). Bits 128 to 255 of a descriptor hold the
/// same tests as bits 0 to 127 on the mirrored patch, so that mirroring a picture only swaps the halves.</remarks>
public sealed record Keypoints(float[] Xs, float[] Ys, float[] Scales, float[] Angles, ulong[] Descriptors)
{
    /// <summary>The most that are kept of one picture, strongest first.</summary>
    public const int Most = 500;

    const int BytesEach = 2 + 2 + 1 + 1 + 32;

    /// <summary>Steps a power of two of scale is kept in: 1/32.</summary>
    const float ScaleSteps = 32;

    public static Keypoints None { get; } = new([], [], [], [], []);

    public int Count => Xs.Length;

    /// <summary>The keypoints of the mirrored picture, in the same order.</summary>
    public Keypoints Mirrored(float widthPx)
    {
        var (xs, angles, descriptors) = (new float[Count], new float[Count], new ulong[Descriptors.Length]);
        for (var i = 0; i < Count; i++)
        {
            xs[i] = widthPx - Xs[i];
            angles[i] = MathF.PI - Angles[i];
            if (angles[i] > MathF.PI)
                angles[i] -= 2 * MathF.PI;
            var d = 4 * i;
            (descriptors[d], descriptors[d + 1], descriptors[d + 2], descriptors[d + 3]) = (
                Descriptors[d + 2],
                Descriptors[d + 3],
                Descriptors[d],
                Descriptors[d + 1]
            );
        }

        return new(xs, Ys, Scales, angles, descriptors);
    }

    /// <summary>As they come back after they were kept, so that a picture is judged alike before and after a restart.</summary>
    public Keypoints Rounded()
    {
        using var stream = new MemoryStream(2 + (Count * BytesEach));
        Write(stream);
        ReadOnlySpan<byte> bytes = stream.GetBuffer();
        return Read(ref bytes);
    }

    /// <summary>Count (big-endian, 2 bytes), then for each x and y in 1/64 px, scale in 1/32 of a power of two, angle in 1/256 of a
    /// turn, and the descriptor: 38 bytes.</summary>
    public void Write(Stream target)
    {
        var bytes = new byte[2 + (Count * BytesEach)];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)Count);
        for (var i = 0; i < Count; i++)
        {
            var at = bytes.AsSpan(2 + (i * BytesEach), BytesEach);
            BinaryPrimitives.WriteUInt16BigEndian(at, (ushort)Math.Clamp(MathF.Round(Xs[i] * 64), 0, ushort.MaxValue));
            BinaryPrimitives.WriteUInt16BigEndian(at[2..], (ushort)Math.Clamp(MathF.Round(Ys[i] * 64), 0, ushort.MaxValue));
            at[4] = (byte)Math.Clamp(MathF.Round(MathF.Log2(Scales[i]) * ScaleSteps), 0, 255);
            at[5] = (byte)((int)MathF.Round(Angles[i] / (2 * MathF.PI) * 256) & 255);
            for (var w = 0; w < 4; w++)
                BinaryPrimitives.WriteUInt64BigEndian(at[(6 + (8 * w))..], Descriptors[(4 * i) + w]);
        }

        target.Write(bytes);
    }

    /// <summary>Reads what <see cref="Write"/> wrote, and moves on behind it.</summary>
    /// <exception cref="FormatException">Too few bytes.</exception>
    public static Keypoints Read(ref ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 2)
            throw new FormatException($"expected keypoints, got {bytes.Length} bytes");
        int count = BinaryPrimitives.ReadUInt16BigEndian(bytes);
        if (bytes.Length < 2 + (count * BytesEach))
            throw new FormatException($"expected {count} keypoints of {BytesEach} bytes, got {bytes.Length - 2} bytes");
        var read = new Keypoints(new float[count], new float[count], new float[count], new float[count], new ulong[4 * count]);
        for (var i = 0; i < count; i++)
        {
            var at = bytes.Slice(2 + (i * BytesEach), BytesEach);
            read.Xs[i] = BinaryPrimitives.ReadUInt16BigEndian(at) / 64f;
            read.Ys[i] = BinaryPrimitives.ReadUInt16BigEndian(at[2..]) / 64f;
            read.Scales[i] = MathF.Pow(2, at[4] / ScaleSteps);
            read.Angles[i] = unchecked((sbyte)at[5]) / 256f * 2 * MathF.PI;
            for (var w = 0; w < 4; w++)
                read.Descriptors[(4 * i) + w] = BinaryPrimitives.ReadUInt64BigEndian(at[(6 + (8 * w))..]);
        }

        bytes = bytes[(2 + (count * BytesEach))..];
        return read;
    }
}
