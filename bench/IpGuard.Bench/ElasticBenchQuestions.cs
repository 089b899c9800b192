using System.Diagnostics;
using IpGuard.Core.Matching;
using IpGuard.Index;

namespace IpGuard.Bench;

/// <summary>The same questions to both indexes, in turn, and whether the answers are the same.</summary>
static class ElasticBenchQuestions
{
    const int Top = 10;

    // Those of Flows (NearTitles).
    const float LeastCosine = 0.6f;
    const int Titles = 5;

    const int WarmUp = 6;

    static readonly string[] Names = ["NearestAsync, radius 31", "ProposeAsync, deep", "NearestTitlesAsync"];

    public static async Task<ElasticPlot.Point> AskAsync(MadeWorks works, IPictureIndex elastic, IPictureIndex embedded, int questions)
    {
        var times = Names.Select(_ => (Elastic: new List<double>(), Embedded: new List<double>())).ToList();
        var (otherHashes, proposed, also, titles, alsoTitles) = (0, 0, 0, 0, 0);
        var (copies, found, foundEmbedded) = (0, 0, 0);
        for (var n = -WarmUp; n < questions; n++)
        {
            var question = works.Ask(n < 0 ? questions - n : n);
            async Task<(T Elastic, T Embedded)> BothAsync<T>(int kind, Func<IPictureIndex, Task<T>> ask)
            {
                var (slow, first) = await TimeAsync(() => ask(elastic));
                var (fast, second) = await TimeAsync(() => ask(embedded));
                if (n >= 0)
                {
                    times[kind].Elastic.Add(slow);
                    times[kind].Embedded.Add(fast);
                }

                return (first, second);
            }

            var hashes = await BothAsync(0, i => i.NearestAsync(question.Hashes, Pdq.SamePictureBits, Top, default));
            var pictures = await BothAsync(1, i => i.ProposeAsync(question.Picture, Effort.Deep.PerEvidence, [], default));
            var meanings = await BothAsync(2, i => i.NearestTitlesAsync(question.Title, LeastCosine, Titles, default));
            if (n < 0)
                continue;
            if (!hashes.Elastic.OrThrow().SequenceEqual(hashes.Embedded.OrThrow()))
                otherHashes++;
            var (theirs, ours) = (pictures.Embedded.OrThrow(), pictures.Elastic.OrThrow());
            proposed += theirs.Count;
            also += theirs.Select(p => p.Key).Intersect(ours.Select(p => p.Key)).Count();
            titles += meanings.Embedded.OrThrow().Count;
            alsoTitles += meanings
                .Embedded.Items.Select(t => t.FilingNumber)
                .Intersect(meanings.Elastic.OrThrow().Select(t => t.FilingNumber))
                .Count();
            if (question.Source is not { } source)
                continue;
            copies++;
            found += ours.Any(p => p.Key.FilingNumber == source) ? 1 : 0;
            foundEmbedded += theirs.Any(p => p.Key.FilingNumber == source) ? 1 : 0;
        }

        for (var kind = 0; kind < Names.Length; kind++)
            Say(Names[kind], times[kind].Elastic, times[kind].Embedded);
        Stopwatches.Say($"  hash answers that differ: {otherHashes} of {questions}");
        Stopwatches.Say($"  of {proposed} pictures that the embedded index proposes, Elasticsearch does {(double)also / proposed:P1}");
        Stopwatches.Say($"  of {copies} copies the source is proposed by Elasticsearch {found}, by the embedded index {foundEmbedded}");
        Stopwatches.Say($"  of {titles} near titles Elasticsearch tells {(double)alsoTitles / Math.Max(1, titles):P1}");
        return new(works.Count, [.. times.SelectMany(t => new[] { Share(t.Elastic, 0.5), Share(t.Embedded, 0.5) })]);
    }

    static async Task<(double Milliseconds, T Answer)> TimeAsync<T>(Func<Task<T>> ask)
    {
        var clock = Stopwatch.StartNew();
        var answer = await ask();
        return (clock.Elapsed.TotalMilliseconds, answer);
    }

    static void Say(string name, List<double> elastic, List<double> embedded)
    {
        var ratio = Share([.. elastic.Zip(embedded, (a, b) => a / b)], 0.5);
        Stopwatches.Say(
            $"  {name}: elasticsearch p50 {Share(elastic, 0.5):F1} ms, p99 {Share(elastic, 0.99):F1} ms; embedded p50 {Share(embedded, 0.5):F2} ms, p99 {Share(embedded, 0.99):F2} ms; elasticsearch/embedded {ratio:F1}"
        );
    }

    static double Share(List<double> values, double share) =>
        values.Order().ElementAt(Math.Min(values.Count - 1, (int)(share * values.Count)));
}
