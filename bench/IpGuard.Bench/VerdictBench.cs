using IpGuard.Core.Matching;
using IpGuard.Judging.Fusion;

namespace IpGuard.Bench;

/// <summary>What each kind of evidence is worth: models that were told only some of it, on labels that none has seen; and how far the
/// shipped model's scores can be believed.</summary>
static class VerdictBench
{
    static readonly (string Name, EvidenceKind[]? Kinds)[] Told =
    [
        ("pictures alone", [EvidenceKind.Picture]),
        ("text alone", [EvidenceKind.Words, EvidenceKind.Meaning, EvidenceKind.Numbers, EvidenceKind.Names, EvidenceKind.Phrases]),
        (
            "pictures and text",
            [EvidenceKind.Picture, EvidenceKind.Words, EvidenceKind.Meaning, EvidenceKind.Numbers, EvidenceKind.Names, EvidenceKind.Phrases]
        ),
        ("all", null),
    ];

    static readonly double[] Recalls = [0.8, 0.9, 0.95];

    public static int Run(string train, string test, string modelsFolder, string? plotFile)
    {
        var (labels, unseen) = (LabelFile.Read(train), LabelFile.Read(test));
        Console.WriteLine(
            $"trained on {labels.Labels.Count} labels, {labels.Copies} copies; measured on {unseen.Labels.Count}, {unseen.Copies} copies"
        );
        Console.WriteLine("evidence             precision at recall 80 / 90 / 95 %   precision and recall at 0.5   ECE     Brier  (base)");
        foreach (var (name, kinds) in Told)
        {
            var folder = Directory.CreateTempSubdirectory("ipguard-verdict-").FullName;
            try
            {
                VerdictTraining.Train(labels, folder, kinds?.ToHashSet());
                using var model = VerdictModel.Load(folder);
                Report(name, Scores(model, unseen, kinds));
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        using var shipped = VerdictModel.Load(Path.Combine(modelsFolder, VerdictModel.ShippedFolder));
        var scored = Scores(shipped, unseen, null);
        Report("all, as shipped", scored);
        // What is the same in every number, as where two passes see the same, is one piece of evidence and has one score.
        var pieces = unseen.Labels.Zip(scored).DistinctBy(p => string.Join(' ', p.First.Numbers)).Select(p => p.Second.Score).ToList();
        Console.WriteLine(
            $"of {pieces.Count} different pieces of evidence {pieces.Count - pieces.Distinct().Count()} have another's score; highest {scored.Max(s => s.Score):R}"
        );
        if (plotFile is not null)
            File.WriteAllText(plotFile, ReliabilityPlot.Draw(CalibrationReport.Of(scored)));
        return 0;
    }

    static List<(double Score, bool IsCopy)> Scores(VerdictModel model, LabelFile labels, EvidenceKind[]? kinds) =>
        [
            .. labels.Labels.Select(l =>
                (
                    model.ScoreOf(
                        kinds is null
                            ? l.Numbers
                            : [.. l.Numbers.Select((n, i) => kinds.Contains(EvidenceNumbers.Kinds[i]) ? n : EvidenceNumbers.Absent[i])]
                    ),
                    l.IsCopy
                )
            ),
        ];

    static void Report(string name, List<(double Score, bool IsCopy)> scored)
    {
        var report = CalibrationReport.Of(scored);
        var found = scored.Where(s => s.Score >= FilingThreshold.Start).ToList();
        var (right, copies) = (found.Count(s => s.IsCopy), scored.Count(s => s.IsCopy));
        var at = Recalls.Select(recall =>
            (100 * PrecisionAt(scored, recall)).ToString("F1", System.Globalization.CultureInfo.InvariantCulture)
        );
        Stopwatches.Say(
            $"{name, -20} {string.Join(" / ", at), -36} {100.0 * right / Math.Max(1, found.Count):F1} {100.0 * right / copies:F1}                    {report.ExpectedError:F4}  {report.Brier:F4} ({report.BaseBrier:F4})"
        );
    }

    static double PrecisionAt(List<(double Score, bool IsCopy)> scored, double recall)
    {
        var wanted = (int)Math.Ceiling(recall * scored.Count(s => s.IsCopy));
        var (seen, right) = (0, 0);
        foreach (var (_, isCopy) in scored.OrderByDescending(s => s.Score))
        {
            seen++;
            right += isCopy ? 1 : 0;
            if (right == wanted)
                break;
        }

        return (double)right / seen;
    }
}
