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

    float[] _padded = [];
    int _paddedWidth;
    int _margin;

    /// <summary>The first best place, row by row: correlation times the root of the share covered; −1 where there is no place.</summary>
    public (float Score, int X, int Y) Best(ReliefLevel drawing)
    {
        var (w, h) = (drawing.WidthPx, drawing.HeightPx);
        Pad(w);
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
                Dots(drawing, dx, dy, top, bottom, dots);
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

    // What of the drawing lies outside meets zeros.
    void Dots(ReliefLevel drawing, int dx, int dy, int top, int bottom, Span<float> dots) =>
        Dots(
            ref drawing.Even[(top - dy) * drawing.WidthPx],
            ref _padded[(top * _paddedWidth) + _margin + dx],
            drawing.WidthPx,
            _paddedWidth,
            bottom - top,
            ref dots[0]
        );

    // By itself, so that nothing is called in it and the four sums stay in registers.
    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Dots(ref float drawing, ref float under, nint width, nint stride, nint rows, ref float dots)
    {
        unchecked
        {
            var (a, b, c, d) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
            for (nint y = 0; y < rows; y++)
            {
                for (nint x = 0; x < width; x++)
                {
                    var factor = Vector256.Create(Unsafe.Add(ref drawing, x));
                    ref var at = ref Unsafe.Add(ref under, x);
                    a = Vector256.MultiplyAddEstimate(factor, Vector256.LoadUnsafe(ref at), a);
                    b = Vector256.MultiplyAddEstimate(factor, Vector256.LoadUnsafe(ref at, 8), b);
                    c = Vector256.MultiplyAddEstimate(factor, Vector256.LoadUnsafe(ref at, 16), c);
                    d = Vector256.MultiplyAddEstimate(factor, Vector256.LoadUnsafe(ref at, 24), d);
                }

                drawing = ref Unsafe.Add(ref drawing, width);
                under = ref Unsafe.Add(ref under, stride);
            }

            a.StoreUnsafe(ref dots);
            b.StoreUnsafe(ref dots, 8);
            c.StoreUnsafe(ref dots, 16);
            d.StoreUnsafe(ref dots, 24);
        }
    }

    // The picture with as many zeros on either side as the drawing is wide.
    void Pad(int w)
    {
        if (w <= _margin)
            return;
        _margin = w;
        _paddedWidth = listed.WidthPx + (2 * w) + Together;
        // A pass begins at most a drawing's width left of the picture and reads a drawing and a pass further.
        _padded = new float[(listed.HeightPx * _paddedWidth) + Together];
        for (var y = 0; y < listed.HeightPx; y++)
            listed.Even.AsSpan(y * listed.WidthPx, listed.WidthPx).CopyTo(_padded.AsSpan((y * _paddedWidth) + w));
    }
}
