using SkiaSharp;

namespace IpGuard.Rooms.Tests.Vision;

/// <summary>Pictures and files made in code.</summary>
static class Made
{
    /// <summary>A busy picture, not symmetric under any turn or mirror.</summary>
    public static SKBitmap Busy(int width, int height, int seed = 1)
    {
        var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.Beige);
        var random = new Random(seed);
        for (var i = 0; i < 60; i++)
        {
            using var paint = new SKPaint { Color = new SKColor((uint)random.Next() | 0xFF00_0000), IsAntialias = true };
            canvas.DrawOval(
                random.Next(width),
                random.Next(height),
                4 + random.Next(Math.Max(1, width / 5)),
                4 + random.Next(Math.Max(1, height / 5)),
                paint
            );
        }

        return bitmap;
    }

    public static byte[] Encode(SKBitmap bitmap, SKEncodedImageFormat format, int quality = 92)
    {
        using var data = bitmap.Encode(format, quality);
        return data.ToArray();
    }

    public static byte[] Jpeg(int width = 640, int height = 480, int seed = 1)
    {
        using var bitmap = Busy(width, height, seed);
        return Encode(bitmap, SKEncodedImageFormat.Jpeg);
    }

    /// <summary>A 24-bit BMP, which Skia reads and does not write.</summary>
    public static byte[] Bmp(SKBitmap bitmap)
    {
        var stride = (bitmap.Width * 3 + 3) / 4 * 4;
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write("BM"u8);
        writer.Write(54 + (stride * bitmap.Height));
        writer.Write(0);
        writer.Write(54);
        writer.Write(40);
        writer.Write(bitmap.Width);
        writer.Write(bitmap.Height);
        writer.Write((short)1);
        writer.Write((short)24);
        foreach (var field in new[] { 0, stride * bitmap.Height, 2835, 2835, 0, 0 })
            writer.Write(field);
        for (var y = bitmap.Height - 1; y >= 0; y--)
        {
            for (var x = 0; x < bitmap.Width; x++)
            {
                var pixel = bitmap.GetPixel(x, y);
                writer.Write([pixel.Blue, pixel.Green, pixel.Red]);
            }

            writer.Write(new byte[stride - (bitmap.Width * 3)]);
        }

        return stream.ToArray();
    }

    /// <summary>A PNG's header alone, with right checksums, that claims any size.</summary>
    public static byte[] PngClaiming(int width, int height)
    {
        using var stream = new MemoryStream();
        stream.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(header, width);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        Chunk(stream, "IHDR", header);
        Chunk(stream, "IDAT", [0x78, 0x9C, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01]);
        Chunk(stream, "IEND", []);
        return stream.ToArray();
    }

    /// <summary>A JPEG with an EXIF orientation put behind its first marker.</summary>
    public static byte[] WithOrientation(byte[] jpeg, int orientation)
    {
        byte[] exif =
        [
            0xFF,
            0xE1,
            0x00,
            0x22,
            .. "Exif\0\0"u8,
            .. "MM\0*"u8,
            0,
            0,
            0,
            8,
            0,
            1,
            0x01,
            0x12,
            0,
            3,
            0,
            0,
            0,
            1,
            0,
            (byte)orientation,
            0,
            0,
            0,
            0,
            0,
            0,
        ];
        return [.. jpeg[..2], .. exif, .. jpeg[2..]];
    }

    /// <summary>Finds the frame header and overwrites its size, and its kind if asked.</summary>
    public static byte[] WithFrame(byte[] jpeg, int width, int height, bool isProgressive)
    {
        var copy = (byte[])jpeg.Clone();
        var at = 2;
        while (copy[at + 1] is not (0xC0 or 0xC2))
            at += 2 + ((copy[at + 2] << 8) | copy[at + 3]);
        if (isProgressive)
            copy[at + 1] = 0xC2;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(copy.AsSpan(at + 5), (ushort)height);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(copy.AsSpan(at + 7), (ushort)width);
        return copy;
    }

    internal static void Chunk(Stream stream, string type, byte[] body)
    {
        Span<byte> number = stackalloc byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(number, body.Length);
        stream.Write(number);
        byte[] named = [.. System.Text.Encoding.ASCII.GetBytes(type), .. body];
        stream.Write(named);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(number, Crc(named));
        stream.Write(number);
    }

    static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var k = 0; k < 8; k++)
                crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xEDB8_8320 : crc >> 1;
        }

        return ~crc;
    }
}
