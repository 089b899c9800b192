using IpGuard.Flows.Matching;
using IpGuard.Index;
using IpGuard.Index.Elastic;
using IpGuard.Index.Embedded;

namespace IpGuard.Flows;

/// <summary>Which index a house has: the embedded one unless Elasticsearch is named.</summary>
static class Indexes
{
    /// <param name="tell">Told, in a sentence, of what Elasticsearch warns of.</param>
    public static IPictureIndex Make(
        HouseSettings settings,
        string dataFolder,
        MatcherModels models,
        TimeProvider clock,
        Action<string>? tell
    )
    {
        var eyes = new IndexEyes(models.Vocabulary, models.Background);
        if (settings.Elasticsearch is not { } elastic)
            return new EmbeddedIndex(Path.Combine(dataFolder, "index"), new(models.Vocabulary, models.Background));
        var transport = new ElasticTransport(
            elastic.ToSettings(warning => tell?.Invoke($"Elasticsearch warns: {warning}")),
            GuardedHttp.WayToOwnServer,
            clock
        );
        var name = new ElasticIndexName(elastic.Index, models.Network?.Id ?? "", models.Vocabulary?.Id ?? "");
        return new ElasticIndex(transport, name, eyes, new(), clock);
    }
}
