using System.Text;
using IpGuard.Core.Accounts;
using IpGuard.Core.Filings;
using IpGuard.Core.Listings;
using IpGuard.Flows;
using IpGuard.Flows.Filings;
using IpGuard.Flows.Health;
using IpGuard.Index;
using IpGuard.Store;
using IpGuard.Testing;
using IpGuard.Vision.Drawing;
using IpGuard.Web.Tests.Matching;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Web.Tests.Faults;

/// <summary>A house whose index is on a server that fails: filings stand, searches say what they could not ask, and the outbox makes up for
/// the rest.</summary>
public sealed class ElasticHouseTests : IAsyncLifetime
{
    readonly HttpClient _direct = new();
    readonly string _name = $"ipguard-works-test-{Guid.NewGuid():N}";
    Uri _server = null!;
    FaultyProxy _proxy = null!;
    OpenDoor _door = null!;

    public async ValueTask InitializeAsync()
    {
        _server = TestElasticsearch.AddressOrSkip();
        _proxy = await FaultyProxy.StartAsync(_server);
        _door = new() { Elasticsearch = ElasticsearchSettings.At(_proxy.Address) with { Index = _name } };
    }

    public async ValueTask DisposeAsync()
    {
        if (_proxy is null)
            return;
        await _door.DisposeAsync();
        await _proxy.DisposeAsync();
        foreach (var name in new[] { _name, _name.Replace("works", "listings", StringComparison.Ordinal) })
        {
            for (var i = 1; i <= 3; i++)
                (await _direct.DeleteAsync(new Uri(_server, $"/{name}-{i:000000}"))).Dispose();
        }

        _direct.Dispose();
    }

    // And what the running service's loop does once its bell is rung.
    async Task<string> FileAsync(int seed)
    {
        var number = await Bazaar.FileAsync(_door, $"Holder {seed}", Bazaar.Design(seed));
        await _door.Get<Neighbours>().RememberAsync(CancellationToken.None);
        return number;
    }

    Task FinishAsync() => _door.Get<FinishFlow>().FinishAsync(CancellationToken.None);

    async Task<int> WaitingAsync()
    {
        await using var db = _door.Get<GuardStore>().Open(Viewer.House);
        return await db.Outbox.CountAsync(o => o.DoneAt == null && (o.Kind == "index-filing" || o.Kind == "search-rivals"));
    }

    async Task<PartHealth> IndexHealthAsync() =>
        (await _door.Get<HealthReads>().ReadAsync(CancellationToken.None)).Parts.Single(p => p.Part == "index");

    /// <summary>Whole pictures that the server holds, counted past the proxy.</summary>
    async Task<int> CountAsync()
    {
        (await _direct.PostAsync(new Uri(_server, $"/{_name}/_refresh"), null)).Dispose();
        var body = new StringContent("""{"query":{"term":{"part":"0"}}}""", Encoding.UTF8, "application/json");
        using var answer = await _direct.PostAsync(new Uri(_server, $"/{_name}/_count"), body);
        return System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("count").GetInt32();
    }

    async Task PutAsync(string path, string json) =>
        (await _direct.PutAsync(new Uri(_server, path), new StringContent(json, Encoding.UTF8, "application/json")))
            .EnsureSuccessStatusCode()
            .Dispose();

    // What was filed is in the index, once, and nothing waits.
    async Task AssertCaughtUpAsync(int filings)
    {
        await FinishAsync();
        Assert.Equal((filings, 0), (await CountAsync(), await WaitingAsync()));
        Assert.True((await IndexHealthAsync()).IsWell, (await IndexHealthAsync()).Detail);
    }

    [Fact]
    public async Task With_the_server_down_at_the_start_a_filing_stands_and_a_copy_is_contested_once_it_is_back()
    {
        await _proxy.GoDownAsync();
        await _door.InitializeAsync();
        var first = await FileAsync(1);
        // Not the same file: only the index can tell that it shows the same.
        var second = await Bazaar.FileAsync(_door, "Another", AttackPainter.Apply(Bazaar.Design(1), Attack.Resaved, 1));
        await FinishAsync();
        var health = await IndexHealthAsync();
        Assert.False(health.IsWell);
        Assert.StartsWith("elasticsearch is away: ", health.Detail, StringComparison.Ordinal);
        using (var bazaar = new Bazaar(_door, ("copy", Bazaar.Design(1))))
            Assert.Contains("expected", (await bazaar.SweepAsync()).Outcome.Fault, StringComparison.Ordinal);
        Assert.Equal(4, await WaitingAsync());

        await _proxy.ComeBackAsync();
        await AssertCaughtUpAsync(2);
        Assert.Equal((null, ContestedReason.SamePicture), (await ContestedAsync(first), await ContestedAsync(second)));
        var page = await _door.Get<FilingReads>().ListAsync(Viewer.House, 1, CancellationToken.None);
        Assert.Equal([second], page.Items.Where(f => f.IsContested).Select(f => f.Number));
        // Looked for once.
        await FinishAsync();
        await using var db = _door.Get<GuardStore>().Open(Viewer.House);
        Assert.Equal(1, await db.Audit.CountAsync(a => a.Subject == second && a.Action == RivalFlow.Contested));
    }

    async Task<ContestedReason?> ContestedAsync(string number) =>
        (await _door.Get<FilingReads>().ReadAsync(Viewer.House, number, CancellationToken.None))!.ContestedReason;

    [Fact]
    public async Task A_storm_of_429_without_end_keeps_nobody_waiting_who_files()
    {
        await _door.InitializeAsync();
        await FileAsync(1);
        _proxy.Set(new("/_bulk") { Status = 429 });
        var begun = System.Diagnostics.Stopwatch.StartNew();
        await FileAsync(2);
        // Ten seconds of patience, and what a shared machine adds; the ten tries of a bulk take a minute and more.
        Assert.InRange(begun.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(40));
        Assert.Equal(1, await WaitingAsync());
        _proxy.Set(null);
        await AssertCaughtUpAsync(2);
    }

    [Theory]
    [InlineData("taken")]
    [InlineData("half taken")]
    [InlineData("not taken")]
    public async Task A_connection_lost_in_the_middle_of_a_bulk_loses_and_doubles_nothing(string how)
    {
        await _door.InitializeAsync();
        await FileAsync(1);
        var before = (await _door.Get<IPictureIndex>().OpenAsync(CancellationToken.None)).Checkpoint;
        _proxy.Set(
            how == "not taken"
                ? new("/_bulk") { Status = 503 }
                : new("/_bulk") { IsLostAfter = true, Ask = how == "taken" ? null : FirstHalf }
        );
        await FileAsync(2);
        await FileAsync(3);
        Assert.Equal(before, (await _door.Get<IPictureIndex>().OpenAsync(CancellationToken.None)).Checkpoint);
        Assert.Contains(_proxy.Asked, p => p.Contains("/_bulk", StringComparison.Ordinal));
        Assert.True(await WaitingAsync() >= 2);
        _proxy.Set(null);
        await AssertCaughtUpAsync(3);
    }

    // A line that says what, and a line with the document.
    static string FirstHalf(string body)
    {
        var lines = body.TrimEnd('\n').Split('\n');
        return string.Concat(lines.Take(lines.Length / 4 * 2).Select(l => l + "\n"));
    }

    [Fact]
    public async Task A_storm_of_429_keeps_no_filing_away_and_nothing_waits_after_it()
    {
        await _door.InitializeAsync();
        await FileAsync(1);
        _proxy.Set(new("/_msearch") { Status = 429 });
        await FileAsync(2);
        Assert.Equal(1, await WaitingAsync());
        _proxy.Set(null);
        await AssertCaughtUpAsync(2);
        _proxy.Set(new("/_bulk") { Status = 429, Times = 3 });
        await FileAsync(3);
        await AssertCaughtUpAsync(3);
    }

    [Fact]
    public async Task A_read_only_index_keeps_no_filing_away_and_takes_it_when_it_may_be_written_again()
    {
        await _door.InitializeAsync();
        await FileAsync(1);
        await PutAsync($"/{_name}/_settings", """{"index.blocks.write":true}""");
        await FileAsync(2);
        Assert.Equal((1, 1), (await CountAsync(), await WaitingAsync()));
        await PutAsync($"/{_name}/_settings", """{"index.blocks.write":false}""");
        await AssertCaughtUpAsync(2);
    }

    [Fact]
    public async Task A_yellow_index_does_all_that_a_green_one_does()
    {
        await _door.InitializeAsync();
        await PutAsync($"/{_name}/_settings", """{"index.number_of_replicas":1}""");
        var number = await FileAsync(1);
        await AssertCaughtUpAsync(1);
        using var bazaar = new Bazaar(_door, ("copy", Bazaar.Design(1)));
        var (outcome, judged) = await bazaar.SweepAsync();
        Assert.Null(outcome.Fault);
        Assert.Equal(number, judged["copy"].Ranked[0].FilingNumber);
    }

    [Fact]
    public async Task An_index_of_anothers_making_is_named_and_made_again()
    {
        await PutAsync(
            $"/{_name}-000001",
            """{"mappings":{"dynamic":"strict","properties":{"owner":{"type":"long"}}},"aliases":{"NAME":{},"NAME-write":{}}}""".Replace(
                "NAME",
                _name,
                StringComparison.Ordinal
            )
        );
        await _door.InitializeAsync();
        await FileAsync(1);
        await AssertCaughtUpAsync(1);
    }

    [Fact]
    public async Task A_sweep_that_a_part_of_the_index_did_not_answer_ends_with_the_reason_and_is_made_up_for()
    {
        await _door.InitializeAsync();
        var number = await FileAsync(1);
        using var bazaar = new Bazaar(_door, ("copy", Bazaar.Design(1)));
        _proxy.Set(
            new("/_msearch")
            {
                Answer = text =>
                    text.Replace(
                        "\"failed\":0}",
                        "\"failed\":1,\"failures\":[{\"reason\":{\"type\":\"made_up\",\"reason\":\"a disk is gone\"}}]}",
                        StringComparison.Ordinal
                    ),
            }
        );
        var (outcome, judged) = await bazaar.SweepAsync();
        Assert.Contains("a disk is gone", outcome.Fault, StringComparison.Ordinal);
        Assert.Empty(judged);
        _proxy.Set(null);
        (outcome, judged) = await bazaar.SweepAsync();
        Assert.Null(outcome.Fault);
        Assert.Equal((number, 1), (judged["copy"].Ranked[0].FilingNumber, outcome.Counts.SameMatches));
    }

    [Fact]
    public async Task A_slow_node_is_given_up_after_its_time_and_the_filing_stands()
    {
        await _door.InitializeAsync();
        await FileAsync(1);
        _proxy.Set(new("/_msearch") { Delay = TimeSpan.FromSeconds(30) });
        var begun = System.Diagnostics.Stopwatch.StartNew();
        await FileAsync(2);
        // Two seconds of patience, asked once; and what a shared machine adds.
        Assert.InRange(begun.Elapsed, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20));
        Assert.Equal(1, await WaitingAsync());
        _proxy.Set(null);
        await AssertCaughtUpAsync(2);
    }
}
