using IpGuard.Core.Works;

namespace IpGuard.Core.Filings;

/// <summary>Why a person has to look at a filing.</summary>
/// <remarks>Stored: never renumber.</remarks>
public enum ContestedReason
{
    /// <summary>Another holder filed a byte-identical file before.</summary>
    IdenticalFile = 1,

    /// <summary>Another holder filed the same picture before, as far as its hash can tell.</summary>
    SamePicture = 2,
}

/// <summary>What is wrong with one picture of a draft.</summary>
/// <param name="PictureNo">From 1, in the order handed in.</param>
public sealed record RefusedPicture(int PictureNo, string FileName, PictureFault Fault);

/// <summary>What becomes of a draft: exactly one of four (审查结论).</summary>
public abstract record Decision
{
    Decision() { }

    /// <summary>受理: kept, dated, entered in the ledger.</summary>
    public sealed record Accepted(Filing Filing) : Decision;

    /// <summary>待人工审查: kept and dated just the same, and looked at by a person.</summary>
    /// <param name="Bits">The distance for <see cref="ContestedReason.SamePicture"/>, else null. For regulators; the filer is told only
    /// that an earlier filing exists: not whose, not when, and no number.</param>
    public sealed record Contested(Filing Filing, ContestedReason Reason, int? Bits) : Decision;

    /// <summary>重复提交: the same holder filed the same work before; this is that filing, and nothing new was kept.</summary>
    public sealed record Repeated(Filing Filing) : Decision;

    /// <summary>不予受理: the draft is not fit to be kept. Every fault is listed.</summary>
    public sealed record Refused(IReadOnlyList<string> Faults, IReadOnlyList<RefusedPicture> Pictures) : Decision;
}
