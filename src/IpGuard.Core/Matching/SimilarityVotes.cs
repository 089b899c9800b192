using System.Numerics;
using System.Runtime.Intrinsics;

namespace IpGuard.Core.Matching;

/// <summary>Pairs of keypoints, each of which names a similarity by itself, and how many others agree with it. Eight are asked at
/// once.</summary>
/// <param name="count">How many pairs.</param>
sealed class SimilarityVotes(int count)
{
    // One keypoint's size is good to a step of the pyramid and its angle to some degrees: what is far from it may be off by a fifth.
    const float NearPx = 10;
    const float PerPx = 0.2f;
    const float MostGrowth = 1.7f;

    // Padded to whole vectors; a growth of 0 agrees with nothing.
    readonly float[] _fromX = new float[Padded(count)];
    readonly float[] _fromY = new float[Padded(count)];
    readonly float[] _toX = new float[Padded(count)];
    readonly float[] _toY = new float[Padded(count)];
    readonly float[] _growth = new float[Padded(count)];
    readonly float[] _turn = new float[count];

    static int Padded(int count) => (count + 7) / 8 * 8;

    /// <param name="growth">How many times larger the listing's keypoint is.</param>
    /// <param name="turn">How far it is turned, radians.</param>
    public void Set(int i, SheetPoint from, SheetPoint to, float growth, float turn) =>
        (_fromX[i], _fromY[i], _toX[i], _toY[i], _growth[i], _turn[i]) = (from.X, from.Y, to.X, to.Y, growth, turn);

    /// <summary>The similarity that one pair names.</summary>
    public Affine MapOf(int i)
    {
        var (sin, cos) = MathF.SinCos(_turn[i]);
        var (c, s) = (_growth[i] * cos, _growth[i] * sin);
        return new(c, -s, _toX[i] - (c * _fromX[i]) + (s * _fromY[i]), s, c, _toY[i] - (s * _fromX[i]) - (c * _fromY[i]));
    }

    /// <summary>How many pairs agree with the similarity of one, itself included.</summary>
    public int Support(int hypothesis)
    {
        var map = MapOf(hypothesis);
        var scale = Vector256.Create(map.Scale);
        var (ownX, ownY) = (Vector256.Create(_toX[hypothesis]), Vector256.Create(_toY[hypothesis]));
        var support = 0;
        for (nuint i = 0; i < (nuint)_growth.Length; i += 8)
        {
            var (x, y) = (Vector256.LoadUnsafe(ref _fromX[0], i), Vector256.LoadUnsafe(ref _fromY[0], i));
            var (toX, toY) = (Vector256.LoadUnsafe(ref _toX[0], i), Vector256.LoadUnsafe(ref _toY[0], i));
            var dx = (map.Xx * x) + (map.Xy * y) + Vector256.Create(map.Tx) - toX;
            var dy = (map.Yx * x) + (map.Yy * y) + Vector256.Create(map.Ty) - toY;
            var (awayX, awayY) = (toX - ownX, toY - ownY);
            var off = Vector256.Create(NearPx) + (PerPx * Vector256.Sqrt((awayX * awayX) + (awayY * awayY)));
            var growth = Vector256.LoadUnsafe(ref _growth[0], i) / scale;
            var agrees =
                Vector256.LessThanOrEqual((dx * dx) + (dy * dy), off * off)
                & Vector256.LessThanOrEqual(growth, Vector256.Create(MostGrowth))
                & Vector256.GreaterThanOrEqual(growth, Vector256.Create(1 / MostGrowth));
            support += BitOperations.PopCount(agrees.ExtractMostSignificantBits());
        }

        return support;
    }
}
