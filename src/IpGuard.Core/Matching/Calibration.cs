namespace IpGuard.Core.Matching;

/// <summary>One fixed point of a calibration: of verdicts with such a sum, this share was right.</summary>
public readonly record struct CalibrationKnot(double Sum, double Probability);

/// <summary>Lays a classifier's sums on probabilities. It grows strictly and reaches neither 0 nor 1, so it makes no ties and does not
/// saturate.</summary>
/// <remarks>Isotonic regression by pooling adjacent violators (Ayer et al. 1955; Zadrozny and Elkan 2002) over bins of equal count;
/// between the pooled bins straight in log odds, beyond them ever more slowly.</remarks>
public sealed record Calibration
{
    // Fewer to a bin say little; more bins than this follow chance.
    const int LeastInBin = 40;
    const int MostBins = 40;

    /// <param name="knots">At least two, growing in both.</param>
    /// <exception cref="ArgumentException">Fewer, or not growing, or not between 0 and 1.</exception>
    public Calibration(IReadOnlyList<CalibrationKnot> knots)
    {
        if (knots.Count < 2 || knots.Any(k => !(k.Probability is > 0 and < 1) || !double.IsFinite(k.Sum)))
            throw new ArgumentException(
                $"expected at least two knots with probabilities between 0 and 1, got {knots.Count}",
                nameof(knots)
            );
        for (var i = 1; i < knots.Count; i++)
        {
            if (knots[i].Sum <= knots[i - 1].Sum || knots[i].Probability <= knots[i - 1].Probability)
                throw new ArgumentException($"expected knots that grow in both, got {knots[i - 1]} before {knots[i]}", nameof(knots));
        }

        Knots = knots;
    }

    public IReadOnlyList<CalibrationKnot> Knots { get; }

    /// <summary>The share of verdicts with such a sum that is right: above 0 and below 1.</summary>
    public double ProbabilityOf(double sum) => FromLogOdds(LogOddsOf(sum));

    /// <summary>The same as log odds.</summary>
    public double LogOddsOf(double sum)
    {
        var (first, last) = (Knots[0], Knots[^1]);
        if (sum <= first.Sum)
            return ToLogOdds(first.Probability) - Beyond(first.Sum - sum);
        if (sum >= last.Sum)
            return ToLogOdds(last.Probability) + Beyond(sum - last.Sum);
        var next = 1;
        while (Knots[next].Sum < sum)
            next++;
        var (a, b) = (Knots[next - 1], Knots[next]);
        var share = (sum - a.Sum) / (b.Sum - a.Sum);
        return ((1 - share) * ToLogOdds(a.Probability)) + (share * ToLogOdds(b.Probability));
    }

    /// <summary>Log odds of a probability.</summary>
    public static double ToLogOdds(double probability) => Math.Log(probability / (1 - probability));

    /// <summary>The probability of log odds.</summary>
    public static double FromLogOdds(double logOdds) => 1 / (1 + Math.Exp(-logOdds));

    /// <summary>Learns a calibration from sums with the truth beside them.</summary>
    /// <exception cref="ArgumentException">Too few, or one truth only, or sums that do not tell the two apart.</exception>
    public static Calibration Fit(IReadOnlyCollection<(double Sum, bool IsCopy)> seen)
    {
        var copies = seen.Count(s => s.IsCopy);
        if (copies == 0 || copies == seen.Count)
            throw new ArgumentException($"expected both copies and others, got {copies} copies and {seen.Count - copies} others");
        var sorted = seen.OrderBy(s => s.Sum).ToList();
        var bins = Math.Clamp(sorted.Count / LeastInBin, 2, MostBins);
        var pooled = new List<Bin>();
        for (var i = 0; i < bins; i++)
        {
            var some = sorted[(int)((long)sorted.Count * i / bins)..(int)((long)sorted.Count * (i + 1) / bins)];
            if (some.Count == 0)
                continue;
            pooled.Add(new(some.Count, some.Count(s => s.IsCopy), some.Sum(s => s.Sum)));
            while (pooled.Count > 1 && (pooled[^1].Share <= pooled[^2].Share || pooled[^1].Mean <= pooled[^2].Mean))
            {
                pooled[^2] = pooled[^2].With(pooled[^1]);
                pooled.RemoveAt(pooled.Count - 1);
            }
        }

        return pooled.Count < 2
            ? throw new ArgumentException("expected sums that are higher for copies than for others, got sums that say nothing")
            : new([.. pooled.Select(b => new CalibrationKnot(b.Mean, b.Share))]);
    }

    // A tenth of the knots' reach is one more step of log odds at first, then ever less.
    double Beyond(double distance) => Math.Log(1 + (10 * distance / (Knots[^1].Sum - Knots[0].Sum)));

    readonly record struct Bin(int Count, int Copies, double SumOfSums)
    {
        // Half a copy and half another added (Krichevsky and Trofimov 1981): a bin of one kind is not certain.
        public double Share => (Copies + 0.5) / (Count + 1.0);

        public double Mean => SumOfSums / Count;

        public Bin With(Bin other) => new(Count + other.Count, Copies + other.Copies, SumOfSums + other.SumOfSums);
    }
}
