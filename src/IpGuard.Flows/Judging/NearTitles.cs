using IpGuard.Core.Matching;
using IpGuard.Index;
using IpGuard.Judging.Titles;

namespace IpGuard.Flows.Judging;

/// <summary>Which filings are called alike, in whatever language.</summary>
public sealed class NearTitles(IPictureIndex index)
{
    /// <summary>From here on two titles may be of one thing: halfway between the .72 and more of titles of the same thing and the less than
    /// .40 of others (models/text/MODEL.md), nearer to the former, since fashion titles share many words.</summary>
    public const float LeastCosine = 0.6f;

    // As many as a page of matches shows; more titles than these that mean the same say little.
    const int Most = 5;

    /// <summary>Filings whose title means much the same as a listing's, nearest first; none where the encoder is missing.</summary>
    /// <exception cref="IndexException">The index is away, or a part of it.</exception>
    public async Task<IReadOnlyList<string>> OfAsync(TitleVector listed, CancellationToken stop) =>
        listed.Meaning is { } meaning && Embedding.Of(meaning) is { } asked
            ? [.. (await index.NearestTitlesAsync(asked, LeastCosine, Most, stop)).OrThrow().Select(n => n.FilingNumber)]
            : [];
}
