using System.Collections.Concurrent;
using IpGuard.Core.Matching;
using IpGuard.Core.Works;
using IpGuard.Store.Blobs;
using IpGuard.Vision.Decoding;
using IpGuard.Vision.Features;

namespace IpGuard.Flows.Matching;

/// <summary>A picture of a kit that stands for a listing.</summary>
/// <param name="Attack">What was done to it; “none” for a distractor.</param>
/// <param name="SourceId">The work it copies; null for a distractor.</param>
/// <param name="Picture">With the deep pass's features; null where it cannot be read.</param>
public sealed record KitQuery(string Id, string Attack, string? SourceId, string Category, PreparedPicture? Picture);

/// <summary>A folder of works, a folder of attacked copies and of distractors, and the truth: what matching is trained and measured
/// on.</summary>
/// <remarks>On disk: <c>registered/ID.jpg</c>, <c>queries/ID.jpg</c>, and <c>queries.csv</c> with the columns query_id, attack,
/// source_id (or
/// “none”), category, set. Where <c>ambiguous.csv</c> is there, the queries named in its first column are left out: distractors that a
/// person judged to show a registered design.</remarks>
/// <param name="Files">SHA-256 of the works' files, 64 hexadecimal digits each: two kits with one in common share a picture.</param>
public sealed record MatchingKit(
    IReadOnlyList<(string Id, PreparedPicture Picture)> Works,
    IReadOnlyList<KitQuery> Queries,
    IReadOnlySet<string> Files
)
{
    /// <summary>Examines every picture of a kit, or takes its features from an earlier time.</summary>
    /// <param name="cacheFolder">Where features are kept between runs; null for nowhere.</param>
    /// <exception cref="DirectoryNotFoundException">Not the folder of a kit.</exception>
    public static MatchingKit Read(
        string folder,
        Fingerprinter vision,
        string? cacheFolder,
        Action<double>? progress,
        CancellationToken stop
    )
    {
        var truth = Path.Combine(folder, "queries.csv");
        if (!File.Exists(truth))
            throw new DirectoryNotFoundException($"expected a kit with registered/, queries/ and queries.csv, found no {truth}");
        var cache = cacheFolder is null ? null : new FeatureFolder(cacheFolder);
        var ambiguous = Ambiguous(folder);
        var rows = File.ReadLines(truth).Skip(1).Select(l => l.Split(',')).Where(f => f.Length >= 4 && !ambiguous.Contains(f[0])).ToList();
        var workFiles = Directory.GetFiles(Path.Combine(folder, "registered")).Order(StringComparer.Ordinal).ToList();
        var all = workFiles.Count + rows.Count;
        var done = 0;
        var files = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        var works = new ConcurrentDictionary<string, PreparedPicture>(StringComparer.Ordinal);
        var queries = new KitQuery[rows.Count];
        var lanes = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = stop };
        Parallel.ForEach(
            workFiles,
            lanes,
            path =>
            {
                files[Sha256Hash.Of(File.ReadAllBytes(path)).ToString()] = true;
                if (Examine(path, Side.Filed, vision, cache) is { } picture)
                    works[Path.GetFileNameWithoutExtension(path)] = picture;
                progress?.Invoke((double)Interlocked.Increment(ref done) / all);
            }
        );
        Parallel.For(
            0,
            rows.Count,
            lanes,
            i =>
            {
                var row = rows[i];
                var picture = Examine(Path.Combine(folder, "queries", row[0] + ".jpg"), Side.Listed, vision, cache);
                queries[i] = new(row[0], row[1], row[2] == "none" ? null : row[2], row[3], picture);
                progress?.Invoke((double)Interlocked.Increment(ref done) / all);
            }
        );
        return new(
            [.. works.OrderBy(w => w.Key, StringComparer.Ordinal).Select(w => (w.Key, w.Value))],
            queries,
            files.Keys.ToHashSet(StringComparer.Ordinal)
        );
    }

    static HashSet<string> Ambiguous(string folder)
    {
        var path = Path.Combine(folder, "ambiguous.csv");
        return File.Exists(path) ? File.ReadLines(path).Select(l => l.Split(',')[0]).ToHashSet(StringComparer.Ordinal) : [];
    }

    static PreparedPicture? Examine(string path, Side side, Fingerprinter vision, FeatureFolder? cache)
    {
        var bytes = File.ReadAllBytes(path);
        var hash = Sha256Hash.Of(bytes);
        var token = side == Side.Filed ? "filed" : "listed";
        if (cache?.Find(hash, token) is { } known && known.NetworkId == vision.NetworkId)
            return new(known);
        if (vision.Examine(bytes, side, Pass.Deep).Features is not { } features)
            return null;
        cache?.Keep(hash, token, features);
        return new(features);
    }
}
