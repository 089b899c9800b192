using IpGuard.Core.Pushes;
using IpGuard.Core.Works;

namespace IpGuard.Core.Tests.Pushes;

public class PushSignatureTests
{
    static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);
    static readonly byte[] Secret = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    static readonly byte[] Body = "{\"id\":\"1\"}"u8.ToArray();

    static SignedRequest Unsigned() =>
        new(
            "POST",
            "guard.example",
            "/api/push",
            new Dictionary<string, string> { ["content-digest"] = PushSignature.DigestOf(Body), ["idempotency-key"] = "night 1" }
        );

    static SignedRequest With(SignedRequest request, string name, string? value)
    {
        var headers = new Dictionary<string, string>(request.Headers);
        headers.Remove(name);
        if (value is not null)
            headers.Add(name, value);
        return request with { Headers = headers };
    }

    static SignedRequest Signed(DateTimeOffset? at = null)
    {
        var (input, signature) = PushSignature.Sign(Unsigned(), "K-1", Secret, at ?? Now);
        return With(With(Unsigned(), "signature-input", input), "signature", signature);
    }

    static PushClaim Claim(SignedRequest request) =>
        PushSignature.Read(request, Now) switch
        {
            SignatureReading.Read read => read.Claim,
            SignatureReading.Refused refused => throw new InvalidOperationException(string.Join("; ", refused.Faults)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    static IReadOnlyList<string> Faults(SignedRequest request) =>
        Assert.IsType<SignatureReading.Refused>(PushSignature.Read(request, Now)).Faults;

    // RFC 9421, B.2.5, with the test-shared-secret of B.1.5.
    [Fact]
    public void The_signature_of_the_rfc_is_given_again()
    {
        var request = new SignedRequest(
            "POST",
            "example.com",
            "/foo",
            new Dictionary<string, string> { ["date"] = "Tue, 20 Apr 2021 02:07:55 GMT", ["content-type"] = "application/json" }
        );
        var input = StructuredField
            .ReadDictionary("sig-b25=(\"date\" \"@authority\" \"content-type\");created=1618884473;keyid=\"test-shared-secret\"")
            .Single();
        var signatureBase = MessageSignature.BaseOf(request, input);
        Assert.Equal(
            "\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n\"@authority\": example.com\n\"content-type\": application/json\n"
                + "\"@signature-params\": (\"date\" \"@authority\" \"content-type\");created=1618884473;keyid=\"test-shared-secret\"",
            signatureBase
        );
        var secret = Convert.FromBase64String("uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==");
        Assert.Equal("pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=", Convert.ToBase64String(MessageSignature.Mac(secret, signatureBase)));
    }

    // RFC 9530, B.1: {"hello": "world"} with a line end.
    [Fact]
    public void The_digest_of_the_rfc_is_given_again() =>
        Assert.Equal("sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:", PushSignature.DigestOf("{\"hello\": \"world\"}\n"u8));

    // As docs/market.md shows it; made by another program.
    [Fact]
    public void The_worked_example_of_the_documents_fits()
    {
        var request = new SignedRequest(
            "POST",
            "guard.example",
            "/api/push",
            new Dictionary<string, string>
            {
                ["content-digest"] = PushSignature.DigestOf("{\"id\":\"8841\",\"title\":\"Cloud dress\"}"u8),
                ["idempotency-key"] = "night-1",
                ["signature-input"] =
                    "push=(\"@method\" \"@authority\" \"@path\" \"content-digest\" \"idempotency-key\");created=1795745400;keyid=\"K-1\"",
                ["signature"] = "push=:d9lrr4pKhzhGhKRtpuo9KLpu3Vd/aSbm2uBBSw1QUmQ=:",
            }
        );
        var read = PushSignature.Read(request, DateTimeOffset.FromUnixTimeSeconds(1_795_745_400));
        Assert.True(PushSignature.Fits(Assert.IsType<SignatureReading.Read>(read).Claim, Secret));
    }

    [Fact]
    public void What_is_signed_fits_and_says_its_key_its_name_and_its_content()
    {
        var claim = Claim(Signed());
        Assert.True(PushSignature.Fits(claim, Secret));
        Assert.Equal(("K-1", "night 1"), (claim.KeyId, claim.IdempotencyKey));
        Assert.Equal(Sha256Hash.Of(Body), claim.Content);
    }

    [Fact]
    public void Another_secret_does_not_fit() => Assert.False(PushSignature.Fits(Claim(Signed()), [.. Secret.Reverse()]));

    public static TheoryData<string> Flips => ["method", "authority", "path", "content-digest", "idempotency-key"];

    [Theory]
    [MemberData(nameof(Flips))]
    public void Each_covered_component_that_is_changed_unfits_the_signature(string which)
    {
        var signed = Signed();
        var changed = which switch
        {
            "method" => signed with { Method = "PUT" },
            "authority" => signed with { Authority = "guard.example:8443" },
            "path" => signed with { Path = "/api/pushes" },
            "content-digest" => With(signed, which, PushSignature.DigestOf("other"u8)),
            _ => With(signed, which, "night 2"),
        };
        Assert.False(PushSignature.Fits(Claim(changed), Secret));
    }

    [Theory]
    [InlineData("created=1700000000", "created=1700000001")]
    [InlineData("keyid=\"K-1\"", "keyid=\"K-2\"")]
    public void Each_parameter_that_is_changed_unfits_the_signature(string from, string to)
    {
        var signed = Signed();
        var changed = With(signed, "signature-input", signed.Header("signature-input")!.Replace(from, to, StringComparison.Ordinal));
        Assert.False(PushSignature.Fits(Claim(changed), Secret));
    }

    [Theory]
    [InlineData("\"@method\"")]
    [InlineData("\"@authority\"")]
    [InlineData("\"@path\"")]
    [InlineData("\"content-digest\"")]
    [InlineData("\"idempotency-key\"")]
    public void Each_component_that_is_not_covered_is_told(string component)
    {
        var signed = Signed();
        var input = signed
            .Header("signature-input")!
            .Replace(component, "", StringComparison.Ordinal)
            .Replace("  ", " ", StringComparison.Ordinal);
        Assert.Contains(Faults(With(signed, "signature-input", input)), f => f.Contains(component, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(-300, true)]
    [InlineData(-301, false)]
    [InlineData(300, true)]
    [InlineData(301, false)]
    public void A_signature_is_good_for_five_minutes_either_way(int seconds, bool isGood)
    {
        var signed = Signed(Now.AddSeconds(seconds));
        if (isGood)
            Assert.True(PushSignature.Fits(Claim(signed), Secret));
        else
            Assert.Contains("clock", Assert.Single(Faults(signed)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public void An_idempotency_key_has_up_to_128_printable_characters(int length, bool isGood)
    {
        var request = With(Unsigned(), "idempotency-key", new('k', length));
        var (input, signature) = PushSignature.Sign(request, "K-1", Secret, Now);
        var signed = With(With(request, "signature-input", input), "signature", signature);
        Assert.Equal(isGood, PushSignature.Read(signed, Now) is SignatureReading.Read);
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var faults = Faults(new("POST", "guard.example", "/api/push", new Dictionary<string, string>()));
        Assert.Equal(
            ["Content-Digest", "Idempotency-Key", "Signature-Input", "Signature"],
            faults.Select(f => f[..f.IndexOf(':', StringComparison.Ordinal)])
        );
    }

    [Theory]
    [InlineData("signature-input", "push=\"text\"", "one signature")]
    [InlineData("signature-input", "a=(\"@method\"), b=(\"@method\")", "one signature")]
    [InlineData("signature-input", "push=(\"@method\" \"@authority\" \"@path\" \"content-digest\" \"idempotency-key\")", "keyid")]
    [InlineData("signature-input", "push=(\"@target-uri\")", "@target-uri")]
    [InlineData("signature-input", "push=(\"x-absent\")", "x-absent")]
    [InlineData("signature-input", "push=(\"@method\"", "closing bracket")]
    [InlineData("signature", "other=:AA==:", "label")]
    [InlineData("signature", "push=:A=:", "base64")]
    [InlineData("content-digest", "sha-512=:AA==:", "sha-256")]
    [InlineData("content-digest", "sha-256=:AA==:", "32 bytes")]
    [InlineData("idempotency-key", "名", "printable")]
    public void What_is_wrong_is_told(string header, string value, string told) =>
        Assert.Contains(Faults(With(Signed(), header, value)), f => f.Contains(told, StringComparison.Ordinal));

    [Theory]
    [InlineData(";alg=\"rsa-v1_5-sha256\"", "alg")]
    [InlineData(";expires=1699999999", "expires")]
    [InlineData(";created=1", "twice")]
    public void A_parameter_that_cannot_be_kept_to_is_told(string more, string told)
    {
        var signed = Signed();
        var input = signed.Header("signature-input")!.Replace(";alg=\"hmac-sha256\"", "", StringComparison.Ordinal) + more;
        Assert.Contains(
            told,
            Assert.Single(Faults(With(signed, "signature-input", input)), f => !f.StartsWith("Signature:", StringComparison.Ordinal)),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("a=1", "1")]
    [InlineData("a=-0012;b", "-12;b")]
    [InlineData("a=\"x\\\"y\\\\\"", "\"x\\\"y\\\\\"")]
    [InlineData("a=( \"b\";c=?0   tok )  ;d=:AA==:", null)]
    [InlineData("a=( \"b\";c=?0   tok );  d=:AA==:", "(\"b\";c=?0 tok);d=:AA==:")]
    [InlineData("a=1.5", null)]
    [InlineData("a=1234567890123456", null)]
    [InlineData("a=\"ü\"", null)]
    [InlineData("A=1", null)]
    [InlineData("a=1,", null)]
    [InlineData("a=1, a=2", null)]
    [InlineData("", null)]
    public void A_structured_field_is_written_again_in_one_way(string text, string? written)
    {
        if (written is null)
            Assert.Throws<FormatException>(() => StructuredField.ReadDictionary(text));
        else
            Assert.Equal(written, Assert.Single(StructuredField.ReadDictionary(text)).ToString());
    }
}
