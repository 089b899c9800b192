using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace IpGuard.Web.Tests.Ledger;

/// <summary>A real timestamp authority: `openssl ts` behind a port on loopback.</summary>
public sealed class TestAuthority : IAsyncDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("ipguard-tsa-").FullName;
    readonly WebApplication _app;

    TestAuthority(WebApplication app) => _app = app;

    public Uri Address { get; private set; } = null!;

    public string RootPem { get; private set; } = "";

    /// <summary>How many requests came.</summary>
    public int Asked { get; private set; }

    /// <summary>Puts something else in the place of the answer; null for the true one.</summary>
    public Func<HttpContext, byte[], Task<bool>>? Instead { get; set; }

    /// <param name="days">For how long its signer's certificate is still good; negative for one that ended before.</param>
    /// <param name="digests">What it signs over.</param>
    public static async Task<TestAuthority> OpenAsync(int days = 3_650, string digests = "sha256")
    {
        Openssl.SkipWhereAbsent();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var authority = new TestAuthority(app);
        authority.Make(days, digests);
        app.MapPost("/tsr", authority.AnswerAsync);
        await app.StartAsync();
        authority.Address = new(app.Urls.Single() + "/tsr");
        return authority;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The answer that it gives to a request (DER).</summary>
    public byte[] Reply(byte[] request)
    {
        var (query, reply) = (At(Guid.NewGuid().ToString("N")), At(Guid.NewGuid().ToString("N")));
        File.WriteAllBytes(query, request);
        Openssl.Run(_folder, "ts", "-reply", "-config", At("tsa.cnf"), "-queryfile", query, "-out", reply);
        return File.ReadAllBytes(reply);
    }

    async Task AnswerAsync(HttpContext context)
    {
        Asked++;
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        if (Instead is { } instead && await instead(context, body.ToArray()))
            return;
        await SendAsync(context, Reply(body.ToArray()));
    }

    public static async Task SendAsync(HttpContext context, byte[] reply)
    {
        context.Response.ContentType = "application/timestamp-reply";
        await context.Response.Body.WriteAsync(reply);
    }

    void Make(int days, string digests)
    {
        var now = DateTimeOffset.UtcNow;
        using var rootKey = RSA.Create(2048);
        var root = new CertificateRequest("CN=Test root", rootKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        root.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var rootCertificate = root.CreateSelfSigned(now.AddYears(-2), now.AddYears(20));
        RootPem = rootCertificate.ExportCertificatePem();

        using var key = RSA.Create(2048);
        var signer = new CertificateRequest("CN=Test authority", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        signer.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        signer.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.8")], critical: true));
        using var certificate = signer.Create(rootCertificate, now.AddYears(-1), now.AddDays(days), [1, 2, 3]);
        File.WriteAllText(At("tsa.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(At("tsa.key"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(At("serial"), "01\n");
        File.WriteAllText(
            At("tsa.cnf"),
            $"""
            [tsa]
            default_tsa = t
            [t]
            serial = {At("serial")}
            signer_cert = {At("tsa.pem")}
            signer_key = {At("tsa.key")}
            signer_digest = sha256
            default_policy = 1.2.3.4.1
            digests = {digests}
            ess_cert_id_alg = sha256
            """
        );
    }

    string At(string name) => Path.Combine(_folder, name);
}
