using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace IpGuard.Proof.Checking;

/// <summary>What a token says once it has been checked.</summary>
public sealed record StampedTime(DateTimeOffset At, string Authority);

/// <summary>Checks an RFC 3161 token: imprint, signature, the signer's one purpose, and its chain at the time it signed.</summary>
public static class TimestampCheck
{
    const string TimeStamping = "1.3.6.1.5.5.7.3.8";

    /// <param name="authorityPem">The root to which the token must lead.</param>
    /// <returns>The time, or why the token is not to be believed.</returns>
    public static (StampedTime? Time, string? Fault) Check(ReadOnlyMemory<byte> token, ReadOnlySpan<byte> data, string authorityPem)
    {
        if (!Rfc3161TimestampToken.TryDecode(token, out var stamp, out var read) || read != token.Length)
            return (null, "expected an RFC 3161 token, got other bytes");
        try
        {
            // Signature, imprint, and the signer's certificate bound by ESSCertID; not yet whom to trust.
            if (!stamp.VerifySignatureForData(data, out var signer) || signer is null)
                return (null, "expected a token over this checkpoint, got one over something else");
            using (signer)
            {
                var at = stamp.TokenInfo.Timestamp;
                return ChainFault(signer, at, authorityPem) is { } fault
                    ? (null, fault)
                    : (new(at, signer.GetNameInfo(X509NameType.SimpleName, forIssuer: false)), null);
            }
        }
        catch (CryptographicException e)
        {
            return (null, $"the token cannot be checked: {e.Message}");
        }
    }

    static string? ChainFault(X509Certificate2 signer, DateTimeOffset at, string authorityPem)
    {
        using var root = X509Certificate2.CreateFromPem(authorityPem);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.ApplicationPolicy.Add(new(TimeStamping));
        chain.ChainPolicy.VerificationTime = at.UtcDateTime;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        return chain.Build(signer)
            ? null
            : $"expected a signer that leads to the authority's root at {at:u}, got: {string.Join("; ", chain.ChainStatus.Select(s => s.StatusInformation.Trim()))}";
    }
}
