using System.Text.Json;
using IpGuard.Core.Matching;
using IpGuard.Flows.Judging;
using IpGuard.Store;
using IpGuard.Store.Listings;
using IpGuard.Store.Matches;
using IpGuard.Store.Watches;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Sweeps;

/// <summary>Keeps the uses of holders' names that a sweep found, in the page's transaction: each name and listing once, whatever was
/// decided of it.</summary>
static class NameMatchRows
{
    /// <summary>The uses that this watch tells of: of its own holder's names, or of all holders' where it covers all.</summary>
    public static IEnumerable<NameFinding> Of(JudgedListing judged, WatchRow watch) =>
        judged.Names.Where(n => watch.CoversAllFilings || n.Owner == watch.OrganisationId);

    /// <summary>Adds the rows that are not there yet.</summary>
    public static async Task AddAsync(
        GuardDb db,
        SweepRow sweep,
        WatchRow watch,
        IReadOnlyList<JudgedListing> judged,
        Dictionary<string, ListingRow> rows,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        var raised = judged.SelectMany(j => Of(j, watch).Select(n => (rows[j.Seen.Listing.ExternalId].Id, n))).ToList();
        if (raised.Count == 0)
            return;
        var ids = raised.Select(r => r.Id).Distinct().ToList();
        var known = (
            await db
                .NameMatches.Where(m => ids.Contains(m.ListingId))
                .Select(m => new
                {
                    m.OrganisationId,
                    m.Name,
                    m.ListingId,
                })
                .ToListAsync(stop)
        ).Select(m => (m.OrganisationId, m.Name, m.ListingId)).ToHashSet();
        db.NameMatches.AddRange(
            raised
                .Where(r => known.Add((r.n.Owner, r.n.Opinion.Name, r.Id)))
                .Select(r => new NameMatchRow
                {
                    Number = $"N-{Guid.CreateVersion7(now):N}",
                    OrganisationId = r.n.Owner,
                    Name = r.n.Opinion.Name,
                    ListingId = r.Id,
                    Score = r.n.Opinion.Score,
                    Spots = Write(r.n.Opinion.Texts),
                    RaisedAt = now,
                    SweepId = sweep.Id,
                })
        );
    }

    /// <summary>The words in which the name was seen, as they are kept with the match.</summary>
    public static byte[] Write(IReadOnlyList<NameText> texts) => JsonSerializer.SerializeToUtf8Bytes(texts.Select(t => t.Excerpt()));

    public static IReadOnlyList<NameText> Read(byte[] spots) => JsonSerializer.Deserialize<IReadOnlyList<NameText>>(spots)!;
}
