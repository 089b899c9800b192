using IpGuard.Core.Matching;
using IpGuard.Index.Embedded;
using IpGuard.Vision.Features;

namespace IpGuard.Flows.Matching;

/// <summary>One work beside one query, with all evidence.</summary>
public sealed record TrialPair(string WorkId, PictureFeatures Filed, PictureEvidence Evidence);

/// <summary>Asks for the pictures of a kit as a sweep would, with the kit's works in an index of their own.</summary>
public sealed class KitTrial : IDisposable
{
    readonly FeatureIndex _index;
    readonly Dictionary<string, PreparedPicture> _works;

    public KitTrial(IEnumerable<(string Id, PreparedPicture Picture)> works, MatcherModels models)
    {
        _index = new(models.Vocabulary, models.Background);
        _works = works.ToDictionary(w => w.Id, w => w.Picture, StringComparer.Ordinal);
        foreach (var (id, picture) in _works.OrderBy(w => w.Key, StringComparer.Ordinal))
            _index.Add(new(id, 1), picture.Features);
    }

    public void Dispose() => _index.Dispose();

    /// <summary>The work whose picture is nearest; null where there is none.</summary>
    public string? Nearest(PreparedPicture listed) =>
        _index.Nearest(listed.WithoutParts(), 1).Select(n => n.Key.FilingNumber).FirstOrDefault();

    /// <summary>Every work that came near a listing's picture, in no order.</summary>
    /// <param name="also">Works to be compared with, however far.</param>
    public IReadOnlyList<TrialPair> Ask(PreparedPicture listed, Pass pass, IReadOnlyCollection<string>? also = null)
    {
        var effort = pass == Pass.Deep ? Effort.Deep : Effort.Fast;
        var asked = pass == Pass.Deep ? listed : listed.WithoutParts();
        var contenders = _index
            .Nearest(asked, effort.PerEvidence, also)
            .Select(n => new Contender(n.Key.FilingNumber, n.Key.PictureNo, _works[n.Key.FilingNumber], n.Near))
            .ToList();
        return
        [
            .. PictureComparison
                .Compare(asked, contenders, effort)
                .Zip(contenders, (evidence, contender) => new TrialPair(contender.FilingNumber, contender.Filed.Features, evidence)),
        ];
    }
}
