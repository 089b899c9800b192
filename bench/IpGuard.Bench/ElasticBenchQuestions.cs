using System.Diagnostics;
using IpGuard.Core.Matching;
using IpGuard.Index;

namespace IpGuard.Bench;

/// <summary>The same questions to both indexes, in turn, and whether the answers are the same.</summary>
sealed class ElasticBenchQuestions(MadeWorks works, ElasticBenchServer server, IPictureIndex elastic, IPictureIndex embedded, int questions)
{
    const int Top = 10;

    // Those of Flows (NearTitles).
    const float LeastCosine = 0.6f;
    const int Titles = 5;

    const int WarmUp = 10;

    readonly List<double> _medians = [];

    public async Task<ElasticPlot.Point> AskAsync()
    {
        var hashes = await InTurnAsync(
            "NearestAsync, radius 31",
            (index, q) => index.NearestAsync(q.Hashes, Pdq.SamePictureBits, Top, CancellationToken.None)
        );
        var other = hashes.Count(h => !h.Elastic.OrThrow().SequenceEqual(h.Embedded.OrThrow()));
        Stopwatches.Say($"    answers that differ: {other} of {questions}");
        var pictures = await InTurnAsync(
            "ProposeAsync, deep",
            (index, q) => index.ProposeAsync(q.Picture, Effort.Deep.PerEvidence, [], CancellationToken.None)
        );
        SayShared("proposed pictures", pictures, p => p.Key);
        var copies = pictures.Where((_, n) => works.Ask(n).Source is not null).ToList();
        int Found(Func<(Found<NearPicture> Elastic, Found<NearPicture> Embedded), Found<NearPicture>> side) =>
            pictures.Where((p, n) => side(p).Items.Any(i => i.Key.FilingNumber == works.Ask(n).Source)).Count();
        Stopwatches.Say(
            $"    of {copies.Count} copies the source is proposed: elasticsearch {Found(p => p.Elastic)}, embedded {Found(p => p.Embedded)}"
        );
        var titles = await InTurnAsync(
            "NearestTitlesAsync",
            (index, q) => index.NearestTitlesAsync(q.Title, LeastCosine, Titles, CancellationToken.None)
        );
        SayShared("near titles", titles, t => t.FilingNumber);
        return new(works.Count, _medians);
    }

    async Task<List<(T Elastic, T Embedded)>> InTurnAsync<T>(string name, Func<IPictureIndex, MadeWorks.Question, Task<T>> ask)
    {
        var answers = new List<(T, T)>();
        var (slow, fast, server0, mine) = (new List<double>(), new List<double>(), 0.0, 0.0);
        for (var n = -WarmUp; n < questions; n++)
        {
            if (n == 0)
                server0 = await server.ProcessorMillisecondsAsync();
            var question = works.Ask(n < 0 ? questions - n : n);
            var (milliseconds, first) = await TimeAsync(() => ask(elastic, question));
            var before = Environment.CpuUsage.TotalTime;
            var (fewer, second) = await TimeAsync(() => ask(embedded, question));
            if (n < 0)
                continue;
            mine += (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
            slow.Add(milliseconds);
            fast.Add(fewer);
            answers.Add((first, second));
        }

        var theirs = (await server.ProcessorMillisecondsAsync() - server0) / questions;
        var ratio = Share([.. slow.Zip(fast, (a, b) => a / b)], 0.5);
        Stopwatches.Say($"  {name}: elasticsearch/embedded {ratio:F1}");
        Stopwatches.Say($"    elasticsearch: p50 {Share(slow, 0.5):F1} ms, p99 {Share(slow, 0.99):F1} ms");
        Stopwatches.Say($"    embedded: p50 {Share(fast, 0.5):F2} ms, p99 {Share(fast, 0.99):F2} ms");
        Stopwatches.Say($"    processor time of a question: server {theirs:F1} ms, embedded {mine / questions:F2} ms");
        _medians.AddRange([Share(slow, 0.5), Share(fast, 0.5)]);
        return answers;
    }

    static void SayShared<T, TKey>(string what, List<(Found<T> Elastic, Found<T> Embedded)> answers, Func<T, TKey> key)
    {
        var all = answers.Sum(a => a.Embedded.OrThrow().Count);
        var shared = answers.Sum(a => a.Embedded.Items.Select(key).Intersect(a.Elastic.OrThrow().Select(key)).Count());
        Stopwatches.Say($"    of {all} {what} of the embedded index Elasticsearch has {(double)shared / Math.Max(1, all):P2}");
    }

    static async Task<(double Milliseconds, T Answer)> TimeAsync<T>(Func<Task<T>> ask)
    {
        var clock = Stopwatch.StartNew();
        var answer = await ask();
        return (clock.Elapsed.TotalMilliseconds, answer);
    }

    static double Share(List<double> values, double share) =>
        values.Order().ElementAt(Math.Min(values.Count - 1, (int)(share * values.Count)));
}
