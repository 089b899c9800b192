using System.Text.Json;
using IpGuard.Index.Elastic;

namespace IpGuard.Bench;

/// <summary>One index of its own on a server, and what the server says of it.</summary>
sealed class ElasticBenchServer(Uri url, string prefix) : IDisposable
{
    /// <summary>The product's own two seconds, times what a shared machine needs.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly HttpClient _http = new() { BaseAddress = url, Timeout = TimeSpan.FromMinutes(5) };

    public ElasticIndex Open()
    {
        var settings = new ElasticSettings
        {
            Nodes = [url],
            SearchPatience = Patience,
            WritePatience = TimeSpan.FromMinutes(5),
            AdminPatience = TimeSpan.FromMinutes(5),
        };
        var transport = new ElasticTransport(settings, _ => new SocketsHttpHandler { AllowAutoRedirect = false }, TimeProvider.System);
        return new(transport, new(prefix, "made", MadeWorks.Eyes.Vocabulary!.Id), MadeWorks.Eyes, new(), TimeProvider.System);
    }

    /// <summary>Returns once nothing is being merged, as a server is in its quiet hours.</summary>
    public async Task AwaitMergesAsync()
    {
        var quiet = 0;
        while (quiet < 3)
        {
            var merges = await StatsAsync("merge");
            quiet = merges.GetProperty("merges").GetProperty("current").GetInt64() == 0 ? quiet + 1 : 0;
            await Task.Delay(1_000);
        }
    }

    public async Task<(long Bytes, long Segments)> SizeAsync()
    {
        using var flushed = await _http.PostAsync($"{prefix}/_flush", null);
        flushed.EnsureSuccessStatusCode();
        var stats = await StatsAsync("store,segments");
        return (
            stats.GetProperty("store").GetProperty("size_in_bytes").GetInt64(),
            stats.GetProperty("segments").GetProperty("count").GetInt64()
        );
    }

    /// <summary>Processor time that all nodes have used so far; each looks once a second.</summary>
    public async Task<double> ProcessorMillisecondsAsync()
    {
        await Task.Delay(1_000);
        using var stats = JsonDocument.Parse(await _http.GetStreamAsync("_nodes/stats/process"));
        return stats
            .RootElement.GetProperty("nodes")
            .EnumerateObject()
            .Sum(n => n.Value.GetProperty("process").GetProperty("cpu").GetProperty("total_in_millis").GetDouble());
    }

    /// <summary>Deletes the indexes of this measurement, of one that was broken off too.</summary>
    public async Task DeleteAsync()
    {
        using var answer = await _http.GetAsync($"{prefix}-*/_alias");
        answer.EnsureSuccessStatusCode();
        using var names = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync());
        foreach (var index in names.RootElement.EnumerateObject())
        {
            using var gone = await _http.DeleteAsync(index.Name);
            gone.EnsureSuccessStatusCode();
        }
    }

    public void Dispose() => _http.Dispose();

    async Task<JsonElement> StatsAsync(string kinds)
    {
        using var stats = JsonDocument.Parse(await _http.GetStreamAsync($"{prefix}/_stats/{kinds}"));
        return stats.RootElement.GetProperty("_all").GetProperty("primaries").Clone();
    }
}
