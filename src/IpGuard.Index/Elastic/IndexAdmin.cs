using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace IpGuard.Index.Elastic;

/// <summary>Templates, physical indexes and the aliases that point to them.</summary>
public sealed class IndexAdmin(ElasticTransport transport)
{
    /// <summary>Puts a template of `index-templates/` in the place of its older version; indexes that exist stay as they are.</summary>
    /// <param name="name">`works-v1` or `listings-v1`.</param>
    public Task PutTemplateAsync(string name, CancellationToken stop) =>
        SendAsync("put_template", HttpMethod.Put, $"/_index_template/ipguard-{name}", PictureTemplate.Bytes(name), stop);

    public async Task<bool> ExistsAsync(string index, CancellationToken stop) =>
        (await SendAsync("exists", HttpMethod.Head, $"/{Escape(index)}", default, stop)).IsFound;

    /// <summary>Makes an index, with aliases from its first instant.</summary>
    /// <param name="writeAlias">Null for none. Reads and writes go by two names, so that a rebuilt index is filled unseen.</param>
    /// <param name="refreshInterval">As in `1s`; `-1` for never, while an index is filled. Null for the template's.</param>
    public Task CreateAsync(string index, string? readAlias, string? writeAlias, string? refreshInterval, CancellationToken stop)
    {
        var aliases = new Dictionary<string, AliasOptions>(StringComparer.Ordinal);
        if (readAlias is not null)
            aliases[readAlias] = new();
        if (writeAlias is not null)
            aliases[writeAlias] = new();
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        if (refreshInterval is not null)
            settings["index.refresh_interval"] = refreshInterval;
        var body = Json(new CreateBody(settings, aliases), ElasticJson.Default.CreateBody);
        return SendAsync("create", HttpMethod.Put, $"/{Escape(index)}", body, stop);
    }

    /// <summary>The indexes behind an alias, in the order of their names; none where there is no such alias.</summary>
    public async Task<IReadOnlyList<string>> BehindAsync(string alias, CancellationToken stop)
    {
        try
        {
            var answer = await SendAsync("get_alias", HttpMethod.Get, $"/_alias/{Escape(alias)}", default, stop);
            return answer.IsFound ? Names(answer) : [];
        }
        catch (ElasticException e) when (e.Status == 404)
        {
            return [];
        }
    }

    /// <summary>Why an index behind an alias was not made from a template, in one sentence; null where all were.</summary>
    public async Task<string?> MisfitAsync(string alias, string template, CancellationToken stop)
    {
        var answer = await SendAsync("get_mapping", HttpMethod.Get, $"/{Escape(alias)}/_mapping", default, stop);
        return JsonSerializer
            .Deserialize(answer.Body.Span, ElasticJson.Default.DictionaryStringMappingOfIndex)!
            .Select(i => PictureTemplate.Misfit(template, i.Key, i.Value.Mappings))
            .FirstOrDefault(misfit => misfit is not null);
    }

    /// <summary>Every index `prefix-000001`, `prefix-000002`, … in the order of their numbers, whether an alias points to it or
    /// not.</summary>
    public async Task<IReadOnlyList<string>> PhysicalAsync(string prefix, CancellationToken stop)
    {
        var answer = await SendAsync("get_alias", HttpMethod.Get, $"/{Escape(prefix)}-*/_alias?expand_wildcards=open", default, stop);
        return [.. Names(answer).Where(n => Number(prefix, n) is not null).OrderBy(n => Number(prefix, n))];
    }

    /// <summary>The name of a prefix's n-th index.</summary>
    public static string PhysicalName(string prefix, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}-{number:000000}");

    internal static int? Number(string prefix, string index) =>
        index.StartsWith($"{prefix}-", StringComparison.Ordinal)
        && index.Length == prefix.Length + 7
        && int.TryParse(index.AsSpan(prefix.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    /// <summary>Lets both aliases point to other indexes, in one step: every question meets the old ones or the new ones.</summary>
    /// <param name="to">One or more; the last is written to.</param>
    public Task SwitchAsync(
        string readAlias,
        string writeAlias,
        IReadOnlyList<string> from,
        IReadOnlyList<string> to,
        CancellationToken stop
    )
    {
        List<AliasAction> actions =
        [
            .. from.Except(to, StringComparer.Ordinal)
                .SelectMany(i => new[] { readAlias, writeAlias }.Select(a => new AliasAction { Remove = new(i, a) { MustExist = false } })),
            .. to.Select(i => new AliasAction { Add = new(i, readAlias) }),
            new() { Add = new(to[^1], writeAlias) },
        ];
        var body = Json(new AliasesBody(actions), ElasticJson.Default.AliasesBody);
        return SendAsync("switch", HttpMethod.Post, "/_aliases", body, stop);
    }

    /// <summary>Begins a new index once the present one is large enough: it is read beside the old ones, and the writing alias moves to
    /// it.</summary>
    /// <returns>The new index; null where it is not time yet.</returns>
    public async Task<string?> RolloverAsync(string readAlias, string writeAlias, ElasticRollover at, CancellationToken stop)
    {
        var conditions = new RolloverConditions(string.Create(CultureInfo.InvariantCulture, $"{at.MostShardBytes}b"), at.MostDocuments);
        var body = Json(
            new RolloverBody(new(StringComparer.Ordinal) { [readAlias] = new() }, conditions),
            ElasticJson.Default.RolloverBody
        );
        var answer = await SendAsync("rollover", HttpMethod.Post, $"/{Escape(writeAlias)}/_rollover", body, stop);
        var rolled = JsonSerializer.Deserialize(answer.Body.Span, ElasticJson.Default.RolloverAnswer)!;
        return rolled.RolledOver ? rolled.NewIndex : null;
    }

    /// <summary>Makes everything written visible to searches.</summary>
    public async Task RefreshAsync(string index, CancellationToken stop)
    {
        var answer = await SendAsync("refresh", HttpMethod.Post, $"/{Escape(index)}/_refresh", default, stop);
        if (Partial.Of(JsonSerializer.Deserialize(answer.Body.Span, ElasticJson.Default.SearchAnswer)!, index) is { } missing)
            throw new ElasticException($"{missing}; refresh it again") { Status = 503 };
    }

    /// <param name="refreshInterval">As in `1s`.</param>
    public Task SetRefreshIntervalAsync(string index, string refreshInterval, CancellationToken stop)
    {
        var body = Json(new() { ["index.refresh_interval"] = refreshInterval }, ElasticJson.Default.DictionaryStringString);
        return SendAsync("put_settings", HttpMethod.Put, $"/{Escape(index)}/_settings", body, stop);
    }

    /// <summary>Returns once an index can be read and written: just after it was made it cannot.</summary>
    public async Task AwaitAsync(string index, CancellationToken stop)
    {
        // Half of the patience, so that the server says so rather than leave us waiting.
        var seconds = (int)Math.Ceiling(transport.Settings.AdminPatience.TotalSeconds / 2);
        // An index that was just made counts as yellow before its first shard is there.
        var path = $"/_cluster/health/{Escape(index)}?wait_for_status=yellow&wait_for_active_shards=1&timeout={seconds}s";
        await SendAsync("health", HttpMethod.Get, path, default, stop);
    }

    /// <summary>Deletes one index by its own name; one that is gone is gone.</summary>
    public async Task DeleteAsync(string index, CancellationToken stop)
    {
        try
        {
            await SendAsync("delete", HttpMethod.Delete, $"/{Escape(index)}", default, stop);
        }
        catch (ElasticException e) when (e.Status == 404) { }
    }

    /// <summary>`green`, `yellow` or `red`, and how many nodes there are. Yellow is whole, with too few copies.</summary>
    public async Task<(string State, int Nodes)> HealthAsync(CancellationToken stop)
    {
        var answer = await SendAsync("health", HttpMethod.Get, transport.Settings.HealthPath, default, stop);
        var health = JsonSerializer.Deserialize(answer.Body.Span, ElasticJson.Default.HealthAnswer)!;
        return (health.Status, health.NumberOfNodes);
    }

    Task<ElasticAnswer> SendAsync(string name, HttpMethod method, string path, ReadOnlyMemory<byte> body, CancellationToken stop) =>
        transport.AskAsync(new(name, method, path, transport.Settings.AdminPatience) { Body = body }, stop);

    static byte[] Json<T>(T body, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(body, type);

    static string[] Names(ElasticAnswer answer) =>
        [
            .. JsonSerializer
                .Deserialize(answer.Body.Span, ElasticJson.Default.DictionaryStringAliasesOfIndex)!
                .Keys.Order(StringComparer.Ordinal),
        ];

    static string Escape(string name) => Uri.EscapeDataString(name);
}
