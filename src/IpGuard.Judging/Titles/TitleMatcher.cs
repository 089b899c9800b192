using Microsoft.ML;
using Microsoft.ML.Data;

namespace IpGuard.Judging.Titles;

/// <summary>Says how likely two titles are of one thing, by what was learned from labelled pairs of its market. Safe to use from many
/// threads at once.</summary>
/// <remarks>Boosted trees (FastTree of ML.NET), several with different seeds, over <see cref="TitleEvidence"/> and the sum of
/// <see cref="TitlePairGrams"/>. For titles of a market without labelled pairs there is <see cref="TitleComparer"/>.</remarks>
public sealed class TitleMatcher
{
    readonly TitleRarity _rarity;
    readonly TitlePairGrams _grams;
    readonly TitleEncoder? _encoder;
    readonly BoostedTrees[] _trees;
    readonly double _steepness;

    /// <param name="steepness">Logarithm of the odds to one of the trees' sum.</param>
    internal TitleMatcher(BoostedTrees[] trees, double steepness, TitleRarity rarity, TitlePairGrams grams, TitleEncoder? encoder) =>
        (_trees, _steepness, _rarity, _grams, _encoder) = (trees, steepness, rarity, grams, encoder);

    /// <summary>Makes titles ready to be compared; do it once for each title, and many at a time.</summary>
    /// <returns>In step with <paramref name="titles"/>.</returns>
    public IReadOnlyList<TitleFacts> Read(IReadOnlyList<string?> titles) => Read(titles, _rarity, _encoder);

    /// <summary>The chance that the two are of one thing, 0 to 1; null where either has nothing to compare by.</summary>
    /// <remarks>The threshold is the caller's: the chance holds for markets with as many matches among the pairs as the training
    /// had.</remarks>
    public double? Score(TitleFacts left, TitleFacts right)
    {
        if (left.IsEmpty || right.IsEmpty)
            return null;
        var row = NumbersOf(left, right, _grams.Sum(TitlePairGrams.Of(left, right)));
        var sum = 0.0;
        foreach (var trees in _trees)
            sum += trees.Sum(row);
        return 1 / (1 + Math.Exp(-_steepness * sum / _trees.Length));
    }

    internal static IReadOnlyList<TitleFacts> Read(IReadOnlyList<string?> titles, TitleRarity rarity, TitleEncoder? encoder)
    {
        if (encoder is null)
            return [.. titles.Select(t => new TitleFacts(t, rarity, null, null))];
        // A title without a bar is its own head, and is encoded once.
        var texts = titles.Concat(titles.Select(TitleFacts.HeadOf)).Select(t => t ?? "").Distinct(StringComparer.Ordinal).ToList();
        var meanings = texts.Zip(encoder.Encode(texts)).ToDictionary(t => t.First, t => t.Second, StringComparer.Ordinal);
        return [.. titles.Select(t => new TitleFacts(t, rarity, meanings[t ?? ""], meanings[TitleFacts.HeadOf(t)]))];
    }

    /// <summary>The evidence, then the sum of the pair's grams.</summary>
    internal static float[] NumbersOf(TitleFacts left, TitleFacts right, float grams)
    {
        var numbers = new float[TitleEvidence.Names.Count + 1];
        TitleEvidence.Gather(left, right, numbers);
        numbers[^1] = grams;
        return numbers;
    }
}

/// <summary>A labelled pair as ML.NET reads it.</summary>
sealed class TitleEvidenceRow
{
    /// <summary>As of <see cref="TitleMatcher.NumbersOf"/>.</summary>
    public float[] Numbers { get; set; } = [];

    public bool IsSame { get; set; }

    /// <summary>The shape of a row; the count of numbers is not known to an attribute.</summary>
    public static SchemaDefinition Schema()
    {
        var schema = SchemaDefinition.Create(typeof(TitleEvidenceRow));
        schema[nameof(Numbers)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, TitleEvidence.Names.Count + 1);
        return schema;
    }
}
