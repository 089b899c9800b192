using IpGuard.Flows;

namespace IpGuard.Web.Shared;

/// <summary>One fault as a page tells it.</summary>
/// <param name="Field">Id of the field at which it is told; null for a fault of no one field.</param>
/// <param name="Detail">In English, what was expected and what came; null where the text says it all.</param>
public sealed record ShownFault(string? Field, string Text, string? Detail);

/// <summary>All faults of a form: told together at its top, and each at its field.</summary>
public sealed record FaultList(IReadOnlyList<ShownFault> All)
{
    public static FaultList None { get; } = new([]);

    /// <summary>Tells a flow's faults in the reader's language.</summary>
    /// <param name="form">Which form's texts: those with keys “fault.{form}.{field}”.</param>
    public static FaultList Of(string form, IEnumerable<FieldFault> faults) =>
        new([.. faults.Select(f => new ShownFault(f.Field, Texts.T($"fault.{form}.{f.Field}"), f.Message))]);

    /// <summary>The answer's status: 400 for a form that has to be put right, else 200.</summary>
    public int Status => All.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;

    /// <summary>What ties a field to its faults for those who hear the page; nothing for a field without.</summary>
    /// <param name="hint">Id of the field's own hint.</param>
    public Dictionary<string, object> At(string field, string? hint = null)
    {
        var isAtFault = All.Any(f => f.Field == field);
        var described = string.Join(' ', new[] { isAtFault ? $"{field}-fault" : null, hint }.Where(id => id is not null));
        var attributes = new Dictionary<string, object>(StringComparer.Ordinal);
        if (isAtFault)
            attributes["aria-invalid"] = "true";
        if (described.Length > 0)
            attributes["aria-describedby"] = described;
        return attributes;
    }
}
