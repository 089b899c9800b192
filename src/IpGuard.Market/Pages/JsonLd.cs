using System.Net;
using System.Text.Json;
using AngleSharp.Dom;

namespace IpGuard.Market.Pages;

/// <summary>Reads the JSON-LD of a page as pages write it: with comments, trailing commas and line breaks in texts. Contexts are not
/// resolved; the words are taken for schema.org's (https://developers.google.com/search/docs/appearance/structured-data).</summary>
sealed class JsonLd
{
    const int MostDepth = 32;

    // A catalogue page of a thousand offers with ten fields each.
    const int MostNodes = 20_000;

    static readonly JsonDocumentOptions Lenient = new()
    {
        MaxDepth = MostDepth,
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
    };

    readonly Dictionary<string, SchemaNode> _ids = new(StringComparer.Ordinal);
    readonly List<SchemaNode> _tops = [];
    int _nodes;

    public static SchemaGraph Read(PageHtml page)
    {
        var reader = new JsonLd();
        foreach (var script in page.Elements.Where(IsJsonLd))
            reader.ReadScript(string.Concat(script.ChildNodes.OfType<IText>().Select(t => t.Data)));
        return new(reader._tops, reader._ids);
    }

    static bool IsJsonLd(IElement element) =>
        element.LocalName == "script"
        && element.GetAttribute("type")?.Split(';')[0].Trim().Equals("application/ld+json", StringComparison.OrdinalIgnoreCase) == true;

    void ReadScript(string text)
    {
        // A script that is no JSON tells nothing, and takes nothing from the others.
        using var document =
            Parse(Bare(text)) ?? (text.Contains("&quot;", StringComparison.Ordinal) ? Parse(Bare(WebUtility.HtmlDecode(text))) : null);
        if (document is null)
            return;
        try
        {
            ReadTop(document.RootElement);
        }
        catch (InvalidOperationException)
        {
            // A name with an escaped lone surrogate cannot even be asked for; what stood before it has been read.
        }
    }

    static JsonDocument? Parse(string json)
    {
        try
        {
            return JsonDocument.Parse(json, Lenient);
        }
        catch (JsonException)
        {
            return null;
        }
        catch (ArgumentException)
        {
            // Lone surrogates, which have no UTF-8 form.
            return null;
        }
    }

    // Line breaks within texts are no JSON, and elsewhere are white space like any other.
    static string Bare(string text)
    {
        var bare = string.Create(
            text.Length,
            text,
            (to, from) =>
            {
                for (var i = 0; i < to.Length; i++)
                    to[i] = from[i] < ' ' || from[i] == '\uFEFF' ? ' ' : from[i];
            }
        );
        // Old ways to hide a script from old readers.
        var (start, end) = (bare.AsSpan().IndexOfAny('{', '['), bare.AsSpan().LastIndexOfAny('}', ']'));
        var cdata = bare.IndexOf("<![CDATA[", StringComparison.Ordinal);
        if (cdata >= 0 && cdata < start)
        {
            start = bare.AsSpan(cdata + 9).IndexOfAny('{', '[') is var inner and >= 0 ? cdata + 9 + inner : -1;
            end = bare.LastIndexOf("]]>", StringComparison.Ordinal) is var close and > 0
                ? bare.AsSpan(0, close).LastIndexOfAny('}', ']')
                : end;
        }

        return start >= 0 && end > start ? bare[start..(end + 1)] : "";
    }

    void ReadTop(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
                ReadTop(item);
        }
        else if (element.ValueKind == JsonValueKind.Object && ToNode(element) is { } node)
        {
            if (node.Types.Count > 0)
                _tops.Add(node);
            if (element.TryGetProperty("@graph", out var graph))
                ReadTop(graph);
        }
    }

    SchemaNode? ToNode(JsonElement element)
    {
        if (++_nodes > MostNodes)
            return null;
        var node = new SchemaNode { Id = element.Text("@id") };
        foreach (var field in element.EnumerateObject())
        {
            var name = field.Name;
            if (name is "@type")
                node.Types.AddRange(Texts(field.Value).Select(SchemaNode.NameOf));
            else if (name.Length > 0 && name[0] != '@')
                AddAll(node, name, field.Value);
        }

        // Where several tell of one thing, the one that tells most.
        if (node is { Id: { } id, Count: > 0 } && (!_ids.TryGetValue(id, out var other) || other.Count < node.Count))
            _ids[id] = node;
        return node;
    }

    void AddAll(SchemaNode node, string name, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                    AddAll(node, name, item);
                break;
            case JsonValueKind.Object when value.Text("@value") is { } text:
                node.Add(name, new(text, null));
                break;
            case JsonValueKind.Object when value.TryGetProperty("@list", out var list):
                AddAll(node, name, list);
                break;
            case JsonValueKind.Object when ToNode(value) is { } inner:
                node.Add(name, new(null, inner));
                break;
            case JsonValueKind.String or JsonValueKind.Number when TextOf(value) is { } text:
                node.Add(name, new(text, null));
                break;
        }
    }

    static IEnumerable<string> Texts(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Array => value.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String).Select(TextOf).OfType<string>(),
            JsonValueKind.String => new[] { TextOf(value) }.OfType<string>(),
            _ => [],
        };

    static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();
        }
        catch (InvalidOperationException)
        {
            // An escaped lone surrogate: this text is none, the others are.
            return null;
        }
    }
}
