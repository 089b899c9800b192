namespace IpGuard.Core.Listings;

/// <summary>What a stranger's page may have a browser do, and how long evidence waits for its picture.</summary>
/// <param name="MostRequests">Files that a page is given, itself included.</param>
/// <param name="MostBytes">Of all of them together, after decompression.</param>
/// <param name="MostBytesOfOne">Of one of them.</param>
/// <param name="MostHighPx">What is further down a page is not shown.</param>
/// <param name="Loading">For a page to come and settle; then it is taken as it stands.</param>
/// <param name="Whole">For all of it, starting and ending the browser included.</param>
public sealed record ScreenshotRule(int MostRequests, long MostBytes, long MostBytesOfOne, int MostHighPx, TimeSpan Loading, TimeSpan Whole)
{
    /// <summary>As wide as a common laptop shows a page.</summary>
    public const int WidthPx = 1_280;

    /// <summary>Of what stands first on the screen.</summary>
    public const int ViewHeightPx = 800;

    /// <summary>A picture of noise, 1,280 by 8,000 pixels of three bytes, is not longer.</summary>
    public const int MostPictureBytes = 32 * 1024 * 1024;

    /// <summary>Evidence is entered without a picture when there is none so long after the match was raised: what was seen has to be
    /// under a timestamp soon, or it proves little.</summary>
    public static readonly TimeSpan SealingWaits = TimeSpan.FromMinutes(15);

    /// <summary>The median page has 71 files and 2.6 MB (HTTP Archive, Web Almanac 2024, “Page weight”); a page of many photographs is
    /// given some times as much. Chromium's own pictures end at 16,384 px.</summary>
    public static ScreenshotRule Usual { get; } =
        new(300, 48L * 1024 * 1024, 12L * 1024 * 1024, 8_000, TimeSpan.FromSeconds(25), TimeSpan.FromSeconds(60));

    /// <summary>True where there is a page to be shown at the address.</summary>
    public static bool IsPage(string? address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";

    /// <summary>Why a page is not given a file that it asks for; null where it may be. Whether its address may be asked is the address
    /// rule's to say.</summary>
    public static string? Refuse(string method, string address)
    {
        if (method != "GET")
            return $"expected a page to read only (GET), got {method}";
        return IsPage(address) ? null : "expected an http(s) address, got another";
    }

    /// <summary>In what a page has had enough; null where it may have more.</summary>
    /// <param name="asked">Files asked for so far, without the next one.</param>
    /// <param name="bytes">That were given so far.</param>
    public string? Exceeded(int asked, long bytes)
    {
        if (asked >= MostRequests)
            return $"it asked for more than {MostRequests} files";
        return bytes >= MostBytes ? $"its files are longer than {MostBytes / 1024 / 1024} MB together" : null;
    }
}
