using System.Buffers.Binary;
using System.IO.Compression;

namespace IpGuard.Rooms.Tests.Vision;

/// <summary>Files of kinds that our encoder does not write, built byte by byte.</summary>
static class RareFiles
{
    /// <summary>A PNG of 16 bits to a channel.</summary>
    public static byte[] Png16(int width, int height)
    {
        using var body = new MemoryStream();
        using (var zip = new ZLibStream(body, CompressionLevel.Fastest, leaveOpen: true))
        {
            var row = new byte[1 + (width * 6)];
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width * 3; x++)
                    BinaryPrimitives.WriteUInt16BigEndian(row.AsSpan(1 + (2 * x)), (ushort)((Gray(x / 3, y) * 257) + (x % 3 * 11)));
                zip.Write(row);
            }
        }

        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (16, 2);
        using var stream = new MemoryStream();
        stream.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        Made.Chunk(stream, "IHDR", header);
        Made.Chunk(stream, "IDAT", body.ToArray());
        Made.Chunk(stream, "IEND", []);
        return stream.ToArray();
    }

    /// <summary>A GIF of two frames: a drawing, then nothing but its first colour.</summary>
    public static byte[] AnimatedGif(int width, int height)
    {
        using var stream = new MemoryStream();
        Span<byte> size = stackalloc byte[4];
        BinaryPrimitives.WriteUInt16LittleEndian(size, (ushort)width);
        BinaryPrimitives.WriteUInt16LittleEndian(size[2..], (ushort)height);
        stream.Write("GIF89a"u8);
        stream.Write(size);
        // A palette of 128 grays.
        stream.Write([0xF6, 0, 0]);
        for (var i = 0; i < 128; i++)
            stream.Write([(byte)(2 * i), (byte)(2 * i), (byte)(2 * i)]);
        stream.Write([0x21, 0xFF, 11, .. "NETSCAPE2.0"u8, 3, 1, 0, 0, 0]);
        foreach (var isBlank in new[] { false, true })
        {
            stream.Write([0x21, 0xF9, 4, 0, 10, 0, 0, 0, 0x2C, 0, 0, 0, 0]);
            stream.Write(size);
            stream.Write([0, 7]);
            WriteFrame(stream, [.. Places(width, height).Select(p => isBlank ? (byte)0 : (byte)(Gray(p.X, p.Y) / 2))]);
        }

        stream.WriteByte(0x3B);
        return stream.ToArray();
    }

    // Cleared so often that codes never grow beyond eight bits: each pixel is a byte.
    static void WriteFrame(MemoryStream stream, byte[] pixels)
    {
        var codes = new List<byte>();
        for (var i = 0; i < pixels.Length; i++)
        {
            if (i % 100 == 0)
                codes.Add(128);
            codes.Add(pixels[i]);
        }

        codes.Add(129);
        foreach (var block in codes.Chunk(255))
            stream.Write([(byte)block.Length, .. block]);
        stream.WriteByte(0);
    }

    /// <summary>A baseline JPEG of four inks (ITU-T T.81; Adobe's marker, no transform), each block of 8 × 8 of one colour.</summary>
    public static byte[] CmykJpeg(int blocksAcross, int blocksDown)
    {
        using var stream = new MemoryStream();
        var (w, h) = (8 * blocksAcross, 8 * blocksDown);
        stream.Write([0xFF, 0xD8]);
        stream.Write([0xFF, 0xEE, 0, 14, .. "Adobe"u8, 0, 100, 0, 0, 0, 0, 0]);
        // Every step of a coefficient is 8, so that one step of the mean is one of brightness.
        stream.Write([0xFF, 0xDB, 0, 67, 0, .. Enumerable.Repeat((byte)8, 64)]);
        stream.Write([0xFF, 0xC0, 0, 20, 8, (byte)(h >> 8), (byte)(h & 255), (byte)(w >> 8), (byte)(w & 255), 4]);
        for (byte c = 1; c <= 4; c++)
            stream.Write([c, 0x11, 0]);
        // Means: nine categories of four bits each. The rest: only “end of block”, one bit.
        stream.Write([0xFF, 0xC4, 0, 28, 0x00, 0, 0, 0, 9, .. new byte[12], 0, 1, 2, 3, 4, 5, 6, 7, 8]);
        stream.Write([0xFF, 0xC4, 0, 20, 0x10, 1, .. new byte[15], 0]);
        stream.Write([0xFF, 0xDA, 0, 14, 4, 1, 0, 2, 0, 3, 0, 4, 0, 0, 63, 0]);
        stream.Write(Scan(blocksAcross, blocksDown));
        stream.Write([0xFF, 0xD9]);
        return stream.ToArray();
    }

    static byte[] Scan(int across, int down)
    {
        var bits = new List<bool>();
        var last = new int[4];
        for (var i = 0; i < across * down; i++)
        {
            for (var c = 0; c < 4; c++)
            {
                var mean = Gray((i % across * 13) + (c * 40), i / across * 13) - 128;
                var step = mean - last[c];
                last[c] = mean;
                var category = step == 0 ? 0 : 32 - System.Numerics.BitOperations.LeadingZeroCount((uint)Math.Abs(step));
                Put(bits, category, 4);
                Put(bits, step < 0 ? step + (1 << category) - 1 : step, category);
                bits.Add(false);
            }
        }

        while (bits.Count % 8 != 0)
            bits.Add(true);
        var bytes = new List<byte>();
        foreach (var eight in bits.Chunk(8))
        {
            bytes.Add(eight.Aggregate((byte)0, (value, bit) => (byte)(((value << 1) | (bit ? 1 : 0)) & 255)));
            if (bytes[^1] == 0xFF)
                bytes.Add(0);
        }

        return [.. bytes];
    }

    static void Put(List<bool> bits, int value, int count)
    {
        for (var i = count - 1; i >= 0; i--)
            bits.Add(((value >> i) & 1) == 1);
    }

    /// <summary>A JPEG with a colour profile that is none.</summary>
    public static byte[] WithBrokenProfile(byte[] jpeg)
    {
        byte[] profile = [.. "ICC_PROFILE\0"u8, 1, 1, .. Enumerable.Range(0, 300).Select(i => (byte)(i * 7 % 256))];
        return [.. jpeg[..2], 0xFF, 0xE2, (byte)((profile.Length + 2) >> 8), (byte)((profile.Length + 2) & 255), .. profile, .. jpeg[2..]];
    }

    static IEnumerable<(int X, int Y)> Places(int width, int height) =>
        Enumerable.Range(0, width * height).Select(i => (i % width, i / width));

    // Rings and stripes, not symmetric: 0 to 255.
    static int Gray(int x, int y) => (int)(127 + (60 * Math.Sin(x * 0.11)) + (60 * Math.Sin(((x * x) + (y * y * 2)) * 0.0011)));
}
