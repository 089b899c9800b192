using IpGuard.Flows.Matching;

namespace IpGuard.Bench;

/// <summary>One line of a table: shares in percent.</summary>
/// <param name="At0">Copies found first above every distractor.</param>
/// <param name="At01">The same where one in a thousand distractors is let through.</param>
/// <param name="At1">The same at one in a hundred.</param>
/// <param name="First">Copies whose own work comes first, at any score.</param>
sealed record QualityLine(string Name, int Copies, double At0, double At01, double At1, double First);

/// <summary>Recall at fixed shares of distractors let through, recall at 1, and micro average precision, as in
/// ../shared/tools/score.py: one best
/// row for every query.</summary>
sealed record QualityTable(
    IReadOnlyList<QualityLine> ByAttack,
    IReadOnlyList<QualityLine> ByCategory,
    QualityLine All,
    double MicroAp,
    int Distractors
)
{
    public static QualityTable Of(IReadOnlyList<(KitQuery Query, Answer Answer)> answered)
    {
        var distractors = answered.Where(a => a.Query.SourceId is null).Select(a => ScoreOf(a.Answer)).OrderDescending().ToList();
        double Threshold(double share)
        {
            var let = (int)((share * distractors.Count) + 1e-9);
            return let < distractors.Count ? distractors[let] : double.NegativeInfinity;
        }

        var (t0, t01, t1) = (Threshold(0), Threshold(0.001), Threshold(0.01));
        QualityLine Line(string name, IReadOnlyList<(KitQuery Query, Answer Answer)> some)
        {
            double Share(Func<Answer, bool> counts) =>
                100.0 * some.Count(a => a.Answer.WorkId == a.Query.SourceId && counts(a.Answer)) / Math.Max(1, some.Count);
            return new(name, some.Count, Share(a => a.Score > t0), Share(a => a.Score > t01), Share(a => a.Score > t1), Share(_ => true));
        }

        var copies = answered.Where(a => a.Query.SourceId is not null).ToList();
        List<QualityLine> By(Func<KitQuery, string> key) =>
            [.. copies.GroupBy(a => key(a.Query)).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => Line(g.Key, [.. g]))];
        return new(
            By(q => q.Attack),
            By(q => q.Category.Split('/')[0]),
            Line("ALL", copies),
            MicroApOf(answered, copies.Count),
            distractors.Count
        );
    }

    public void Print(string method)
    {
        Console.WriteLine();
        Console.WriteLine($"{method}: µAP {MicroAp:F4}; recall in %, {Distractors} distractors");
        Console.WriteLine($"{"", -16}{"n", 6}{"FPR 0", 9}{"0.1 %", 9}{"1 %", 9}{"first", 9}");
        foreach (var line in ByAttack.Concat(ByCategory).Append(All))
            Console.WriteLine($"{line.Name, -16}{line.Copies, 6}{line.At0, 9:F1}{line.At01, 9:F1}{line.At1, 9:F1}{line.First, 9:F1}");
    }

    static double ScoreOf(Answer answer) => answer.WorkId is null ? double.NegativeInfinity : answer.Score;

    // Of equal scores the wrong ones come first.
    static double MicroApOf(IReadOnlyList<(KitQuery Query, Answer Answer)> answered, int copies)
    {
        var rows = answered
            .Where(a => a.Answer.WorkId is not null)
            .Select(a => (a.Answer.Score, IsRight: a.Answer.WorkId == a.Query.SourceId))
            .OrderByDescending(r => r.Score)
            .ThenBy(r => r.IsRight);
        var (right, n, sum) = (0, 0, 0.0);
        foreach (var (_, isRight) in rows)
        {
            n++;
            if (isRight)
                sum += (double)++right / n;
        }

        return copies == 0 ? 0 : sum / copies;
    }
}
