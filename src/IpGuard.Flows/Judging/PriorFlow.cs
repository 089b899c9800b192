using IpGuard.Core.Accounts;
using IpGuard.Core.Filings;
using IpGuard.Core.Matching;
using IpGuard.Core.Works;
using IpGuard.Flows.Filings;
using IpGuard.Flows.Matching;
using IpGuard.Flows.Sweeps;
using IpGuard.Store;
using IpGuard.Store.Ledger;
using IpGuard.Store.Listings;
using IpGuard.Store.Matches;
using IpGuard.Vision.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace IpGuard.Flows.Judging;

/// <summary>A possible prior design as pages show it.</summary>
/// <param name="FirstSeenAt">When the picture was first seen on the listing, before the work was filed.</param>
/// <param name="IsStated">That date is not of our own seeing but a marketplace's whose dates the regulator trusts.</param>
/// <param name="ClaimedAt">Since when the listing is offered, as its seller says; decides nothing.</param>
/// <param name="HasPicture">False where the listing shows another picture since.</param>
public sealed record PriorView(
    long Id,
    string FilingNumber,
    string WorkTitle,
    string Holder,
    string ListingTitle,
    string? ListingUrl,
    string Marketplace,
    double Score,
    DateTimeOffset FirstSeenAt,
    bool IsStated,
    DateTimeOffset? ClaimedAt,
    DateTimeOffset FiledAt,
    bool HasPicture
);

/// <summary>Possible prior designs (疑似在先设计): listings that look like a work and were seen here before it was filed. They accuse
/// nobody; the filer and the regulator are told. A new filing is also searched for among the listings already known.</summary>
public sealed class PriorFlow(
    GuardStore store,
    ListingJudge judge,
    ListedPictures listed,
    FeatureShelf shelf,
    TimeProvider clock,
    ILogger<PriorFlow> log
)
{
    /// <summary>What an outbox row asks for.</summary>
    public const string SearchPrior = "search-prior";

    const int ListingsAtOnce = 200;

    /// <summary>Notes those of a page of judged listings. Part of the caller's transaction.</summary>
    internal async Task NoteAsync(GuardDb db, IEnumerable<(long ListingId, JudgedListing Judged)> judged, CancellationToken stop)
    {
        var seen = judged
            .SelectMany(j =>
                j.Judged.Ranked.Where(r => r.Verdict.Exemption == Exemption.SeenEarlier && r.Verdict.Score >= FilingThreshold.Start)
                    .Select(r => (j.ListingId, r.FilingNumber, r.Verdict, Since: ListingJudge.Since(j.Judged, r.Verdict)))
            )
            .ToList();
        if (seen.Count == 0)
            return;
        var ids = seen.Select(s => s.ListingId).Distinct().ToList();
        var numbers = seen.Select(s => s.FilingNumber).Distinct().ToList();
        var owners = await db
            .Filings.Where(f => numbers.Contains(f.Number))
            .ToDictionaryAsync(f => f.Number, f => f.OrganisationId, StringComparer.Ordinal, stop);
        var known = (
            await db.PriorDesigns.Where(p => ids.Contains(p.ListingId)).Select(p => new { p.FilingNumber, p.ListingId }).ToListAsync(stop)
        )
            .Select(p => (p.FilingNumber, p.ListingId))
            .ToHashSet();
        db.PriorDesigns.AddRange(
            seen.Where(s => owners.ContainsKey(s.FilingNumber) && known.Add((s.FilingNumber, s.ListingId)))
                .Select(s => new PriorDesignRow
                {
                    OrganisationId = owners[s.FilingNumber],
                    FilingNumber = s.FilingNumber,
                    ListingId = s.ListingId,
                    Score = s.Verdict.Score,
                    FiledPictureNo = s.Verdict.Evidence.FiledPictureNo,
                    ListedPictureNo = s.Verdict.Evidence.ListedPictureNo,
                    // What is exempt for having been seen earlier has been seen.
                    FirstSeenAt = s.Since!.Value.At,
                    IsStated = s.Since.Value.IsStated,
                    NotedAt = clock.GetUtcNow(),
                })
        );
    }

    /// <summary>Looks for every filing that is due among the listings known when it was filed: those whose pictures come near one of its
    /// own in the index of listed pictures are judged beside it.</summary>
    /// <returns>How many filings were looked for.</returns>
    /// <exception cref="Index.IndexException">An index is away: what is not done stays in the outbox.</exception>
    public async Task<int> SearchAsync(CancellationToken stop)
    {
        List<OutboxRow> due;
        await using (var db = store.Open(Viewer.House))
            due = await db.Outbox.AsNoTracking().Where(o => o.Kind == SearchPrior && o.DoneAt == null).OrderBy(o => o.Id).ToListAsync(stop);
        if (due.Count == 0)
            return 0;
        await judge.CatchUpAsync(stop);
        await listed.Upkeep.CatchUpToAskAsync(stop);
        foreach (var row in due)
        {
            foreach (var some in (await NearListingsAsync(row.Subject, stop)).Chunk(ListingsAtOnce))
                await SearchAsync(some, row.Subject, stop);
            await using var db = store.Open(Viewer.House);
            var now = clock.GetUtcNow();
            await db.Outbox.Where(o => o.Id == row.Id).ExecuteUpdateAsync(o => o.SetProperty(r => r.DoneAt, now), stop);
        }

        log.LogInformation("looked for {Count} new filings among the listings already known", due.Count);
        return due.Count;
    }

    async Task<List<long>> NearListingsAsync(string filingNumber, CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        var pictures = await db.FiledPictures.AsNoTracking().Where(p => p.FilingNumber == filingNumber).ToListAsync(stop);
        var near = new HashSet<Sha256Hash>();
        foreach (var picture in pictures)
        {
            if (await shelf.FindAsync(picture.Content, Side.Filed, stop) is { } filed)
                near.UnionWith(await listed.NearAsync(filed, stop));
        }

        var ids = new SortedSet<long>();
        foreach (var some in near.Select(n => (Sha256Hash?)n).Chunk(ListingsAtOnce))
            ids.UnionWith(await db.ListedPictures.Where(p => some.Contains(p.Content)).Select(p => p.ListingId).ToListAsync(stop));
        return [.. ids];
    }

    /// <summary>Possible prior designs, the surest first: a holder's own, or all for a regulator.</summary>
    /// <param name="filingNumber">Of one filing; null for all.</param>
    public async Task<PageOf<PriorView>> ListAsync(Viewer viewer, string? filingNumber, int page, CancellationToken stop)
    {
        const int pageSize = 30;
        await using var db = store.Open(viewer);
        var rows =
            from prior in db.PriorDesigns.AsNoTracking()
            where filingNumber == null || prior.FilingNumber == filingNumber
            join filing in db.Filings on prior.FilingNumber equals filing.Number
            join listing in db.Listings on prior.ListingId equals listing.Id
            join marketplace in db.Marketplaces on listing.MarketplaceId equals marketplace.Id
            orderby prior.Score descending, prior.Id
            select new PriorView(
                prior.Id,
                prior.FilingNumber,
                filing.Title,
                filing.Holder,
                listing.Title,
                listing.Url,
                marketplace.Name,
                prior.Score,
                prior.FirstSeenAt,
                prior.IsStated,
                listing.ClaimedAt,
                filing.FiledAt,
                db.ListedPictures.Any(p =>
                    p.ListingId == prior.ListingId && p.No == prior.ListedPictureNo && p.Content != null && p.FirstSeenAt <= prior.NotedAt
                )
            );
        var total = await rows.CountAsync(stop);
        page = PageOf.Within(page, pageSize, total);
        return new(await rows.Skip((page - 1) * pageSize).Take(pageSize).ToListAsync(stop), page, pageSize, total);
    }

    async Task SearchAsync(long[] listingIds, string filingNumber, CancellationToken stop)
    {
        List<ListingRow> page;
        await using (var read = store.Open(Viewer.House))
            page = await read.Listings.AsNoTracking().Include(l => l.Pictures).Where(l => listingIds.Contains(l.Id)).ToListAsync(stop);
        var judged = new List<(long, JudgedListing)>(page.Count);
        foreach (var row in page.OrderBy(l => l.Id))
        {
            var seen = new SeenListing(
                ListingRows.ToListing(row),
                ReadOnlyMemory<byte>.Empty,
                ListingRows.ToPictures(row),
                row.MarketplaceId,
                ListingRows.ToKnown(row)
            );
            // Whatever older works are nearer to it.
            var all = await judge.JudgeAsync(seen, Pass.Fast, stop, [filingNumber]);
            judged.Add((row.Id, all with { Ranked = [.. all.Ranked.Where(r => r.FilingNumber == filingNumber)] }));
        }

        await using var db = store.Open(Viewer.House);
        await NoteAsync(db, judged, stop);
        await db.SaveChangesAsync(stop);
    }
}
