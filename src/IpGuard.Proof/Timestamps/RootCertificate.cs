using System.Security.Cryptography.X509Certificates;
using IpGuard.Proof.Bundles;

namespace IpGuard.Proof.Timestamps;

/// <summary>What people compare of an authority.</summary>
public static class RootCertificate
{
    /// <summary>SHA-256 of the first certificate of a PEM text, in hexadecimal.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">There is none.</exception>
    public static string FingerprintOf(string pem)
    {
        using var root = X509Certificate2.CreateFromPem(pem);
        return BundleTexts.Fingerprint(root);
    }

    /// <summary>How many certificates a PEM text holds; 0 where it is not one.</summary>
    public static int CountIn(string pem)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(pem);
            return certificates.Count;
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return 0;
        }
        finally
        {
            foreach (var certificate in certificates)
                certificate.Dispose();
        }
    }
}
