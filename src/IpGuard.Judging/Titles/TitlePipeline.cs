using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Text;

namespace IpGuard.Judging.Titles;

/// <summary>A title as the pipeline takes it: <see cref="TitleTokens.Join"/> of it.</summary>
sealed class TitleRow
{
    public string Tokens { get; set; } = "";
}

/// <summary>What the pipeline makes of a title; each vector of L2 norm 1.</summary>
sealed class TitleFeatures
{
    public VBuffer<float> Words { get; set; }

    public VBuffer<float> Characters { get; set; }
}

/// <summary>The ML.NET pipeline: words and pairs of words weighed by TF-IDF over a trained vocabulary, and runs of one to three
/// characters in 2^14 hashed slots, which need no vocabulary and so also know what was never seen.</summary>
static class TitlePipeline
{
    public const int Seed = 20_261_123;

    const int MostWords = 60_000;
    const int CharacterBits = 14;

    public static IEstimator<ITransformer> Shape(MLContext ml)
    {
        var text = ml.Transforms.Text;
        return text.TokenizeIntoWords("WordList", nameof(TitleRow.Tokens), [' '])
            .Append(ml.Transforms.Conversion.MapValueToKey("WordKeys", "WordList", maximumNumberOfKeys: MostWords))
            .Append(
                text.ProduceNgrams(
                    "WordGrams",
                    "WordKeys",
                    ngramLength: 2,
                    useAllLengths: true,
                    maximumNgramsCount: MostWords,
                    weighting: NgramExtractingEstimator.WeightingCriteria.TfIdf
                )
            )
            .Append(ml.Transforms.NormalizeLpNorm(nameof(TitleFeatures.Words), "WordGrams"))
            .Append(text.TokenizeIntoCharactersAsKeys("CharacterKeys", nameof(TitleRow.Tokens), useMarkerCharacters: false))
            .Append(
                text.ProduceHashedNgrams(
                    "CharacterGrams",
                    "CharacterKeys",
                    numberOfBits: CharacterBits,
                    ngramLength: 3,
                    useAllLengths: true,
                    seed: Seed
                )
            )
            .Append(ml.Transforms.NormalizeLpNorm(nameof(TitleFeatures.Characters), "CharacterGrams"))
            .Append(ml.Transforms.SelectColumns(nameof(TitleFeatures.Words), nameof(TitleFeatures.Characters)));
    }
}
