using IpGuard.Core.Matching;

namespace IpGuard.Index.Embedded;

/// <summary>One part of the asking picture beside every filed picture: its cosines, and what is subtracted from them.</summary>
sealed class AskedPart
{
    /// <summary>Nearest pictures kept: some more than the ten that are averaged, since a candidate's own versions are left out.</summary>
    public const int Kept = ScoreNormalisation.Neighbours + 8;

    // Of a picture without an embedding.
    const float NoCosine = -1;

    readonly PartTable _parts;
    readonly float[] _cosines;
    readonly (float Cosine, int Picture)[] _nearest;
    readonly (float Cosine, int Picture)[] _nearestWholes;
    readonly float[] _background;
    readonly float _roughMean;

    AskedPart(PartTable parts, float[] cosines, float[] wholes, float[] background, Func<int, bool>? isGone)
    {
        (_parts, _cosines, Wholes) = (parts, cosines, wholes);
        (_nearest, _nearestWholes) = (Best(cosines, isGone), Best(wholes, isGone));
        _background = background;
        _roughMean = ScoreNormalisation.RoughMean(_background, _nearest.Select(n => n.Cosine));
    }

    /// <summary>In step with the embeddings.</summary>
    /// <param name="isGone">Which pictures are no longer answered with: they count against no one either. Null where there are
    /// none.</param>
    public static List<AskedPart> All(PartTable parts, Background background, IReadOnlyList<Embedding> asked, Func<int, bool>? isGone) =>
        [
            .. parts
                .Cosines(asked)
                .Zip(background.Nearest(asked), (cosines, nearest) => new AskedPart(parts, cosines.Parts, cosines.Wholes, nearest, isGone)),
        ];

    /// <summary>Cosine to each filed picture as a whole.</summary>
    public float[] Wholes { get; }

    /// <summary>Raises each picture's number to this part's, normalised by the nearest few whoever they are: enough to choose whom to look
    /// at closely.</summary>
    public void RaiseRough(float[] rough)
    {
        for (var i = 0; i < rough.Length; i++)
        {
            if (_cosines[i] > NoCosine)
                rough[i] = Math.Max(rough[i], _cosines[i] - _roughMean);
        }
    }

    public float Normalised(int picture) => _cosines[picture] - MeanBeside(picture, _nearest);

    public float NormalisedWhole(int picture) => Wholes[picture] - MeanBeside(picture, _nearestWholes);

    // The candidate's own filing, and other works that are versions of it, do not count against it.
    float MeanBeside(int picture, (float Cosine, int Picture)[] nearest) =>
        ScoreNormalisation.MeanBeside(_background, nearest, other => IsOfOneDesign(picture, other));

    bool IsOfOneDesign(int picture, int other) =>
        _parts[other].FilingNumber == _parts[picture].FilingNumber
        || (
            _parts.Whole(picture) is { } whole
            && _parts.Whole(other) is { } version
            && whole.CosineTo(version) >= PictureComparison.VersionCosine
        );

    // The greatest, falling; of equals as the queue has them.
    static (float Cosine, int Picture)[] Best(float[] values, Func<int, bool>? isGone = null)
    {
        var best = new PriorityQueue<int, float>(Kept);
        var least = float.NegativeInfinity;
        for (var i = 0; i < values.Length; i++)
        {
            if ((best.Count == Kept && values[i] <= least) || isGone?.Invoke(i) == true)
                continue;
            if (best.Count == Kept)
            {
                best.EnqueueDequeue(i, values[i]);
            }
            else
            {
                best.Enqueue(i, values[i]);
            }

            _ = best.TryPeek(out _, out least);
        }

        var ordered = new (float Cosine, int Picture)[best.Count];
        for (var at = ordered.Length - 1; best.TryDequeue(out var i, out var cosine); at--)
            ordered[at] = (cosine, i);
        return ordered;
    }
}
