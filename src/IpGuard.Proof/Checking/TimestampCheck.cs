using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace IpGuard.Proof.Checking;

/// <summary>What a token says once it has been checked.</summary>
/// <param name="SignerEndsAt">When the signer's certificate ends: before it, the token is to be renewed.</param>
public sealed record StampedTime(DateTimeOffset At, string Authority, DateTimeOffset SignerEndsAt);

/// <summary>What a token is held against.</summary>
/// <param name="RootsPem">Roots, to one of which the signer has to lead.</param>
/// <param name="ChainPem">Certificates between, that the token may lack; empty for none.</param>
/// <param name="Request">DER of the request it answers; null where there was none.</param>
public sealed record TokenContext(string RootsPem, string ChainPem = "", byte[]? Request = null);

/// <summary>Checks an RFC 3161 token: imprint, nonce, signature, the signer's one purpose, and its chain at the time it signed.</summary>
public static class TimestampCheck
{
    const string TimeStamping = "1.3.6.1.5.5.7.3.8";

    /// <param name="data">What the token has to be over.</param>
    /// <returns>The time, or why the token is not to be believed.</returns>
    public static (StampedTime? Time, string? Fault) Check(ReadOnlyMemory<byte> token, ReadOnlySpan<byte> data, TokenContext context)
    {
        if (!Rfc3161TimestampToken.TryDecode(token, out var stamp, out var read) || read != token.Length)
            return (null, UndecodedFault(token));
        try
        {
            if (ContentFault(stamp, data, context.Request) is { } other)
                return (null, other);
            // Signature, imprint, and the signer's certificate bound by ESSCertID; not yet whom to trust.
            if (!stamp.VerifySignatureForData(data, out var signer) || signer is null)
                return (null, SignerFault(stamp.AsSignedCms(), stamp.TokenInfo));
            using (signer)
            {
                var at = stamp.TokenInfo.Timestamp;
                return (PurposeFault(signer) ?? ChainFault(signer, at, stamp, context)) is { } fault
                    ? (null, fault)
                    : (new(at, signer.GetNameInfo(X509NameType.SimpleName, forIssuer: false), signer.NotAfter), null);
            }
        }
        catch (CryptographicException e)
        {
            return (null, $"the token cannot be checked: {e.Message}");
        }
    }

    static string? ContentFault(Rfc3161TimestampToken stamp, ReadOnlySpan<byte> data, byte[]? request)
    {
        var info = stamp.TokenInfo;
        var imprint = info.HashAlgorithmId.Value switch
        {
            "2.16.840.1.101.3.4.2.1" => SHA256.HashData(data),
            "2.16.840.1.101.3.4.2.2" => SHA384.HashData(data),
            "2.16.840.1.101.3.4.2.3" => SHA512.HashData(data),
            _ => null,
        };
        if (imprint is null)
            return $"expected a token over SHA-256, SHA-384 or SHA-512, got algorithm {info.HashAlgorithmId.Value}";
        if (!info.GetMessageHash().Span.SequenceEqual(imprint))
            return "expected a token over this checkpoint, got one over something else";
        if (request is null)
            return null;
        if (!Rfc3161TimestampRequest.TryDecode(request, out var asked, out var read) || read != request.Length)
            return "expected the RFC 3161 request beside the token, got other bytes";
        if (!asked.GetMessageHash().Span.SequenceEqual(imprint))
            return "expected a request over this checkpoint, got one over something else";
        return Nonce(asked.GetNonce()).SequenceEqual(Nonce(info.GetNonce()))
            ? null
            : "expected the nonce of the request in the token, got another: it answers another request";
    }

    static ReadOnlySpan<byte> Nonce(ReadOnlyMemory<byte>? nonce) => nonce is { } some ? some.Span : [];

    // .NET reads no token whose signer was not good at its time; the words should say so.
    static string UndecodedFault(ReadOnlyMemory<byte> token)
    {
        const string other = "expected an RFC 3161 token, got other bytes";
        try
        {
            var cms = new SignedCms();
            cms.Decode(token.Span);
            return
                cms.Encode().AsSpan().SequenceEqual(token.Span)
                && Rfc3161TimestampTokenInfo.TryDecode(cms.ContentInfo.Content, out var info, out _)
                ? SignerFault(cms, info)
                : other;
        }
        catch (CryptographicException)
        {
            return other;
        }
    }

    static string SignerFault(SignedCms cms, Rfc3161TimestampTokenInfo info)
    {
        if (cms.Certificates.Count == 0 || cms.SignerInfos.Count != 1 || cms.SignerInfos[0].Certificate is not { } signer)
            return "expected the signer's certificate in the token, found none: the request has to ask for it";
        var at = info.Timestamp;
        if (at < signer.NotBefore || at > signer.NotAfter)
            return $"expected a time within the signer's certificate, got {at:u}: it was good from {signer.NotBefore.ToUniversalTime():u} to {signer.NotAfter.ToUniversalTime():u}";
        return PurposeFault(signer) ?? "expected a signature by the token's signer, got another: the token was changed";
    }

    // RFC 3161, 2.3: the one extended key usage, and critical.
    static string? PurposeFault(X509Certificate2 signer) =>
        signer.Extensions.OfType<X509EnhancedKeyUsageExtension>().SingleOrDefault() is { Critical: true } usage
        && usage.EnhancedKeyUsages is [{ Value: TimeStamping }]
            ? null
            : "expected a signer whose certificate is for time stamping alone, and critically so, got another";

    static string? ChainFault(X509Certificate2 signer, DateTimeOffset at, Rfc3161TimestampToken stamp, TokenContext context)
    {
        var (roots, between) = (new X509Certificate2Collection(), new X509Certificate2Collection());
        roots.ImportFromPem(context.RootsPem);
        if (context.ChainPem.Length > 0)
            between.ImportFromPem(context.ChainPem);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        chain.ChainPolicy.ExtraStore.AddRange(between);
        chain.ChainPolicy.ExtraStore.AddRange(stamp.AsSignedCms().Certificates);
        chain.ChainPolicy.ApplicationPolicy.Add(new(TimeStamping));
        chain.ChainPolicy.VerificationTime = at.UtcDateTime;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        return chain.Build(signer)
            ? null
            : $"expected a signer that leads to the authority's root at {at:u}, got: {string.Join("; ", chain.ChainStatus.Select(s => s.StatusInformation.Trim()))}";
    }
}
