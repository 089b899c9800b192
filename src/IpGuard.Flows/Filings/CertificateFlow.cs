using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IpGuard.Core.Accounts;
using IpGuard.Core.Filings;
using IpGuard.Core.Works;
using IpGuard.Proof.Certificates;
using IpGuard.Proof.Timestamps;

namespace IpGuard.Flows.Filings;

/// <summary>A certificate, or why none can be printed here.</summary>
public sealed record PrintedCertificate(FileContent? Pdf, string? Fault);

/// <summary>Prints the certificate of a filing.</summary>
public sealed class CertificateFlow(FilingReads filings, LocalTimestamper timestamper, HouseSettings settings)
{
    // 108 points at 200 dots to the inch.
    const int PictureSidePx = 320;

    const int MostPictures = 5;

    /// <summary>The certificate as a PDF, as the viewer may see it; null where there is no such filing, or it is not yet under a signed
    /// checkpoint.</summary>
    public async Task<PrintedCertificate?> PrintAsync(Viewer viewer, string number, CancellationToken stop)
    {
        if (
            await filings.ReadAsync(viewer, number, stop)
            is not { Certificate: { CheckpointSize: { } size, CheckpointRoot: { } root } } filing
        )
            return null;
        var pictures = new List<byte[]>();
        foreach (var picture in filing.Pictures.Take(MostPictures))
        {
            if (await filings.PictureAsync(viewer, number, picture.No, PictureSidePx, stop) is { } shown)
                pictures.Add(shown.Bytes.ToArray());
        }

        var (summary, proof) = (filing.Summary, filing.Certificate);
        var category = summary.Category.Facts();
        var certificate = new Certificate(
            summary.Number,
            summary.Title,
            summary.Holder,
            filing.Author,
            $"{category.Chinese} {category.English}",
            Say(filing.OwnershipBasis),
            summary.FiledAt,
            summary.IsContested,
            [.. filing.Pictures.Select(p => new CertifiedFile(p.No, p.FileName, p.LengthBytes, p.Content))],
            pictures,
            new(proof.Entry, proof.LeafIndex, proof.LogOrigin, size, root, proof.LogKeyFingerprint),
            proof is { TimestampedAt: { } at, TimestampAuthority: { } authority }
                ? new(at, authority, proof.IsOwnAuthority, FingerprintOf(timestamper.AuthorityPem))
                : null,
            settings.PublicUrl is { } url ? $"{url.TrimEnd('/')}/check" : null
        );
        return await Task.Run(
            () =>
            {
                try
                {
                    using var font = CertificateFont.Find(settings.CertificateFont);
                    var pdf = CertificateWriter.Write(certificate, font);
                    return new PrintedCertificate(new(pdf, "application/pdf", $"{number}.pdf"), null);
                }
                catch (CertificateException e)
                {
                    return new(null, e.Message);
                }
            },
            stop
        );
    }

    static string Say(OwnershipBasis basis) =>
        basis switch
        {
            OwnershipBasis.OwnCreation => "自行创作 own creation",
            OwnershipBasis.EmployeeWork => "职务作品 made in employment",
            OwnershipBasis.Commissioned => "委托创作 commissioned",
            OwnershipBasis.Assigned => "受让取得 assigned",
            _ => throw new ArgumentOutOfRangeException(nameof(basis), basis, "expected a basis of ownership"),
        };

    static string FingerprintOf(string pem)
    {
        using var root = X509Certificate2.CreateFromPem(pem);
        return Convert.ToHexStringLower(root.GetCertHash(HashAlgorithmName.SHA256));
    }
}
