using IpGuard.Core.Matching;

namespace IpGuard.Index.Embedded;

/// <summary>One part of the asking picture beside every filed picture: its cosines, and what is subtracted from them.</summary>
sealed class AskedPart
{
    // Some more than the ten that are averaged, since a candidate's own versions are left out.
    const int Spare = 8;

    readonly PartTable _parts;
    readonly float[] _cosines;
    readonly List<(float Cosine, int Picture)> _nearest;
    readonly List<(float Cosine, int Picture)> _nearestWholes;
    readonly List<float> _background;
    readonly float _roughMean;

    public AskedPart(PartTable parts, IReadOnlyList<Embedding> background, Embedding asked)
    {
        _parts = parts;
        (_cosines, Wholes) = (new float[parts.Count], new float[parts.Count]);
        parts.Cosines(asked, _cosines, Wholes);
        _nearest = Top(_cosines);
        _nearestWholes = Top(Wholes);
        _background = TopOf(background, asked);
        _roughMean = ScoreNormalisation.Mean([.. _background, .. _nearest.Skip(1).Select(n => n.Cosine)]);
    }

    /// <summary>Cosine to each filed picture as a whole.</summary>
    public float[] Wholes { get; }

    /// <summary>Normalised by the nearest few whoever they are: enough to choose whom to look at closely.</summary>
    public float Rough(int picture) => _cosines[picture] - _roughMean;

    public float Normalised(int picture) => _cosines[picture] - MeanBeside(picture, _nearest);

    public float NormalisedWhole(int picture) => Wholes[picture] - MeanBeside(picture, _nearestWholes);

    // The candidate's own filing, and other works that are versions of it, do not count against it.
    float MeanBeside(int picture, List<(float Cosine, int Picture)> nearest)
    {
        var (own, whole) = (_parts[picture].FilingNumber, _parts.Whole(picture));
        var others = new List<float>(_background);
        foreach (var (cosine, other) in nearest)
        {
            if (_parts[other].FilingNumber == own)
                continue;
            if (whole is not null && _parts.Whole(other) is { } version && whole.CosineTo(version) >= PictureComparison.VersionCosine)
                continue;
            others.Add(cosine);
        }

        return ScoreNormalisation.Mean(others);
    }

    static List<(float, int)> Top(float[] cosines) =>
        [
            .. Best(cosines.Length, i => cosines[i]).Select(i => (cosines[i], i)),
        ];

    static List<float> TopOf(IReadOnlyList<Embedding> background, Embedding asked)
    {
        var cosines = new float[background.Count];
        for (var i = 0; i < cosines.Length; i++)
            cosines[i] = asked.CosineTo(background[i]);
        return [.. Best(cosines.Length, i => cosines[i]).Select(i => cosines[i])];
    }

    static List<int> Best(int count, Func<int, float> value)
    {
        var best = new PriorityQueue<int, float>();
        for (var i = 0; i < count; i++)
        {
            if (best.Count < ScoreNormalisation.Neighbours + Spare)
                best.Enqueue(i, value(i));
            else if (best.TryPeek(out _, out var least) && value(i) > least)
                best.EnqueueDequeue(i, value(i));
        }

        var ordered = new List<int>();
        while (best.TryDequeue(out var i, out _))
            ordered.Add(i);
        ordered.Reverse();
        return ordered;
    }
}
