using System.Numerics;

namespace IpGuard.Core.Matching;

/// <summary>What one kind of evidence adds to a verdict.</summary>
/// <param name="LogOdds">Added to the log odds of the score: above 0 speaks for a copy, below 0 against.</param>
/// <param name="ScoreWithout">The score if this evidence had said nothing.</param>
public sealed record Contribution(EvidenceKind Kind, double LogOdds, double ScoreWithout);

/// <summary>Shares out a verdict among the kinds of evidence.</summary>
public static class Contributions
{
    /// <summary>Shapley values (Shapley 1953; Lundberg and Lee 2017), exact: what a kind adds, averaged over every order in which the kinds
    /// could have been told. They sum to the score's log odds less those of no evidence.</summary>
    /// <param name="numbers">As <see cref="EvidenceNumbers.Of"/> gives them.</param>
    /// <param name="logOdds">What the classifier makes of such numbers.</param>
    /// <returns>Kinds that say anything, the weightiest first.</returns>
    public static IReadOnlyList<Contribution> Of(float[] numbers, Func<float[], double> logOdds)
    {
        var kinds = EvidenceNumbers
            .Kinds.Distinct()
            .Where(kind =>
                EvidenceNumbers.Kinds.Select((k, i) => k == kind && numbers[i] != EvidenceNumbers.Absent[i]).Any(isSaid => isSaid)
            )
            .ToList();
        var values = new double[1 << kinds.Count];
        for (var told = 0; told < values.Length; told++)
            values[told] = logOdds(Telling(numbers, kinds, told));
        var weights = Weights(kinds.Count);
        var all = values.Length - 1;
        return
        [
            .. kinds
                .Select(
                    (kind, i) =>
                    {
                        var sum = 0.0;
                        for (var told = 0; told < values.Length; told++)
                        {
                            if ((told & (1 << i)) == 0)
                                sum += weights[BitOperations.PopCount((uint)told)] * (values[told | (1 << i)] - values[told]);
                        }

                        return new Contribution(kind, sum, Calibration.FromLogOdds(values[all & ~(1 << i)]));
                    }
                )
                .OrderByDescending(c => Math.Abs(c.LogOdds))
                .ThenBy(c => c.Kind),
        ];
    }

    static float[] Telling(float[] numbers, List<EvidenceKind> kinds, int told)
    {
        var some = new float[numbers.Length];
        for (var i = 0; i < some.Length; i++)
        {
            var at = kinds.IndexOf(EvidenceNumbers.Kinds[i]);
            some[i] = at >= 0 && (told & (1 << at)) != 0 ? numbers[i] : EvidenceNumbers.Absent[i];
        }

        return some;
    }

    // How often, of all orders, just so many kinds come before one: s! (n − s − 1)! / n!.
    static double[] Weights(int count)
    {
        var weights = new double[Math.Max(1, count)];
        for (var before = 0; before < count; before++)
        {
            var weight = 1.0 / count;
            for (var i = 1; i <= before; i++)
                weight *= (double)i / (count - i);
            weights[before] = weight;
        }

        return weights;
    }
}
