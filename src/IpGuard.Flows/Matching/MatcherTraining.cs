using System.Collections.Concurrent;
using IpGuard.Core.Matching;
using IpGuard.Core.Works;
using IpGuard.Judging.Training;
using IpGuard.Vision.Decoding;
using IpGuard.Vision.Features;

namespace IpGuard.Flows.Matching;

/// <summary>What training the classifier came to, each part measured by trees trained on the other parts.</summary>
/// <param name="RecallAtNear">Share of copies found first, at the score that one in a hundred distractors exceeds.</param>
/// <param name="RecallAtSame">The same at one in a thousand.</param>
public sealed record MatcherTrained(int Pairs, int Copies, int Distractors, double RecallAtNear, double RecallAtSame);

/// <summary>Makes the vocabulary and the classifier of pictures from kits.</summary>
public static class MatcherTraining
{
    /// <summary>Which files the classifier was trained on, under a folder of models: one SHA-256 a line.</summary>
    public const string TrainedOnPath = "matcher/matcher-v1.trained-on.txt";

    // Works of a kit that are as near as this share a drawing.
    const float DoubtfulCosine = 0.72f;
    const int DoubtfulCells = 16;

    /// <summary>Reads kits with the network of the settings.</summary>
    /// <param name="progress">Told of each kit by its place, and the share done.</param>
    public static IReadOnlyList<MatchingKit> ReadKits(
        IReadOnlyList<string> folders,
        HouseSettings settings,
        string? cacheFolder,
        Action<int, double>? progress,
        CancellationToken stop
    )
    {
        using var models = MatcherModels.LoadNetworkOnly(settings);
        using var vision = new Fingerprinter(models.Network);
        return [.. folders.Select((folder, i) => MatchingKit.Read(folder, vision, cacheFolder, done => progress?.Invoke(i, done), stop))];
    }

    /// <summary>Trains a vocabulary on the keypoints of works and of every third query, upright and mirrored.</summary>
    public static Vocabulary TrainVocabulary(IEnumerable<MatchingKit> kits, Action<double>? progress)
    {
        var descriptors = new List<ulong>();
        foreach (var kit in kits)
        {
            var queries = kit.Queries.Where((q, i) => i % 3 == 0 && q.Picture is not null).Select(q => q.Picture!);
            foreach (var picture in kit.Works.Select(w => w.Picture).Concat(queries))
            {
                descriptors.AddRange(picture.Features.Keypoints.Descriptors);
                descriptors.AddRange(picture.Mirrored.Descriptors);
            }
        }

        return Vocabulary.Train([.. descriptors], progress);
    }

    /// <summary>Trains the classifier on kits, and writes it under a folder of models.</summary>
    /// <param name="progress">Told of each kit by its place, and the share done.</param>
    public static MatcherTrained TrainClassifier(
        IReadOnlyList<MatchingKit> kits,
        HouseSettings settings,
        Action<int, double>? progress,
        CancellationToken stop
    )
    {
        using var models = MatcherModels.LoadForTraining(settings);
        var evidence = kits.SelectMany((kit, i) => Gather(kit, models, done => progress?.Invoke(i, done), stop)).ToList();
        var outcome = PictureTraining.Train(evidence, settings.Models);
        File.WriteAllLines(
            Path.Combine(settings.Models, TrainedOnPath),
            kits.SelectMany(k => k.Files).Distinct().Order(StringComparer.Ordinal)
        );
        return new(outcome.Pairs, outcome.Copies, outcome.Distractors, outcome.RecallAtNear, outcome.RecallAtSame);
    }

    /// <summary>How many of a kit's works the classifier was trained on: what it says of such a kit is worth nothing.</summary>
    public static int SharedWith(MatchingKit kit, HouseSettings settings)
    {
        var path = Path.Combine(settings.Models, TrainedOnPath);
        return File.Exists(path) ? File.ReadLines(path).Count(kit.Files.Contains) : 0;
    }

    /// <summary>Evidence about every query of a kit. The works lie in two indexes, half in each; every query is asked of both, so each copy
    /// is a copy in the one and, attacked alike, a distractor in the other.</summary>
    public static IReadOnlyList<LabelledEvidence> Gather(
        MatchingKit kit,
        MatcherModels models,
        Action<double>? progress,
        CancellationToken stop
    )
    {
        KitTrial[] halves = [new(kit.Works.Where((_, i) => i % 2 == 0), models), new(kit.Works.Where((_, i) => i % 2 == 1), models)];
        var homes = kit.Works.Select((w, i) => (w.Id, i % 2)).ToDictionary(w => w.Id, w => w.Item2, StringComparer.Ordinal);
        var pictures = kit.Works.ToDictionary(w => w.Id, w => w.Picture, StringComparer.Ordinal);
        var gathered = new ConcurrentBag<LabelledEvidence>();
        var done = 0;
        var lanes = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = stop };
        Parallel.ForEach(
            kit.Queries.Where(q => q.Picture is not null),
            lanes,
            query =>
            {
                for (var half = 0; half < halves.Length; half++)
                {
                    var isHome = query.SourceId is not null && homes.TryGetValue(query.SourceId, out var home) && home == half;
                    foreach (var pass in (ReadOnlySpan<Pass>)[Pass.Fast, Pass.Deep])
                    {
                        foreach (var pair in halves[half].Ask(query.Picture!, pass))
                        {
                            if (!IsDoubtful(query, pair, pictures))
                                gathered.Add(Label(query, half, pass, isHome, pair));
                        }
                    }
                }

                progress?.Invoke((double)Interlocked.Increment(ref done) / kit.Queries.Count);
            }
        );
        foreach (var half in halves)
            half.Dispose();
        // Boosting draws samples by their order: the same each time.
        return [.. gathered.OrderBy(g => g.QueryId, StringComparer.Ordinal).ThenBy(g => g.WorkId, StringComparer.Ordinal)];
    }

    // Cards of one deck, signs of one series, front and back of one garment: whoever says that they are different designs teaches nonsense,
    // and so does whoever says that they are the same.
    static bool IsDoubtful(KitQuery query, TrialPair pair, Dictionary<string, PreparedPicture> works) =>
        query.SourceId is { } source
        && pair.WorkId != source
        && works.TryGetValue(source, out var own)
        && works.TryGetValue(pair.WorkId, out var other)
        && (
            own.Features.Whole.Embedding?.CosineTo(other.Features.Whole.Embedding!) >= DoubtfulCosine
            || KeypointGeometry.Fit(own.Features.Keypoints, other.Features.Keypoints)?.Cells >= DoubtfulCells
        );

    static LabelledEvidence Label(KitQuery query, int half, Pass pass, bool isHome, TrialPair pair) =>
        new(
            $"{query.Id}/{half}/{pass}",
            pair.WorkId,
            query.Attack,
            pair.Evidence,
            IsCopy: isHome && pair.WorkId == query.SourceId,
            IsDistractor: !isHome,
            FoldOf(query.SourceId ?? query.Id),
            pass == Pass.Deep
        );

    // By the source, so that no work is in two parts.
    static int FoldOf(string source) =>
        Sha256Hash.Of(System.Text.Encoding.UTF8.GetBytes(source)).ToBytes()[0] * PictureTraining.Folds / 256;
}
