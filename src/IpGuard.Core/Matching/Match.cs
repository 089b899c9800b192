namespace IpGuard.Core.Matching;

/// <summary>A candidate judged the same or near (疑似侵权): a machine's opinion that a person is asked to look at.</summary>
/// <param name="Number">“M-” and 32 hexadecimal digits.</param>
/// <param name="OrganisationId">The holder's organisation, copied from the filing; whoever asks is scoped by it.</param>
public sealed record Match(
    string Number,
    Guid OrganisationId,
    string FilingNumber,
    long ListingId,
    Verdict Verdict,
    int RuleVersion,
    DateTimeOffset RaisedAt
)
{
    /// <summary>Ranks verdicts of one listing: best first, then by filing number, so that the order never rests on chance.</summary>
    public static IEnumerable<(string FilingNumber, Verdict Verdict)> Rank(IEnumerable<(string FilingNumber, Verdict Verdict)> judged) =>
        judged
            .OrderByDescending(j => j.Verdict.Score)
            .ThenByDescending(j => j.Verdict.Sum)
            .ThenBy(j => j.FilingNumber, StringComparer.Ordinal);
}
