using IpGuard.Proof.Checking;

namespace IpGuard.Flows.Filings;

/// <summary>One step of a check, as a door prints it.</summary>
public sealed record VerifiedStep(string Name, bool IsPassed, string Sentence);

/// <summary>What checking a bundle gave.</summary>
public sealed record VerifiedBundle(IReadOnlyList<VerifiedStep> Steps, bool IsPassed, string? Number, DateTimeOffset? StampedAt);

/// <summary>Hands a bundle to Proof's checking, which touches nothing but its bytes.</summary>
public static class Verification
{
    /// <param name="logKey">The ledger's verifier key from elsewhere; null to use the bundle's own.</param>
    /// <param name="authorityPem">The authority's root from elsewhere; null to use the bundle's own.</param>
    public static VerifiedBundle Check(Stream bundle, string? logKey, string? authorityPem)
    {
        var report = BundleCheck.Check(bundle, new(logKey, authorityPem));
        return new(
            [.. report.Steps.Select(s => new VerifiedStep(s.Name, s.IsPassed, s.Sentence))],
            report.IsPassed,
            report.Number,
            report.StampedAt
        );
    }
}
