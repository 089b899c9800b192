using IpGuard.Core.Filings;
using IpGuard.Core.Matching;
using IpGuard.Index.Embedded;
using Microsoft.Extensions.Logging;

namespace IpGuard.Flows.Filings;

/// <summary>Which filings are near a picture: the index, caught up with Store before it is asked.</summary>
public sealed class Neighbours(EmbeddedPictureIndex index, IndexFlow upkeep, ILogger<Neighbours> log)
{
    /// <summary>More of another's pictures within the same-picture distance than this are not needed to contest a filing.</summary>
    const int MostRivals = 64;

    /// <summary>Numbers of the filings that hold a picture within <see cref="Pdq.SamePictureBits"/> of one of these, however
    /// turned.</summary>
    public async Task<IReadOnlyList<string>> OfFilingAsync(IReadOnlyList<FiledPicture> pictures, CancellationToken stop)
    {
        await upkeep.CatchUpAsync(stop);
        return
        [
            .. pictures
                .Where(p => !p.Fingerprint.IsFlat)
                .SelectMany(p => index.Nearest(p.Fingerprint.Hashes, Pdq.SamePictureBits, MostRivals))
                .Select(c => c.FilingNumber)
                .Distinct(StringComparer.Ordinal),
        ];
    }

    /// <summary>Indexes what was just kept. A filing stands whether or not this works; it is repeated every minute until it does.</summary>
    public async Task RememberAsync(CancellationToken stop)
    {
        try
        {
            await upkeep.CatchUpAsync(stop);
        }
        catch (IOException e)
        {
            log.LogError(e, "the index could not be written; the filing stands and is indexed later");
        }
    }
}
