using IpGuard.Proof.Timestamps;

namespace IpGuard.Flows.Ledger;

/// <summary>Who signs times for this house.</summary>
/// <param name="Asked">The configured ones; where there is none, the operator's own alone.</param>
public sealed record Authorities(IReadOnlyList<ITimestampAuthority> Asked, LocalTimestamper Own)
{
    /// <param name="http">The guarded way out.</param>
    internal static Authorities Of(HouseSettings settings, LocalTimestamper own, HttpClient http) =>
        new(
            settings.Authorities.Count == 0
                ? [own]
                : [.. settings.Authorities.Select(a => new RemoteAuthority(a.Url, a.RootPem, a.ChainPem, http))],
            own
        );
}
