using System.Globalization;
using SkiaSharp;

namespace IpGuard.Proof.Certificates;

/// <summary>Prints a certificate: PDF, A4, Chinese and English, fonts embedded. The same certificate with the same font gives the same
/// bytes.</summary>
public static class CertificateWriter
{
    static readonly TimeSpan ChinaTime = TimeSpan.FromHours(8);

    static readonly string[] Proves =
    [
        "证明什么：上列文件在时间戳所示之时已经存在，此后未被改动。",
        "What it proves: the files above existed at the time of the timestamp, and have not been changed since.",
        "不证明什么：不证明谁是作者，不产生专利权、著作权或其他权利，未经实质审查，也不是法律意见。",
        "What it does not prove: who made the work. It gives no patent, copyright or other right, nobody has examined the work, and it is not legal "
            + "advice.",
    ];

    /// <exception cref="CertificateException">A picture cannot be read.</exception>
    public static byte[] Write(Certificate certificate, CertificateFont font)
    {
        using var bytes = new MemoryStream();
        // The filing's own time: nothing in the document says when it was printed.
        var filedAt = certificate.FiledAt.UtcDateTime;
        var about = new SKDocumentPdfMetadata
        {
            Title = $"预备案证书 {certificate.Number}",
            Author = certificate.Entry.LogOrigin,
            Creator = "IpGuard",
            Producer = "IpGuard",
            Creation = filedAt,
            Modified = filedAt,
            RasterDpi = 200,
            EncodingQuality = 101,
            PdfA = false,
        };
        using (var document = SKDocument.CreatePdf(bytes, about))
        {
            var sheet = new CertificateSheet(document, font, certificate.Number);
            Print(certificate, sheet);
            sheet.Close();
            document.Close();
        }

        return bytes.ToArray();
    }

    static void Print(Certificate certificate, CertificateSheet sheet)
    {
        sheet.Heading("预备案证书", "Certificate of pre-filing", certificate.CheckUrl);
        sheet.Pictures(certificate.Pictures);
        sheet.Title(certificate.Title);
        sheet.Fact("备案号", "Number", certificate.Number);
        sheet.Fact("权利人（自述）", "Holder, as stated", certificate.Holder);
        sheet.Fact("作者（自述）", "Author, as stated", certificate.Author);
        sheet.Fact("类别", "Category", certificate.Category);
        sheet.Fact("权属依据", "Basis of ownership", certificate.OwnershipBasis);
        if (certificate.Making is { } making)
        {
            sheet.Fact("创作阶段（自述）", "Stage, as stated", making.Stage);
            sheet.Fact("人工智能（自述）", "Use of AI, as stated", making.AiUse);
            if (making.Previous is { } previous)
                sheet.Fact("上一版本", "Earlier version", previous);
        }

        sheet.Fact("备案时间", "Filed at", Both(certificate.FiledAt));
        if (certificate.IsContested)
            sheet.Fact("状态", "State", "待人工审查：此前已有一件相同的预备案 · Contested: an earlier identical filing exists");

        sheet.Section("作品文件", "Files of the work · SHA-256");
        foreach (var file in certificate.Files)
            sheet.Hash(
                string.Create(CultureInfo.InvariantCulture, $"{file.No}. {file.FileName} · {file.LengthBytes:N0} B"),
                file.Content.ToString()
            );

        var entry = certificate.Entry;
        sheet.Section("存证账本", "Ledger");
        sheet.Fact("账本", "Origin", entry.LogOrigin);
        sheet.Fact(
            "位置",
            "Place",
            string.Create(
                CultureInfo.InvariantCulture,
                $"第 {entry.LeafIndex} 项，检查点含 {entry.CheckpointSize} 项 · leaf {entry.LeafIndex} of {entry.CheckpointSize}"
            )
        );
        sheet.Hash("清单的 SHA-256（账本所记） · SHA-256 of the manifest, as logged", entry.Entry.ToString());
        sheet.Hash("检查点根哈希 · Root of the checkpoint (RFC 6962)", entry.CheckpointRoot.ToString());
        sheet.Hash("账本公钥指纹 · Fingerprint of the ledger's key (Ed25519)", entry.LogKeyFingerprint);

        sheet.Section("可信时间戳", "Timestamp (RFC 3161)");
        PrintTimes(certificate.Times, sheet);

        sheet.Section("证明什么，不证明什么", "What it proves, and what it does not");
        foreach (var line in Proves)
            sheet.Paragraph(line);
        sheet.Section("如何核验", "How to check it");
        sheet.Paragraph("随本证书另有证据包（ZIP），其中有原始文件、清单、证明和时间戳；核验无需本服务，离线运行包内 verify.sh 即可。");
        sheet.Paragraph(
            "The evidence bundle (ZIP) that goes with this certificate holds the original files, the manifest, the proof and the timestamps. Checking it "
                + "needs neither this service nor a network: run verify.sh in the bundle."
        );
        if (certificate.CheckUrl is { } url)
            sheet.Paragraph($"{url} （核对哈希与公钥指纹，文件不会上传 · compare hashes and the keys' fingerprints; nothing is uploaded）");
    }

    static void PrintTimes(IReadOnlyList<CertifiedTime> times, CertificateSheet sheet)
    {
        if (times.Count == 0)
        {
            sheet.Paragraph("尚未取得：备案已入账本并在签名检查点之下，时间戳待补。");
            sheet.Paragraph("Not yet: the filing is under a signed checkpoint of the ledger; its timestamp is still to come.");
            return;
        }

        foreach (var time in times)
        {
            sheet.Fact("机构", "Authority", time.Authority);
            sheet.Fact("时间", "Time", Both(time.At));
            sheet.Hash("机构根证书指纹 · Fingerprint of the authority's root certificate", time.Fingerprint);
        }

        if (!times.All(t => t.IsOwn))
            return;
        sheet.Paragraph("注意：该时间戳由本服务运营者自己的机构签发，只证明运营者的陈述。", isWarning: true);
        sheet.Paragraph(
            "Note: this time was signed by the operator's own authority. It proves the operator's word and no more.",
            isWarning: true
        );
    }

    static string Both(DateTimeOffset at) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{at.ToOffset(ChinaTime):yyyy-MM-dd HH:mm:ss} 北京时间 (UTC+8) · {at.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC"
        );
}
