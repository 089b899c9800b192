using IpGuard.Core.Accounts;
using IpGuard.Core.Matching;
using IpGuard.Core.Works;
using IpGuard.Flows.Filings;
using IpGuard.Store;
using IpGuard.Store.Matches;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Matches;

/// <summary>How the work is shown beside a listing.</summary>
public enum WorkShown
{
    /// <summary>As it was filed.</summary>
    AsFiled,

    /// <summary>Turned or mirrored as the listing shows it.</summary>
    AsListed,
}

/// <summary>The pictures of a match, made anew to be shown, within what the viewer may see.</summary>
public sealed class MatchPictures(GuardStore store)
{
    /// <summary>The listing's matched picture, re-encoded as <see cref="FilingReads.PictureAsync"/> does.</summary>
    public async Task<FileContent?> ListedAsync(Viewer viewer, string matchNumber, int maximumSidePx, CancellationToken stop) =>
        await FindAsync(viewer, matchNumber, stop) is { } pair
            ? await Pictures.ShowAsync(store.Blobs, pair.Listed, maximumSidePx, Orientation.Upright, stop)
            : null;

    /// <summary>The work's matched picture.</summary>
    public async Task<FileContent?> FiledAsync(
        Viewer viewer,
        string matchNumber,
        WorkShown shown,
        int maximumSidePx,
        CancellationToken stop
    )
    {
        if (await FindAsync(viewer, matchNumber, stop) is not { } pair)
            return null;
        var turn = shown == WorkShown.AsFiled ? Orientation.Upright : pair.Match.Orientation.Undone();
        return await Pictures.ShowAsync(store.Blobs, pair.Filed, maximumSidePx, turn, stop);
    }

    /// <summary>The listing's picture laid onto the work as it was filed; null also where it is not known how it lies.</summary>
    public async Task<FileContent?> LaidAsync(Viewer viewer, string matchNumber, int maximumSidePx, CancellationToken stop)
    {
        if (await FindAsync(viewer, matchNumber, stop) is not { } pair)
            return null;
        return pair.Match.ToVerdict().Evidence.Picture?.Where is { } where
            ? await Pictures.LayAsync(store.Blobs, (pair.Listed, pair.Filed), where.ToListed, maximumSidePx, stop)
            : null;
    }

    /// <summary>How the listing's page looked, as it was kept; null where there is no picture of it.</summary>
    public async Task<FileContent?> ScreenshotAsync(Viewer viewer, string matchNumber, CancellationToken stop)
    {
        await using var db = store.Open(viewer);
        if (await db.Matches.AsNoTracking().FirstOrDefaultAsync(m => m.Number == matchNumber, stop) is not { } match)
            return null;
        return (await MatchReads.ScreenshotAsync(db, match, stop))?.Picture is { } picture
            ? new(await store.Blobs.ReadAsync(picture, stop), "image/png", $"{picture}.png")
            : null;
    }

    async Task<(MatchRow Match, Sha256Hash Filed, Sha256Hash Listed)?> FindAsync(Viewer viewer, string number, CancellationToken stop)
    {
        await using var db = store.Open(viewer);
        var found = await (
            from match in db.Matches.AsNoTracking()
            where match.Number == number
            join filed in db.FiledPictures
                on new { match.FilingNumber, No = match.FiledPictureNo } equals new { filed.FilingNumber, filed.No }
            join listed in db.ListedPictures
                on new { match.ListingId, No = match.ListedPictureNo } equals new { listed.ListingId, listed.No }
            select new
            {
                match,
                Filed = filed.Content,
                Listed = listed.Content,
            }
        ).FirstOrDefaultAsync(stop);
        return found?.Listed is { } content ? (found.match, found.Filed, content) : null;
    }
}
