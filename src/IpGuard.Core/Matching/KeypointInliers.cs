namespace IpGuard.Core.Matching;

/// <summary>The pairs of points that agree with a map, and which of them agreed with earlier ones.</summary>
sealed class KeypointInliers(SheetPoint[] from, SheetPoint[] to)
{
    readonly SheetPoint[] _from = new SheetPoint[from.Length];
    readonly SheetPoint[] _to = new SheetPoint[from.Length];
    readonly List<(int Step, ulong[] Which)> _seen = [];
    ulong[] _which = [];
    int _count;

    /// <summary>Pairs, whether they agree or not.</summary>
    public int All => from.Length;

    /// <summary>The one side of those that agree.</summary>
    public ReadOnlySpan<SheetPoint> From => _from.AsSpan(0, _count);

    /// <summary>The other, in step.</summary>
    public ReadOnlySpan<SheetPoint> To => _to.AsSpan(0, _count);

    /// <summary>Finds those that agree with a map.</summary>
    /// <returns>How many.</returns>
    public int Collect(in Affine map, float tolerancePx)
    {
        // On the side where a pixel is larger, so that shrinking everything to a point agrees with nothing.
        var scale = Math.Max(1, map.Scale);
        var most = tolerancePx * tolerancePx * scale * scale;
        var (which, count) = (new ulong[(from.Length + 63) / 64], 0);
        for (var i = 0; i < from.Length; i++)
        {
            var (x, y) = map.Apply(from[i].X, from[i].Y);
            float dx = x - to[i].X,
                dy = y - to[i].Y;
            if ((dx * dx) + (dy * dy) > most)
                continue;
            which[i >> 6] |= 1ul << i;
            (_from[count], _to[count]) = (from[i], to[i]);
            count++;
        }

        (_which, _count) = (which, count);
        return count;
    }

    /// <summary>True the first time that just these agree at a step.</summary>
    public bool AreNewAt(int step)
    {
        foreach (var (seenAt, which) in _seen)
        {
            if (seenAt == step && which.AsSpan().SequenceEqual(_which))
                return false;
        }

        _seen.Add((step, _which));
        return true;
    }
}
