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

    /// <summary>Filings not yet indexed that a new one is compared with one by one; with more, the index is made to catch up
    /// first.</summary>
    const int MostRecent = 4_096;

    // Whoever files does not wait for a server that works off its queue, or for an index that is being made again: a bulk is tried for two
    // minutes, and a rebuild takes as long as it takes.
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // What was kept and is not known to be indexed; only while the keeper has its turn, and in CatchUpAsync.
    readonly List<Filing> _recent = [];
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

    /// <summary>The same, for filings that must stand whether or not the index is there. Those that were kept since it last caught up are
    /// not among them: <see cref="Recent"/> has these.</summary>
    /// <returns>One answer a filing. Null where it cannot be known now: it is asked again once the index is back.</returns>
    public async Task<IReadOnlyList<IReadOnlyList<string>?>> OfFilingsIfKnownAsync(
        IReadOnlyList<IReadOnlyList<FiledPicture>> filings,
        CancellationToken stop
    )
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        var known = new IReadOnlyList<string>?[filings.Count];
        try
        {
            if (!_isCaughtUp || Recent.Count > MostRecent)
                await CatchUpAsync(both.Token);
            for (var i = 0; i < known.Length; i++)
                known[i] = await NearestAsync(filings[i], both.Token);
        }
        catch (Exception e) when (e is IndexException || IsOutOfTime(e, stop))
        {
            log.LogWarning(e, "the index is away: filings stand, and are compared with earlier ones later");
        }

        return known;
    }

    /// <summary>What was kept and may not be indexed yet, the oldest first.</summary>
    public IReadOnlyList<Filing> Recent
    {
        get
        {
            lock (_recently)
                return [.. _recent];
        }
    }

    /// <summary>Remembers what was just kept until the index has caught up with it, or is away for so long that it is compared later in any
    /// case.</summary>
    public void Keep(IReadOnlyList<Filing> kept)
    {
        lock (_recently)
        {
            _recent.AddRange(kept);
            if (_recent.Count > 2 * MostRecent)
            {
                _recent.RemoveRange(0, _recent.Count - MostRecent);
                _isCaughtUp = false;
            }
        }
    }

    /// <summary>Indexes what was kept. A filing stands whether or not this works; it is repeated until it does.</summary>
    /// <exception cref="IndexException">The index is away.</exception>
    public async Task CatchUpAsync(CancellationToken stop)
    {
        string? last;
        lock (_recently)
            last = _recent.Count > 0 ? _recent[^1].Number : null;
        await upkeep.CatchUpAsync(stop);
        lock (_recently)
        {
            _recent.RemoveRange(0, _recent.FindIndex(f => f.Number == last) + 1);
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
