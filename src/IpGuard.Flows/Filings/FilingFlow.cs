using IpGuard.Core.Accounts;
using IpGuard.Core.Filings;

namespace IpGuard.Flows.Filings;

/// <summary>The life of a filing: draft → fingerprint → earlier → decide → keep → integrate → index.</summary>
public sealed class FilingFlow
{
    /// <summary>Files a work for the viewer's organisation.</summary>
    /// <param name="actor">Who did it, for the audit: an account's address or “operator”.</param>
    public Task<Decision> FileAsync(Viewer viewer, string actor, Draft draft, CancellationToken stop) => throw new NotImplementedException();
}

/// <summary>Filings as pages and the API read them, within what the viewer may see.</summary>
public sealed class FilingReads
{
    /// <summary>Newest first.</summary>
    public Task<PageOf<FilingSummary>> ListAsync(Viewer viewer, int page, CancellationToken stop) => throw new NotImplementedException();

    public Task<FilingView?> ReadAsync(Viewer viewer, string number, CancellationToken stop) => throw new NotImplementedException();

    /// <summary>A re-encoded picture without metadata, at most <paramref name="maximumSidePx"/> (96 to 1,600) a side; the original is never served inline.</summary>
    public Task<FileContent?> PictureAsync(Viewer viewer, string number, int pictureNo, int maximumSidePx, CancellationToken stop) =>
        throw new NotImplementedException();

    /// <summary>The evidence bundle (ZIP); null where there is no such filing, or it is not yet under a checkpoint.</summary>
    public Task<FileContent?> BundleAsync(Viewer viewer, string number, CancellationToken stop) => throw new NotImplementedException();
}
