using IpGuard.Core.Matching;
using IpGuard.Index;
using IpGuard.Index.Elastic;

namespace IpGuard.Rooms.Tests.Index.Elastic;

/// <summary>Answers that came with 200 and are not whole.</summary>
public class PartialAnswerTests
{
    const string Hit = """{"_score":1.0,"fields":{"owner":["F-1"],"picture_no":[2]}}""";
    const string Shards = """{"total":2,"successful":2,"failed":0}""";

    const string FailedShard = """
        {"total":2,"successful":1,"failed":1,"failures":[{"shard":1,"reason":{"type":"circuit_breaking_exception","reason":"too large"}}]}
        """;

    static string Of(string shards, bool timedOut = false) =>
        $$$"""{"timed_out":{{{(timedOut ? "true" : "false")}}},"_shards":{{{shards}}},"hits":{"hits":[{{{Hit}}}]},"status":200}""";

    static async Task<(Found<(int Asked, int Bits, IpGuard.Index.PictureKey Key)> Found, FakeNode Node)> AskAsync(params string[] responses)
    {
        await using var node = await FakeNode.StartAsync(
            (q, _) => FakeNode.SayAsync(q, 200, $$"""{"responses":[{{string.Join(',', responses)}}]}""")
        );
        using var transport = RealIndex.TransportTo(node.Address);
        var question = new HashQuestion(new(transport, "works"));
        var hashes = Enumerable.Repeat(new[] { default(Pdq) }, responses.Length).ToList();
        return (await question.NearestAsync(hashes, HashQuestion.IsPart(0), 31, 10, CancellationToken.None), node);
    }

    [Fact]
    public async Task A_whole_answer_leaves_nothing_out_and_all_orientations_go_in_one_request()
    {
        var (found, node) = await AskAsync([.. Enumerable.Repeat(Of(Shards), 8)]);
        Assert.True(found.IsWhole);
        Assert.Equal(8, found.Items.Count);
        Assert.Equal((0, 0, new("F-1", 2)), found.Items[0]);
        var asked = Assert.Single(node.Asked);
        Assert.Equal(("POST /works/_msearch", 16), (asked.What, asked.Body.TrimEnd('\n').Split('\n').Length));
        // The server is to stop before we do.
        Assert.Contains("\"timeout\":\"16000ms\"", asked.Body);
    }

    [Fact]
    public async Task A_shard_that_failed_is_told_beside_what_the_others_found()
    {
        var (found, _) = await AskAsync(Of(Shards), Of(FailedShard));
        Assert.Equal(2, found.Items.Count);
        Assert.Equal(
            "expected all 2 shards of works to answer, got 1 that failed: circuit_breaking_exception: too large",
            Assert.Single(found.NotAsked)
        );
    }

    [Fact]
    public async Task A_search_that_ran_out_of_time_is_told()
    {
        var (found, _) = await AskAsync(Of(Shards, timedOut: true), Of(Shards));
        Assert.Contains("found in the time allowed", Assert.Single(found.NotAsked));
    }

    [Fact]
    public async Task One_question_of_several_that_failed_is_told_and_all_that_failed_is_an_error()
    {
        const string Failed = """{"error":{"type":"index_not_found_exception","reason":"no such index [works]"},"status":404}""";
        var (found, _) = await AskAsync(Of(Shards), Failed);
        Assert.Single(found.Items);
        Assert.Contains("got 404 index_not_found_exception: no such index [works]", Assert.Single(found.NotAsked));
        var all = await Assert.ThrowsAsync<ElasticException>(() => AskAsync(Failed, Failed));
        Assert.Equal((404, "index_not_found_exception"), (all.Status, all.Type));
    }

    [Fact]
    public async Task Reading_everything_never_ends_early_because_a_shard_failed()
    {
        await using var node = await FakeNode.StartAsync(
            (q, _) => FakeNode.SayAsync(q, 200, q.What.EndsWith("_pit", StringComparison.Ordinal) ? """{"id":"p"}""" : Of(FailedShard))
        );
        using var transport = RealIndex.TransportTo(node.Address);
        var read = new PitReader(transport).ReadAsync("works", null, false, 10, CancellationToken.None);
        await Assert.ThrowsAsync<ElasticException>(async () => await read.CountAsync());
        // The reader is closed even so.
        Assert.Equal(["POST /works/_pit", "POST /_search", "DELETE /_pit"], node.Asked.Select(q => q.What));
    }

    [Theory]
    [InlineData(1, 84.85)]
    [InlineData(2, 120)]
    [InlineData(4, 240)]
    [InlineData(9, 1357.6)]
    [InlineData(10, 1800)]
    [InlineData(500, 1800)]
    public void A_dead_node_is_left_alone_for_longer_each_time_up_to_half_an_hour(int failures, double seconds) =>
        Assert.Equal(seconds, ElasticNode.DeadTime(failures).TotalSeconds, 0.1);

    [Fact]
    public void A_dead_node_is_asked_again_after_its_time_and_first_when_all_are_dead()
    {
        var clock = new Standing();
        var pool = new NodePool([new("http://a"), new("http://b")], clock);
        var first = pool.Next()[0];
        pool.Bury(first);
        Assert.All(Enumerable.Range(0, 4), _ => Assert.DoesNotContain(first, pool.Next()));
        pool.Bury(pool.Next()[0]);
        Assert.Single(pool.Next());
        clock.Now += TimeSpan.FromSeconds(90);
        Assert.Equal(2, pool.Next().Count);
        first.Revive();
        pool.Bury(first);
        clock.Now += TimeSpan.FromSeconds(80);
        Assert.DoesNotContain(first, pool.Next());
    }

    sealed class Standing : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 23, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
