namespace IpGuard.Core.Matching;

/// <summary>A picture in gray, small: what two pictures are laid over each other with.</summary>
/// <param name="Pixels">Row by row, 0 (black) to 255 (white): <c>byte[HeightPx × WidthPx]</c>.</param>
public sealed record Miniature(byte[] Pixels, int WidthPx, int HeightPx)
{
    /// <summary>Length of the longer side. A cell of a 2 × 2 collage then has some 80 px, in which ten cells of 8 px lie side by
    /// side.</summary>
    public const int LongestSidePx = 160;

    /// <summary>Width and height (1 byte each), then the pixels.</summary>
    public void Write(Stream target)
    {
        target.WriteByte((byte)WidthPx);
        target.WriteByte((byte)HeightPx);
        target.Write(Pixels);
    }

    /// <exception cref="FormatException">Too few bytes.</exception>
    public static Miniature Read(ref ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 2 || bytes.Length < 2 + (bytes[0] * bytes[1]))
            throw new FormatException($"expected a miniature, got {bytes.Length} bytes");
        var (width, height) = ((int)bytes[0], (int)bytes[1]);
        var read = new Miniature(bytes.Slice(2, width * height).ToArray(), width, height);
        bytes = bytes[(2 + (width * height))..];
        return read;
    }
}

/// <summary>One size of a miniature: brightness, and the same freed of light and contrast.</summary>
/// <param name="Gray">0 to 255.</param>
/// <param name="Even">Brightness less the mean of its surroundings, over their deviation: about −3 to 3, the same under another
/// light.</param>
public sealed record ReliefLevel(float[] Gray, float[] Even, int WidthPx, int HeightPx)
{
    const int WindowRadiusPx = 4;

    // Deviations below this are the grain of a plain ground, not a drawing.
    const float LeastDeviation = 5;

    public static ReliefLevel Of(float[] gray, int widthPx, int heightPx) => new(gray, Evened(gray, widthPx, heightPx), widthPx, heightPx);

    static float[] Evened(float[] gray, int w, int h)
    {
        var (sum, square) = (new double[(w + 1) * (h + 1)], new double[(w + 1) * (h + 1)]);
        for (var y = 0; y < h; y++)
        {
            double row = 0,
                rowSquare = 0;
            for (var x = 0; x < w; x++)
            {
                double v = gray[(y * w) + x];
                row += v;
                rowSquare += v * v;
                sum[((y + 1) * (w + 1)) + x + 1] = sum[(y * (w + 1)) + x + 1] + row;
                square[((y + 1) * (w + 1)) + x + 1] = square[(y * (w + 1)) + x + 1] + rowSquare;
            }
        }

        var even = new float[w * h];
        for (var y = 0; y < h; y++)
        {
            int top = Math.Max(0, y - WindowRadiusPx),
                bottom = Math.Min(h, y + WindowRadiusPx + 1);
            for (var x = 0; x < w; x++)
            {
                int left = Math.Max(0, x - WindowRadiusPx),
                    right = Math.Min(w, x + WindowRadiusPx + 1);
                int a = (top * (w + 1)) + left,
                    b = (top * (w + 1)) + right,
                    c = (bottom * (w + 1)) + left,
                    d = (bottom * (w + 1)) + right;
                double n = (bottom - top) * (right - left),
                    mean = (sum[d] - sum[b] - sum[c] + sum[a]) / n,
                    variance = Math.Max(0, ((square[d] - square[b] - square[c] + square[a]) / n) - (mean * mean));
                even[(y * w) + x] = (float)((gray[(y * w) + x] - mean) / (Math.Sqrt(variance) + LeastDeviation));
            }
        }

        return even;
    }

    /// <summary>The same picture at another size, by bilinear sampling of the nearest larger level.</summary>
    public float[] Resample(int widthPx, int heightPx)
    {
        var target = new float[widthPx * heightPx];
        float stepX = (float)WidthPx / widthPx,
            stepY = (float)HeightPx / heightPx;
        for (var y = 0; y < heightPx; y++)
        {
            for (var x = 0; x < widthPx; x++)
                target[(y * widthPx) + x] = Sample(Gray, ((x + 0.5f) * stepX) - 0.5f, ((y + 0.5f) * stepY) - 0.5f);
        }

        return target;
    }

    /// <summary>Bilinear, the edge going on outside.</summary>
    public float Sample(float[] from, float x, float y)
    {
        // A hair less than the last pixel, so that it has a neighbour; a picture of one pixel is its own.
        x = Math.Clamp(x, 0, MathF.Max(0, WidthPx - 1.001f));
        y = Math.Clamp(y, 0, MathF.Max(0, HeightPx - 1.001f));
        var (left, top) = ((int)x, (int)y);
        var (fx, fy) = (x - left, y - top);
        var at = (top * WidthPx) + left;
        var right = WidthPx > 1 ? 1 : 0;
        var below = HeightPx > 1 ? WidthPx : 0;
        var upper = from[at] + ((from[at + right] - from[at]) * fx);
        var lower = from[at + below] + ((from[at + below + right] - from[at + below]) * fx);
        return upper + ((lower - upper) * fy);
    }
}

/// <summary>A miniature at four sizes, each half of the one before; made when a picture is to be laid over another.</summary>
public sealed class Relief
{
    public const int Levels = 4;

    readonly ReliefLevel[] _levels = new ReliefLevel[Levels];

    /// <param name="sheetWidthPx">Width of the sheet whose points are asked for.</param>
    public Relief(Miniature miniature, float sheetWidthPx)
    {
        ToLevelPx = miniature.WidthPx / sheetWidthPx;
        var gray = Array.ConvertAll(miniature.Pixels, p => (float)p);
        var (w, h) = (miniature.WidthPx, miniature.HeightPx);
        for (var level = 0; level < Levels; level++)
        {
            _levels[level] = ReliefLevel.Of(gray, w, h);
            (gray, w, h) = Halve(gray, w, h);
        }
    }

    /// <summary>Pixels of level 0 to one sheet pixel.</summary>
    public float ToLevelPx { get; }

    public ReliefLevel this[int level] => _levels[level];

    static (float[] Gray, int WidthPx, int HeightPx) Halve(float[] gray, int w, int h)
    {
        var (halfW, halfH) = (Math.Max(1, w / 2), Math.Max(1, h / 2));
        var half = new float[halfW * halfH];
        for (var y = 0; y < halfH; y++)
        {
            var (top, bottom) = (Math.Min(2 * y, h - 1) * w, Math.Min((2 * y) + 1, h - 1) * w);
            for (var x = 0; x < halfW; x++)
            {
                var (left, right) = (Math.Min(2 * x, w - 1), Math.Min((2 * x) + 1, w - 1));
                half[(y * halfW) + x] = (gray[top + left] + gray[top + right] + gray[bottom + left] + gray[bottom + right]) / 4;
            }
        }

        return (half, halfW, halfH);
    }
}
