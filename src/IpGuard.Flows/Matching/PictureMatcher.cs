using IpGuard.Core.Matching;
using IpGuard.Core.Works;
using IpGuard.Flows.Filings;
using IpGuard.Index;
using IpGuard.Judging.Pictures;
using IpGuard.Vision.Features;

namespace IpGuard.Flows.Matching;

/// <summary>One filed picture beside a picture of a listing, weighed.</summary>
public sealed record PictureFinding(PictureKey Key, PictureEvidence Evidence, PictureOpinion Opinion);

/// <summary>Which bytes a filed or a bank picture has.</summary>
public delegate Task<IReadOnlyDictionary<PictureKey, Sha256Hash>> ContentLookup(IReadOnlyList<PictureKey> keys, CancellationToken stop);

/// <summary>Finds the works that a picture shows: the index proposes, and each proposal is weighed on the features that Store
/// keeps.</summary>
public sealed class PictureMatcher(IPictureIndex index, IndexFlow upkeep, FeatureShelf shelf, PictureClassifier classifier)
{
    /// <summary>Lets everything filed until now be found.</summary>
    public Task CatchUpAsync(CancellationToken stop) => upkeep.CatchUpToAskAsync(stop);

    /// <summary>True where the deep pass would change nothing that matters.</summary>
    /// <param name="best">The best score of the fast pass; null where nothing came near.</param>
    public bool IsSettled(double? best) => classifier.IsSettled(best);

    /// <summary>Finds works for one picture of a listing, best first. What pictures of the negative bank explain is left out.</summary>
    /// <param name="also">Filings to be compared with, however far their pictures are.</param>
    /// <exception cref="IndexException">The index is away, or a part of it.</exception>
    public async Task<PictureFindings> FindAsync(
        PreparedPicture listed,
        Pass pass,
        IReadOnlyCollection<string> also,
        ContentLookup contents,
        CancellationToken stop
    )
    {
        var effort = pass == Pass.Deep ? Effort.Deep : Effort.Fast;
        var near = (await index.ProposeAsync(listed, effort.PerEvidence, also, stop)).OrThrow();
        var known = await contents([.. near.Select(n => n.Key)], stop);
        var contenders = new List<Contender>(near.Count);
        foreach (var (key, nearness) in near)
        {
            // The index may know what was withdrawn since; Store has the last word.
            if (known.TryGetValue(key, out var content) && await shelf.FindAsync(content, Side.Filed, stop) is { } filed)
                contenders.Add(new(key.FilingNumber, key.PictureNo, filed, nearness));
        }

        return await Task.Run(() => Weigh(listed, contenders, effort), stop);
    }

    PictureFindings Weigh(PreparedPicture listed, List<Contender> contenders, Effort effort)
    {
        var weighed = WeighEach(listed, contenders, effort);
        // Where a picture of the bank may explain a match, but was not laid over the listing as the work was, all are.
        if (weighed.Exists(f => f.Opinion.Score >= PictureOpinion.NearScore && !BankKeys.IsBank(f.Key)) && weighed.Exists(IsUnheard))
            weighed = WeighEach(listed, contenders, effort with { Overlays = contenders.Count });
        var bank = weighed.Where(f => BankKeys.IsBank(f.Key)).ToList();
        var works = weighed.Where(f => !BankKeys.IsBank(f.Key)).ToList();
        var explained = works.Where(w => bank.Exists(b => NegativeBank.Explains(b.Opinion, w.Opinion))).ToList();
        return new([.. works.Except(explained)], [.. explained.Where(e => e.Opinion.Score >= PictureOpinion.NearScore)]);
    }

    static bool IsUnheard(PictureFinding finding) =>
        BankKeys.IsBank(finding.Key) && finding.Evidence.Overlay is null && finding.Opinion.Voices != Voices.None;

    List<PictureFinding> WeighEach(PreparedPicture listed, List<Contender> contenders, Effort effort) =>
        PictureComparison
            .Compare(listed, contenders, effort)
            .Zip(
                contenders,
                (evidence, contender) =>
                    new PictureFinding(
                        new(contender.FilingNumber, contender.PictureNo),
                        evidence,
                        PictureOpinion.Of(classifier.Score(evidence), evidence, contender.Filed.Features, listed.Features)
                    )
            )
            .OrderByDescending(f => f.Opinion.Score)
            .ThenBy(f => f.Key.FilingNumber, StringComparer.Ordinal)
            .ToList();
}

/// <param name="Works">Best first.</param>
/// <param name="Explained">Works that would have matched, had a picture of the negative bank not explained it.</param>
public sealed record PictureFindings(IReadOnlyList<PictureFinding> Works, IReadOnlyList<PictureFinding> Explained);

/// <summary>How pictures of the negative bank are named among filings in the index.</summary>
public static class BankKeys
{
    const string Prefix = "bank:";

    public static PictureKey Of(long id) => new(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Prefix}{id}"), 1);

    public static bool IsBank(PictureKey key) => key.FilingNumber.StartsWith(Prefix, StringComparison.Ordinal);

    public static long IdOf(PictureKey key) =>
        long.Parse(key.FilingNumber.AsSpan(Prefix.Length), System.Globalization.CultureInfo.InvariantCulture);
}
