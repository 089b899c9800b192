using System.Collections.Concurrent;
using System.Text;
using IpGuard.Core.Accounts;
using IpGuard.Core.Listings;
using IpGuard.Core.Matching;
using IpGuard.Core.Works;
using IpGuard.Flows.Judging;
using IpGuard.Flows.Matching;
using IpGuard.Index;
using IpGuard.Judging.Fusion;
using IpGuard.Judging.Names;
using IpGuard.Judging.Titles;
using IpGuard.Market;
using IpGuard.Store;
using IpGuard.Vision.Features;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Sweeps;

/// <summary>One picture of a listing after the sweep has looked at it.</summary>
/// <param name="Content">Hash of its bytes; null where it could not be fetched.</param>
/// <param name="Fingerprint">Null where it could not be read.</param>
/// <param name="Fault">Why; null when it was read.</param>
/// <param name="LookedAt">When it was fetched, where that was lately and it was not fetched again; null where it was looked at now.</param>
public sealed record SeenPicture(
    int No,
    string Address,
    Sha256Hash? Content,
    Fingerprint? Fingerprint,
    string? Fault,
    DateTimeOffset? LookedAt = null
)
{
    /// <summary>True where it was not fetched again.</summary>
    public bool IsKnown => LookedAt is not null;
}

/// <summary>A listing as the sweep saw it.</summary>
/// <param name="Raw">The record as it came; its hash names the snapshot.</param>
/// <param name="Known">Null where it has never been seen before.</param>
/// <param name="Answer">How it came over the web; null for files.</param>
/// <param name="IsAside">True where it has none of the watch's keywords: it is kept, and not looked at.</param>
public sealed record SeenListing(
    Listing Listing,
    ReadOnlyMemory<byte> Raw,
    IReadOnlyList<SeenPicture> Pictures,
    string MarketplaceId,
    KnownListing? Known,
    KeptAnswer? Answer = null,
    bool IsAside = false
);

/// <summary>A listing that an earlier sweep kept.</summary>
/// <param name="FirstSeenAt">When each of its pictures was first seen on it, by the hash of the picture's bytes.</param>
/// <param name="Looked">Its pictures that were read, by their address, with when they were last fetched.</param>
public sealed record KnownListing(
    long Id,
    IReadOnlyDictionary<Sha256Hash, DateTimeOffset> FirstSeenAt,
    IReadOnlyDictionary<string, (SeenPicture Picture, DateTimeOffset At)> Looked
);

/// <summary>A listing with the machine's opinion of it beside each filing that came near, best first.</summary>
/// <param name="IsSettled">False where the deep pass should look too.</param>
/// <param name="Explained">Works that the negative bank kept from matching.</param>
/// <param name="StatedAt">Since when it is offered, as a marketplace says whose dates the regulator trusts; null anywhere else.</param>
public sealed record JudgedListing(
    SeenListing Seen,
    IReadOnlyList<(string FilingNumber, Verdict Verdict)> Ranked,
    bool IsSettled,
    int Explained,
    DateTimeOffset? StatedAt
)
{
    /// <summary>Holders' names in its words that a person should look at; of the fast pass only.</summary>
    public IReadOnlyList<NameFinding> Names { get; init; } = [];
}

/// <summary>Judges listings: nearest in the index, then again in Core on the features that Store keeps.</summary>
/// <remarks>A listing is judged by itself: what else lies on its page or its marketplace changes nothing.</remarks>
public sealed class ListingJudge(
    GuardStore store,
    PictureMatcher matcher,
    FeatureShelf shelf,
    NearTitles nearTitles,
    TitleComparer titles,
    VerdictModel verdicts
)
{
    // Some 3 KB a title: at most some 60 MB.
    const int MostTitles = 20_000;

    readonly ConcurrentDictionary<string, TitleVector> _titles = new(StringComparer.Ordinal);
    JudgingContext? _context;

    /// <summary>Lets everything filed until now be found, and what holders and people said until now count; called before a
    /// sweep.</summary>
    public async Task CatchUpAsync(CancellationToken stop)
    {
        await matcher.CatchUpAsync(stop);
        _context = await JudgingContext.ReadAsync(store, stop);
        await using var db = store.Open(Viewer.House);
        var bank = await db.Bank.Where(b => b.State == BankState.Active).OrderBy(b => b.Id).Select(b => b.Id).ToListAsync(stop);
        JudgedBy = Sha256Hash.Of(
            Encoding.UTF8.GetBytes($"{verdicts.Id} {NameMatch.RuleVersion} {_context.Stamp} {string.Join(' ', bank)}")
        );
    }

    /// <summary>Tells by what listings are judged now: models, negative bank, and what holders and decisions say. What was judged by the
    /// same gives the same verdict again, since a filing that came later than a listing is not copied by it.</summary>
    public Sha256Hash JudgedBy { get; private set; }

    /// <summary>Judges a page of listings, in the order given, as many at once as there are cores.</summary>
    /// <param name="isThorough">Lets the deep pass look at once at all but sure copies, also where the fast pass settles that there is
    /// none.</param>
    public async Task<IReadOnlyList<JudgedListing>> JudgeAsync(IReadOnlyList<SeenListing> listings, bool isThorough, CancellationToken stop)
    {
        var judged = new JudgedListing[listings.Count];
        var lanes = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = stop };
        await Parallel.ForAsync(
            0,
            listings.Count,
            lanes,
            async (i, token) =>
            {
                judged[i] = await JudgeAsync(listings[i], Pass.Fast, token);
                if (isThorough && !IsSureCopy(judged[i]))
                    judged[i] = await JudgeAsync(listings[i], Pass.Deep, token) with { Names = judged[i].Names };
            }
        );
        return judged;
    }

    static bool IsSureCopy(JudgedListing judged) =>
        judged.Ranked.Any(r => r.Verdict.Evidence.Picture!.Score >= PictureOpinion.SettledAsCopy);

    /// <summary>Judges one listing. After the deep pass it is settled.</summary>
    /// <param name="also">Filings to be compared with, however far they are; beside those whose titles mean the same.</param>
    public async Task<JudgedListing> JudgeAsync(
        SeenListing seen,
        Pass pass,
        CancellationToken stop,
        IReadOnlyCollection<string>? also = null
    )
    {
        var title = titles.Vectorise(seen.Listing.Title);
        var spokenFor = (await nearTitles.OfAsync(title, stop)).Union(also ?? [], StringComparer.Ordinal).ToList();
        var found = new List<(int ListedPictureNo, PictureFinding Finding)>();
        var explained = 0;
        foreach (var picture in seen.Pictures.Where(p => p.Fingerprint is not null))
        {
            var listed =
                pass == Pass.Deep
                    ? await shelf.FindDeepAsync(picture.Content!.Value, stop)
                    : await shelf.FindAsync(picture.Content!.Value, Side.Listed, stop);
            if (listed is null)
                continue;
            var findings = await matcher.FindAsync(listed, pass, spokenFor, ContentsAsync, stop);
            found.AddRange(findings.Works.Select(f => (picture.No, f)));
            explained += findings.Explained.Count;
        }

        var isSettled = pass == Pass.Deep || matcher.IsSettled(found.Count == 0 ? null : found.Max(f => f.Finding.Opinion.Score));
        var statedAt = Context.StatedAt(seen.MarketplaceId, seen.Listing);
        var spots = Context.Spot(seen.Listing.Title);
        var ranked = await RankAsync(seen, title, spots, found, statedAt, stop);
        return new(seen, ranked, isSettled, explained, statedAt)
        {
            Names = pass == Pass.Fast ? NameWatch.Look(Context, seen.Listing, spots) : [],
        };
    }

    JudgingContext Context => _context ?? throw new InvalidOperationException("expected CatchUpAsync before the first listing");

    async Task<IReadOnlyList<(string, Verdict)>> RankAsync(
        SeenListing seen,
        TitleVector title,
        IReadOnlyList<NameSpot> spots,
        List<(int ListedPictureNo, PictureFinding Finding)> found,
        DateTimeOffset? statedAt,
        CancellationToken stop
    )
    {
        var context = Context;
        var best = found
            .GroupBy(f => f.Finding.Key.FilingNumber, StringComparer.Ordinal)
            .Select(g => g.MaxBy(f => f.Finding.Opinion.Score))
            .ToList();
        var filings = await FilingsAsync([.. best.Select(b => b.Finding.Key.FilingNumber)], stop);
        var phrases = CopyPhrases.Find(seen.Listing.Title);
        var contents = seen.Pictures.Where(p => p.Content is not null).Select(p => p.Content!.Value).ToList();
        return
        [
            .. Match.Rank(
                best.Where(b => filings.ContainsKey(b.Finding.Key.FilingNumber))
                    .Select(b =>
                    {
                        var filing = filings[b.Finding.Key.FilingNumber];
                        var evidence = new Evidence(
                            b.Finding.Evidence.Bits,
                            b.Finding.Opinion.Turn,
                            b.Finding.Key.PictureNo,
                            b.ListedPictureNo,
                            TitleComparer.Opine(title, Read(filing.Title)),
                            b.Finding.Opinion,
                            new(context.Of(filing.OrganisationId, spots), phrases),
                            context.About(filing, seen.Listing, seen.MarketplaceId, seen.Known?.Id, contents)
                        );
                        var exemption = context.ExemptionOf(
                            filing,
                            seen.Listing,
                            Since(FirstSeenAt(seen, b.ListedPictureNo), statedAt)?.At
                        );
                        return (
                            filing.Number,
                            Verdict.Judge(evidence, verdicts.Weigh(evidence), exemption, context.ThresholdOf(filing.Number))
                        );
                    })
            ),
        ];
    }

    TitleVector Read(string title)
    {
        if (_titles.Count >= MostTitles)
            _titles.Clear();
        return _titles.GetOrAdd(title, titles.Vectorise);
    }

    /// <summary>Since when the picture that a verdict rests on is there: when it was first seen on its listing, or the date that a trusted
    /// marketplace states where that is earlier; null where it is seen now.</summary>
    internal static (DateTimeOffset At, bool IsStated)? Since(JudgedListing judged, Verdict verdict) =>
        Since(FirstSeenAt(judged.Seen, verdict.Evidence.ListedPictureNo), judged.StatedAt);

    static (DateTimeOffset At, bool IsStated)? Since(DateTimeOffset? seenAt, DateTimeOffset? statedAt) =>
        statedAt is { } stated && !(seenAt <= stated) ? (stated, true)
        : seenAt is { } seen ? (seen, false)
        : null;

    static DateTimeOffset? FirstSeenAt(SeenListing seen, int pictureNo) =>
        seen.Pictures.First(p => p.No == pictureNo).Content is { } content
        && seen.Known is { } known
        && known.FirstSeenAt.TryGetValue(content, out var at)
            ? at
            : null;

    async Task<Dictionary<string, JudgedFiling>> FilingsAsync(IReadOnlyList<string> numbers, CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        return await db
            .Filings.AsNoTracking()
            .Where(f => numbers.Contains(f.Number))
            .Select(f => new JudgedFiling(
                f.Number,
                f.OrganisationId,
                f.Title,
                f.Category,
                // A filing says whole seconds, what it left to do the instant: what was seen in the same second is told apart.
                db.Outbox.Where(o => o.Kind == PriorFlow.SearchPrior && o.Subject == f.Number)
                    .Select(o => (DateTimeOffset?)o.CreatedAt)
                    .FirstOrDefault()
                    ?? f.FiledAt
            ))
            .ToDictionaryAsync(f => f.Number, StringComparer.Ordinal, stop);
    }

    // A filing that Store no longer has, and a bank picture that is no longer active, are not answered with.
    async Task<IReadOnlyDictionary<PictureKey, Sha256Hash>> ContentsAsync(IReadOnlyList<PictureKey> keys, CancellationToken stop)
    {
        var contents = new Dictionary<PictureKey, Sha256Hash>();
        await using var db = store.Open(Viewer.House);
        var numbers = keys.Where(k => !BankKeys.IsBank(k)).Select(k => k.FilingNumber).Distinct().ToList();
        foreach (
            var row in await db
                .FiledPictures.AsNoTracking()
                .Where(p => numbers.Contains(p.FilingNumber))
                .Select(p => new
                {
                    p.FilingNumber,
                    p.No,
                    p.Content,
                })
                .ToListAsync(stop)
        )
            contents[new(row.FilingNumber, row.No)] = row.Content;
        var ids = keys.Where(BankKeys.IsBank).Select(BankKeys.IdOf).ToList();
        if (ids.Count == 0)
            return contents;
        foreach (var row in await db.Bank.AsNoTracking().Where(b => ids.Contains(b.Id) && b.State == BankState.Active).ToListAsync(stop))
            contents[BankKeys.Of(row.Id)] = row.Content;
        return contents;
    }
}
