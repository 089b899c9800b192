using System.Security.Cryptography;
using IpGuard.Core.Accounts;
using IpGuard.Core.Ledger;
using IpGuard.Core.Listings;
using IpGuard.Core.Works;
using IpGuard.Market.Browsing;
using IpGuard.Store;
using IpGuard.Store.Ledger;
using IpGuard.Store.Listings;
using IpGuard.Store.Matches;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Ledger;

/// <summary>Enters in the ledger how a listing was seen when a match, of pictures or of a name, was raised: what a court asks about the
/// time before it was logged can then be answered (人民法院在线诉讼规则, art. 18).</summary>
public sealed class EvidenceFlow(GuardStore store, PageBrowser browser, TimeProvider clock)
{
    const int Batch = 200;

    /// <summary>Enters all that is not yet entered; can be repeated.</summary>
    /// <returns>How many were entered now.</returns>
    public async Task<int> SealAsync(CancellationToken stop)
    {
        var all = 0;
        while (await SealBatchAsync(stop) is var some and > 0)
            all += some;
        return all;
    }

    async Task<int> SealBatchAsync(CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        var unsealed = Unsealed.Of(db);
        var ready = browser.IsOn ? ScreenshotFlow.Ready(db, unsealed, clock.GetUtcNow()) : unsealed;
        var numbers = await ready.OrderBy(m => m.RaisedAt).Select(m => m.Number).Take(Batch).ToListAsync(stop);
        if (numbers.Count == 0)
            return 0;
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var matches = await WantingAsync(db, numbers, stop);
        var ids = matches.Select(m => m.ListingId).Distinct().ToList();
        var listings = await db
            .Listings.AsNoTracking()
            .Include(l => l.Pictures)
            .Where(l => ids.Contains(l.Id))
            .ToDictionaryAsync(l => l.Id, stop);
        var markets = await db.Marketplaces.AsNoTracking().ToDictionaryAsync(m => m.Id, stop);
        var index = await Entries.NextIndexAsync(db, stop);
        var known = new Dictionary<(Guid, long, Sha256Hash), string>();
        foreach (var match in matches)
        {
            var listing = listings[match.ListingId];
            var key = (match.OrganisationId, listing.Id, listing.Snapshot);
            if (!known.TryGetValue(key, out var number))
            {
                number = await db
                    .Evidence.Where(e =>
                        e.OrganisationId == key.OrganisationId && e.ListingId == listing.Id && e.Content == listing.Snapshot
                    )
                    .Select(e => e.Number)
                    .FirstOrDefaultAsync(stop);
                if (number is null)
                {
                    var seen = await SeenAsync(db, match, listing, markets[listing.MarketplaceId], stop);
                    number = Enter(db, match, seen, index++);
                }

                known.Add(key, number);
            }

            match.Enter(number);
        }

        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return matches.Count;
    }

    /// <summary>A match, of pictures or of a name, whose listing is yet to be entered.</summary>
    sealed record Wanting(Guid OrganisationId, long ListingId, DateTimeOffset RaisedAt, Action<string> Enter);

    // Both kinds of one holder that rest on one snapshot share its statement.
    static async Task<List<Wanting>> WantingAsync(GuardDb db, List<string> numbers, CancellationToken stop)
    {
        var matches = await db.Matches.Where(m => m.EvidenceNumber == null && numbers.Contains(m.Number)).ToListAsync(stop);
        var names = await db.NameMatches.Where(m => m.EvidenceNumber == null && numbers.Contains(m.Number)).ToListAsync(stop);
        return
        [
            .. matches.Select(m => new Wanting(m.OrganisationId, m.ListingId, m.RaisedAt, number => m.EvidenceNumber = number)),
            .. names.Select(m => new Wanting(m.OrganisationId, m.ListingId, m.RaisedAt, number => m.EvidenceNumber = number)),
        ];
    }

    async Task<Seen> SeenAsync(GuardDb db, Wanting match, ListingRow listing, MarketplaceRow market, CancellationToken stop)
    {
        var answer = await db
            .Answers.AsNoTracking()
            .FirstOrDefaultAsync(a => a.ListingId == listing.Id && a.Content == listing.Snapshot, stop);
        var hasPage = browser.IsOn && ScreenshotRule.IsPage(listing.Url);
        return new(listing, market, answer, hasPage ? await ScreenshotFlow.SeenAsync(db, match.RaisedAt, listing, stop) : null);
    }

    string Enter(GuardDb db, Wanting match, Seen seen, long index)
    {
        var (listing, now) = (seen.Listing, clock.GetUtcNow());
        var statement = new SnapshotStatement(
            $"S-{Guid.CreateVersion7(now):N}",
            $"{seen.Market.Kind} {seen.Market.Address}",
            listing.ExternalId,
            listing.Url,
            listing.LastSeenAt,
            listing.Snapshot,
            [.. listing.Pictures.OrderBy(p => p.No).Select(p => new SeenPicture(p.No, p.Address, p.Content, p.LookedAt))],
            seen.Answer is { } answer ? AnswerOf(answer) : null,
            seen.Screenshot
        );
        var bytes = statement.Seal(RandomNumberGenerator.GetBytes(Commitment.SaltBytes));
        db.Evidence.Add(
            new()
            {
                Number = statement.Number,
                OrganisationId = match.OrganisationId,
                ListingId = listing.Id,
                Content = listing.Snapshot,
                Statement = bytes,
            }
        );
        db.Leaves.Add(Entries.Of(index, LeafKind.Snapshot, statement.Number, match.OrganisationId, Sha256Hash.Of(bytes), now));
        return statement.Number;
    }

    static SeenAnswer AnswerOf(AnswerRow answer) =>
        new(
            answer.Asked,
            answer.Final,
            answer.Status,
            Sha256Hash.Of(System.Text.Encoding.UTF8.GetBytes(answer.Headers)),
            answer.Resolved.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            answer.FetchedAt,
            answer.Body
        );

    sealed record Seen(ListingRow Listing, MarketplaceRow Market, AnswerRow? Answer, SeenScreenshot? Screenshot);
}
