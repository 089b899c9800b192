namespace IpGuard.Core.Matching;

/// <summary>Verdicts of about one score, and how many of them were right.</summary>
public readonly record struct ReliabilityBin(double MeanScore, double ShareRight, int Count);

/// <summary>How far scores can be believed, measured on what they were not learned from.</summary>
/// <param name="ExpectedError">Expected calibration error over bins of equal count: mean distance of score and share right, 0 to 1
/// (Naeini et al. 2015).</param>
/// <param name="Brier">Mean squared distance of score and truth: 0 to 1 (Brier 1950).</param>
/// <param name="BaseBrier">The same for one who always says the share of copies.</param>
public sealed record CalibrationReport(IReadOnlyList<ReliabilityBin> Bins, double ExpectedError, double Brier, double BaseBrier)
{
    const int BinCount = 15;

    /// <param name="seen">Scores, 0 to 1, with the truth beside them; at least one.</param>
    public static CalibrationReport Of(IReadOnlyCollection<(double Score, bool IsCopy)> seen)
    {
        if (seen.Count == 0)
            throw new ArgumentException("expected scores with their truth, got none", nameof(seen));
        var sorted = seen.OrderBy(s => s.Score).ToList();
        var bins = Math.Min(BinCount, sorted.Count);
        var made = Enumerable
            .Range(0, bins)
            .Select(i => sorted[(int)((long)sorted.Count * i / bins)..(int)((long)sorted.Count * (i + 1) / bins)])
            .Select(some => new ReliabilityBin(some.Average(s => s.Score), some.Average(s => s.IsCopy ? 1.0 : 0), some.Count))
            .ToList();
        var rate = seen.Average(s => s.IsCopy ? 1.0 : 0);
        return new(
            made,
            made.Sum(b => b.Count * Math.Abs(b.MeanScore - b.ShareRight)) / sorted.Count,
            seen.Average(s => Math.Pow(s.Score - (s.IsCopy ? 1 : 0), 2)),
            rate * (1 - rate)
        );
    }
}
