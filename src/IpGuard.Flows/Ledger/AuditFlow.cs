using System.Globalization;
using System.Security.Cryptography;
using IpGuard.Core.Accounts;
using IpGuard.Core.Ledger;
using IpGuard.Core.Works;
using IpGuard.Store;
using IpGuard.Store.Ledger;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Ledger;

/// <summary>Closes runs of audit rows and enters their digests in the ledger, so that the audit needs no second mechanism to be
/// believed.</summary>
public sealed class AuditFlow(GuardStore store, TimeProvider clock)
{
    /// <summary>A segment is closed once its oldest row is a day old, or earlier when it holds so many.</summary>
    internal const int MostRows = 10_000;

    static readonly TimeSpan LongestOpen = TimeSpan.FromDays(1);

    /// <summary>Closes what is due; can be repeated.</summary>
    /// <returns>How many segments were closed now.</returns>
    public async Task<int> CloseAsync(CancellationToken stop)
    {
        var closed = 0;
        while (await CloseOneAsync(stop))
            closed++;
        return closed;
    }

    async Task<bool> CloseOneAsync(CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        if (!await IsDueAsync(db, stop))
            return false;
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var last = await db.AuditSegments.AsNoTracking().OrderByDescending(s => s.No).FirstOrDefaultAsync(stop);
        var after = last?.LastAuditId ?? 0;
        var ids = await db.Audit.Where(a => a.Id > after).OrderBy(a => a.Id).Take(MostRows).Select(a => a.Id).ToListAsync(stop);
        var now = clock.GetUtcNow();
        var segment = new AuditSegmentRow
        {
            No = (last?.No ?? 0) + 1,
            FirstAuditId = ids[0],
            LastAuditId = ids[^1],
            Salt = RandomNumberGenerator.GetBytes(Commitment.SaltBytes),
            ClosedAt = now,
        };
        db.AuditSegments.Add(segment);
        var digest = await DigestAsync(db, segment, stop);
        var subject = segment.No.ToString(CultureInfo.InvariantCulture);
        db.Leaves.Add(Entries.Of(await Entries.NextIndexAsync(db, stop), LeafKind.Audit, subject, Entries.House, digest, now));
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return true;
    }

    async Task<bool> IsDueAsync(GuardDb db, CancellationToken stop)
    {
        var after = await db.AuditSegments.MaxAsync(s => (long?)s.LastAuditId, stop) ?? 0;
        var open = db.Audit.AsNoTracking().Where(a => a.Id > after);
        return await open.OrderBy(a => a.Id).Select(a => (DateTimeOffset?)a.At).FirstOrDefaultAsync(stop) is { } oldest
            && (clock.GetUtcNow() - oldest >= LongestOpen || await open.Take(MostRows).CountAsync(stop) == MostRows);
    }

    /// <summary>The digest of a segment's rows as they stand now.</summary>
    internal static async Task<Sha256Hash> DigestAsync(GuardDb db, AuditSegmentRow segment, CancellationToken stop)
    {
        using var digest = new AuditSegment(segment.Salt);
        var rows = db.Audit.AsNoTracking().Where(a => a.Id >= segment.FirstAuditId && a.Id <= segment.LastAuditId).OrderBy(a => a.Id);
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(stop))
            digest.Add(new(row.Id, row.At, row.OrganisationId, row.Actor, row.Action, row.Subject));
        return digest.Close();
    }
}
