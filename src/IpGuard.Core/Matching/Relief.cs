namespace IpGuard.Core.Matching;

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
            _levels[level] = new(gray, w, h);
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
