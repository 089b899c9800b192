namespace IpGuard.Market.Pages;

/// <summary>One thing that a page tells of in the words of schema.org, by JSON-LD or by microdata.</summary>
sealed class SchemaNode
{
    readonly Dictionary<string, List<SchemaValue>> _values = new(StringComparer.Ordinal);

    /// <summary>Their names alone: `Product` for `https://schema.org/Product`.</summary>
    public List<string> Types { get; } = [];

    /// <summary>`@id` or `itemid`.</summary>
    public string? Id { get; set; }

    /// <summary>How many properties; none for `{"@id": …}`, which says where the thing itself is told of.</summary>
    public int Count => _values.Count;

    public void Add(string name, SchemaValue value)
    {
        name = NameOf(name);
        if (!_values.TryGetValue(name, out var values))
            _values.Add(name, values = []);
        values.Add(value);
    }

    /// <summary>All values of a property, in their order.</summary>
    public IEnumerable<SchemaValue> All(string name) => _values.TryGetValue(name, out var values) ? values : [];

    /// <summary>`http://schema.org/name`, `https://schema.org/name` and `schema:name` are `name`.</summary>
    public static string NameOf(string name)
    {
        var at = name.LastIndexOfAny(['/', '#', ':']);
        return at >= 0 && name.Contains("schema", StringComparison.OrdinalIgnoreCase) ? name[(at + 1)..] : name;
    }
}

/// <summary>A text or a thing; exactly one of the two.</summary>
readonly record struct SchemaValue(string? Text, SchemaNode? Node);

/// <summary>All that a page tells of by one of the two ways.</summary>
/// <param name="tops">Told of by themselves, and not as a property of another, in the page's order.</param>
/// <param name="ids">What is told under which id.</param>
sealed class SchemaGraph(IReadOnlyList<SchemaNode> tops, IReadOnlyDictionary<string, SchemaNode> ids)
{
    // A reference to a reference to …
    const int MostHops = 8;

    public IReadOnlyList<SchemaNode> Tops { get; } = tops;

    /// <summary>The things among the values of a property, references followed.</summary>
    public IEnumerable<SchemaNode> Nodes(SchemaNode node, string name) =>
        node.All(name).Select(v => v.Node).OfType<SchemaNode>().Select(Follow);

    /// <summary>The first text of a property that is not blank.</summary>
    public static string? Text(SchemaNode node, string name) =>
        node.All(name).Select(v => v.Text).FirstOrDefault(t => !string.IsNullOrWhiteSpace(t))?.Trim();

    public SchemaNode Follow(SchemaNode node)
    {
        for (var hop = 0; hop < MostHops && node is { Count: 0, Id: { } id } && ids.TryGetValue(id, out var told); hop++)
            node = told;
        return node;
    }
}
