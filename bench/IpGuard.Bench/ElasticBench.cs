using System.Diagnostics;
using IpGuard.Core.Matching;
using IpGuard.Index;
using IpGuard.Index.Elastic;
using IpGuard.Index.Embedded;

namespace IpGuard.Bench;

/// <summary>The index on Elasticsearch beside the embedded one: filled with the same works, asked the same questions in turn. Wall time,
/// since most of it passes in another program.</summary>
static class ElasticBench
{
    const int PartsOfWork = 8;
    const int Remembered = 1_000;

    static readonly IndexCheckpoint At = new(Guid.Parse("0198aaaa-0000-7000-8000-000000000004"), 1);

    public static async Task<int> RunAsync(
        Uri url,
        IReadOnlyList<int> works,
        IReadOnlyList<int> regions,
        int questions,
        bool isKept,
        string? plot
    )
    {
        var points = new List<ElasticPlot.Point>();
        foreach (var count in works)
            points.Add(await MeasureAsync(url, new(count, 0), questions, isKept));
        foreach (var count in regions)
            await MeasureAsync(url, new(count, PartsOfWork), questions, isKept);
        if (plot is not null)
            await File.WriteAllTextAsync(plot, ElasticPlot.Draw(points));
        return 0;
    }

    static async Task<ElasticPlot.Point> MeasureAsync(Uri url, MadeWorks works, int questions, bool isKept)
    {
        Stopwatches.Say($"{works.Count:N0} works, {works.Documents:N0} documents");
        var folder = Directory.CreateTempSubdirectory("ipguard-index-").FullName;
        using var server = new ElasticBenchServer(url, $"ipguard-works-bench-{works.Documents}");
        try
        {
            if (!isKept)
                await server.DeleteAsync();
            await using var elastic = server.Open();
            await elastic.OpenAsync(CancellationToken.None);
            if (await elastic.CountAsync(CancellationToken.None) != works.Count)
                await FillAsync(server, elastic, works);
            await using var embedded = await FillAsync(folder, works);
            return await new ElasticBenchQuestions(works, server, elastic, embedded, questions).AskAsync();
        }
        finally
        {
            if (!isKept)
                await server.DeleteAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    static async Task FillAsync(ElasticBenchServer server, ElasticIndex elastic, MadeWorks works)
    {
        var clock = Stopwatch.StartNew();
        var dead = await elastic.RebuildAsync(Stream(works, "elasticsearch", _ => { }), At, CancellationToken.None);
        // The old index is kept for as long as a question may last.
        var filled = clock.Elapsed - (2 * ElasticBenchServer.Patience);
        await server.AwaitMergesAsync();
        var merged = clock.Elapsed - (2 * ElasticBenchServer.Patience);
        var (bytes, segments) = await server.SizeAsync();
        void SayRate(string what, double seconds) =>
            Stopwatches.Say($"  elasticsearch: {what} {seconds:F0} s, {works.Documents / seconds:F0} documents/s");
        SayRate("RebuildAsync", filled.TotalSeconds);
        SayRate("with merges", merged.TotalSeconds);
        Stopwatches.Say($"  elasticsearch: {bytes / 1e6:F0} MB on disk, {(double)bytes / works.Documents:F0} bytes a document");
        Stopwatches.Say($"  elasticsearch: {segments} segments, {dead.Count} refused");
    }

    static async Task<EmbeddedIndex> FillAsync(string folder, MadeWorks works)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var embedded = new EmbeddedIndex(folder, new(MadeWorks.Eyes.Vocabulary, MadeWorks.Eyes.Background));
        var clock = Stopwatch.StartNew();
        var some = new List<IndexedFeatures>();
        void Remember(IndexedFeatures work)
        {
            some.Add(work);
            if (some.Count < Remembered)
                return;
            embedded.Remember(some);
            some.Clear();
        }

        await embedded.RebuildAsync(Stream(works, "embedded", Remember), At, CancellationToken.None);
        embedded.Remember(some);
        some.Clear();
        var seconds = clock.Elapsed.TotalSeconds;
        var memory = GC.GetTotalMemory(forceFullCollection: true) - before;
        var disk = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length);
        Stopwatches.Say($"  embedded: filled in {seconds:F0} s; {disk / 1e6:F0} MB on disk");
        Stopwatches.Say($"  embedded: {memory / 1e6:F0} MB of memory, {(double)memory / works.Count:F0} bytes a work");
        return embedded;
    }

    static async IAsyncEnumerable<IndexedFeatures> Stream(MadeWorks works, string side, Action<IndexedFeatures> also)
    {
        var clock = Stopwatch.StartNew();
        var told = 0.0;
        for (var i = 0; i < works.Count; i++)
        {
            var work = works.Work(i);
            also(work);
            yield return work;
            if (clock.Elapsed.TotalSeconds < told + 10)
                continue;
            told = clock.Elapsed.TotalSeconds;
            var left = told / (i + 1) * (works.Count - i - 1);
            await Console.Error.WriteLineAsync($"  {side}: {i + 1} of {works.Count} works in {told:F0} s, some {left:F0} s left");
        }
    }
}
