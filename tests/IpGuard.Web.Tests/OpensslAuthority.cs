using IpGuard.Proof.Bundles;
using IpGuard.Proof.Timestamps;
using IpGuard.Rooms.Tests;

namespace IpGuard.Web.Tests;

/// <summary>A timestamp authority that is none of ours: root, one certificate between, and signer, made and run by openssl.</summary>
/// <param name="key">How openssl is to make its keys.</param>
sealed class OpensslAuthority(string[] key) : IDisposable
{
    public static readonly string[] Rsa = ["-newkey", "rsa:2048"];
    public static readonly string[] P384 = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384"];
    public static readonly string[] P521 = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-521"];

    readonly TempFolder _folder = new();

    /// <summary>What openssl is asked for beside, where a certificate is signed.</summary>
    public string[] Signing { get; init; } = [];

    /// <summary>Extended key usage of the signer's certificate.</summary>
    public string Purpose { get; init; } = "critical,timeStamping";

    /// <summary>Basic constraints of the certificate between.</summary>
    public string Between { get; init; } = "critical,CA:TRUE,pathlen:0";

    /// <summary>Another extension of it.</summary>
    public string Beside { get; init; } = "keyUsage=critical,keyCertSign";

    /// <summary>Digest by which the token names its signer; SHA-1 names it in the older way.</summary>
    public string Naming { get; init; } = "sha256";

    public string Digest { get; init; } = "sha512";

    /// <summary>False leaves the certificate between out of the token, to stand beside it.</summary>
    public bool IsChainInToken { get; init; } = true;

    public void Dispose() => _folder.Dispose();

    /// <summary>A token by our own program with openssl's certificates: openssl itself signs with none that is unfit.</summary>
    public BundleToken StampUnfit(byte[] data)
    {
        Certify();
        foreach (var (ours, theirs) in new[] { ("tsa-ca.pem", "root.pem"), ("tsa.pem", "signer.pem"), ("tsa.key", "signer.key") })
            File.Copy(_folder.At(theirs), _folder.At(ours));
        using var timestamper = LocalTimestamper.Open(_folder.Path, "x", DateTimeOffset.UtcNow);
        var between = File.ReadAllText(_folder.At("between.pem"));
        return new(timestamper.Stamp(data, DateTimeOffset.UtcNow), timestamper.AuthorityPem, between, null, null);
    }

    /// <summary>Asks for a token over the data, with a nonce, and gives it.</summary>
    public BundleToken Stamp(byte[] data)
    {
        Certify();
        File.WriteAllBytes(_folder.At("data"), data);
        Run(["ts", "-query", "-data", "data", $"-{Digest}", "-cert", "-out", "request.tsq"]);
        string[] chain = IsChainInToken ? ["-chain", "between.pem"] : [];
        string[] reply = ["ts", "-reply", "-config", "tsa.cnf", "-section", "tsa", "-queryfile", "request.tsq", "-token_out"];
        Run([.. reply, "-inkey", "signer.key", "-signer", "signer.pem", .. chain, "-out", "token.tsr"]);
        return new(
            File.ReadAllBytes(_folder.At("token.tsr")),
            File.ReadAllText(_folder.At("root.pem")),
            IsChainInToken ? "" : File.ReadAllText(_folder.At("between.pem")),
            File.ReadAllBytes(_folder.At("request.tsq")),
            null
        );
    }

    void Certify()
    {
        Openssl.SkipWhereAbsent();
        File.WriteAllText(_folder.At("serial"), "01");
        File.WriteAllText(
            _folder.At("tsa.cnf"),
            $"""
            [req]
            distinguished_name=dn
            [dn]
            [tsa]
            serial=serial
            default_policy=1.2.3.4
            digests=sha256,sha384,sha512
            signer_digest=sha256
            ess_cert_id_alg={Naming}
            accuracy=secs:1

            """
        );
        Certify("root", null, "basicConstraints=critical,CA:TRUE");
        Certify("between", "root", $"basicConstraints={Between}", Beside);
        Certify("signer", "between", "basicConstraints=CA:FALSE", $"extendedKeyUsage={Purpose}");
    }

    void Certify(string name, string? issuer, params string[] extensions)
    {
        string[] by = issuer is null ? [] : ["-CA", $"{issuer}.pem", "-CAkey", $"{issuer}.key"];
        var added = extensions.SelectMany(e => new[] { "-addext", e });
        string[] request = ["req", "-x509", "-config", "tsa.cnf", .. key, "-nodes", "-sha256", "-days", "9", "-subj", $"/CN=Test {name}"];
        Run([.. request, .. by, .. added, .. Signing, "-keyout", $"{name}.key", "-out", $"{name}.pem"]);
    }

    void Run(string[] arguments) => Openssl.Run(_folder.Path, arguments);
}
