using AngleSharp.Dom;

namespace IpGuard.Market.Pages;

/// <summary>Reads the microdata of a page (HTML standard, chapter 5), leniently: a `content` counts on every element, and an item that
/// `itemref` names lends its properties even where it is an item of its own.</summary>
sealed class Microdata
{
    const int MostDepth = 32;
    const int MostNodes = 20_000;
    const int MostTextLength = 40_000;

    // By `itemref` an element belongs to many items; an honest page has each in a few.
    const int MostVisits = 1_000_000;

    readonly Dictionary<string, IElement> _byId = new(StringComparer.Ordinal);
    int _nodes;
    int _visits;

    public static SchemaGraph Read(PageHtml page)
    {
        var reader = new Microdata();
        foreach (var element in page.Elements)
        {
            if (element.GetAttribute("id") is { Length: > 0 } id)
                reader._byId.TryAdd(id, element);
        }

        // `mainEntity` is the one property by which a page says that the thing is what it is about.
        var tops = page
            .Elements.Where(e => e.HasAttribute("itemscope") && e.GetAttribute("itemprop") is null or "mainEntity")
            .Where(e => e.HasAttribute("itemtype"))
            .Select(e => reader.ToNode(e, 0))
            .OfType<SchemaNode>()
            .ToList();
        return new(tops, new Dictionary<string, SchemaNode>(StringComparer.Ordinal));
    }

    SchemaNode? ToNode(IElement scope, int depth)
    {
        if (depth > MostDepth || ++_nodes > MostNodes)
            return null;
        var node = new SchemaNode { Id = scope.GetAttribute("itemid") };
        node.Types.AddRange(Tokens(scope, "itemtype").Select(SchemaNode.NameOf));
        var seen = new HashSet<INode> { scope };
        var open = new Stack<INode>();
        foreach (var named in Tokens(scope, "itemref").Reverse().Select(id => _byId.GetValueOrDefault(id)).OfType<IElement>())
            PushNamed(open, named);
        PushChildren(open, scope);
        while (open.TryPop(out var at))
        {
            if (at is not IElement element || !seen.Add(element))
                continue;
            if (++_visits > MostVisits)
                return node;
            var isScope = element.HasAttribute("itemscope");
            if (Tokens(element, "itemprop") is { Length: > 0 } names)
            {
                var value = isScope ? new SchemaValue(null, ToNode(element, depth + 1)) : new SchemaValue(ValueOf(element), null);
                foreach (var name in value == default ? [] : names)
                    node.Add(name, value);
            }

            if (!isScope)
                PushChildren(open, element);
        }

        return node;
    }

    static void PushNamed(Stack<INode> open, IElement named)
    {
        if (named.HasAttribute("itemscope") && !named.HasAttribute("itemprop"))
            PushChildren(open, named);
        else
            open.Push(named);
    }

    static void PushChildren(Stack<INode> open, INode node)
    {
        var children = node.ChildNodes;
        for (var i = children.Length - 1; i >= 0; i--)
            open.Push(children[i]);
    }

    static string? ValueOf(IElement element) =>
        element.GetAttribute("content")
        ?? element.LocalName switch
        {
            "audio" or "embed" or "iframe" or "source" or "track" or "video" => element.GetAttribute("src"),
            "img" => PictureOf(element),
            "a" or "area" or "link" => element.GetAttribute("href"),
            "object" => element.GetAttribute("data"),
            "data" or "meter" => element.GetAttribute("value"),
            "time" when element.GetAttribute("datetime") is { } at => at,
            _ => PageHtml.TextOf(element, MostTextLength),
        };

    // Pages that load pictures late have a placeholder as `src`.
    static string? PictureOf(IElement element) =>
        element.GetAttribute("src") is { } src && !src.TrimStart().StartsWith("data:", StringComparison.OrdinalIgnoreCase)
            ? src
            : element.GetAttribute("data-src") ?? element.GetAttribute("data-original");

    static string[] Tokens(IElement element, string name) =>
        element.GetAttribute(name)?.Split([' ', '\t', '\n', '\r', '\f'], StringSplitOptions.RemoveEmptyEntries) ?? [];
}
