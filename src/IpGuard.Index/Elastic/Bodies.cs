using System.Text.Json;
using System.Text.Json.Serialization;
using IpGuard.Index.Embedded;

namespace IpGuard.Index.Elastic;

// What is sent and read, in Elasticsearch's own words. A field that is null is left out.

sealed record SearchBody
{
    public required int Size { get; init; }

    public bool TrackTotalHits { get; init; }

    [JsonPropertyName("_source")]
    public bool HasSource { get; init; }

    /// <summary>`_none_` reads nothing of what is stored compressed, not even the id.</summary>
    public string? StoredFields { get; init; }

    public IReadOnlyList<string>? DocvalueFields { get; init; }

    public string? Timeout { get; init; }

    public QueryClause? Query { get; init; }

    public IReadOnlyList<Dictionary<string, string>>? Sort { get; init; }

    public bool? TrackScores { get; init; }

    public PitClause? Pit { get; init; }

    public IReadOnlyList<JsonElement>? SearchAfter { get; init; }
}

sealed record KnnClause(string Field, int K, int NumCandidates)
{
    /// <summary>Hexadecimal of a hash, or an array of numbers.</summary>
    public required JsonElement QueryVector { get; init; }

    public IReadOnlyList<QueryClause>? Filter { get; init; }

    /// <summary>For bits: the greatest Hamming distance.</summary>
    public float? Similarity { get; init; }

    public RescoreClause? RescoreVector { get; init; }
}

sealed record RescoreClause(float Oversample);

sealed record PitClause(string Id, string KeepAlive);

/// <summary>One of its members.</summary>
sealed record QueryClause
{
    public Dictionary<string, TermClause>? Term { get; init; }

    public Dictionary<string, IReadOnlyList<string>>? Terms { get; init; }

    public Dictionary<string, RangeClause>? Range { get; init; }

    public Dictionary<string, string>? Match { get; init; }

    public BoolClause? Bool { get; init; }

    /// <summary>As a query rather than beside one: on one shard it is then done in one pass, at two thirds of the time.</summary>
    public KnnClause? Knn { get; init; }

    public DisMaxClause? DisMax { get; init; }
}

/// <summary>The greatest score of any.</summary>
sealed record DisMaxClause(IReadOnlyList<QueryClause> Queries);

sealed record TermClause(string Value)
{
    public float? Boost { get; init; }
}

sealed record RangeClause(int Gte, int Lte);

sealed record BoolClause
{
    public IReadOnlyList<QueryClause>? Filter { get; init; }

    public IReadOnlyList<QueryClause>? Should { get; init; }

    public int? MinimumShouldMatch { get; init; }
}

sealed record MultiSearchAnswer(IReadOnlyList<SearchAnswer> Responses);

sealed record SearchAnswer
{
    public bool TimedOut { get; init; }

    [JsonPropertyName("_shards")]
    public ShardCounts? Shards { get; init; }

    public HitList? Hits { get; init; }

    public string? PitId { get; init; }

    public int? Status { get; init; }

    public JsonElement? Error { get; init; }
}

sealed record ShardCounts(int Total, int Failed, IReadOnlyList<ShardFailure>? Failures);

sealed record ShardFailure(JsonElement? Reason);

sealed record HitList(IReadOnlyList<Hit> Hits);

sealed record Hit
{
    [JsonPropertyName("_id")]
    public string? Id { get; init; }

    [JsonPropertyName("_index")]
    public string? Index { get; init; }

    public KeyFields? Fields { get; init; }

    [JsonPropertyName("_score")]
    public float? Score { get; init; }

    [JsonPropertyName("_source")]
    public JsonElement? Source { get; init; }

    public IReadOnlyList<JsonElement>? Sort { get; init; }
}

sealed record KeyFields(IReadOnlyList<string> Owner, IReadOnlyList<int> PictureNo)
{
    /// <summary>Only where it was asked for.</summary>
    public IReadOnlyList<int>? Part { get; init; }

    /// <summary>Only where it was asked for.</summary>
    public IReadOnlyList<byte[]>? Row { get; init; }

    /// <summary>Only where it was asked for.</summary>
    public IReadOnlyList<byte[]>? Points { get; init; }

    /// <summary>Only where it was asked for.</summary>
    public IReadOnlyList<byte[]>? TitleRow { get; init; }

    public PictureKey Key => new(Owner[0], PictureNo[0]);
}

sealed record BulkAnswer(bool Errors, IReadOnlyList<Dictionary<string, BulkItemAnswer>>? Items);

sealed record BulkItemAnswer(int Status, JsonElement? Error);

sealed record OpenedPit(string Id);

sealed record CountAnswer(long Count);

sealed record CountBody(QueryClause Query);

sealed record IdsBody(IReadOnlyList<string> Ids);

sealed record ManyDocuments(IReadOnlyList<GotDocument> Docs);

sealed record GotDocument
{
    [JsonPropertyName("_id")]
    public required string Id { get; init; }

    [JsonPropertyName("_index")]
    public string? Index { get; init; }

    public bool Found { get; init; }

    [JsonPropertyName("_seq_no")]
    public long? SeqNo { get; init; }

    [JsonPropertyName("_primary_term")]
    public long? PrimaryTerm { get; init; }

    [JsonPropertyName("_source")]
    public PictureDocument? Source { get; init; }

    /// <summary>Elasticsearch's fault with this one document, as where its index is closed.</summary>
    public JsonElement? Error { get; init; }
}

sealed record AliasesBody(IReadOnlyList<AliasAction> Actions);

sealed record AliasAction
{
    public AliasTarget? Add { get; init; }

    public AliasTarget? Remove { get; init; }
}

sealed record AliasTarget(string Index, string Alias)
{
    public bool? MustExist { get; init; }
}

sealed record AliasesOfIndex(Dictionary<string, JsonElement> Aliases);

sealed record MappingOfIndex(JsonElement Mappings);

sealed record CreateBody(Dictionary<string, string> Settings, Dictionary<string, AliasOptions> Aliases);

sealed record AliasOptions;

sealed record RolloverBody(Dictionary<string, AliasOptions> Aliases, RolloverConditions Conditions);

sealed record RolloverConditions(string MaxPrimaryShardSize, long MaxDocs);

sealed record RolloverAnswer(bool RolledOver, string NewIndex);

sealed record HealthAnswer(string Status, int NumberOfNodes);

sealed record TermVectorsBody(Dictionary<string, string> Doc, IReadOnlyList<string> Fields)
{
    public bool TermStatistics { get; init; } = true;

    public bool FieldStatistics { get; init; } = true;

    public bool Positions { get; init; }

    public bool Offsets { get; init; }
}

sealed record TermVectorsAnswer(Dictionary<string, TermVectorsOfField>? TermVectors);

sealed record TermVectorsOfField(FieldStatistics? FieldStatistics, Dictionary<string, TermFrequency>? Terms);

sealed record FieldStatistics(long DocCount);

sealed record TermFrequency(long? DocFreq);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(SearchBody))]
[JsonSerializable(typeof(SearchAnswer))]
[JsonSerializable(typeof(MultiSearchAnswer))]
[JsonSerializable(typeof(BulkAnswer))]
[JsonSerializable(typeof(OpenedPit))]
[JsonSerializable(typeof(CountAnswer))]
[JsonSerializable(typeof(CountBody))]
[JsonSerializable(typeof(IdsBody))]
[JsonSerializable(typeof(ManyDocuments))]
[JsonSerializable(typeof(AliasesBody))]
[JsonSerializable(typeof(Dictionary<string, AliasesOfIndex>))]
[JsonSerializable(typeof(Dictionary<string, MappingOfIndex>))]
[JsonSerializable(typeof(CreateBody))]
[JsonSerializable(typeof(RolloverBody))]
[JsonSerializable(typeof(RolloverAnswer))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(TermVectorsBody))]
[JsonSerializable(typeof(TermVectorsAnswer))]
[JsonSerializable(typeof(PictureDocument))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(float[]))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(JsonElement))]
sealed partial class ElasticJson : JsonSerializerContext;
