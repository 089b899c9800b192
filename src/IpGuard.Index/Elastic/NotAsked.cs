namespace IpGuard.Index.Elastic;

/// <summary>What did not answer, told by questions that are on their way at the same time.</summary>
sealed class NotAsked
{
    readonly Lock _gate = new();
    readonly SortedSet<string> _told = new(StringComparer.Ordinal);

    public void Add(IEnumerable<string> sentences)
    {
        lock (_gate)
            _told.UnionWith(sentences);
    }

    /// <summary>Each sentence once, in order.</summary>
    public IReadOnlyList<string> All()
    {
        lock (_gate)
            return [.. _told];
    }
}
