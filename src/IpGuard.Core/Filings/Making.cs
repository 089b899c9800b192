using IpGuard.Core.Works;

namespace IpGuard.Core.Filings;

/// <summary>Which state of its making a filing shows (创作阶段).</summary>
/// <remarks>Stored and logged: never renumber.</remarks>
public enum WorkStage
{
    Sketch = 1,
    Drawing = 2,
    Sample = 3,
    Photograph = 4,
}

/// <summary>What a holder declares about generative AI (人工智能使用声明). Whether a work made with it is protected turns on what a person
/// put into it, so the declaration is dated with the work.</summary>
/// <remarks>Stored and logged: never renumber.</remarks>
public enum AiUse
{
    /// <summary>No generative AI was used.</summary>
    None = 1,

    /// <summary>A person made it, with the help of one.</summary>
    Assisted = 2,

    /// <summary>One made it, by a person's instructions.</summary>
    Generated = 3,
}

/// <summary>The filing that this one follows: an earlier state of the same work, by the same holder.</summary>
/// <param name="Entry">Its entry in the ledger, so that the chain is bound and not only told.</param>
public sealed record PreviousVersion(string Number, Sha256Hash Entry);

/// <summary>How a work was made, as its holder states it; what is not stated is null.</summary>
public sealed record Making(WorkStage? Stage, AiUse? AiUse, PreviousVersion? Previous)
{
    public static readonly Making Unstated = new(null, null, null);

    /// <summary>As the manifest writes it.</summary>
    public string StageToken => Stage?.ToString().ToLowerInvariant() ?? NotStated;

    /// <summary>As the manifest writes it.</summary>
    public string AiUseToken => AiUse?.ToString().ToLowerInvariant() ?? NotStated;

    const string NotStated = "not-stated";
}
