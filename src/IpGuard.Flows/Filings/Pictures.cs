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
        var (jpeg, _) = await Task.Run(
            () => Thumbnail.Make(bytes, Math.Clamp(maximumSidePx, SmallestSidePx, LargestSidePx), shownAs),
            stop
        );
        return jpeg is null ? null : new(jpeg, "image/jpeg", $"{content}.jpg");
    }
}
