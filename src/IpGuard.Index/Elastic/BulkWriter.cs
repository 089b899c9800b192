using System.Runtime.CompilerServices;
using System.Text.Json;

namespace IpGuard.Index.Elastic;

/// <summary>Writes many documents: in batches of bounded size, a few at a time, each document until it is in, refused for good, or the
/// patience is at its end. Every id once a call: batches overtake each other.</summary>
/// <param name="chance">0 to 1, even: the jitter of the waits.</param>
public sealed class BulkWriter(ElasticTransport transport, BulkLimits limits, TimeProvider clock, Func<double> chance)
{
    const int TooManyRequests = 429;
    const int TooLarge = 413;
    const int Bad = 400;

    // One document of which Elasticsearch cannot even read the id spoils the whole request.
    const string OneSpoilsAll = "action_request_validation_exception";

    /// <param name="index">An index, or an alias that writes to one; it is never made by writing to it.</param>
    /// <param name="isAlias">Refuses what is not an alias: a lost alias would otherwise become an index.</param>
    /// <exception cref="ElasticException">No node answered, or the whole was refused for another reason than load. What went before is in,
    /// and may be written again.</exception>
    public async Task<BulkReport> WriteAsync(string index, bool isAlias, IAsyncEnumerable<BulkItem> items, CancellationToken stop)
    {
        var report = new BulkReport();
        var path =
            $"/{Uri.EscapeDataString(index)}/_bulk?require_alias={(isAlias ? "true" : "false")}"
            + $"&timeout={(int)transport.Settings.WritePatience.TotalSeconds}s&filter_path=errors,items.*.status,items.*.error";
        var ways = new ParallelOptions { MaxDegreeOfParallelism = limits.InFlight, CancellationToken = stop };
        await Parallel.ForEachAsync(Batches(items, stop), ways, async (batch, s) => await SendAsync(path, batch, report, s));
        return report;
    }

    async IAsyncEnumerable<List<BulkItem>> Batches(IAsyncEnumerable<BulkItem> items, [EnumeratorCancellation] CancellationToken stop)
    {
        var (batch, bytes) = (new List<BulkItem>(), 0L);
        await foreach (var item in items.WithCancellation(stop))
        {
            if (batch.Count > 0 && (batch.Count == limits.MostItems || bytes + item.LengthBytes > limits.MostBytes))
            {
                yield return batch;
                (batch, bytes) = ([], 0);
            }

            batch.Add(item);
            bytes += item.LengthBytes;
        }

        if (batch.Count > 0)
            yield return batch;
    }

    async Task SendAsync(string path, List<BulkItem> batch, BulkReport report, CancellationToken stop)
    {
        for (var tries = 1; batch.Count > 0; tries++)
        {
            var answer = await transport.AskAsync(
                new("bulk", HttpMethod.Post, path, transport.Settings.WritePatience)
                {
                    Body = BulkItem.Lines(batch),
                    IsLines = true,
                    Values = [TooManyRequests, TooLarge, Bad],
                },
                stop
            );
            if (answer.Status is TooLarge or Bad)
            {
                await SplitAsync(path, batch, answer, report, stop);
                return;
            }

            var before = batch.Count;
            var busy = "the whole request was refused, too much is being written";
            if (answer.Status != TooManyRequests)
                (batch, busy) = Sort(batch, answer, report);
            // Only a storm in which nothing gets through ends the tries.
            if (batch.Count < before)
                tries = 1;
            if (tries >= limits.MostTries)
            {
                report.Refuse(batch, TooManyRequests, $"{busy}; after {tries} tries");
                return;
            }

            if (batch.Count > 0)
                await Task.Delay(Wait(tries), clock, stop);
        }
    }

    // Exponential, and each somewhere in its upper half, so that many writers do not come back together.
    TimeSpan Wait(int tries)
    {
        var longest = Math.Min(limits.LongestWait.TotalMilliseconds, limits.FirstWait.TotalMilliseconds * Math.Pow(2, tries - 1));
        return TimeSpan.FromMilliseconds(longest * (0.5 + (0.5 * chance())));
    }

    async Task SplitAsync(string path, List<BulkItem> batch, ElasticAnswer answer, BulkReport report, CancellationToken stop)
    {
        var fault = ElasticFault.Read(answer.Body) ?? new("", "no reason given", "");
        if (answer.Status == Bad && fault.Type != OneSpoilsAll)
            throw new ElasticException($"expected a bulk of {batch.Count} to be read, got 400 {fault}; look into the server's log")
            {
                Status = Bad,
                Type = fault.Type,
            };
        if (batch.Count == 1)
        {
            var size = $"its {batch[0].LengthBytes} bytes are more than the server takes in one request";
            report.Bury(batch[0], answer.Status, answer.Status == TooLarge ? size : fault.ToString());
            return;
        }

        await SendAsync(path, batch[..(batch.Count / 2)], report, stop);
        await SendAsync(path, batch[(batch.Count / 2)..], report, stop);
    }

    /// <returns>What is to be sent again, and why it was refused.</returns>
    static (List<BulkItem> Again, string Busy) Sort(List<BulkItem> batch, ElasticAnswer answer, BulkReport report)
    {
        var items = JsonSerializer.Deserialize(answer.Body.Span, ElasticJson.Default.BulkAnswer)?.Items ?? [];
        if (items.Count != batch.Count)
            throw new ElasticException($"expected {batch.Count} answers to a bulk of {batch.Count}, got {items.Count}; write it again");
        var (again, busy) = (new List<BulkItem>(), "");
        for (var i = 0; i < items.Count; i++)
        {
            var (item, said) = (batch[i], items[i].Values.Single());
            var fault = said.Error is { } error ? ElasticFault.Of(error) : default;
            switch (said.Status)
            {
                case >= 200 and < 300:
                case 404 when item.Action == BulkAction.Delete:
                    report.Wrote();
                    break;
                case 409 when item.Action == BulkAction.Create:
                    report.WasThere();
                    break;
                case TooManyRequests:
                    again.Add(item);
                    busy = fault.ToString();
                    break;
                case 400:
                    report.Bury(item, 400, fault.ToString());
                    break;
                default:
                    report.Refuse([item], said.Status, fault.ToString(), fault.Type);
                    break;
            }
        }

        return (again, busy);
    }
}
