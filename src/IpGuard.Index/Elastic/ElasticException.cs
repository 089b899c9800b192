using System.Text.Json;

namespace IpGuard.Index.Elastic;

/// <summary>Elasticsearch did not do what it was asked. The message is one sentence: what was expected, what came, what to do. It never
/// holds a credential.</summary>
public sealed class ElasticException : IndexException
{
    internal ElasticException(string message, Exception? inner = null)
        : base(message, inner) { }

    /// <summary>The HTTP status; 0 where no node answered.</summary>
    public int Status { get; internal init; }

    /// <summary>Elasticsearch's name for the fault, as in `cluster_block_exception`. Empty where it gave none.</summary>
    public string Type { get; internal init; } = "";

    /// <summary>True where the same question may succeed later: no answer, too busy, blocked.</summary>
    public bool IsPassing => Status is 0 or 429 or 502 or 503 or 504 || Type == "cluster_block_exception";
}

/// <summary>What an answer says went wrong.</summary>
/// <param name="Root">The deepest cause, where it says more than <paramref name="Reason"/>.</param>
readonly record struct ElasticFault(string Type, string Reason, string Root)
{
    // Reasons may quote a whole document.
    const int MostCharacters = 400;

    /// <summary>Null where the body holds no `error`.</summary>
    public static ElasticFault? Read(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
            return null;
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("error", out var error)
                ? Of(error)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <param name="error">An object with `type` and `reason`, or a text.</param>
    public static ElasticFault Of(JsonElement error)
    {
        if (error.ValueKind != JsonValueKind.Object)
            return new("", Short(error.ToString()), "");
        var (type, reason) = (Text(error, "type"), Short(Text(error, "reason")));
        var deepest = error;
        while (deepest.TryGetProperty("caused_by", out var cause) && cause.ValueKind == JsonValueKind.Object)
            deepest = cause;
        var root = deepest;
        if (
            error.TryGetProperty("root_cause", out var roots)
            && roots.ValueKind == JsonValueKind.Array
            && roots.EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } first
            && Text(first, "reason") != Text(error, "reason")
        )
            root = first;
        var why = Short(Text(root, "reason"));
        return new(type, reason, why == reason ? "" : $"{Text(root, "type")}: {why}");
    }

    /// <summary>“type: reason (root cause)”.</summary>
    public override string ToString() =>
        (Type.Length == 0 ? Reason : $"{Type}: {Reason}") + (Root.Length == 0 ? "" : $" (because of {Root})");

    /// <summary>What whoever runs the server can do about it.</summary>
    public static string Advice(int status, string type) =>
        (status, type) switch
        {
            (401, _) => "check the API key, or the account and its password",
            (_, "security_exception") => "give the account the right to do this",
            (_, "cluster_block_exception") => "free some disk or take the block off; what was not written is written again later",
            (_, "index_not_found_exception") => "rebuild the index",
            (_, "resource_already_exists_exception") => "another program made it first; open the index again",
            (_, "version_conflict_engine_exception") => "another program writes this index; let one write and open the index again",
            (_, "strict_dynamic_mapping_exception" or "document_parsing_exception" or "mapper_parsing_exception") =>
                "compare the index's mapping with index-templates and rebuild the index",
            (413, _) => "raise http.max_content_length, or lower the bulk's bytes",
            (429, _) => "let it work off its queue, or give it more memory",
            (502 or 503 or 504, _) => "wait until the cluster is up again, and look at its health",
            _ => "look into the server's log",
        };

    static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    static string Short(string text)
    {
        text = text.ReplaceLineEndings(" ");
        return text.Length <= MostCharacters ? text : $"{text[..MostCharacters]}…";
    }
}
