using System.Text;

namespace IpGuard.Testing;

/// <summary>ONNX files of a few nodes, written byte by byte (onnx.proto3): networks that take the mean of a picture.</summary>
static class TinyOnnx
{
    const int Float = 1;
    const int Bytes = 2;

    /// <summary>Bytes batch × height × width × 3 in, the mean of each channel out: <c>float[batch × 3]</c>.</summary>
    /// <param name="side">Fixed height and width; 0 for any.</param>
    /// <param name="batch">Fixed number of pictures; 0 for any.</param>
    public static byte[] MeanOfBytes(int side = 0, int batch = 0, string output = "embedding") =>
        Model(
            [Node("Cast", "image", "floats", Int("to", Float)), Mean("floats", output, [1, 2])],
            Value("image", Bytes, [batch, side, side, 3]),
            Value(output, Float, [batch, 3])
        );

    /// <summary>Floats batch × 3 × height × width in, the same out.</summary>
    public static byte[] MeanOfFloats(int side = 0) =>
        Model([Mean("image", "embedding", [2, 3])], Value("image", Float, [0, 3, side, side]), Value("embedding", Float, [0, 3]));

    /// <summary>The mean less itself, over the same: no number.</summary>
    public static byte[] NotANumber() =>
        Model(
            [
                Node("Cast", "image", "floats", Int("to", Float)),
                Mean("floats", "mean", [1, 2]),
                Node("Sub", ["mean", "mean"], "zero"),
                Node("Div", ["zero", "zero"], "embedding"),
            ],
            Value("image", Bytes, [0, 0, 0, 3]),
            Value("embedding", Float, [0, 3])
        );

    /// <summary>Gives bytes, where floats are wanted.</summary>
    public static byte[] GivesBytes() =>
        Model([Node("Identity", "image", "embedding")], Value("image", Bytes, [0, 0, 0, 3]), Value("embedding", Bytes, [0, 0, 0, 3]));

    static byte[] Model(byte[][] nodes, byte[] input, byte[] output)
    {
        byte[] graph = [.. nodes.SelectMany(n => Field(1, n)), .. Field(2, Text("tiny")), .. Field(11, input), .. Field(12, output)];
        // Version 8 of the format, operators of version 13.
        return [.. Field(1, 8), .. Field(7, graph), .. Field(8, Field(2, 13))];
    }

    static byte[] Mean(string from, string to, int[] axes) => Node("ReduceMean", from, to, Ints("axes", axes), Int("keepdims", 0));

    static byte[] Node(string kind, string from, string to, params byte[][] attributes) => Node(kind, [from], to, attributes);

    static byte[] Node(string kind, string[] from, string to, params byte[][] attributes) =>
        [
            .. from.SelectMany(f => Field(1, Text(f))),
            .. Field(2, Text(to)),
            .. Field(4, Text(kind)),
            .. attributes.SelectMany(a => Field(5, a)),
        ];

    static byte[] Int(string name, int value) => [.. Field(1, Text(name)), .. Field(3, value), .. Field(20, 2)];

    static byte[] Ints(string name, int[] values) => [.. Field(1, Text(name)), .. values.SelectMany(v => Field(8, v)), .. Field(20, 7)];

    static byte[] Value(string name, int element, int[] sizes)
    {
        byte[] shape = [.. sizes.SelectMany((s, i) => Field(1, s > 0 ? Field(1, s) : Field(2, Text($"n{i}"))))];
        return [.. Field(1, Text(name)), .. Field(2, Field(1, [.. Field(1, element), .. Field(2, shape)]))];
    }

    static byte[] Text(string text) => Encoding.ASCII.GetBytes(text);

    static byte[] Field(int number, int value) => [.. Varint((uint)number << 3), .. Varint((uint)value)];

    static byte[] Field(int number, byte[] body) => [.. Varint(((uint)number << 3) | 2), .. Varint((uint)body.Length), .. body];

    static List<byte> Varint(uint value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return bytes;
    }
}
