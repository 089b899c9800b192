using IpGuard.Core.Matching;
using IpGuard.Core.Works;
using IpGuard.Flows.Filings;
using IpGuard.Index;

namespace IpGuard.Flows.Judging;

/// <summary>Which listed pictures look like a new work? The other direction: a second index, of the pictures of listings.</summary>
public sealed class ListedPictures(IPictureIndex index, IndexFlow upkeep) : IAsyncDisposable
{
    // Of each kind of evidence; each is judged again. Sure copies are asked for by their hash as well, so that many of them hide none.
    const int PerEvidence = 64;
    const int MostCopies = 10_000;

    /// <summary>Keeps the index as Store says it is.</summary>
    public IndexFlow Upkeep => upkeep;

    /// <summary>Listed pictures that come near a filed one by its hash, by parts or by the network, whatever its turn.</summary>
    /// <exception cref="IndexException">The index is away, or a part of it.</exception>
    public async Task<IReadOnlyList<Sha256Hash>> NearAsync(PreparedPicture filed, CancellationToken stop)
    {
        var near = (await index.ProposeAsync(filed, PerEvidence, [], stop)).OrThrow().Select(n => n.Key.FilingNumber);
        var whole = filed.Features.Whole;
        if (!whole.IsFlat)
        {
            var same = await index.NearestAsync(whole.Hashes, Pdq.SamePictureBits, MostCopies, stop);
            near = near.Concat(same.OrThrow().Select(c => c.FilingNumber));
        }

        return [.. near.Distinct(StringComparer.Ordinal).Select(Sha256Hash.Parse)];
    }

    public async ValueTask DisposeAsync()
    {
        upkeep.Dispose();
        await index.DisposeAsync();
    }
}
