using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using IpGuard.Proof.Checking;

namespace IpGuard.Proof.Timestamps;

/// <summary>The operator's own timestamp authority (RFC 3161), for a machine that has no other. It proves the operator's word and no
/// more; certificates say so plainly.</summary>
public sealed class LocalTimestamper : ITimestampAuthority, IDisposable
{
    const string TimeStamping = "1.3.6.1.5.5.7.3.8";
    const string TstInfo = "1.2.840.113549.1.9.16.1.4";
    const string SigningCertificateV2 = "1.2.840.113549.1.9.16.2.47";
    const string Sha256Oid = "2.16.840.1.101.3.4.2.1";

    // A documentation arc (RFC 5612 style enterprise number 32473): this authority promises no policy of its own.
    const string Policy = "1.3.6.1.4.1.32473.1";

    const int ValidYears = 20;

    readonly X509Certificate2 _signer;

    LocalTimestamper(X509Certificate2 signer, string authorityPem) => (_signer, AuthorityPem) = (signer, authorityPem);

    public string Name => ITimestampAuthority.OwnName;

    /// <inheritdoc/>
    public string RootPem => AuthorityPem;

    /// <summary>Name of the signer, as its certificate has it.</summary>
    public string Authority => _signer.GetNameInfo(X509NameType.SimpleName, forIssuer: false);

    /// <summary>The root certificate to which tokens lead, as PEM.</summary>
    public string AuthorityPem { get; }

    /// <summary>SHA-256 of that certificate; what people compare.</summary>
    public string AuthorityFingerprint => RootCertificate.FingerprintOf(AuthorityPem);

    /// <inheritdoc/>
    public Task<GrantedTimestamp> StampAsync(ReadOnlyMemory<byte> data, DateTimeOffset now, CancellationToken stop)
    {
        var token = Stamp(data.Span, now);
        var (time, fault) = TimestampCheck.Check(token, data.Span, new(AuthorityPem));
        return time is null
            ? throw new TimestampException(fault!)
            : Task.FromResult(new GrantedTimestamp(token, null, time, AuthorityPem, ""));
    }

    /// <summary>Reads the authority of a folder, making it on first use. Keys can be read by their owner alone.</summary>
    /// <param name="now">When it is made; its certificates are valid from the day before.</param>
    public static LocalTimestamper Open(string folder, string origin, DateTimeOffset now)
    {
        var (rootPath, signerPath, keyPath) = (
            Path.Combine(folder, "tsa-ca.pem"),
            Path.Combine(folder, "tsa.pem"),
            Path.Combine(folder, "tsa.key")
        );
        if (!File.Exists(rootPath))
            Make(origin, now, rootPath, signerPath, keyPath);
        return new(X509Certificate2.CreateFromPemFile(signerPath, keyPath), File.ReadAllText(rootPath));
    }

    /// <summary>A token over the data's SHA-256, with the signer's certificate in it.</summary>
    /// <param name="at">The instant to certify; cut to whole seconds.</param>
    /// <returns>DER of the TimeStampToken.</returns>
    public byte[] Stamp(ReadOnlySpan<byte> data, DateTimeOffset at)
    {
        var cms = new SignedCms(new ContentInfo(new Oid(TstInfo), WriteTstInfo(SHA256.HashData(data), at)));
        var signer = new CmsSigner(SubjectIdentifierType.IssuerAndSerialNumber, _signer)
        {
            DigestAlgorithm = new(Sha256Oid),
            IncludeOption = X509IncludeOption.EndCertOnly,
        };
        signer.SignedAttributes.Add(new AsnEncodedData(new Oid(SigningCertificateV2), WriteSigningCertificate()));
        cms.ComputeSignature(signer);
        return cms.Encode();
    }

    public void Dispose() => _signer.Dispose();

    static void Make(string origin, DateTimeOffset now, string rootPath, string signerPath, string keyPath)
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var root = new CertificateRequest(
            $"CN=IpGuard operator's own time root ({origin.Replace(',', ' ')})",
            rootKey,
            HashAlgorithmName.SHA256
        );
        root.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        root.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        root.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(root.PublicKey, false));
        using var rootCertificate = root.CreateSelfSigned(now.AddDays(-1), now.AddYears(ValidYears));

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signer = new CertificateRequest(
            $"CN=IpGuard operator's own timestamp authority ({origin.Replace(',', ' ')})",
            key,
            HashAlgorithmName.SHA256
        );
        signer.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        signer.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        // RFC 3161, 2.3: the one extended key usage, and critical.
        signer.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new(TimeStamping)], critical: true));
        signer.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(signer.PublicKey, false));
        using var certificate = signer.Create(
            rootCertificate,
            now.AddDays(-1),
            now.AddYears(ValidYears).AddDays(-1),
            RandomNumberGenerator.GetBytes(16)
        );

        // The root's key is not kept: there is nothing more for it to sign. The root's certificate comes last, as the sign that all is
        // there.
        SecretFile.Write(keyPath, System.Text.Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()));
        DurableFile.Write(signerPath, System.Text.Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()));
        DurableFile.Write(rootPath, System.Text.Encoding.ASCII.GetBytes(rootCertificate.ExportCertificatePem()));
    }

    // TSTInfo, RFC 3161, 2.4.2.
    static byte[] WriteTstInfo(byte[] imprint, DateTimeOffset at)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            writer.WriteObjectIdentifier(Policy);
            using (writer.PushSequence())
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(Sha256Oid);
                    writer.WriteNull();
                }

                writer.WriteOctetString(imprint);
            }

            writer.WriteIntegerUnsigned(NewSerial());
            writer.WriteGeneralizedTime(at, omitFractionalSeconds: true);
        }

        return writer.Encode();
    }

    // SigningCertificateV2, RFC 5816: the SHA-256 of the signer's certificate, so that another cannot be put in its place.
    byte[] WriteSigningCertificate()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
            writer.WriteOctetString(SHA256.HashData(_signer.RawData));
        return writer.Encode();
    }

    // A number whose first nine bits are 0 is not the shortest way to write it, and DER wants the shortest: the second bit is always set.
    static byte[] NewSerial()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return serial;
    }
}
