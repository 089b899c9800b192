using IpGuard.Core.Matching;

namespace IpGuard.Core.Watches;

/// <summary>The message that tells a holder of new matches of one sweep.</summary>
/// <param name="MatchNumbers">Best first.</param>
public sealed record Alert(
    Guid OrganisationId,
    IReadOnlyList<string> MatchNumbers,
    int SameMatches,
    int NearMatches,
    DateTimeOffset RaisedAt
)
{
    /// <summary>Gathers new matches into one alert for each organisation that owns one, however many there are.</summary>
    public static IReadOnlyList<Alert> Digest(IReadOnlyCollection<Match> matches, DateTimeOffset now) =>
        [
            .. matches
                .GroupBy(m => m.OrganisationId)
                .OrderBy(g => g.Key)
                .Select(own => new Alert(
                    own.Key,
                    [.. own.OrderByDescending(m => m.Verdict.Score).ThenBy(m => m.Number, StringComparer.Ordinal).Select(m => m.Number)],
                    own.Count(m => m.Verdict.Likeness == Likeness.Same),
                    own.Count(m => m.Verdict.Likeness == Likeness.Near),
                    now
                )),
        ];
}
