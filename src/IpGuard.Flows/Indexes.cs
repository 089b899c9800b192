using IpGuard.Flows.Matching;
using IpGuard.Index;
using IpGuard.Index.Elastic;
using IpGuard.Index.Embedded;

namespace IpGuard.Flows;

/// <summary>Which index a house has: the embedded one unless Elasticsearch is named.</summary>
static class Indexes
{
    /// <summary>The index of filed pictures.</summary>
    /// <param name="tell">Told, in a sentence, of what Elasticsearch warns of.</param>
    public static IPictureIndex OfWorks(
        HouseSettings settings,
        string dataFolder,
        MatcherModels models,
        TimeProvider clock,
        Action<string>? tell
    )
    {
        var eyes = new IndexEyes(models.Vocabulary, models.Background);
        return settings.Elasticsearch is { } elastic
            ? On(elastic, new(elastic.Index, models.Network?.Id ?? "", models.Vocabulary?.Id ?? ""), eyes, clock, tell)
            : new EmbeddedIndex(Path.Combine(dataFolder, "index"), new(eyes.Vocabulary, eyes.Background));
    }

    /// <summary>The index of listed pictures: many, and asked only for new works, so that it does without visual words.</summary>
    /// <inheritdoc cref="OfWorks" />
    public static IPictureIndex OfListed(
        HouseSettings settings,
        string dataFolder,
        MatcherModels models,
        TimeProvider clock,
        Action<string>? tell
    )
    {
        var eyes = new IndexEyes(null, models.Background);
        return settings.Elasticsearch is { } elastic
            ? On(elastic, new(elastic.ListingsIndex, models.Network?.Id ?? "") { Rollover = ElasticRollover.Default }, eyes, clock, tell)
            : new EmbeddedIndex(Path.Combine(dataFolder, "listed"), new(null, eyes.Background));
    }

    static ElasticIndex On(ElasticsearchSettings elastic, ElasticIndexName name, IndexEyes eyes, TimeProvider clock, Action<string>? tell)
    {
        var settings = elastic.ToSettings(warning => tell?.Invoke($"Elasticsearch warns: {warning}"));
        return new(new(settings, GuardedHttp.WayToOwnServer, clock), name, eyes, new(), clock);
    }
}
