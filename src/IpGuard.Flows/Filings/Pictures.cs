using IpGuard.Core.Matching;
using IpGuard.Core.Works;
using IpGuard.Store.Blobs;
using IpGuard.Vision.Decoding;

namespace IpGuard.Flows.Filings;

/// <summary>Pictures as pages show them.</summary>
static class Pictures
{
    const int SmallestSidePx = 96;
    const int LargestSidePx = 1_600;

    /// <returns>Null where the picture cannot be decoded.</returns>
    public static async Task<FileContent?> ShowAsync(
        BlobFolder blobs,
        Sha256Hash content,
        int maximumSidePx,
        Orientation shownAs,
        CancellationToken stop
    )
    {
        var bytes = await blobs.ReadAsync(content, stop);
        var (jpeg, _) = await Task.Run(() => Thumbnail.Make(bytes, Bounded(maximumSidePx), shownAs), stop);
        return jpeg is null ? null : new(jpeg, "image/jpeg", $"{content}.jpg");
    }

    /// <summary>The listing's picture laid onto the work's.</summary>
    /// <param name="toListed">From the work to the listing, both in fractions of their width and height.</param>
    /// <returns>Null where one of the two cannot be decoded, or the map flattens the picture.</returns>
    public static async Task<FileContent?> LayAsync(
        BlobFolder blobs,
        (Sha256Hash Listing, Sha256Hash Work) contents,
        Affine toListed,
        int maximumSidePx,
        CancellationToken stop
    )
    {
        var (listing, work) = (await blobs.ReadAsync(contents.Listing, stop), await blobs.ReadAsync(contents.Work, stop));
        var (webp, _) = await Task.Run(() => LaidPicture.Make(listing, work, toListed, Bounded(maximumSidePx)), stop);
        return webp is null ? null : new(webp, "image/webp", $"{contents.Listing}.webp");
    }

    /// <returns>Null where the picture cannot be read.</returns>
    public static async Task<PictureSize?> SizeAsync(BlobFolder blobs, Sha256Hash content, CancellationToken stop) =>
        LaidPicture.SizeOf(await blobs.ReadAsync(content, stop)).Size;

    static int Bounded(int sidePx) => Math.Clamp(sidePx, SmallestSidePx, LargestSidePx);
}
