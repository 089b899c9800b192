using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IpGuard.Index.Elastic;

/// <summary>Trusts one certificate authority, known by the SHA-256 of its certificate, and no other.</summary>
static class CertificatePin
{
    public static bool TryParse(string text, out byte[] fingerprint)
    {
        fingerprint = [];
        var digits = text.Replace(":", "", StringComparison.Ordinal);
        if (digits.Length != 2 * SHA256.HashSizeInBytes || !digits.All(char.IsAsciiHexDigit))
            return false;
        fingerprint = Convert.FromHexString(digits);
        return true;
    }

    /// <summary>True where the server's certificate is the pinned one, or is signed by it and made out to the host that was
    /// asked.</summary>
    /// <remarks>That the pinned certificate was sent along proves nothing, since it is public: the chain is built again with it as the only
    /// root.</remarks>
    public static RemoteCertificateValidationCallback Check(byte[] fingerprint) =>
        (_, certificate, chain, errors) =>
        {
            if (certificate is null)
                return false;
            using var leaf = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
            if (IsPinned(leaf, fingerprint))
                return true;
            if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) || chain is null)
                return false;
            var sent = chain.ChainElements.Select(e => e.Certificate).Concat(chain.ChainPolicy.ExtraStore).ToList();
            if (sent.FirstOrDefault(c => IsPinned(c, fingerprint)) is not { } root)
                return false;
            using var own = new X509Chain();
            own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            own.ChainPolicy.CustomTrustStore.Add(root);
            own.ChainPolicy.ExtraStore.AddRange(sent.ToArray());
            own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            own.ChainPolicy.DisableCertificateDownloads = true;
            return own.Build(leaf);
        };

    static bool IsPinned(X509Certificate2 certificate, byte[] fingerprint) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(certificate.RawData), fingerprint);
}
