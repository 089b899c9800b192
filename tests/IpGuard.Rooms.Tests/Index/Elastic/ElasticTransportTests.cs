using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using IpGuard.Index.Elastic;
using Microsoft.AspNetCore.Http;

namespace IpGuard.Rooms.Tests.Index.Elastic;

/// <summary>How the cluster is asked, against nodes on loopback that fail in every way.</summary>
public class ElasticTransportTests
{
    static readonly ElasticCall Ask = new("search", HttpMethod.Post, "/x/_search?timeout=1s", TimeSpan.FromSeconds(10))
    {
        Body = Encoding.UTF8.GetBytes($$"""{"query":"{{new string('a', 4_000)}}"}"""),
    };

    static Task<ElasticAnswer> AskAsync(ElasticTransport transport, ElasticCall? call = null) =>
        transport.AskAsync(call ?? Ask, CancellationToken.None);

    static Task<ElasticException> FailAsync(ElasticTransport transport, ElasticCall? call = null) =>
        Assert.ThrowsAsync<ElasticException>(() => AskAsync(transport, call));

    static Task<FakeNode> Always(int status, string json) => FakeNode.StartAsync((q, _) => FakeNode.SayAsync(q, status, json));

    static Uri Nobody()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        return new($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}");
    }

    [Fact]
    public async Task A_question_goes_compressed_with_its_length_and_the_answer_comes_compressed()
    {
        await using var node = await FakeNode.StartAsync(
            async (q, _) =>
            {
                q.Context.Response.Headers.ContentEncoding = "gzip";
                await using var gzip = new GZipStream(q.Context.Response.Body, CompressionLevel.Fastest);
                await gzip.WriteAsync("""{"took":1}"""u8.ToArray());
            }
        );
        using var transport = RealIndex.TransportTo(node.Address);
        var answer = await AskAsync(transport);
        Assert.Equal("""{"took":1}""", Encoding.UTF8.GetString(answer.Body.Span));
        var asked = Assert.Single(node.Asked);
        Assert.Equal(Encoding.UTF8.GetString(Ask.Body.Span), asked.Body);
        Assert.Equal(("gzip", "gzip"), (asked.Headers.ContentEncoding.ToString(), asked.Headers.AcceptEncoding.ToString()));
        Assert.InRange(asked.Headers.ContentLength!.Value, 1, Ask.Body.Length / 2);
        Assert.Equal("application/vnd.elasticsearch+json; compatible-with=8", asked.Headers.ContentType);
    }

    [Fact]
    public async Task With_no_server_at_the_start_the_fault_names_the_node_and_a_later_question_is_answered()
    {
        var address = Nobody();
        using var transport = RealIndex.TransportTo(address);
        var down = await FailAsync(transport);
        Assert.Equal((0, true), (down.Status, down.IsPassing));
        Assert.StartsWith(
            $"expected Elasticsearch to answer POST /x/_search, got {address.GetLeftPart(UriPartial.Authority)}: ",
            down.Message
        );
        await using var node = await FakeNode.StartAsync((q, _) => FakeNode.SayAsync(q, 200, "{}"), port: address.Port);
        Assert.True((await AskAsync(transport)).IsSuccess);
    }

    [Theory]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_node_that_cannot_is_passed_over_and_left_alone_after_that(int status)
    {
        await using var bad = await Always(status, "{}");
        await using var good = await Always(200, "{}");
        using var transport = RealIndex.TransportTo(bad.Address, good.Address);
        for (var i = 0; i < 4; i++)
            Assert.Equal(200, (await AskAsync(transport)).Status);
        Assert.Equal((1, 4), (bad.Asked.Count, good.Asked.Count));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(409)]
    [InlineData(429)]
    [InlineData(500)]
    public async Task A_node_that_has_answered_no_is_not_asked_again_and_neither_is_another(int status)
    {
        await using var first = await Always(status, """{"error":{"type":"some_exception","reason":"because"}}""");
        await using var second = await Always(200, "{}");
        using var transport = RealIndex.TransportTo(first.Address, second.Address);
        var said = await FailAsync(transport);
        Assert.Equal((status, "some_exception"), (said.Status, said.Type));
        Assert.Contains($"got {status} some_exception: because; ", said.Message);
        Assert.Equal((1, 0), (first.Asked.Count, second.Asked.Count));
    }

    [Fact]
    public async Task Every_node_is_asked_once_at_most()
    {
        await using var a = await Always(503, """{"error":{"type":"x","reason":"a is ill"}}""");
        await using var b = await Always(503, """{"error":{"type":"x","reason":"b is ill"}}""");
        await using var c = await Always(503, "{}");
        using var transport = RealIndex.TransportTo(a.Address, b.Address, c.Address);
        var said = await FailAsync(transport);
        Assert.Equal((1, 1, 1), (a.Asked.Count, b.Asked.Count, c.Asked.Count));
        Assert.Equal(503, said.Status);
        Assert.Contains("a is ill", said.Message);
        Assert.Contains("b is ill", said.Message);
        // All are dead: one is tried all the same.
        await FailAsync(transport);
        Assert.Equal(4, a.Asked.Count + b.Asked.Count + c.Asked.Count);
    }

    [Fact]
    public async Task A_single_node_gets_one_more_try_where_the_connection_broke_and_no_third()
    {
        await using var once = await FakeNode.StartAsync(
            (q, before) => before == 0 ? Task.Run(q.Context.Abort) : FakeNode.SayAsync(q, 200, "{}")
        );
        using (var transport = RealIndex.TransportTo(once.Address))
            Assert.Equal(200, (await AskAsync(transport)).Status);
        await using var always = await FakeNode.StartAsync((q, _) => Task.Run(q.Context.Abort));
        using (var transport = RealIndex.TransportTo(always.Address))
            await FailAsync(transport);
        Assert.Equal((2, 2), (once.Asked.Count, always.Asked.Count));
    }

    [Fact]
    public async Task A_slow_node_is_left_at_the_end_of_its_time_and_the_next_one_answers()
    {
        await using var slow = await FakeNode.StartAsync((q, _) => Task.Delay(TimeSpan.FromSeconds(30), q.Context.RequestAborted));
        await using var good = await Always(200, "{}");
        using var transport = RealIndex.TransportTo(slow.Address, good.Address);
        var began = Stopwatch.GetTimestamp();
        Assert.Equal(200, (await AskAsync(transport, Ask with { Patience = TimeSpan.FromSeconds(1) })).Status);
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0.9, 10);
        using var alone = RealIndex.TransportTo(slow.Address);
        Assert.Contains(
            "no whole answer within 0.3 s",
            (await FailAsync(alone, Ask with { Patience = TimeSpan.FromSeconds(0.3) })).Message
        );
        Assert.Equal(2, slow.Asked.Count);
    }

    [Fact]
    public async Task What_the_caller_stops_is_stopped_and_not_asked_elsewhere()
    {
        await using var slow = await FakeNode.StartAsync((q, _) => Task.Delay(TimeSpan.FromSeconds(30), q.Context.RequestAborted));
        await using var good = await Always(200, "{}");
        using var transport = RealIndex.TransportTo(slow.Address, good.Address);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(0.3));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => transport.AskAsync(Ask, stop.Token));
        Assert.Empty(good.Asked);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(404)]
    public async Task What_does_not_say_that_it_is_Elasticsearch_is_not_believed(int status)
    {
        await using var other = await FakeNode.StartAsync(
            (q, _) =>
            {
                q.Context.Response.Headers.Remove("X-Elastic-Product");
                return FakeNode.SayAsync(q, status, "{}");
            }
        );
        using var transport = RealIndex.TransportTo(other.Address);
        Assert.Contains("from something else; check the address", (await FailAsync(transport)).Message);
    }

    [Fact]
    public async Task A_redirect_is_refused_by_name_and_nothing_goes_there()
    {
        await using var elsewhere = await Always(200, "{}");
        await using var node = await FakeNode.StartAsync(
            (q, _) =>
            {
                q.Context.Response.Headers.Location = elsewhere.Address.ToString();
                return FakeNode.SayAsync(q, 307, "{}");
            }
        );
        using var transport = RealIndex.TransportTo(node.Address);
        Assert.Contains("got a redirect to 127.0.0.1, which is not followed", (await FailAsync(transport)).Message);
        // A way out that follows them by itself is found out.
        using var following = new ElasticTransport(RealIndex.Settings(node.Address), _ => new SocketsHttpHandler(), TimeProvider.System);
        Assert.Contains("which is not followed", (await FailAsync(following, Ask with { Method = HttpMethod.Get })).Message);
    }

    [Fact]
    public async Task Absence_is_a_value_unless_the_answer_says_what_went_wrong()
    {
        await using var node = await FakeNode.StartAsync(
            (q, before) => FakeNode.SayAsync(q, 404, before == 0 ? """{"found":false}""" : """{"error":"alias [x] missing","status":404}""")
        );
        using var transport = RealIndex.TransportTo(node.Address);
        Assert.False((await AskAsync(transport)).IsFound);
        Assert.Contains("404 alias [x] missing", (await FailAsync(transport)).Message);
    }

    [Fact]
    public async Task A_warning_is_handed_on_once()
    {
        await using var node = await FakeNode.StartAsync(
            (q, _) =>
            {
                q.Context.Response.Headers.Append("Warning", "299 Elasticsearch-8.19.16-abc \"this is going away\"");
                return FakeNode.SayAsync(q, 200, "{}");
            }
        );
        var warned = new List<string>();
        var settings = new ElasticSettings { Nodes = [node.Address], Warned = warned.Add };
        using var transport = new ElasticTransport(settings, RealIndex.Way, TimeProvider.System);
        Assert.Equal(["this is going away"], (await AskAsync(transport)).Warnings);
        await AskAsync(transport);
        Assert.Equal(["this is going away"], warned);
    }

    [Fact]
    public async Task An_answer_longer_than_agreed_is_not_read_on()
    {
        await using var node = await Always(200, new string(' ', 5_000));
        var settings = new ElasticSettings { Nodes = [node.Address], MostAnswerBytes = 4_096 };
        using var transport = new ElasticTransport(settings, RealIndex.Way, TimeProvider.System);
        Assert.Contains("at most 4096 bytes", (await FailAsync(transport)).Message);
    }

    [Fact]
    public async Task One_activity_tells_of_the_whole_call_and_of_the_attempts_where_it_failed()
    {
        var activities = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = s => s.Name == "IpGuard.Index.Elastic",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = a =>
            {
                if (a.OperationName == "one-of-a-kind")
                    activities.Add(a);
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using var bad = await Always(503, "{}");
        await using var good = await Always(200, "{}");
        using (var both = RealIndex.TransportTo(bad.Address, good.Address))
            await AskAsync(both, Ask with { Name = "one-of-a-kind" });
        using (var one = RealIndex.TransportTo(bad.Address))
            await FailAsync(one, Ask with { Name = "one-of-a-kind" });
        Assert.Equal([ActivityStatusCode.Unset, ActivityStatusCode.Error], activities.Select(a => a.Status));
        Assert.Equal((null, true), (activities[0].GetTagItem("attempts"), activities[1].GetTagItem("attempts") is string));
    }
}
