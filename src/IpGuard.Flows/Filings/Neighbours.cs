using IpGuard.Core.Filings;
using IpGuard.Core.Matching;
using IpGuard.Index;
using Microsoft.Extensions.Logging;

namespace IpGuard.Flows.Filings;

/// <summary>Which filings are near a picture: the index, caught up with Store before it is asked.</summary>
public sealed class Neighbours(IPictureIndex index, IndexFlow upkeep, TimeProvider clock, ILogger<Neighbours> log)
{
    /// <summary>More of another's pictures within the same-picture distance than this are not needed to contest a filing.</summary>
    const int MostRivals = 64;

    // Whoever files does not wait for a server that works off its queue, or for an index that is being made again: a bulk is tried for two
    // minutes, and a rebuild takes as long as it takes.
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Numbers of the filings that hold a picture within <see cref="Pdq.SamePictureBits"/> of one of these, however
    /// turned.</summary>
    /// <exception cref="IndexException">The index is away, or a part of it.</exception>
    public async Task<IReadOnlyList<string>> OfFilingAsync(IReadOnlyList<FiledPicture> pictures, CancellationToken stop)
    {
        await upkeep.CatchUpAsync(stop);
        var numbers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var picture in pictures.Where(p => !p.Fingerprint.IsFlat))
        {
            var near = await index.NearestAsync(picture.Fingerprint.Hashes, Pdq.SamePictureBits, MostRivals, stop);
            numbers.UnionWith(near.OrThrow().Select(c => c.FilingNumber));
        }

        return [.. numbers];
    }

    /// <summary>The same, for a filing that must stand whether or not the index is there.</summary>
    /// <returns>Null where it cannot be known now: it is asked again once the index is back.</returns>
    public async Task<IReadOnlyList<string>?> OfFilingIfKnownAsync(IReadOnlyList<FiledPicture> pictures, CancellationToken stop)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        try
        {
            return await OfFilingAsync(pictures, both.Token);
        }
        catch (Exception e) when (e is IndexException || IsOutOfTime(e, stop))
        {
            log.LogWarning(e, "the index is away: the filing stands, and is compared with earlier ones later");
            return null;
        }
    }

    /// <summary>Indexes what was just kept. A filing stands whether or not this works; it is repeated every minute until it
    /// does.</summary>
    public async Task RememberAsync(CancellationToken stop)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        try
        {
            await upkeep.CatchUpAsync(both.Token);
        }
        catch (Exception e) when (e is IOException or IndexException || IsOutOfTime(e, stop))
        {
            log.LogError(e, "the index could not be written; the filing stands and is indexed later");
        }
    }

    static bool IsOutOfTime(Exception e, CancellationToken stop) => e is OperationCanceledException && !stop.IsCancellationRequested;
}
