namespace IpGuard.Index.Elastic;

/// <summary>One question to the cluster, whichever node answers it.</summary>
/// <param name="Name">What traces call it.</param>
/// <param name="Path">From the first slash; names in it are escaped already.</param>
/// <param name="Patience">Time for one node's answer.</param>
sealed record ElasticCall(string Name, HttpMethod Method, string Path, TimeSpan Patience)
{
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>True where the body is one JSON value a line.</summary>
    public bool IsLines { get; init; }

    /// <summary>Statuses that are answers to this question, beside 2xx and a plain 404.</summary>
    public IReadOnlyList<int> Values { get; init; } = [];

    /// <summary>Method and path without what stands behind the question mark.</summary>
    public string What => $"{Method} {Path.Split('?')[0]}";
}

/// <summary>What a node answered.</summary>
/// <param name="Body">Decompressed.</param>
/// <param name="Warnings">Texts of its `Warning` headers.</param>
sealed record ElasticAnswer(int Status, ReadOnlyMemory<byte> Body, IReadOnlyList<string> Warnings)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>False for a 404 that is a value: there is no such thing.</summary>
    public bool IsFound => Status != 404;
}
