using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace IpGuard.Core.Matching;

/// <summary>Samples a listing where a row of eight pixels of a work comes to lie: bilinear, the edge going on for half a pixel.</summary>
readonly ref struct OverlaySampler
{
    readonly float[] _gray;
    readonly int _columns;
    readonly int _width;
    readonly int _right;
    readonly int _below;
    readonly Affine _map;
    readonly Vector256<float> _lanes;
    readonly Vector256<float> _mapX;
    readonly Vector256<float> _mapY;
    readonly Vector256<float> _sizeX;
    readonly Vector256<float> _sizeY;

    /// <param name="map">From the work's pixels to the listing's.</param>
    /// <param name="left">The first of the eight.</param>
    /// <param name="columns">How many of the eight there are.</param>
    public OverlaySampler(ReliefLevel listed, in Affine map, int left, int columns)
    {
        (_gray, _columns, _width, _map) = (listed.Gray, columns, listed.WidthPx, map);
        (_right, _below) = (listed.WidthPx > 1 ? 1 : 0, listed.HeightPx > 1 ? listed.WidthPx : 0);
        _lanes = Vector256.LessThan(Vector256<float>.Indices, Vector256.Create((float)columns));
        var xs = Vector256<float>.Indices + Vector256.Create((float)left);
        (_mapX, _mapY) = (xs * map.Xx, xs * map.Yx);
        (_sizeX, _sizeY) = (Vector256.Create((float)listed.WidthPx), Vector256.Create((float)listed.HeightPx));
    }

    /// <summary>Eight pixels of the work, 0 for those that there are not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Load(float[] from, int at)
    {
        if (at + Vector256<float>.Count <= from.Length)
            return Vector256.LoadUnsafe(ref from[at]) & _lanes;
        Span<float> last = stackalloc float[Vector256<float>.Count];
        last.Clear();
        from.AsSpan(at, _columns).CopyTo(last);
        return Vector256.Create<float>(last);
    }

    /// <summary>The listing at the eight pixels' places.</summary>
    /// <param name="inside">All bits of those that lie on it; the others are 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Sample(int y, out Vector256<float> inside)
    {
        var u = _mapX + Vector256.Create(_map.Xy * y) + Vector256.Create(_map.Tx);
        var v = _mapY + Vector256.Create(_map.Yy * y) + Vector256.Create(_map.Ty);
        var half = Vector256.Create(0.5f);
        inside =
            _lanes
            & Vector256.GreaterThanOrEqual(u, -half)
            & Vector256.GreaterThanOrEqual(v, -half)
            & Vector256.LessThanOrEqual(u, _sizeX - half)
            & Vector256.LessThanOrEqual(v, _sizeY - half);
        if (inside == Vector256<float>.Zero)
            return Vector256<float>.Zero;
        // A hair less than the last pixel, so that it has a neighbour; a picture of one pixel is its own.
        var hair = Vector256.Create(1.001f);
        u = Vector256.Min(Vector256.Max(u, Vector256<float>.Zero), Vector256.Max(_sizeX - hair, Vector256<float>.Zero));
        v = Vector256.Min(Vector256.Max(v, Vector256<float>.Zero), Vector256.Max(_sizeY - hair, Vector256<float>.Zero));
        var (left, top) = (Vector256.ConvertToInt32(u), Vector256.ConvertToInt32(v));
        var (fx, fy) = (u - Vector256.ConvertToSingle(left), v - Vector256.ConvertToSingle(top));
        var at = (top * Vector256.Create(_width)) + left;
        Corners(at, out var upperLeft, out var upperRight, out var lowerLeft, out var lowerRight);
        var upper = upperLeft + ((upperRight - upperLeft) * fx);
        var lower = lowerLeft + ((lowerRight - lowerLeft) * fx);
        return (upper + ((lower - upper) * fy)) & inside;
    }

    // The four pixels around each of eight places.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Corners(Vector256<int> at, out Vector256<float> a, out Vector256<float> b, out Vector256<float> c, out Vector256<float> d)
    {
        if (!Avx.IsSupported || _right + _below < 2)
        {
            var (right, below) = (Vector256.Create(_right), Vector256.Create(_below));
            (a, b, c, d) = (Gather(at), Gather(at + right), Gather(at + below), Gather(at + right + below));
            return;
        }

        // Two neighbours are read at once, and turned into rows of eight afterwards: several times faster than gathering single pixels.
        var (low, high) = (at.GetLower(), at.GetUpper());
        var (p0, p1) = (Quad(low[0], high[0]), Quad(low[1], high[1]));
        var (p2, p3) = (Quad(low[2], high[2]), Quad(low[3], high[3]));
        var (even, odd) = (Avx.UnpackLow(p0, p1).AsDouble(), Avx.UnpackLow(p2, p3).AsDouble());
        (a, b) = (Avx.UnpackLow(even, odd).AsSingle(), Avx.UnpackHigh(even, odd).AsSingle());
        (even, odd) = (Avx.UnpackHigh(p0, p1).AsDouble(), Avx.UnpackHigh(p2, p3).AsDouble());
        (c, d) = (Avx.UnpackLow(even, odd).AsSingle(), Avx.UnpackHigh(even, odd).AsSingle());
    }

    // Upper left, upper right, lower left, lower right of two places.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    Vector256<float> Quad(int one, int other)
    {
        ref var first = ref MemoryMarshal.GetArrayDataReference(_gray);
        ref var a = ref Unsafe.Add(ref first, one);
        ref var b = ref Unsafe.Add(ref first, other);
        return Vector256
            .Create(
                Vector128.Create(Pair(ref a), Pair(ref Unsafe.Add(ref a, _below))),
                Vector128.Create(Pair(ref b), Pair(ref Unsafe.Add(ref b, _below)))
            )
            .AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static double Pair(ref float at) => Unsafe.As<float, double>(ref at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    Vector256<float> Gather(Vector256<int> at)
    {
        var g = _gray;
        return Vector256.Create(g[at[0]], g[at[1]], g[at[2]], g[at[3]], g[at[4]], g[at[5]], g[at[6]], g[at[7]]);
    }
}
