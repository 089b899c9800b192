using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using IpGuard.Core.Matching;

namespace IpGuard.Vision.Features;

/// <summary>Stretches a part of a picture to a size, bilinear, every source pixel counted when shrinking: a triangle as wide as two target
/// pixels, as the networks' training pictures were made (Pillow's BILINEAR).</summary>
static class Resampler
{
    /// <param name="target"><c>byte[heightPx × widthPx × channels]</c>.</param>
    /// <param name="channels">3 or 4.</param>
    public static void Stretch(SheetPicture picture, Area area, Span<byte> target, int widthPx, int heightPx, int channels)
    {
        var across = Taps.For(picture.WidthPx, area.X * picture.WidthPx, (area.X + area.Width) * picture.WidthPx, widthPx);
        var down = Taps.For(picture.HeightPx, area.Y * picture.HeightPx, (area.Y + area.Height) * picture.HeightPx, heightPx);
        var (firstRow, rows) = (down.Starts[0], down.Starts[^1] + down.Counts[^1] - down.Starts[0]);
        var between = ArrayPool<Vector128<float>>.Shared.Rent(rows * widthPx);
        try
        {
            Across(picture, across, firstRow, rows, between, widthPx);
            Down(down, firstRow, between, target, widthPx, channels);
        }
        finally
        {
            ArrayPool<Vector128<float>>.Shared.Return(between);
        }
    }

    static void Across(SheetPicture picture, Taps across, int firstRow, int rows, Vector128<float>[] between, int widthPx)
    {
        var (first, end) = (across.Starts[0], across.Starts[^1] + across.Counts[^1]);
        var line = new Vector128<float>[picture.WidthPx];
        ref var pixels = ref MemoryMarshal.GetArrayDataReference(picture.Pixels);
        for (var y = 0; y < rows; y++)
        {
            var row = (firstRow + y) * picture.WidthPx;
            // Each pixel is turned into numbers once, not once for each target pixel that it counts for.
            for (var x = first; x < end; x++)
                line[x] = Load(ref pixels, row + x);
            for (var x = 0; x < widthPx; x++)
            {
                var sum = Vector128<float>.Zero;
                ref var at = ref line[across.Starts[x]];
                var weights = across.WeightsOf(x);
                for (var i = 0; i < weights.Length; i++)
                    sum += Unsafe.Add(ref at, i) * weights[i];
                between[(y * widthPx) + x] = sum;
            }
        }
    }

    static void Down(Taps down, int firstRow, Vector128<float>[] between, Span<byte> target, int widthPx, int channels)
    {
        var heightPx = down.Starts.Length;
        for (var y = 0; y < heightPx; y++)
        {
            var start = down.Starts[y] - firstRow;
            var weights = down.WeightsOf(y);
            for (var x = 0; x < widthPx; x++)
            {
                var sum = Vector128.Create(0.5f);
                ref var first = ref between[(start * widthPx) + x];
                for (var i = 0; i < weights.Length; i++)
                    sum += Unsafe.Add(ref first, i * widthPx) * weights[i];
                var rounded = Vector128.ConvertToInt32(sum);
                var at = ((y * widthPx) + x) * channels;
                target[at] = (byte)rounded[0];
                target[at + 1] = (byte)rounded[1];
                target[at + 2] = (byte)rounded[2];
                if (channels == 4)
                    target[at + 3] = 255;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<float> Load(ref byte pixels, int index)
    {
        var pixel = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref pixels, (nint)index * 4));
        var bytes = Vector128.CreateScalarUnsafe(pixel).AsByte();
        return Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.WidenLower(bytes)).AsInt32());
    }

    sealed record Taps(int[] Starts, int[] Counts, float[] Weights, int Most)
    {
        public ReadOnlySpan<float> WeightsOf(int i) => Weights.AsSpan(i * Most, Counts[i]);

        public static Taps For(int sourcePx, float from, float to, int targetPx)
        {
            var step = (to - from) / targetPx;
            var reach = Math.Max(1, step);
            var most = (int)MathF.Ceiling(2 * reach) + 2;
            var taps = new Taps(new int[targetPx], new int[targetPx], new float[targetPx * most], most);
            for (var i = 0; i < targetPx; i++)
            {
                var centre = from + ((i + 0.5f) * step);
                var first = Math.Clamp((int)MathF.Floor(centre - reach + 0.5f), 0, sourcePx - 1);
                var last = Math.Clamp((int)MathF.Floor(centre + reach - 0.5f), first, sourcePx - 1);
                (taps.Starts[i], taps.Counts[i]) = (first, last - first + 1);
                float sum = 0;
                for (var s = first; s <= last; s++)
                {
                    var weight = Math.Max(0, 1 - (MathF.Abs(s + 0.5f - centre) / reach));
                    taps.Weights[(i * most) + s - first] = weight;
                    sum += weight;
                }

                for (var s = 0; s < taps.Counts[i]; s++)
                    taps.Weights[(i * most) + s] = sum > 0 ? taps.Weights[(i * most) + s] / sum : 1f / taps.Counts[i];
            }

            return taps;
        }
    }
}
