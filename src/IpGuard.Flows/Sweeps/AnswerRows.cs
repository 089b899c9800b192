using IpGuard.Core.Works;
using IpGuard.Market;
using IpGuard.Store;
using IpGuard.Store.Listings;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Sweeps;

/// <summary>Keeps how a listing came over the web, where it may have to be shown to a court.</summary>
static class AnswerRows
{
    /// <summary>Bodies are kept before any row names them, each once however many listings came in it.</summary>
    /// <returns>The hash of each kept body.</returns>
    public static async Task<Dictionary<KeptAnswer, Sha256Hash>> KeepBodiesAsync(
        GuardStore store,
        IEnumerable<SeenListing> listings,
        CancellationToken stop
    )
    {
        var bodies = new Dictionary<KeptAnswer, Sha256Hash>(ReferenceEqualityComparer.Instance);
        foreach (var answer in listings.Select(l => l.Answer).OfType<KeptAnswer>())
        {
            if (answer.Body is { } body && !bodies.ContainsKey(answer))
                bodies.Add(answer, await store.Blobs.KeepAsync(body, stop));
        }

        return bodies;
    }

    /// <summary>Adds the rows that are not there yet.</summary>
    public static async Task AddAsync(
        GuardDb db,
        IReadOnlyList<SeenListing> listings,
        Dictionary<string, ListingRow> rows,
        Dictionary<KeptAnswer, Sha256Hash> bodies,
        CancellationToken stop
    )
    {
        var ids = listings.Select(l => rows[l.Listing.ExternalId].Id).ToList();
        var kept = (await db.Answers.Where(a => ids.Contains(a.ListingId)).Select(a => new { a.ListingId, a.Content }).ToListAsync(stop))
            .Select(a => (a.ListingId, a.Content))
            .ToHashSet();
        foreach (var listing in listings)
        {
            var row = rows[listing.Listing.ExternalId];
            if (listing.Answer is not { Facts: var facts } answer || !kept.Add((row.Id, row.Snapshot)))
                continue;
            db.Answers.Add(
                new()
                {
                    ListingId = row.Id,
                    Content = row.Snapshot,
                    Asked = facts.Asked.AbsoluteUri,
                    Final = facts.Final.AbsoluteUri,
                    Status = facts.Status,
                    Headers = string.Concat(facts.Headers.Select(h => $"{h.Name}: {h.Value}\n")),
                    Resolved = string.Join(' ', facts.Resolved),
                    FetchedAt = facts.FetchedAt,
                    Body = bodies.TryGetValue(answer, out var body) ? body : null,
                }
            );
        }
    }
}
