using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace IpGuard.Vision.Hashing;

/// <summary>Brightness by Rec. 601, as PDQ's reference takes it; in fixed point of 16 bits, rounded.</summary>
static class Brightness
{
    const int Red = 19_595;
    const int Green = 38_470;
    const int Blue = 7_471;
    const int Half = 1 << 15;

    /// <param name="rgba">Red, green, blue and a byte that is not looked at.</param>
    /// <param name="luma">One for each pixel.</param>
    public static void OfRgba(ReadOnlySpan<byte> rgba, Span<byte> luma)
    {
        var pixels = MemoryMarshal.Cast<byte, int>(rgba)[..luma.Length];
        var i = 0;
        for (; i + Vector256<int>.Count <= luma.Length; i += Vector256<int>.Count)
        {
            var eight = Vector256.Create(pixels[i..]);
            var low = Vector256.Create(255);
            var sum = ((eight & low) * Red) + (((eight >> 8) & low) * Green) + (((eight >> 16) & low) * Blue);
            sum = (sum + Vector256.Create(Half)) >> 16;
            var words = Vector128.Narrow(sum.GetLower(), sum.GetUpper()).AsUInt16();
            Unsafe.WriteUnaligned(ref luma[i], Vector128.Narrow(words, words).AsUInt64().ToScalar());
        }

        for (; i < luma.Length; i++)
            luma[i] = Of(pixels[i]);
    }

    /// <summary>Of one pixel, red in the lowest byte.</summary>
    public static byte Of(int pixel) =>
        (byte)(((Red * (pixel & 255)) + (Green * ((pixel >> 8) & 255)) + (Blue * ((pixel >> 16) & 255)) + Half) >> 16);
}
