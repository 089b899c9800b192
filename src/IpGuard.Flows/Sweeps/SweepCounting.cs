using IpGuard.Core.Matching;
using IpGuard.Core.Watches;
using IpGuard.Store.Matches;

namespace IpGuard.Flows.Sweeps;

/// <summary>What a page adds to a sweep's counts.</summary>
static class SweepCounting
{
    public static SweepCounts OfMatches(List<MatchRow> matches) =>
        new()
        {
            SameMatches = matches.Count(m => m.Likeness == Likeness.Same),
            NearMatches = matches.Count(m => m.Likeness == Likeness.Near),
        };

    public static SweepCounts Of(SeenPage page, List<MatchRow> matches, IReadOnlyList<JudgedListing> judged)
    {
        var pictures = page.Listings.Where(l => !l.IsAside).SelectMany(l => l.Pictures).ToList();
        return OfMatches(matches) with
        {
            Pages = 1,
            Listings = page.Listings.Count,
            BrokenListings = page.Broken.Count,
            Pictures = pictures.Count(p => p.Fingerprint is not null),
            KnownPictures = pictures.Count(p => p.IsKnown),
            UnreadablePictures = pictures.Count(p => p.Fault is not null),
            FlatPictures = pictures.Count(p => p.Fingerprint is { IsFlat: true }),
            UnsettledListings = judged.Count(j => !j.IsSettled),
            // What the deep pass is yet to look at, it counts.
            ExplainedMatches = judged.Where(j => j.IsSettled).Sum(j => j.Explained),
        };
    }
}
