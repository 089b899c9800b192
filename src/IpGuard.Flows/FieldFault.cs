namespace IpGuard.Flows;

/// <summary>What is wrong with one field of what was handed in.</summary>
/// <param name="Field">Stable token of the field, so that a door can say it beside the field and in its reader's language.</param>
/// <param name="Message">One sentence in English: what was expected and what came.</param>
public sealed record FieldFault(string Field, string Message)
{
    public override string ToString() => Message;
}
