using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IpGuard.Index.Elastic;

namespace IpGuard.Rooms.Tests.Index.Elastic;

/// <summary>Writing much, against a node on loopback that keeps what it takes and refuses as it is told to.</summary>
public sealed class BulkWriterTests : IAsyncDisposable
{
    const string Busy = """{"type":"es_rejected_execution_exception","reason":"queue is full"}""";

    readonly Dictionary<string, string> _kept = [];
    readonly List<int> _sizes = [];
    readonly List<double> _waits = [];
    readonly Lock _gate = new();
    FakeNode? _node;
    ElasticTransport? _transport;

    public async ValueTask DisposeAsync()
    {
        _transport?.Dispose();
        if (_node is not null)
            await _node.DisposeAsync();
    }

    static List<(string Action, string Id, string Document)> Read(string body)
    {
        Assert.EndsWith("\n", body);
        var lines = new Queue<string>(body[..^1].Split('\n'));
        var read = new List<(string, string, string)>();
        while (lines.TryDequeue(out var line))
        {
            var (action, meta) = JsonNode.Parse(line)!.AsObject().Single();
            read.Add((action, (string)meta!["_id"]!, action == "delete" ? "" : lines.Dequeue()));
        }

        return read;
    }

    /// <param name="status">What one document is answered with; null for the whole to be taken.</param>
    string Take(string body, Func<string, (int Status, string Error)?>? status = null)
    {
        lock (_gate)
        {
            var items = new JsonArray();
            foreach (var (action, id, document) in Read(body))
            {
                var refused = status?.Invoke(id);
                var said = new JsonObject { ["status"] = refused?.Status ?? (_kept.ContainsKey(id) ? 200 : 201) };
                if (refused is { } r)
                    said["error"] = JsonNode.Parse(r.Error);
                else if (action == "create" && _kept.ContainsKey(id))
                    said["status"] = 409;
                else if (action == "delete")
                    said["status"] = _kept.Remove(id) ? 200 : 404;
                else
                    _kept[id] = document;
                items.Add(new JsonObject { [action] = said });
            }

            return new JsonObject { ["errors"] = status is not null, ["items"] = items }.ToJsonString();
        }
    }

    static BulkItem Item(int i, int bytes = 0, BulkAction action = BulkAction.Index) =>
        new(
            action,
            $"d{i}",
            action == BulkAction.Delete ? default : Encoding.UTF8.GetBytes($$"""{"n":{{i}},"fill":"{{new string('x', bytes)}}"}""")
        );

    async Task<BulkReport> WriteAsync(Func<FakeQuestion, int, Task> answer, IEnumerable<BulkItem> items, BulkLimits? limits = null)
    {
        _node = await FakeNode.StartAsync(
            (q, before) =>
            {
                lock (_gate)
                    _sizes.Add(Read(q.Body).Count);
                return answer(q, before);
            }
        );
        _transport = RealIndex.TransportTo(_node.Address);
        limits ??= new()
        {
            MostItems = 10,
            FirstWait = TimeSpan.FromSeconds(1),
            LongestWait = TimeSpan.FromSeconds(4),
        };
        var writer = new BulkWriter(_transport, limits, new Recording(_waits), () => 0.5);
        return await writer.WriteAsync("works", isAlias: false, items.ToAsyncEnumerable(), CancellationToken.None);
    }

    /// <summary>Remembers for how long was to be waited, and does not wait.</summary>
    sealed class Recording(List<double> waits) : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            lock (waits)
                waits.Add(dueTime.TotalSeconds);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }

    [Fact]
    public async Task Batches_are_full_by_count_or_by_bytes_and_never_more()
    {
        var report = await WriteAsync(
            (q, _) => FakeNode.SayAsync(q, 200, Take(q.Body)),
            Enumerable.Range(0, 25).Select(i => Item(i)).Concat(Enumerable.Range(25, 5).Select(i => Item(i, 3_000))),
            new()
            {
                MostItems = 10,
                MostBytes = 8_000,
                InFlight = 1,
            }
        );
        Assert.Equal((30, 30), (report.Written, _kept.Count));
        // 20 by count; 5 small ones and two large ones by bytes; then two and one.
        Assert.Equal([10, 10, 7, 2, 1], _sizes);
        Assert.All(_node!.Asked, q => Assert.Equal("application/vnd.elasticsearch+x-ndjson; compatible-with=8", q.Headers.ContentType));
        Assert.All(_node.Asked, q => Assert.NotNull(q.Headers.ContentLength));
    }

    [Fact]
    public async Task Only_what_was_refused_for_load_is_sent_again_after_growing_waits()
    {
        var tries = new Dictionary<string, int>();
        var report = await WriteAsync(
            (q, _) =>
                FakeNode.SayAsync(
                    q,
                    200,
                    Take(
                        q.Body,
                        id =>
                        {
                            var n = tries[id] = tries.GetValueOrDefault(id) + 1;
                            return id is "d3" or "d7" && n <= 3 ? (429, Busy) : null;
                        }
                    )
                ),
            Enumerable.Range(0, 10).Select(i => Item(i))
        );
        Assert.Equal((10, 0, 0), (report.Written, report.Refused.Count, report.DeadLetters.Count));
        Assert.Equal([10, 2, 2, 2], _sizes);
        // The first try got eight in, so the waits begin anew after it; half of each is by chance.
        Assert.Equal([0.75, 1.5, 3], _waits);
    }

    [Fact]
    public async Task A_whole_request_refused_for_load_is_sent_again_until_it_is_taken()
    {
        var report = await WriteAsync(
            (q, before) => before < 4 ? FakeNode.SayAsync(q, 429, $$"""{"error":{{Busy}}}""") : FakeNode.SayAsync(q, 200, Take(q.Body)),
            Enumerable.Range(0, 10).Select(i => Item(i))
        );
        Assert.Equal((10, 5), (report.Written, _sizes.Count));
        // No longer than the longest.
        Assert.Equal([0.75, 1.5, 3, 3], _waits);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_storm_without_end_gives_back_what_was_not_taken(bool isWhole)
    {
        var report = await WriteAsync(
            (q, _) =>
                isWhole
                    ? FakeNode.SayAsync(q, 429, $$"""{"error":{{Busy}}}""")
                    : FakeNode.SayAsync(q, 200, Take(q.Body, id => id == "d0" ? (429, Busy) : null)),
            Enumerable.Range(0, 4).Select(i => Item(i)),
            new() { MostTries = 5 }
        );
        Assert.Equal(isWhole ? 4 : 1, report.Refused.Count);
        Assert.Equal(isWhole ? 0 : 3, _kept.Count);
        Assert.Equal(429, report.Refused[0].Status);
        Assert.Contains("after 5 tries", report.Refused[0].Reason);
        Assert.True(Assert.Throws<ElasticException>(() => report.ThrowIfRefused("works")).IsPassing);
    }

    [Fact]
    public async Task A_request_too_large_is_halved_until_it_fits_and_a_document_that_never_fits_is_given_back()
    {
        var report = await WriteAsync(
            (q, _) => q.Body.Length > 3_000 ? FakeNode.SayAsync(q, 413, "") : FakeNode.SayAsync(q, 200, Take(q.Body)),
            Enumerable.Range(0, 8).Select(i => Item(i, i == 5 ? 5_000 : 900))
        );
        Assert.Equal((7, 7), (report.Written, _kept.Count));
        var dead = Assert.Single(report.DeadLetters);
        Assert.Equal(("d5", 413), (dead.Id, dead.Status));
    }

    [Fact]
    public async Task A_document_that_does_not_fit_the_mapping_is_given_back_with_the_reason_and_the_rest_is_in()
    {
        const string Conflict = """
            {"type":"document_parsing_exception","reason":"failed to parse field [hash]",
             "caused_by":{"type":"illegal_argument_exception","reason":"wrong number of dimensions"}}
            """;
        var report = await WriteAsync(
            (q, _) => FakeNode.SayAsync(q, 200, Take(q.Body, id => id == "d1" ? (400, Conflict) : null)),
            Enumerable.Range(0, 3).Select(i => Item(i))
        );
        var dead = Assert.Single(report.DeadLetters);
        Assert.Equal(("d1", 400), (dead.Id, dead.Status));
        Assert.Contains("failed to parse field [hash] (because of illegal_argument_exception: wrong number of dimensions)", dead.Reason);
        Assert.Equal(2, _kept.Count);
        report.ThrowIfRefused("works");
    }

    [Fact]
    public async Task What_is_there_already_counts_as_there_and_what_is_gone_as_gone()
    {
        _kept["d0"] = "old";
        var report = await WriteAsync(
            (q, _) => FakeNode.SayAsync(q, 200, Take(q.Body)),
            [Item(0, action: BulkAction.Create), Item(1, action: BulkAction.Create), Item(2, action: BulkAction.Delete)]
        );
        Assert.Equal((2, 1), (report.Written, report.AlreadyThere));
        Assert.Equal("old", _kept["d0"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_lost_in_the_middle_loses_nothing_and_doubles_nothing(bool isTaken)
    {
        var report = await WriteAsync(
            (q, before) =>
            {
                var answer = before is 0 && !isTaken ? "" : Take(q.Body);
                if (before > 0)
                    return FakeNode.SayAsync(q, 200, answer);
                q.Context.Abort();
                return Task.CompletedTask;
            },
            Enumerable.Range(0, 30).Select(i => Item(i)),
            new() { MostItems = 10, InFlight = 1 }
        );
        Assert.Equal((30, 30, 4), (report.Written, _kept.Count, _sizes.Count));
        Assert.All(
            Enumerable.Range(0, 30),
            i => Assert.Equal(i, JsonDocument.Parse(_kept[$"d{i}"]).RootElement.GetProperty("n").GetInt32())
        );
    }

    [Fact]
    public async Task A_read_only_index_refuses_for_now_with_what_to_do()
    {
        const string Blocked =
            """{"type":"cluster_block_exception","reason":"index [works] blocked by: [FORBIDDEN/8/index write (api)];"}""";
        var report = await WriteAsync(
            (q, _) => FakeNode.SayAsync(q, 200, Take(q.Body, _ => (403, Blocked))),
            Enumerable.Range(0, 3).Select(i => Item(i))
        );
        var said = Assert.Throws<ElasticException>(() => report.ThrowIfRefused("works"));
        Assert.Equal((403, "cluster_block_exception", 3), (said.Status, said.Type, report.Refused.Count));
        Assert.StartsWith("expected works to take 3 documents, got 403 cluster_block_exception: ", said.Message);
    }

    [Theory]
    [InlineData("""{"errors":false}""")]
    [InlineData("""{"errors":false,"items":[{"index":{"status":201}}]}""")]
    public async Task An_answer_that_does_not_speak_of_every_document_is_not_believed(string answer) =>
        await Assert.ThrowsAsync<ElasticException>(() => WriteAsync((q, _) => FakeNode.SayAsync(q, 200, answer), [Item(0), Item(1)]));
}
