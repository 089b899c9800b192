using IpGuard.Core.Matching;
using IpGuard.Index;
using IpGuard.Judging.Pictures;

namespace IpGuard.Rooms.Tests.Index;

/// <summary>What two indexes answered to the same questions, counted. The first one is exact.</summary>
sealed class ParityTally(IReadOnlyDictionary<PictureKey, PreparedPicture> filed, PictureClassifier classifier)
{
    // Fewer votes propose nothing (Proposals.LeastVotes).
    const float LeastVotes = 0.05f;

    readonly Lock _gate = new();

    /// <summary>Questions whose answers differ in what has to be the same.</summary>
    public List<string> Differences { get; } = [];

    public int Questions { get; private set; }

    /// <summary>Pictures that the exact index proposed by an embedding and by nothing else, and how many of them the other one did
    /// too.</summary>
    public (int Exact, int Found) ByEmbedding { get; private set; }

    /// <summary>The same by visual words.</summary>
    public (int Exact, int Found) ByWords { get; private set; }

    /// <summary>Titles, and how many of them the other one gave too.</summary>
    public (int Exact, int Found) Titles { get; private set; }

    /// <summary>Pictures that match at the operating point, and copies that were found again.</summary>
    public (int Matches, int Sources) Matched { get; private set; }

    /// <summary>The greatest difference of one number of one picture, of those that do not depend on other pictures.</summary>
    public float MostApart { get; private set; }

    /// <summary>The greatest difference of one normalised cosine: the graph may miss one of the ten by which it is normalised.</summary>
    public float MostNormalisedApart { get; private set; }

    public void Hashes(ParityQuestion asked, IReadOnlyList<Candidate> exact, IReadOnlyList<Candidate> other) =>
        Expect(exact.SequenceEqual(other), asked, () => $"by hash {string.Join(' ', exact)} and {string.Join(' ', other)}");

    public void Proposals(ParityQuestion asked, IReadOnlyList<NearPicture> exact, IReadOnlyList<NearPicture> other)
    {
        var most = asked.Effort.PerEvidence;
        var (hashes, otherHashes) = (ByHash(exact, most), ByHash(other, most));
        Expect(
            hashes.SequenceEqual(otherHashes),
            asked,
            () => $"by parts' hashes {string.Join(' ', hashes)} and {string.Join(' ', otherHashes)}"
        );
        var known = other.ToDictionary(n => n.Key, n => n.Near);
        var voted = Voted(exact, most);
        var words = voted.Select(n => n.Key).ToList();
        var spokenFor = exact.Select(n => n.Key).Where(k => asked.Also.Contains(k.FilingNumber)).ToList();
        Expect(spokenFor.All(known.ContainsKey), asked, () => $"spoken for {string.Join(' ', spokenFor)}");
        var byEmbedding = exact.Select(n => n.Key).Except(hashes).Except(words).Except(spokenFor).ToList();
        var both = exact.Where(n => known.ContainsKey(n.Key)).Select(n => (n.Near, Other: known[n.Key])).ToList();
        var apart = both.Select(n => Apart(n.Near, n.Other)).DefaultIfEmpty().Max();
        var normalisedApart = both.Select(n => NormalisedApart(n.Near, n.Other)).DefaultIfEmpty().Max();
        lock (_gate)
        {
            Questions++;
            ByWords = (ByWords.Exact + words.Count, ByWords.Found + words.Count(known.ContainsKey));
            ByEmbedding = (ByEmbedding.Exact + byEmbedding.Count, ByEmbedding.Found + byEmbedding.Count(known.ContainsKey));
            MostApart = Math.Max(MostApart, apart);
            MostNormalisedApart = Math.Max(MostNormalisedApart, normalisedApart);
        }

        Matches(asked, exact, other);
    }

    public void OfTitles(IReadOnlyList<NearTitle> exact, IReadOnlyList<NearTitle> other)
    {
        var known = other.ToDictionary(t => t.FilingNumber, t => t.Cosine, StringComparer.Ordinal);
        var both = exact.Where(t => known.ContainsKey(t.FilingNumber)).ToList();
        lock (_gate)
        {
            Titles = (Titles.Exact + exact.Count, Titles.Found + both.Count);
            MostApart = both.Select(t => MathF.Abs(t.Cosine - known[t.FilingNumber])).Append(MostApart).Max();
        }
    }

    // What a sweep does with the proposals: lay them beside the listing, weigh them, and keep what is above the threshold.
    void Matches(ParityQuestion asked, IReadOnlyList<NearPicture> exact, IReadOnlyList<NearPicture> other)
    {
        var matches = Above(asked, exact);
        // The same contenders with the same numbers give the same matches.
        var otherMatches = exact.SequenceEqual(other) ? matches : Above(asked, other);
        Expect(matches.SetEquals(otherMatches), asked, () => $"matches {string.Join(' ', matches)} and {string.Join(' ', otherMatches)}");
        lock (_gate)
            Matched = (
                Matched.Matches + matches.Count,
                Matched.Sources + (asked.Source is { } source && matches.Any(m => m.Key == source) ? 1 : 0)
            );
    }

    HashSet<(PictureKey Key, bool IsSame)> Above(ParityQuestion asked, IReadOnlyList<NearPicture> near)
    {
        var contenders = near.Select(n => new Contender(n.Key.FilingNumber, n.Key.PictureNo, filed[n.Key], n.Near)).ToList();
        return
        [
            .. PictureComparison
                .Compare(asked.Picture, contenders, asked.Effort)
                .Zip(near, (evidence, n) => (n.Key, Score: classifier.Score(evidence)))
                .Where(f => f.Score >= PictureOpinion.NearScore)
                .Select(f => (f.Key, f.Score >= PictureOpinion.SameScore)),
        ];
    }

    static List<PictureKey> ByHash(IReadOnlyList<NearPicture> near, int most) =>
        [
            .. near.Where(n => n.Near.PartBits <= Pdq.SamePictureBits)
                .OrderBy(n => n.Near.PartBits)
                .ThenBy(n => n.Key.FilingNumber, StringComparer.Ordinal)
                .ThenBy(n => n.Key.PictureNo)
                .Take(most)
                .Select(n => n.Key),
        ];

    static List<NearPicture> Voted(IReadOnlyList<NearPicture> near, int most) =>
        [
            .. near.Where(n => n.Near.Words > LeastVotes)
                .OrderByDescending(n => n.Near.Words)
                .ThenBy(n => n.Key.FilingNumber, StringComparer.Ordinal)
                .ThenBy(n => n.Key.PictureNo)
                .Take(most),
        ];

    static float Apart(Nearness a, Nearness b) =>
        new[]
        {
            Math.Abs(a.Bits - b.Bits),
            Math.Abs(a.PartBits - b.PartBits),
            MathF.Abs(a.Cosine - b.Cosine),
            MathF.Abs(a.Words - b.Words),
        }.Max();

    static float NormalisedApart(Nearness a, Nearness b) =>
        Math.Max(MathF.Abs(a.NormalisedCosine - b.NormalisedCosine), MathF.Abs(a.PartCosine - b.PartCosine));

    void Expect(bool isAlike, ParityQuestion asked, Func<string> what)
    {
        if (isAlike)
            return;
        lock (_gate)
            Differences.Add($"{asked.Source?.ToString() ?? "stranger"}: {what()}");
    }
}
