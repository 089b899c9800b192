using IpGuard.Core.Accounts;
using IpGuard.Core.Filings;
using IpGuard.Core.Works;
using IpGuard.Flows.Ledger;
using IpGuard.Proof.Certificates;
using IpGuard.Proof.Ledger;
using IpGuard.Proof.Timestamps;

namespace IpGuard.Flows.Filings;

/// <summary>A certificate, or why none can be printed here.</summary>
public sealed record PrintedCertificate(FileContent? Pdf, string? Fault);

/// <summary>What a stranger compares a bundle's keys with.</summary>
/// <param name="LogKey">The ledger's verifier key: name, id and key.</param>
/// <param name="LogKeyFingerprint">SHA-256 of its public key.</param>
/// <param name="Authorities">Who signs times for this house, and its own, which may have signed before.</param>
public sealed record ProofAnchors(string LogOrigin, string LogKey, string LogKeyFingerprint, IReadOnlyList<AuthorityAnchor> Authorities);

/// <summary>One timestamp authority.</summary>
/// <param name="Fingerprint">SHA-256 of the root certificate to which its tokens lead.</param>
public sealed record AuthorityAnchor(string Name, bool IsOwn, string Fingerprint);

/// <summary>Prints the certificate of a filing, and tells what it is to be compared with.</summary>
public sealed class CertificateFlow(FilingReads filings, LedgerFolder ledger, Authorities authorities, HouseSettings settings)
{
    /// <summary>Where the page is that <see cref="Anchors"/> are shown on.</summary>
    public const string CheckPath = "/check";

    // 108 points at 200 dots to the inch.
    const int PictureSidePx = 320;

    const int MostPictures = 5;

    const int MostTimes = 3;

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
            [
                .. proof
                    .Timestamps.Where(t => !t.IsRenewal)
                    .Take(MostTimes)
                    .Select(t => new CertifiedTime(t.At, t.Authority, t.IsOwn, t.RootFingerprint)),
            ],
            settings.PublicUrl is { } url ? $"{url.TrimEnd('/')}{CheckPath}" : null,
            Of(filing.Making)
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

    /// <summary>The keys of this house.</summary>
    public ProofAnchors Anchors =>
        new(
            ledger.Origin,
            ledger.Key.ToString(),
            ledger.Key.Fingerprint.ToString(),
            [
                .. authorities
                    .Asked.Append(authorities.Own)
                    .Distinct()
                    .Select(a => new AuthorityAnchor(
                        a == authorities.Own ? authorities.Own.Authority : a.Name,
                        a == authorities.Own,
                        RootCertificate.FingerprintOf(a.RootPem)
                    )),
            ]
        );

    static CertifiedMaking? Of(MakingView making) =>
        making is { Stage: null, AiUse: null, Previous: null } ? null : new(Say(making.Stage), Say(making.AiUse), making.Previous);

    static string Say(WorkStage? stage) =>
        stage switch
        {
            null => "未声明 not stated",
            WorkStage.Sketch => "草图 sketch",
            WorkStage.Drawing => "图纸 drawing",
            WorkStage.Sample => "样品 sample",
            WorkStage.Photograph => "成品照片 photograph",
            _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, "expected a stage of making"),
        };

    static string Say(AiUse? use) =>
        use switch
        {
            null => "未声明 not stated",
            AiUse.None => "未使用生成式人工智能 no generative AI",
            AiUse.Assisted => "由人创作，人工智能辅助 made by a person with the help of AI",
            AiUse.Generated => "由人工智能按人的指示生成 generated by AI on a person's instructions",
            _ => throw new ArgumentOutOfRangeException(nameof(use), use, "expected a declaration"),
        };

    static string Say(OwnershipBasis basis) =>
        basis switch
        {
            OwnershipBasis.OwnCreation => "自行创作 own creation",
            OwnershipBasis.EmployeeWork => "职务作品 made in employment",
            OwnershipBasis.Commissioned => "委托创作 commissioned",
            OwnershipBasis.Assigned => "受让取得 assigned",
            _ => throw new ArgumentOutOfRangeException(nameof(basis), basis, "expected a basis of ownership"),
        };
}
