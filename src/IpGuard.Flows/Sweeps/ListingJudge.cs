using IpGuard.Core.Accounts;
using IpGuard.Core.Listings;
using IpGuard.Core.Matching;
using IpGuard.Core.Works;
using IpGuard.Index.Embedded;
using IpGuard.Judging.Titles;
using IpGuard.Store;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Sweeps;

/// <summary>One picture of a listing after the sweep has looked at it.</summary>
/// <param name="Content">Hash of its bytes; null where it could not be fetched.</param>
/// <param name="Fingerprint">Null where it could not be read.</param>
/// <param name="Fault">Why; null when it was read.</param>
public sealed record SeenPicture(int No, string Address, Sha256Hash? Content, Fingerprint? Fingerprint, string? Fault);

/// <summary>A listing as the sweep saw it.</summary>
/// <param name="Raw">The record as it came; its hash names the snapshot.</param>
public sealed record SeenListing(Listing Listing, ReadOnlyMemory<byte> Raw, IReadOnlyList<SeenPicture> Pictures);

/// <summary>A listing with the machine's opinion of it beside each filing that came near, best first.</summary>
public sealed record JudgedListing(SeenListing Seen, IReadOnlyList<(string FilingNumber, Verdict Verdict)> Ranked);

/// <summary>Judges listings: nearest in the index, then again in Core on the fingerprints that Store holds.</summary>
/// <remarks>A listing is judged by itself: what else lies on its page or its marketplace changes nothing.</remarks>
public sealed class ListingJudge(GuardStore store, EmbeddedPictureIndex index, TitleComparer titles)
{
    /// <summary>How far the index is asked when only matches count: no verdict is near beyond it.</summary>
    public const int SweepRadiusBits = Verdict.NearPictureBits;

    /// <summary>Pictures asked of the index for one picture of a listing.</summary>
    const int MostCandidates = 48;

    /// <summary>Judges a page of listings, in the order given.</summary>
    /// <param name="radiusBits">How far to ask the index; 256 asks for the nearest however far.</param>
    public async Task<IReadOnlyList<JudgedListing>> JudgeAsync(IReadOnlyList<SeenListing> listings, int radiusBits, CancellationToken stop)
    {
        var asked = listings.Select(l => CandidatesOf(l, radiusBits)).ToList();
        var filings = await ReadFilingsAsync(
            [.. asked.SelectMany(c => c).Select(c => c.Candidate.FilingNumber).Distinct(StringComparer.Ordinal)],
            stop
        );
        return [.. listings.Select((listing, i) => Judge(listing, asked[i], filings))];
    }

    List<(int ListedPictureNo, Candidate Candidate)> CandidatesOf(SeenListing listing, int radiusBits) =>
        [
            .. listing
                .Pictures.Where(p => p.Fingerprint is { IsFlat: false })
                .SelectMany(p => index.Nearest(p.Fingerprint!.Hashes, radiusBits, MostCandidates).Select(c => (p.No, c))),
        ];

    async Task<Dictionary<string, FiledWork>> ReadFilingsAsync(IReadOnlyList<string> numbers, CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        var works = new Dictionary<string, FiledWork>(StringComparer.Ordinal);
        // SQLite takes some thousands of parameters at most.
        foreach (var some in numbers.Chunk(500))
        {
            var rows = await db.Filings.AsNoTracking().Include(f => f.Pictures).Where(f => some.Contains(f.Number)).ToListAsync(stop);
            foreach (var row in rows)
                works[row.Number] = new(titles.Vectorise(row.Title), row.Pictures.ToDictionary(p => p.No, p => p.ReadFingerprint()));
        }

        return works;
    }

    JudgedListing Judge(
        SeenListing seen,
        List<(int ListedPictureNo, Candidate Candidate)> candidates,
        Dictionary<string, FiledWork> filings
    )
    {
        var title = titles.Vectorise(seen.Listing.Title);
        var ranked = Match.Rank(
            candidates
                .GroupBy(c => c.Candidate.FilingNumber, StringComparer.Ordinal)
                .Where(g => filings.ContainsKey(g.Key))
                .Select(g => (g.Key, Verdict.Judge(Weigh(seen, title, g, filings[g.Key]))))
        );
        return new(seen, [.. ranked]);
    }

    // The index only proposes: distances are measured again on the fingerprints of Store.
    static Evidence Weigh(
        SeenListing seen,
        TitleVector title,
        IEnumerable<(int ListedPictureNo, Candidate Candidate)> candidates,
        FiledWork work
    )
    {
        var best = candidates
            .Where(c => work.Pictures.ContainsKey(c.Candidate.PictureNo))
            .Select(c =>
            {
                var (orientation, bits) = seen.Pictures[c.ListedPictureNo - 1]
                    .Fingerprint!.Hashes.NearestTo(work.Pictures[c.Candidate.PictureNo].Hashes.Upright);
                return (bits, c.Candidate.PictureNo, c.ListedPictureNo, orientation);
            })
            .Min();
        return new(best.bits, best.orientation, best.PictureNo, best.ListedPictureNo, TitleComparer.Compare(title, work.Title));
    }

    sealed record FiledWork(TitleVector Title, Dictionary<int, Fingerprint> Pictures);
}
