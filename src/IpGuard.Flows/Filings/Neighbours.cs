using IpGuard.Core.Filings;
using IpGuard.Core.Matching;
using IpGuard.Index;
using Microsoft.Extensions.Logging;

namespace IpGuard.Flows.Filings;

/// <summary>Filings near one that is to be decided.</summary>
/// <param name="Indexed">Numbers; null where it cannot be known now: it is asked again once the index is back.</param>
/// <param name="Recent">Those that are not indexed yet.</param>
sealed record NearFilings(IReadOnlyList<string>? Indexed, IReadOnlyList<Filing> Recent);

/// <summary>Which filings are near a picture: the index, caught up with Store before it is asked.</summary>
public sealed class Neighbours(IPictureIndex index, IndexFlow upkeep, TimeProvider clock, ILogger<Neighbours> log)
{
    /// <summary>More of another's pictures within the same-picture distance than this are not needed to contest a filing.</summary>
    const int MostRivals = 64;

    /// <summary>Filings not yet indexed that a new one is compared with one by one; with more, the index is made to catch up
    /// first.</summary>
    const int MostRecent = 4_096;

    // Whoever files does not wait for a server that works off its queue, or for an index that is being made again: a bulk is tried for two
    // minutes, and a rebuild takes as long as it takes.
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    readonly RecentFilings _recent = new();
    readonly Lock _recently = new();
    bool _isCaughtUp;

    /// <summary>Numbers of the indexed filings that hold a picture within <see cref="Pdq.SamePictureBits"/> of one of these, however
    /// turned.</summary>
    /// <exception cref="IndexException">The index is away, or a part of it.</exception>
    public async Task<IReadOnlyList<string>> OfFilingAsync(IReadOnlyList<FiledPicture> pictures, CancellationToken stop)
    {
        await CatchUpAsync(stop);
        return await NearestAsync(pictures, stop);
    }

    /// <summary>The same, for filings that must stand whether or not the index is there. What was kept since it last caught up is compared
    /// with each one by one.</summary>
    /// <returns>One answer a filing.</returns>
    internal async Task<IReadOnlyList<NearFilings>> OfFilingsAsync(
        IReadOnlyList<IReadOnlyList<FiledPicture>> filings,
        CancellationToken stop
    )
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        var indexed = new IReadOnlyList<string>?[filings.Count];
        // Before the index is asked: what it learns meanwhile would be in neither.
        IReadOnlyList<Filing>[] recent;
        bool isBehind;
        lock (_recently)
        {
            recent = [.. filings.Select(_recent.Near)];
            isBehind = !_isCaughtUp || _recent.Count > MostRecent;
        }

        try
        {
            if (isBehind)
                await CatchUpAsync(both.Token);
            for (var i = 0; i < indexed.Length; i++)
                indexed[i] = await NearestAsync(filings[i], both.Token);
        }
        catch (Exception e) when (e is IndexException || IsOutOfTime(e, stop))
        {
            log.LogWarning(e, "the index is away: filings stand, and are compared with earlier ones later");
        }

        return [.. recent.Select((r, i) => new NearFilings(indexed[i], r))];
    }

    /// <summary>Remembers what was just kept until the index has caught up with it. While it is away, the oldest are forgotten: they are
    /// compared once it is back.</summary>
    internal void Keep(IReadOnlyList<Filing> kept)
    {
        lock (_recently)
        {
            foreach (var filing in kept)
                _recent.Add(filing);
            if (_recent.Count <= 2 * MostRecent)
                return;
            _recent.Forget(null, MostRecent);
            _isCaughtUp = false;
        }
    }

    /// <summary>Indexes what was kept. A filing stands whether or not this works; it is repeated until it does.</summary>
    /// <exception cref="IndexException">The index is away.</exception>
    public async Task CatchUpAsync(CancellationToken stop)
    {
        string? last;
        lock (_recently)
            last = _recent.Newest;
        await upkeep.CatchUpAsync(stop);
        lock (_recently)
        {
            _recent.Forget(last, int.MaxValue);
            _isCaughtUp = true;
        }
    }

    /// <summary>The same, for whoever does not wait for an index that is away: it is repeated every minute until it works.</summary>
    public async Task RememberAsync(CancellationToken stop)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        try
        {
            await CatchUpAsync(both.Token);
        }
        catch (Exception e) when (e is IOException or IndexException || IsOutOfTime(e, stop))
        {
            log.LogError(e, "the index could not be written; what was kept stands and is indexed later");
        }
    }

    async Task<IReadOnlyList<string>> NearestAsync(IReadOnlyList<FiledPicture> pictures, CancellationToken stop)
    {
        var numbers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var picture in pictures.Where(p => !p.Fingerprint.IsFlat))
        {
            var near = await index.NearestAsync(picture.Fingerprint.Hashes, Pdq.SamePictureBits, MostRivals, stop);
            numbers.UnionWith(near.OrThrow().Select(c => c.FilingNumber));
        }

        return [.. numbers];
    }

    static bool IsOutOfTime(Exception e, CancellationToken stop) => e is OperationCanceledException && !stop.IsCancellationRequested;
}
