using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace IpGuard.Core.Matching;

/// <summary>Lays a drawing at every place over a picture and finds where they correlate best. Thirty-two places side by side are
/// summed at once.</summary>
/// <param name="listed">The picture.</param>
sealed class Sliding(ReliefLevel listed)
{
    // Places to one pass: four vectors of eight, so that each pixel of the drawing is read once for all of them.
    const int Together = 32;

    // At least this much of the smaller of the two lies over the other.
    const float LeastOverlap = 0.55f;

    // No drawing is moved so far that less than this is left of a side.
    const int LeastSidePx = 4;

    readonly Padded _picture = new();
    readonly Padded _turned = new();

    /// <summary>The first best place, row by row: correlation times the root of the share covered; −1 where there is no place.</summary>
    public (float Score, int X, int Y) Best(ReliefLevel drawing)
    {
        var (w, h) = (drawing.WidthPx, drawing.HeightPx);
        // The narrower of the two is walked over, the wider one is read in vectors; the drawing backwards, so that places still rise.
        var isWide = w > listed.WidthPx;
        if (isWide)
            _turned.Fill(drawing.Even, w, h, listed.WidthPx, isBackwards: true);
        else
            _picture.Fill(listed.Even, listed.WidthPx, listed.HeightPx, w, isBackwards: false);
        var best = (Score: -1f, X: 0, Y: 0);
        var least = LeastOverlap * Math.Min(w * h, listed.WidthPx * listed.HeightPx);
        Span<float> norms = stackalloc float[Together];
        Span<float> roots = stackalloc float[Together];
        Span<float> dots = stackalloc float[Together];
        for (var dy = -h + LeastSidePx; dy <= listed.HeightPx - LeastSidePx; dy++)
        {
            int top = Math.Max(0, dy),
                bottom = Math.Min(listed.HeightPx, dy + h),
                rows = bottom - top;
            var (first, end) = Columns(w, rows, least);
            for (var dx = first; dx < end; dx += Together)
            {
                var count = Math.Min(Together, end - dx);
                var most = Weigh(drawing, dx, dy, norms[..count], roots);
                // No correlation is above 1, so what cannot beat the best is not computed.
                if (most <= best.Score)
                    continue;
                if (isWide)
                    Dots(ref listed.Even[top * listed.WidthPx], listed.WidthPx, ref _turned.At(w - 1 + dx, top - dy), _turned.Stride, -1, rows, ref dots[0]);
                else
                    Dots(ref drawing.Even[(top - dy) * w], w, ref _picture.At(dx, top), _picture.Stride, 1, rows, ref dots[0]);
                for (var i = 0; i < count; i++)
                {
                    var score = dots[i] / norms[i] * roots[i];
                    if (roots[i] > best.Score && score > best.Score)
                        best = (score, dx + i, dy);
                }
            }
        }

        return best;
    }

    // The places in one row where enough of the two overlaps: the overlap grows, stays and shrinks from left to right.
    (int First, int End) Columns(int w, int rows, float least)
    {
        bool IsEnough(int dx) => rows * (Math.Min(listed.WidthPx, dx + w) - Math.Max(0, dx)) >= least;
        int first = -w + LeastSidePx,
            end = listed.WidthPx - LeastSidePx + 1;
        while (first < end && !IsEnough(first))
            first++;
        while (end > first && !IsEnough(end - 1))
            end--;
        return (first, end);
    }

    // For each place in a row what a correlation is divided by, and the root of the share covered; the greatest of those.
    float Weigh(ReliefLevel drawing, int dx, int dy, Span<float> norms, Span<float> roots)
    {
        var (w, width) = (drawing.WidthPx, listed.WidthPx);
        float[] mine = drawing.Squares,
            theirs = listed.Squares;
        int top = Math.Max(0, dy),
            bottom = Math.Min(listed.HeightPx, dy + drawing.HeightPx);
        var most = -1f;
        for (var i = 0; i < norms.Length; i++)
        {
            int x = dx + i,
                left = Math.Max(0, x),
                right = Math.Min(width, x + w);
            var a = Sum(mine, w + 1, left - x, top - dy, right - x, bottom - dy);
            var b = Sum(theirs, width + 1, left, top, right, bottom);
            roots[i] = MathF.Sqrt(MathF.Max(a / mine[^1], b / theirs[^1]));
            norms[i] = MathF.Sqrt((a * b) + 1e-3f);
            most = MathF.Max(most, roots[i]);
        }

        return most;
    }

    static float Sum(float[] sums, int stride, int left, int top, int right, int bottom) =>
        sums[(bottom * stride) + right] - sums[(top * stride) + right] - sums[(bottom * stride) + left] + sums[(top * stride) + left];

    // What lies outside meets zeros. By itself, so that nothing is called in it and the four sums stay in registers.
    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Dots(ref float walked, nint width, ref float under, nint stride, nint step, nint rows, ref float dots)
    {
        unchecked
        {
            var (a, b, c, d) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
            for (nint y = 0; y < rows; y++)
            {
                ref var at = ref under;
                for (nint x = 0; x < width; x++)
                {
                    var factor = Vector256.Create(Unsafe.Add(ref walked, x));
                    a = Vector256.MultiplyAddEstimate(factor, Vector256.LoadUnsafe(ref at), a);
                    b = Vector256.MultiplyAddEstimate(factor, Vector256.LoadUnsafe(ref at, 8), b);
                    c = Vector256.MultiplyAddEstimate(factor, Vector256.LoadUnsafe(ref at, 16), c);
                    d = Vector256.MultiplyAddEstimate(factor, Vector256.LoadUnsafe(ref at, 24), d);
                    at = ref Unsafe.Add(ref at, step);
                }

                walked = ref Unsafe.Add(ref walked, width);
                under = ref Unsafe.Add(ref under, stride);
            }

            a.StoreUnsafe(ref dots);
            b.StoreUnsafe(ref dots, 8);
            c.StoreUnsafe(ref dots, 16);
            d.StoreUnsafe(ref dots, 24);
        }
    }

    /// <summary>Rows of numbers with zeros on either side.</summary>
    sealed class Padded
    {
        float[] _values = [];
        float[]? _source;
        int _margin;

        /// <summary>From one row to the next.</summary>
        public int Stride { get; private set; }

        public ref float At(int x, int y) => ref _values[(y * Stride) + _margin + x];

        /// <param name="marginPx">How far left of a row is read at most; to the right it is a pass more.</param>
        public void Fill(float[] source, int widthPx, int heightPx, int marginPx, bool isBackwards)
        {
            if (ReferenceEquals(source, _source) && marginPx <= _margin)
                return;
            (_source, _margin, Stride) = (source, marginPx, widthPx + (2 * marginPx) + Together);
            _values = new float[(heightPx * Stride) + Together];
            for (var y = 0; y < heightPx; y++)
            {
                var row = _values.AsSpan((y * Stride) + marginPx, widthPx);
                source.AsSpan(y * widthPx, widthPx).CopyTo(row);
                if (isBackwards)
                    row.Reverse();
            }
        }
    }
}
