namespace IpGuard.Index.Elastic;

/// <summary>One server of the cluster, and until when it is left alone.</summary>
sealed class ElasticNode(Uri address)
{
    static readonly TimeSpan FirstDead = TimeSpan.FromSeconds(60);
    static readonly TimeSpan LongestDead = TimeSpan.FromMinutes(30);

    readonly Lock _gate = new();
    DateTimeOffset _deadUntil;
    int _failures;

    /// <summary>Ends with a slash, so that paths are laid behind it.</summary>
    public Uri Address { get; } = new(address.AbsoluteUri.TrimEnd('/') + "/");

    public bool IsAlive(DateTimeOffset now)
    {
        lock (_gate)
            return now >= _deadUntil;
    }

    public void Revive()
    {
        lock (_gate)
            (_failures, _deadUntil) = (0, default);
    }

    public void Bury(DateTimeOffset now)
    {
        lock (_gate)
            _deadUntil = now + DeadTime(++_failures);
    }

    /// <summary>min(60 s · 2 · 2^(failures/2 − 1), 30 min): how the official clients leave a node alone (elastic-transport-net).</summary>
    public static TimeSpan DeadTime(int failures)
    {
        var seconds = FirstDead.TotalSeconds * 2 * Math.Pow(2, (failures * 0.5) - 1);
        return seconds < LongestDead.TotalSeconds ? TimeSpan.FromSeconds(seconds) : LongestDead;
    }

    public override string ToString() => Address.GetLeftPart(UriPartial.Authority);
}

/// <summary>The nodes in turn: each call starts with the next one that is alive.</summary>
sealed class NodePool(IReadOnlyList<Uri> addresses, TimeProvider clock)
{
    readonly ElasticNode[] _nodes = [.. addresses.Select(a => new ElasticNode(a))];
    int _turn = -1;

    public int Count => _nodes.Length;

    /// <summary>Whom to ask, one after the other, each once. Where all are dead, one of them: it may have come back.</summary>
    public List<ElasticNode> Next()
    {
        var start = unchecked((uint)Interlocked.Increment(ref _turn));
        var now = clock.GetUtcNow();
        var inTurn = Enumerable.Range(0, Count).Select(i => _nodes[(start + (uint)i) % (uint)Count]).ToList();
        var alive = inTurn.Where(n => n.IsAlive(now)).ToList();
        return alive.Count > 0 ? alive : [inTurn[0]];
    }

    public void Bury(ElasticNode node) => node.Bury(clock.GetUtcNow());
}
