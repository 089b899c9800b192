using IpGuard.Core.Accounts;
using IpGuard.Core.Matching;
using IpGuard.Core.Watches;
using IpGuard.Store;
using IpGuard.Store.Matches;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Watches;

/// <summary>Turns new matches into alerts: one for each holder and sweep, each match in exactly one.</summary>
public sealed class AlertFlow(GuardStore store, TimeProvider clock)
{
    /// <summary>Tells of every match that has not been told of, once its sweep has ended. Repeating it changes nothing.</summary>
    /// <returns>How many alerts were raised now.</returns>
    public async Task<int> DigestAsync(CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        var sweeps = await db
            .Matches.Where(m => m.AlertId == null && db.Sweeps.Any(s => s.Id == m.SweepId && s.FinishedAt != null))
            .Select(m => m.SweepId)
            .Distinct()
            .ToListAsync(stop);
        var raised = 0;
        foreach (var sweepId in sweeps.Order())
            raised += await DigestAsync(sweepId, stop);
        return raised;
    }

    async Task<int> DigestAsync(long sweepId, CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var untold = await db.Matches.Where(m => m.SweepId == sweepId && m.AlertId == null).ToListAsync(stop);
        var byNumber = untold.ToDictionary(m => m.Number, StringComparer.Ordinal);
        var alerts = Alert.Digest([.. untold.Select(m => m.ToMatch())], clock.GetUtcNow());
        foreach (var alert in alerts)
        {
            // The deep pass may find more of a sweep that was told of: its alert grows, and is new again.
            var row =
                await db.Alerts.FirstOrDefaultAsync(a => a.OrganisationId == alert.OrganisationId && a.SweepId == sweepId, stop)
                ?? db.Alerts.Add(New(alert.OrganisationId, sweepId, alert.RaisedAt)).Entity;
            row.SameMatches += alert.SameMatches;
            row.NearMatches += alert.NearMatches;
            row.ReadAt = null;
            foreach (var number in alert.MatchNumbers)
                byNumber[number].AlertId = row.Id;
        }

        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return alerts.Count;
    }

    /// <summary>Tells of a listing that was gone and is back, within the transaction that notes it.</summary>
    internal static async Task TellOfReturnAsync(GuardDb db, Guid organisationId, long sweepId, DateTimeOffset now, CancellationToken stop)
    {
        var row =
            db.Alerts.Local.FirstOrDefault(a => a.OrganisationId == organisationId && a.SweepId == sweepId)
            ?? await db.Alerts.FirstOrDefaultAsync(a => a.OrganisationId == organisationId && a.SweepId == sweepId, stop)
            ?? db.Alerts.Add(New(organisationId, sweepId, now)).Entity;
        row.Returns++;
        row.ReadAt = null;
    }

    static AlertRow New(Guid organisationId, long sweepId, DateTimeOffset raisedAt) =>
        new()
        {
            Id = Guid.CreateVersion7(raisedAt),
            OrganisationId = organisationId,
            SweepId = sweepId,
            RaisedAt = raisedAt,
            SameMatches = 0,
            NearMatches = 0,
        };
}
