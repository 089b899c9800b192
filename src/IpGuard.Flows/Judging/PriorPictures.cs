using IpGuard.Core.Accounts;
using IpGuard.Core.Matching;
using IpGuard.Flows.Filings;
using IpGuard.Store;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Judging;

/// <summary>The two pictures of a possible prior design, made anew to be shown, within what the viewer may see.</summary>
public sealed class PriorPictures(GuardStore store)
{
    /// <summary>The work's picture, as it was filed.</summary>
    public async Task<FileContent?> FiledAsync(Viewer viewer, long priorId, int maximumSidePx, CancellationToken stop)
    {
        await using var db = store.Open(viewer);
        var content = await (
            from prior in db.PriorDesigns.AsNoTracking()
            where prior.Id == priorId
            join filed in db.FiledPictures
                on new { prior.FilingNumber, No = prior.FiledPictureNo } equals new { filed.FilingNumber, filed.No }
            select filed.Content
        ).ToListAsync(stop);
        return content is [var hash] ? await Pictures.ShowAsync(store.Blobs, hash, maximumSidePx, Orientation.Upright, stop) : null;
    }

    /// <summary>The listing's picture; null also where the listing shows another since it was noted.</summary>
    public async Task<FileContent?> ListedAsync(Viewer viewer, long priorId, int maximumSidePx, CancellationToken stop)
    {
        await using var db = store.Open(viewer);
        var content = await (
            from prior in db.PriorDesigns.AsNoTracking()
            where prior.Id == priorId
            join listed in db.ListedPictures
                on new { prior.ListingId, No = prior.ListedPictureNo } equals new { listed.ListingId, listed.No }
            where listed.FirstSeenAt <= prior.NotedAt
            select listed.Content
        ).FirstOrDefaultAsync(stop);
        return content is { } hash ? await Pictures.ShowAsync(store.Blobs, hash, maximumSidePx, Orientation.Upright, stop) : null;
    }
}
