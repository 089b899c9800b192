using IpGuard.Core.Accounts;
using IpGuard.Core.Matching;
using IpGuard.Core.Watches;
using IpGuard.Store;
using IpGuard.Store.Matches;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Watches;

/// <summary>Turns new matches, of pictures and of names, into alerts: one for each holder and sweep, each match in exactly one.</summary>
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
        var named = await db
            .NameMatches.Where(m => m.AlertId == null && db.Sweeps.Any(s => s.Id == m.SweepId && s.FinishedAt != null))
            .Select(m => m.SweepId)
            .Distinct()
            .ToListAsync(stop);
        var raised = 0;
        foreach (var sweepId in sweeps.Union(named).Order())
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
            var row = await RowAsync(db, alert.OrganisationId, sweepId, clock.GetUtcNow(), stop);
            row.SameMatches += alert.SameMatches;
            row.NearMatches += alert.NearMatches;
            foreach (var number in alert.MatchNumbers)
                byNumber[number].AlertId = row.Id;
        }

        var owners = alerts.Select(a => a.OrganisationId).Union(await TellNamesAsync(db, sweepId, stop)).Count();
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return owners;
    }

    /// <summary>Tells of a listing that was gone and is back, within the transaction that notes it.</summary>
    internal static async Task TellOfReturnAsync(GuardDb db, Guid organisationId, long sweepId, DateTimeOffset now, CancellationToken stop)
    {
        var row = await RowAsync(db, organisationId, sweepId, now, stop);
        row.Returns++;
    }

    async Task<List<Guid>> TellNamesAsync(GuardDb db, long sweepId, CancellationToken stop)
    {
        var untold = await db.NameMatches.Where(m => m.SweepId == sweepId && m.AlertId == null).ToListAsync(stop);
        foreach (var own in untold.GroupBy(m => m.OrganisationId))
        {
            var row = await RowAsync(db, own.Key, sweepId, clock.GetUtcNow(), stop);
            row.NameMatches += own.Count();
            foreach (var match in own)
                match.AlertId = row.Id;
        }

        return [.. untold.Select(m => m.OrganisationId).Distinct()];
    }

    // The deep pass may find more of a sweep that was told of: its alert grows, and is new again.
    static async Task<AlertRow> RowAsync(GuardDb db, Guid owner, long sweepId, DateTimeOffset now, CancellationToken stop)
    {
        var row =
            db.Alerts.Local.FirstOrDefault(a => a.OrganisationId == owner && a.SweepId == sweepId)
            ?? await db.Alerts.FirstOrDefaultAsync(a => a.OrganisationId == owner && a.SweepId == sweepId, stop);
        if (row is null)
        {
            row = new()
            {
                Id = Guid.CreateVersion7(now),
                OrganisationId = owner,
                SweepId = sweepId,
                RaisedAt = now,
                SameMatches = 0,
                NearMatches = 0,
            };
            db.Alerts.Add(row);
        }

        row.ReadAt = null;
        return row;
    }
}
