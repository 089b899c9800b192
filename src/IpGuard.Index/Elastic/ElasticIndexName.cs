namespace IpGuard.Index.Elastic;

/// <summary>Which index, and of what.</summary>
/// <param name="Prefix">The reading alias; `…-write` is the writing one, `…-000001` the first index. It begins with
/// <see cref="Works"/> or <see cref="Listings"/>, since the templates are for those.</param>
/// <param name="NetworkId">Which network makes the embeddings; empty for none. Those of two are never compared.</param>
/// <param name="VocabularyId">Which vocabulary names the words; empty for none.</param>
public sealed record ElasticIndexName(string Prefix = ElasticIndexName.Works, string NetworkId = "", string VocabularyId = "")
{
    /// <summary>How the names of indexes of filed pictures begin.</summary>
    public const string Works = "ipguard-works";

    /// <summary>How the names of indexes of listed pictures begin.</summary>
    public const string Listings = "ipguard-listings";

    /// <summary>When the next index is begun; null for never, where one holds all.</summary>
    public ElasticRollover? Rollover { get; init; }

    internal string WriteAlias => $"{Prefix}-write";

    /// <exception cref="ArgumentException">No template is for this name.</exception>
    internal string Template =>
        Prefix.StartsWith(Works, StringComparison.Ordinal) ? "works-v1"
        : Prefix.StartsWith(Listings, StringComparison.Ordinal) ? "listings-v1"
        : throw new ArgumentException($"expected a name that begins with {Works} or {Listings}, got '{Prefix}'");
}

/// <summary>How large an index grows before the next one is begun.</summary>
/// <param name="MostShardBytes">Elastic advises shards of 10 to 50 GB.</param>
/// <param name="MostDocuments">A shard holds 2³¹ documents at most; Elastic advises fewer than 200 million.</param>
public sealed record ElasticRollover(long MostShardBytes, long MostDocuments)
{
    /// <summary>30 GB or 100 million documents, whichever comes first.</summary>
    public static ElasticRollover Default { get; } = new(30L << 30, 100_000_000);
}
