using System.Text;
using IpGuard.Core.Matching;
using IpGuard.Index.Elastic;

namespace IpGuard.Rooms.Tests.Index.Elastic;

/// <summary>Templates, aliases and reading everything, on a real Elasticsearch.</summary>
public sealed class IndexAdminTests : IAsyncLifetime
{
    readonly string _listings = $"ipguard-listings-test-{Guid.NewGuid():N}";
    RealIndex _real = null!;

    IndexAdmin Admin => _real.Admin;

    public async ValueTask InitializeAsync() => _real = await RealIndex.OpenOrSkipAsync();

    public async ValueTask DisposeAsync()
    {
        if (_real is null)
            return;
        foreach (var index in await Admin.PhysicalAsync(_listings, CancellationToken.None))
            await Admin.DeleteAsync(index, CancellationToken.None);
        await _real.DisposeAsync();
    }

    static async IAsyncEnumerable<BulkItem> Items(IEnumerable<BulkItem> items)
    {
        await Task.Yield();
        foreach (var item in items)
            yield return item;
    }

    BulkWriter Writer => new(_real.Transport, new() { MostItems = 700, InFlight = 3 }, TimeProvider.System, () => 0);

    static BulkItem Item(string id, string json, BulkAction action = BulkAction.Index) => new(action, id, Encoding.UTF8.GetBytes(json));

    Task<BulkReport> WriteAsync(params BulkItem[] items) =>
        Writer.WriteAsync(_real.Name.WriteAlias, isAlias: true, Items(items), CancellationToken.None);

    [Theory]
    [InlineData("""{"unknown":1}""", "strict_dynamic_mapping_exception")]
    [InlineData("""{"area":{"z":1}}""", "strict_dynamic_mapping_exception")]
    [InlineData("""{"hash":"abcd"}""", "document_parsing_exception")]
    [InlineData("""{"picture_no":"first"}""", "document_parsing_exception")]
    [InlineData("""{"title_meaning":[1,2,3]}""", "document_parsing_exception")]
    public async Task The_mapping_takes_nothing_that_it_does_not_state(string document, string type)
    {
        var report = await WriteAsync(Item("a", document), Item("b", """{"picture_no":1}"""));
        var dead = Assert.Single(report.DeadLetters);
        Assert.Equal(("a", 400), (dead.Id, dead.Status));
        Assert.Contains(type, dead.Reason);
        Assert.Equal((1, 0), (report.Written, report.Refused.Count));
    }

    [Fact]
    public async Task What_is_created_twice_is_there_once()
    {
        var item = Item("a", """{"picture_no":1}""", BulkAction.Create);
        Assert.Equal(1, (await WriteAsync(item)).Written);
        var again = await WriteAsync(item);
        Assert.Equal((0, 1, 0), (again.Written, again.AlreadyThere, again.DeadLetters.Count));
        Assert.Equal(1, (await WriteAsync(Item("nobody", "", BulkAction.Delete))).Written);
    }

    [Fact]
    public async Task More_than_one_page_is_read_whole_and_as_it_stood_when_reading_began()
    {
        const int Count = 5_200;
        await WriteAsync([.. Enumerable.Range(0, Count).Select(i => Item($"d:{i}:0", $$"""{"picture_no":{{i}}}"""))]);
        await Admin.RefreshAsync(_real.Name.Prefix, CancellationToken.None);
        var read = new HashSet<string>();
        await foreach (
            var hit in new PitReader(_real.Transport).ReadAsync(_real.Name.Prefix, null, true, PitReader.PageSize, CancellationToken.None)
        )
        {
            if (read.Count == 0)
            {
                await WriteAsync(Item("late", """{"picture_no":-1}"""), Item("d:5199:0", "", BulkAction.Delete));
                await Admin.RefreshAsync(_real.Name.Prefix, CancellationToken.None);
            }

            Assert.True(read.Add(hit.Id!));
            Assert.Equal($"d:{hit.Source!.Value.GetProperty("picture_no").GetInt32()}:0", hit.Id);
        }

        Assert.Equal(Count, read.Count);
    }

    [Fact]
    public async Task Writing_to_an_alias_that_is_gone_makes_no_index()
    {
        var name = $"{_real.Name.Prefix}-lost";
        var report = await Writer.WriteAsync(name, isAlias: true, Items([Item("a", "{}")]), CancellationToken.None);
        Assert.Equal(404, Assert.Single(report.Refused).Status);
        Assert.False(await Admin.ExistsAsync(name, CancellationToken.None));
    }

    [Fact]
    public async Task A_read_only_index_refuses_and_the_checkpoint_stays_until_it_takes_again()
    {
        var physical = (await Admin.PhysicalAsync(_real.Name.Prefix, CancellationToken.None))[0];
        await SetAsync(physical, """{"index.blocks.write":true}""");
        List<IndexedPicture> pictures = [new("F-1", 1, new(1, 2, 3, 4))];
        var refused = await Assert.ThrowsAsync<ElasticException>(() =>
            _real.Index.AddAsync(pictures, new(Guid.NewGuid(), 7), CancellationToken.None)
        );
        Assert.Equal((403, "cluster_block_exception", true), (refused.Status, refused.Type, refused.IsPassing));
        Assert.Contains("take the block off", refused.Message);
        Assert.Equal(0, _real.Index.Checkpoint.Position);
        await SetAsync(physical, """{"index.blocks.write":null}""");
        Assert.Empty(await _real.Index.AddAsync(pictures, new(Guid.NewGuid(), 7), CancellationToken.None));
        Assert.Equal((1, 7), (await _real.Index.CountAsync(CancellationToken.None), _real.Index.Checkpoint.Position));
    }

    [Fact]
    public async Task A_yellow_index_is_written_and_read_as_a_green_one()
    {
        var physical = (await Admin.PhysicalAsync(_real.Name.Prefix, CancellationToken.None))[0];
        await SetAsync(physical, """{"index.number_of_replicas":1}""");
        var (state, nodes) = await Admin.HealthAsync(CancellationToken.None);
        Assert.Equal(("yellow", 1), (state, nodes));
        Assert.Empty(await _real.Index.AddAsync([new("F-1", 1, default)], new(Guid.NewGuid(), 1), CancellationToken.None));
        Assert.Single(await _real.NearestAsync(default, 0, 1));
    }

    [Fact]
    public async Task Listings_roll_over_once_they_are_many_and_the_writing_alias_moves()
    {
        var write = $"{_listings}-write";
        await Admin.PutTemplateAsync("listings-v1", CancellationToken.None);
        await Admin.CreateAsync(IndexAdmin.PhysicalName(_listings, 1), _listings, write, "-1", CancellationToken.None);
        Assert.Null(await Admin.RolloverAsync(_listings, write, new(10L << 30, 3), CancellationToken.None));
        BulkItem Listing(string id) => Item(id, $$"""{"owner":"{{id}}","picture_no":1,"part":0}""");
        foreach (var id in new[] { "a", "b", "c" })
            await Writer.WriteAsync(write, isAlias: true, Items([Listing(id)]), CancellationToken.None);
        await Admin.RefreshAsync(_listings, CancellationToken.None);
        Assert.Equal(
            IndexAdmin.PhysicalName(_listings, 2),
            await Admin.RolloverAsync(_listings, write, new(10L << 30, 3), CancellationToken.None)
        );
        Assert.Equal([IndexAdmin.PhysicalName(_listings, 2)], await Admin.BehindAsync(write, CancellationToken.None));
        Assert.Equal(2, (await Admin.BehindAsync(_listings, CancellationToken.None)).Count);
        Assert.Single(
            (await Writer.WriteAsync(write, true, Items([Item("d", """{"filing_number":"x"}""")]), CancellationToken.None)).DeadLetters
        );
    }

    [Fact]
    public async Task What_is_not_there_is_a_value_and_what_cannot_be_asked_is_an_error()
    {
        Assert.False(await Admin.ExistsAsync("ipguard-nowhere", CancellationToken.None));
        Assert.Empty(await Admin.BehindAsync("ipguard-nowhere", CancellationToken.None));
        await Admin.DeleteAsync("ipguard-nowhere", CancellationToken.None);
        var gone = await Assert.ThrowsAsync<ElasticException>(() => Admin.RefreshAsync("ipguard-nowhere", CancellationToken.None));
        Assert.Equal((404, "index_not_found_exception"), (gone.Status, gone.Type));
        Assert.Contains("no such index [ipguard-nowhere]; rebuild the index", gone.Message);
    }

    Task<ElasticAnswer> SetAsync(string index, string settings) =>
        _real.Transport.AskAsync(
            new("put_settings", HttpMethod.Put, $"/{index}/_settings", TimeSpan.FromSeconds(10))
            {
                Body = Encoding.UTF8.GetBytes(settings),
            },
            CancellationToken.None
        );
}
