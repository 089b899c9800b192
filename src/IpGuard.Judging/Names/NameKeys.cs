namespace IpGuard.Judging.Names;

/// <summary>Hashes, each with the names that may be meant by it. Held flat: a name has hundreds.</summary>
sealed class NameKeys
{
    const int End = -1;

    readonly Dictionary<ulong, int> _first = [];
    readonly List<(int Number, int Next)> _links = [];

    public void Add(ulong hash, int number)
    {
        // The newest stands first, so what one name adds twice is seen at once.
        var first = _first.GetValueOrDefault(hash, End);
        if (first != End && _links[first].Number == number)
            return;
        _first[hash] = _links.Count;
        _links.Add((number, first));
    }

    /// <summary>Where the names of a hash begin; false where it has none.</summary>
    public bool TryGet(ulong hash, out int link) => _first.TryGetValue(hash, out link);

    /// <summary>The name at a link, which moves to the next; false behind the last.</summary>
    public bool TryTake(ref int link, out int number)
    {
        number = link == End ? End : _links[link].Number;
        if (link == End)
            return false;
        link = _links[link].Next;
        return true;
    }
}
