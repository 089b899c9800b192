namespace IpGuard.Judging.Titles;

/// <summary>A linear model over the words of a pair: shared words, words of one side alone, and each such word of one head beside each of
/// the other, so that <c>bianco|white</c> can speak for a pair and <c>fg|sg</c> against it. Not changed after it is trained.</summary>
/// <remarks>Logistic regression by AdaGrad (Duchi, Hazan, Singer 2011), one pass after another over shuffled pairs.</remarks>
sealed class TitlePairGrams
{
    const int Slots = 1 << 20;

    // Chosen by cross-validation on the training parts of two sets (docs/titles.md).
    const int Passes = 12;
    const float Step = 0.1f;
    const float Shrinkage = 1e-4f;

    // More words than this on a side are no title; bounds the pairs of words to its square.
    const int MostWords = 48;

    readonly float[] _weights = new float[Slots];
    float _bias;

    public static TitlePairGrams Train(IReadOnlyList<int[]> grams, IReadOnlyList<bool> isSame, int seed)
    {
        var model = new TitlePairGrams();
        var squares = new float[Slots];
        var biasSquares = 0f;
        var random = new Random(seed);
        var order = Enumerable.Range(0, grams.Count).ToArray();
        for (var pass = 0; pass < Passes; pass++)
        {
            random.Shuffle(order);
            foreach (var i in order)
            {
                var scale = ScaleOf(grams[i]);
                var error = (1 / (1 + MathF.Exp(-model.Sum(grams[i])))) - (isSame[i] ? 1 : 0);
                Descend(ref model._bias, ref biasSquares, error);
                foreach (var slot in grams[i])
                    Descend(ref model._weights[slot], ref squares[slot], (error * scale) + (Shrinkage * model._weights[slot]));
            }
        }

        return model;
    }

    static void Descend(ref float weight, ref float squares, float slope)
    {
        squares += slope * slope;
        weight -= Step * slope / MathF.Sqrt(squares + 1e-6f);
    }

    /// <summary>The logarithm of the odds that the two are the same, by their words alone.</summary>
    public float Sum(ReadOnlySpan<int> grams)
    {
        var sum = 0f;
        foreach (var slot in grams)
            sum += _weights[slot];
        return _bias + (sum * ScaleOf(grams));
    }

    static float ScaleOf(ReadOnlySpan<int> grams) => 1 / MathF.Sqrt(Math.Max(1, grams.Length));

    /// <summary>Slots of the pair's grams; the same whichever title is first.</summary>
    public static int[] Of(TitleFacts left, TitleFacts right)
    {
        var grams = new List<int>(128);
        var (own, others) = (Alone(left, right), Alone(right, left));
        foreach (var word in left.Distinct.AsSpan(0, Math.Min(left.Distinct.Length, MostWords)))
        {
            if (right.Known.Contains(word.Text))
                grams.Add(Slot(1, word.Hash, 0));
        }

        foreach (var word in own)
            grams.Add(Slot(2, word.Hash, 0));
        foreach (var word in others)
            grams.Add(Slot(2, word.Hash, 0));
        foreach (var word in own)
        {
            foreach (var other in others)
            {
                if (word.IsInHead && other.IsInHead)
                    grams.Add(Slot(3, Math.Min(word.Hash, other.Hash), Math.Max(word.Hash, other.Hash)));
            }
        }

        return [.. grams];
    }

    static List<TitleFacts.Word> Alone(TitleFacts title, TitleFacts other)
    {
        var alone = new List<TitleFacts.Word>();
        foreach (var word in title.Distinct.AsSpan(0, Math.Min(title.Distinct.Length, MostWords)))
        {
            if (!other.Known.Contains(word.Text))
                alone.Add(word);
        }

        return alone;
    }

    static int Slot(int kind, int one, int other)
    {
        unchecked
        {
            var mixed = ((uint)one * 2_654_435_761u) ^ (((uint)other * 2_246_822_519u) + ((uint)kind * 3_266_489_917u));
            return (int)((mixed ^ (mixed >> 15)) & (Slots - 1));
        }
    }
}
