using System.Text.Json;
using IpGuard.Core.Matching;
using IpGuard.Judging.Fusion;
using IpGuard.Store.Listings;
using IpGuard.Store.Matches;

namespace IpGuard.Flows.Sweeps;

/// <summary>Turns a verdict that raises a match into its row, with what each kind of evidence added.</summary>
static class MatchRows
{
    public static MatchRow New(
        string filingNumber,
        Guid owner,
        ListingRow listing,
        Verdict verdict,
        VerdictModel model,
        long sweepId,
        DateTimeOffset now
    ) =>
        new()
        {
            Number = $"M-{Guid.CreateVersion7(now):N}",
            OrganisationId = owner,
            FilingNumber = filingNumber,
            ListingId = listing.Id,
            Likeness = verdict.Likeness,
            Score = verdict.Score,
            Sum = verdict.Sum,
            Bits = verdict.Evidence.Bits,
            Orientation = verdict.Evidence.Orientation,
            FiledPictureNo = verdict.Evidence.FiledPictureNo,
            ListedPictureNo = verdict.Evidence.ListedPictureNo,
            Words = JsonSerializer.SerializeToUtf8Bytes(
                new KeptWords(listing.Title, verdict.Evidence.Title, verdict.Evidence.Names, verdict.Evidence.Context)
            ),
            Contributions = JsonSerializer.SerializeToUtf8Bytes(model.Explain(verdict.Evidence)),
            ModelId = model.Id,
            Kind = verdict.Evidence.Picture?.Kind,
            Picture = verdict.Evidence.Picture is { } picture ? JsonSerializer.SerializeToUtf8Bytes(picture) : null,
            RuleVersion = Verdict.RuleVersion,
            RaisedAt = now,
            SweepId = sweepId,
        };
}
