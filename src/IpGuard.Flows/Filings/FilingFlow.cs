using System.Runtime.InteropServices;
using System.Security.Cryptography;
using IpGuard.Core.Accounts;
using IpGuard.Core.Filings;
using IpGuard.Core.Ledger;
using IpGuard.Core.Matching;
using IpGuard.Core.Works;
using IpGuard.Flows.Matching;
using IpGuard.Store;
using IpGuard.Vision.Features;

namespace IpGuard.Flows.Filings;

/// <summary>The life of a filing: draft → fingerprint → nearest → decide → keep; what follows is repeated until it is done.</summary>
public sealed class FilingFlow(GuardStore store, FeatureShelf shelf, FilingKeeper keeper)
{
    // The program, and what it runs on, as the manifest states them.
    static readonly string TheSystem =
        $"IpGuard {typeof(FilingFlow).Assembly.GetName().Version}; {RuntimeInformation.FrameworkDescription}; {RuntimeInformation.OSDescription}";

    /// <summary>Files a work for the viewer's organisation.</summary>
    /// <param name="collector">Who did it, for the audit and the manifest: an account's address or “operator”.</param>
    /// <param name="method">By which way, for the manifest: a token of <see cref="Collection"/>.</param>
    /// <returns>The decision. When it is not refused, the filing is durable before this returns.</returns>
    public async Task<Decision> FileAsync(Viewer viewer, string collector, string method, Draft draft, CancellationToken stop)
    {
        if (viewer.IsRegulator)
            return new Decision.Refused(["expected a holder of works, got a regulator, who watches over them"], []);
        var (sound, faults) = Draft.Check(draft);
        var (pictures, refused) = await FingerprintAsync(draft.Pictures, stop);
        if (sound is null || refused.Count > 0)
            return new Decision.Refused(faults, refused);

        var files = new List<SaltedFile>();
        foreach (var picture in sound.Pictures)
        {
            await store.Blobs.KeepAsync(picture.Bytes, stop);
            files.Add(Manifest.Commit(picture.Bytes.Span, NewSalt));
        }

        return await keeper.KeepAsync(new(viewer, new(collector, method, TheSystem), sound, pictures, files));
    }

    async Task<(List<FiledPicture> Pictures, List<RefusedPicture> Refused)> FingerprintAsync(
        IReadOnlyList<DraftPicture> handedIn,
        CancellationToken stop
    )
    {
        var readings = await Task.WhenAll(
            handedIn.Take(Draft.MaximumPictures).Select(p => shelf.ExamineAsync(Sha256Hash.Of(p.Bytes.Span), p.Bytes, Side.Filed, stop))
        );
        var (pictures, refused) = (new List<FiledPicture>(), new List<RefusedPicture>());
        for (var i = 0; i < readings.Length; i++)
        {
            var picture = handedIn[i];
            if (readings[i] is Reading.Unreadable unreadable)
                refused.Add(new(i + 1, picture.FileName, unreadable.Fault));
            else if (readings[i] is Reading.Read read)
                pictures.Add(new(i + 1, picture.FileName, Sha256Hash.Of(picture.Bytes.Span), picture.Bytes.Length, read.Fingerprint));
        }

        return (pictures, refused);
    }

    internal static byte[] NewSalt() => RandomNumberGenerator.GetBytes(Commitment.SaltBytes);
}
