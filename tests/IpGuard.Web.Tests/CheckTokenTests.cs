using IpGuard.Proof.Bundles;
using IpGuard.Rooms.Tests.Proof;

namespace IpGuard.Web.Tests;

/// <summary>In a real browser: tokens of other authorities than the house's own, good ones and others.</summary>
[Collection(nameof(DoorCollection))]
public sealed class CheckTokenTests(OpenDoor door) : IDisposable
{
    readonly MadeBundle _made = new();

    public void Dispose() => _made.Dispose();

    byte[] With(params BundleToken[] tokens) => BundleWriter.Write(_made.Bundle with { Tokens = tokens });

    static async Task<string> FaultsAsync(CheckedPage page, byte[] zip) => (await page.AgreedAsync(zip)).Faults;

    [Fact]
    public async Task Tokens_of_RSA_and_of_other_curves_made_by_openssl_are_believed_and_a_flipped_byte_of_their_signature_is_not()
    {
        using var rsa = new OpensslAuthority(OpensslAuthority.Rsa) { Naming = "sha1" };
        using var pss = new OpensslAuthority(OpensslAuthority.Rsa)
        {
            Signing = ["-sigopt", "rsa_padding_mode:pss"],
            IsChainInToken = false,
        };
        using var curve = new OpensslAuthority(OpensslAuthority.P384) { Naming = "sha384", Digest = "sha384" };
        await using var page = await CheckedPage.OpenAsync(door);
        using var longest = new OpensslAuthority(OpensslAuthority.P521) { Digest = "sha256" };
        foreach (var authority in new[] { rsa, pss, curve, longest })
        {
            var token = authority.Stamp(_made.Body);
            Assert.Equal("", await FaultsAsync(page, With(token)));
            byte[] changed = [.. token.Token];
            changed[^3] ^= 1;
            Assert.StartsWith(
                "token 1: Expected a signature by the token's signer",
                await FaultsAsync(page, With(token with { Token = changed })),
                StringComparison.Ordinal
            );
            Assert.NotEmpty(await FaultsAsync(page, With(token with { RootPem = _made.Timestamper.AuthorityPem, ChainPem = "" })));
        }

        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task A_token_that_answers_another_request_is_over_something_else_or_has_no_way_to_its_root_fails()
    {
        using var authority = new OpensslAuthority(OpensslAuthority.P384) { IsChainInToken = false };
        var (token, again, other) = (authority.Stamp(_made.Body), authority.Stamp(_made.Body), authority.Stamp("other"u8.ToArray()));
        await using var page = await CheckedPage.OpenAsync(door);
        Assert.Contains("another request", await FaultsAsync(page, With(token with { Request = again.Request })), StringComparison.Ordinal);
        Assert.Contains(
            "request over this",
            await FaultsAsync(page, With(token with { Request = other.Request })),
            StringComparison.Ordinal
        );
        Assert.Contains("token over this checkpoint", await FaultsAsync(page, With(other)), StringComparison.Ordinal);
        Assert.Contains("no certificate leads on", await FaultsAsync(page, With(token with { ChainPem = "" })), StringComparison.Ordinal);
        // The later token under the earlier root: a root that was made after a token is not good at its time, and that is told first.
        Assert.Contains("has not signed", await FaultsAsync(page, With(again with { RootPem = token.RootPem })), StringComparison.Ordinal);
        Assert.Contains(
            "one root in ca.pem, found 2",
            await FaultsAsync(page, With(token with { RootPem = token.RootPem + again.RootPem })),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("timeStamping", "critical,CA:TRUE,pathlen:0", "time stamping alone")]
    [InlineData("critical,timeStamping,codeSigning", "critical,CA:TRUE,pathlen:0", "time stamping alone")]
    [InlineData("critical,timeStamping", "critical,CA:FALSE", "may issue for time stamping")]
    [InlineData("critical,timeStamping", "critical,CA:TRUE", "may issue for time stamping", "keyUsage=critical,cRLSign")]
    [InlineData("critical,timeStamping", "critical,CA:TRUE", "may issue for time stamping", "extendedKeyUsage=codeSigning")]
    public async Task A_signer_for_more_than_time_and_an_issuer_that_may_not_issue_are_not_believed(
        string purpose,
        string between,
        string said,
        string beside = "keyUsage=critical,keyCertSign"
    )
    {
        using var authority = new OpensslAuthority(OpensslAuthority.P384)
        {
            Purpose = purpose,
            Between = between,
            Beside = beside,
        };
        await using var page = await CheckedPage.OpenAsync(door);
        Assert.Contains(said, await FaultsAsync(page, With(authority.StampUnfit(_made.Body))), StringComparison.Ordinal);
    }

    // Here the page is stricter than the program.
    [Fact]
    public async Task A_certificate_signed_over_SHA1_or_with_a_critical_extension_that_the_page_cannot_weigh_is_not_believed()
    {
        using var weak = new OpensslAuthority(OpensslAuthority.Rsa) { Signing = ["-sha1"] };
        using var narrow = new OpensslAuthority(OpensslAuthority.P384) { Beside = "nameConstraints=critical,permitted;DNS:test.example" };
        await using var page = await CheckedPage.OpenAsync(door);
        foreach (var (authority, said) in new[] { (weak, "SHA-1, which is no longer"), (narrow, "2.5.29.30: use verify.sh") })
        {
            var zip = With(authority.Stamp(_made.Body));
            Assert.True(MadeBundle.Check(zip).IsPassed, said);
            Assert.Contains(said, (await page.ChooseAsync(zip)).Faults, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_renewed_token_is_over_the_earlier_one_and_an_expired_signer_is_told_by_its_dates()
    {
        var first = _made.Bundle.Tokens[0];
        var over = (byte[])[.. first.Token, .. _made.Body];
        var renewal = first with { Token = _made.Timestamper.Stamp(over, MadeBundle.Now.AddYears(5)), Renews = 1 };
        await using var page = await CheckedPage.OpenAsync(door);
        Assert.Equal("", await FaultsAsync(page, With(first, renewal)));
        Assert.Contains("2026-11-24 08:09:05 UTC", await page.Page.InnerTextAsync(".verdict"), StringComparison.Ordinal);
        Assert.Contains(
            "token over this checkpoint",
            await FaultsAsync(page, With(first, renewal with { Token = first.Token })),
            StringComparison.Ordinal
        );
        Assert.Contains("“renews”", await FaultsAsync(page, With(renewal, first)), StringComparison.Ordinal);
        var expired = first with { Token = _made.Timestamper.Stamp(_made.Body, MadeBundle.Now.AddYears(30)) };
        Assert.Contains("within the signer's certificate", await FaultsAsync(page, With(expired)), StringComparison.Ordinal);
    }
}
