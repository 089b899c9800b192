using System.Collections.Concurrent;

namespace IpGuard.Vision.Hashing;

/// <summary>The 64 tents of one axis: which pixels each covers, and how much each pixel counts.</summary>
sealed class Tents
{
    // Marketplaces use a few dozen sizes; a hostile caller could name sixteen thousand, each at most some kilobytes.
    static readonly ConcurrentDictionary<int, Tents> Made = new();

    readonly float[][] _weights;

    Tents(int lengthPx)
    {
        First = new int[DihedralDct.Samples];
        _weights = new float[DihedralDct.Samples][];
        for (var k = 0; k < DihedralDct.Samples / 2; k++)
        {
            var (first, weights) = MakeTent(k, lengthPx);
            (First[k], _weights[k]) = (first, weights);
            // The other half is the mirror image, made from the same numbers so that it is one to the last bit.
            var mirror = DihedralDct.Samples - 1 - k;
            First[mirror] = lengthPx - first - weights.Length;
            _weights[mirror] = [.. weights.Reverse()];
        }
    }

    /// <summary>First pixel under each tent.</summary>
    public int[] First { get; }

    public static Tents Of(int lengthPx) => Made.GetOrAdd(lengthPx, static n => new(n));

    /// <summary>Weights of the pixels from the first on; they sum to 1.</summary>
    public ReadOnlySpan<float> WeightsOf(int k) => _weights[k];

    static (int First, float[] Weights) MakeTent(int k, int lengthPx)
    {
        var centre = (k + 0.5) * lengthPx / DihedralDct.Samples;
        var half = lengthPx / (2.0 * DihedralDct.Samples);
        var first = (int)Math.Floor(centre - half);
        var last = Math.Min((int)Math.Ceiling(centre + half), lengthPx);
        var weights = new List<float>();
        for (var p = first; p < last; p++)
            weights.Add((float)(Area((p + 1 - centre) / half) - Area((p - centre) / half)));
        while (weights.Count > 1 && weights[^1] <= 0)
            weights.RemoveAt(weights.Count - 1);
        return (first, [.. weights]);
    }

    // ∫ of the unit tent max(0, 1 − |t|) from −∞ to t: 0 at −1, ½ at 0, 1 at 1.
    static double Area(double t)
    {
        if (t <= -1)
            return 0;
        if (t >= 1)
            return 1;
        return t < 0 ? (1 + t) * (1 + t) / 2 : 1 - ((1 - t) * (1 - t) / 2);
    }
}
