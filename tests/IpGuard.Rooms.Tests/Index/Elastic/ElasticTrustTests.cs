using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IpGuard.Index.Elastic;

namespace IpGuard.Rooms.Tests.Index.Elastic;

/// <summary>Whom it believes, and what it never says.</summary>
public class ElasticTrustTests
{
    const string Secret = "vERY-sECRET-9f8e7d";

    static readonly ElasticCall Ask = new("health", HttpMethod.Get, "/_cluster/health", TimeSpan.FromSeconds(10));

    static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    // Made out to 127.0.0.1, signed by an authority; the authority's own certificate goes along in the file.
    static X509Certificate2 Signed(X509Certificate2 authority, string address = "127.0.0.1")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=node", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Parse(address));
        request.CertificateExtensions.Add(names.Build());
        using var plain = request.Create(authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1), [1, 2, 3]);
        using var withKey = plain.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }

    static bool Believes(X509Certificate2 pinned, X509Certificate2 leaf, X509Certificate2 sent, SslPolicyErrors errors)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.ExtraStore.Add(sent);
        return CertificatePin.Check(SHA256.HashData(pinned.RawData))(new object(), leaf, chain, errors);
    }

    [Fact]
    public void Only_what_the_pinned_authority_signed_for_this_host_is_believed()
    {
        using var authority = Authority("elasticsearch");
        using var impostor = Authority("elasticsearch");
        using var leaf = Signed(authority);
        using var forged = Signed(impostor);
        const SslPolicyErrors Unknown = SslPolicyErrors.RemoteCertificateChainErrors;
        Assert.True(Believes(authority, leaf, authority, Unknown));
        // Sending the pinned certificate along proves nothing.
        Assert.False(Believes(authority, forged, authority, Unknown));
        Assert.False(Believes(authority, forged, impostor, Unknown));
        Assert.False(Believes(authority, leaf, impostor, Unknown));
        Assert.False(Believes(authority, leaf, authority, Unknown | SslPolicyErrors.RemoteCertificateNameMismatch));
        Assert.True(Believes(leaf, leaf, impostor, Unknown | SslPolicyErrors.RemoteCertificateNameMismatch));
    }

    [Fact]
    public async Task A_server_with_another_certificate_than_the_pinned_is_refused_before_it_hears_the_credential()
    {
        using var authority = Authority("elasticsearch");
        using var certificate = Signed(authority);
        await using var node = await FakeNode.StartAsync((q, _) => FakeNode.SayAsync(q, 200, "{}"), certificate);
        var fingerprint = Convert.ToHexString(SHA256.HashData(certificate.RawData));
        var other = Convert.ToHexString(SHA256.HashData(authority.SerialNumberBytes.Span));
        using (var trusting = new ElasticTransport(Settings(node.Address, fingerprint), RealIndex.Way, TimeProvider.System))
            Assert.True((await trusting.AskAsync(Ask, CancellationToken.None)).IsSuccess);
        using var wrong = new ElasticTransport(Settings(node.Address, other), RealIndex.Way, TimeProvider.System);
        var refused = await Assert.ThrowsAsync<ElasticException>(() => wrong.AskAsync(Ask, CancellationToken.None));
        Assert.Contains("its certificate is not trusted, or not signed by the pinned authority", refused.Message);
        using var unpinned = new ElasticTransport(Settings(node.Address, null), RealIndex.Way, TimeProvider.System);
        await Assert.ThrowsAsync<ElasticException>(() => unpinned.AskAsync(Ask, CancellationToken.None));
        Assert.Equal("ApiKey " + Secret, Assert.Single(node.Asked).Headers.Authorization);
    }

    static ElasticSettings Settings(Uri node, string? fingerprint) =>
        new()
        {
            Nodes = [node],
            CaFingerprint = fingerprint,
            Credential = ElasticCredential.ApiKey(Secret),
        };

    [Theory]
    [InlineData(401, """{"error":{"type":"security_exception","reason":"unable to authenticate"}}""")]
    [InlineData(503, "{}")]
    [InlineData(301, "{}")]
    public async Task No_message_holds_a_credential(int status, string body)
    {
        await using var node = await FakeNode.StartAsync(
            (q, _) =>
            {
                q.Context.Response.Headers.Location = "https://elsewhere.example/";
                return FakeNode.SayAsync(q, status, body);
            }
        );
        foreach (var credential in new[] { ElasticCredential.ApiKey(Secret), ElasticCredential.Basic("elastic", Secret) })
        {
            var settings = new ElasticSettings { Nodes = [node.Address], Credential = credential };
            using var transport = new ElasticTransport(settings, RealIndex.Way, TimeProvider.System);
            var said = await Assert.ThrowsAsync<ElasticException>(() => transport.AskAsync(Ask, CancellationToken.None));
            Assert.DoesNotContain(Secret, said.ToString());
            Assert.DoesNotContain(credential.Header.Split(' ')[1], said.ToString());
            Assert.DoesNotContain(Secret, credential.ToString());
        }
    }

    [Fact]
    public void Settings_are_refused_with_every_fault_and_without_the_password_in_them()
    {
        var settings = new ElasticSettings
        {
            Nodes = [new($"http://elastic:{Secret}@es.example:9200"), new("http://es2.example"), new("ftp://es3.example")],
            CaFingerprint = new string('a', 64),
            SearchPatience = TimeSpan.Zero,
        };
        var refused = Assert.Throws<ArgumentException>(() => new ElasticTransport(settings, RealIndex.Way, TimeProvider.System));
        Assert.DoesNotContain(Secret, refused.Message);
        Assert.Equal(4, refused.Message.Split(';').Count(s => s.Contains("expected")));
    }
}
