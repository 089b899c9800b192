using System.Collections.Concurrent;
using System.Diagnostics;
using IpGuard.Core.Matching;
using IpGuard.Flows;
using IpGuard.Flows.Matching;
using IpGuard.Vision.Decoding;
using IpGuard.Vision.Features;

namespace IpGuard.Bench;

/// <summary>How well copies are found on a kit: each kind of evidence alone, and all together as a sweep does it.</summary>
static class QualityBench
{
    static readonly string[] Methods = ["PDQ alone", "PDQ with regions", "keypoints", "network", "fused"];

    public static int Run(string kitFolder, string modelsFolder, string? cacheFolder, string? plotFile, string? missesFile)
    {
        using var models = MatcherModels.Load(new HouseSettings { Models = modelsFolder });
        foreach (var fault in models.Faults)
            Console.WriteLine(fault);
        using var vision = new Fingerprinter(models.Network);
        var watch = Stopwatch.StartNew();
        var kit = MatchingKit.Read(kitFolder, vision, cacheFolder, null, CancellationToken.None);
        Console.WriteLine($"{kit.Works.Count} works, {kit.Queries.Count} queries, features in {watch.Elapsed.TotalSeconds:F0} s");
        if (MatcherTraining.SharedWith(kit, new() { Models = modelsFolder }) is var shared and > 0)
        {
            Console.Error.WriteLine(
                $"expected a kit that the classifier has never seen, got one that shares {shared} works with what it was trained on"
            );
            return 2;
        }

        watch.Restart();
        using var trial = new KitTrial(kit.Works, models);
        var answers = new ConcurrentDictionary<(string Query, string Method), Answer>();
        var deep = 0;
        Parallel.ForEach(
            kit.Queries.Where(q => q.Picture is not null),
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            query =>
            {
                foreach (var (method, answer) in Answers(kit, trial, models, query.Picture!, ref deep))
                    answers[(query.Id, method)] = answer;
            }
        );
        Console.WriteLine($"asked in {watch.Elapsed.TotalSeconds:F0} s, {deep} of {kit.Queries.Count} by the deep pass too");
        var tables = Methods
            .Select(m => (Method: m, Table: QualityTable.Of([.. kit.Queries.Select(q => (q, answers.GetValueOrDefault((q.Id, m))))])))
            .ToList();
        foreach (var (method, table) in tables)
            table.Print(method);
        if (missesFile is not null)
            File.WriteAllLines(missesFile, Misses(kit, answers));
        if (plotFile is not null)
            File.WriteAllText(plotFile, QualityPlot.Draw(tables));
        return 0;
    }

    // Distractors in the order in which they are in the way; copies whose own work is not first, or scores less than one distractor in
    // a hundred.
    static IEnumerable<string> Misses(MatchingKit kit, ConcurrentDictionary<(string Query, string Method), Answer> answers)
    {
        var fused = kit
            .Queries.Select(q => (Query: q, Answer: answers.GetValueOrDefault((q.Id, "fused"))))
            .OrderByDescending(a => a.Answer.Score)
            .ToList();
        var distractors = fused.Where(a => a.Query.SourceId is null).ToList();
        var threshold = distractors.Count == 0 ? 0 : distractors[distractors.Count / 100].Answer.Score;
        return fused
            .Where(a =>
                a.Query.SourceId is null ? a.Answer.Score >= threshold : a.Answer.WorkId != a.Query.SourceId || a.Answer.Score <= threshold
            )
            .Select(a =>
                FormattableString.Invariant(
                    $"{a.Query.Id},{a.Query.Attack},{a.Query.SourceId ?? "none"},{a.Answer.WorkId},{a.Answer.Score:F4}"
                )
            );
    }

    static List<(string, Answer)> Answers(MatchingKit kit, KitTrial trial, MatcherModels models, PreparedPicture listed, ref int deep)
    {
        var answers = new List<(string, Answer)>();
        var (workId, bits) = kit
            .Works.Select(w => (w.Id, listed.Features.Whole.Hashes.NearestTo(w.Picture.Features.Whole.Hashes.Upright).Bits))
            .MinBy(w => w.Bits);
        answers.Add(("PDQ alone", new(workId, Pdq.LengthBits - bits)));
        var closely = trial.Ask(listed, Pass.Deep);
        if (closely.Count == 0)
            return answers;
        void Add(string method, Func<TrialPair, double> score)
        {
            var best = closely.MaxBy(score)!;
            answers.Add((method, new(best.WorkId, score(best))));
        }

        Add("PDQ with regions", p => Pdq.LengthBits - p.Evidence.PartBits);
        Add("keypoints", p => p.Evidence.Keypoints?.Cells ?? 0);
        Add("network", p => p.Evidence.NormalisedCosine);
        var quickly = trial.Ask(listed, Pass.Fast);
        var isSettled = models.Classifier!.IsSettled(quickly.Count == 0 ? null : quickly.Max(p => models.Classifier!.Score(p.Evidence)));
        if (!isSettled)
            Interlocked.Increment(ref deep);
        var fused = (isSettled ? quickly : closely)
            .Select(p => (p.WorkId, Score: models.Classifier!.Score(p.Evidence)))
            .MaxBy(p => p.Score);
        answers.Add(("fused", new(fused.WorkId, fused.Score)));
        return answers;
    }
}

/// <summary>The best work for one query.</summary>
readonly record struct Answer(string? WorkId, double Score);
