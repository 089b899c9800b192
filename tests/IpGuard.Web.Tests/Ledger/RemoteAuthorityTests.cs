using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using IpGuard.Core.Listings;
using IpGuard.Flows;
using IpGuard.Proof.Timestamps;
using Microsoft.AspNetCore.Http;

namespace IpGuard.Web.Tests.Ledger;

/// <summary>What an authority answers is believed only once it has been checked.</summary>
public sealed class RemoteAuthorityTests : IDisposable
{
    static readonly byte[] Data = "three lines"u8.ToArray();

    readonly HttpClient _http = GuardedHttp.Create(AddressPolicy.LoopbackForTests, "https://test.example/bot");

    public void Dispose() => _http.Dispose();

    RemoteAuthority Asking(TestAuthority authority, string? root = null, TimeSpan? patience = null) =>
        new(authority.Address, root ?? authority.RootPem, "", _http, patience);

    async Task<string> FaultAsync(TestAuthority authority, string? root = null, TimeSpan? patience = null, TimeSpan clock = default)
    {
        var fault = await Assert.ThrowsAsync<TimestampException>(() =>
            Asking(authority, root, patience).StampAsync(Data, DateTimeOffset.UtcNow + clock, CancellationToken.None)
        );
        return fault.Message;
    }

    [Fact]
    public async Task A_real_authority_is_asked_with_a_nonce_and_its_token_holds_its_certificate()
    {
        await using var authority = await TestAuthority.OpenAsync();
        var granted = await Asking(authority).StampAsync(Data, DateTimeOffset.UtcNow, CancellationToken.None);
        Assert.Equal("Test authority", granted.Time.Authority);
        Assert.True(Rfc3161TimestampRequest.TryDecode(granted.Request!, out var asked, out _));
        Assert.NotNull(asked!.GetNonce());
        Assert.True(Rfc3161TimestampToken.TryDecode(granted.Token, out var token, out _));
        Assert.Single(token!.AsSignedCms().Certificates);
        // Another time, another nonce.
        var again = await Asking(authority).StampAsync(Data, DateTimeOffset.UtcNow, CancellationToken.None);
        Assert.NotEqual(granted.Request, again.Request);
    }

    [Fact]
    public async Task A_token_with_another_nonce_is_refused()
    {
        await using var authority = await TestAuthority.OpenAsync();
        byte[]? first = null;
        authority.Instead = async (context, request) =>
        {
            first ??= authority.Reply(request);
            await TestAuthority.SendAsync(context, first);
            return true;
        };
        await Asking(authority).StampAsync(Data, DateTimeOffset.UtcNow, CancellationToken.None);
        Assert.Contains("expected the nonce of the request", await FaultAsync(authority), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_without_the_signers_certificate_is_refused()
    {
        await using var authority = await TestAuthority.OpenAsync();
        authority.Instead = async (context, request) =>
        {
            Assert.True(Rfc3161TimestampRequest.TryDecode(request, out var asked, out _));
            var bare = Rfc3161TimestampRequest.CreateFromHash(asked!.GetMessageHash(), HashAlgorithmName.SHA256, nonce: asked.GetNonce());
            await TestAuthority.SendAsync(context, authority.Reply(bare.Encode()));
            return true;
        };
        Assert.Contains("expected the signer's certificate in the token", await FaultAsync(authority), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_over_something_else_is_refused()
    {
        await using var authority = await TestAuthority.OpenAsync();
        authority.Instead = async (context, request) =>
        {
            Assert.True(Rfc3161TimestampRequest.TryDecode(request, out var asked, out _));
            var other = Rfc3161TimestampRequest.CreateFromData("other"u8, HashAlgorithmName.SHA256, null, asked!.GetNonce(), true);
            await TestAuthority.SendAsync(context, authority.Reply(other.Encode()));
            return true;
        };
        Assert.Contains("something else", await FaultAsync(authority), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signer_that_has_ended_is_refused()
    {
        await using var authority = await TestAuthority.OpenAsync(days: -1);
        Assert.Contains("within the signer's certificate", await FaultAsync(authority), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signer_that_leads_to_another_root_is_refused()
    {
        await using var authority = await TestAuthority.OpenAsync();
        await using var stranger = await TestAuthority.OpenAsync();
        Assert.Contains("leads to the authority's root", await FaultAsync(authority, stranger.RootPem), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_and_a_clock_that_is_off_are_told()
    {
        await using var authority = await TestAuthority.OpenAsync(digests: "sha512");
        Assert.Contains("got status 2", await FaultAsync(authority), StringComparison.Ordinal);
        await using var good = await TestAuthority.OpenAsync();
        Assert.Contains("a clock is wrong", await FaultAsync(good, clock: TimeSpan.FromMinutes(6)), StringComparison.Ordinal);
        await Asking(good).StampAsync(Data, DateTimeOffset.UtcNow.AddMinutes(4), CancellationToken.None);
    }

    [Theory]
    [InlineData("html", "got text/html")]
    [InlineData("bytes", "expected a TimeStampResp")]
    [InlineData("large", "at most 64 KB")]
    [InlineData("500", "got 500")]
    [InlineData("redirect", "got 302")]
    [InlineData("slow", "within 0.5 seconds")]
    [InlineData("broken", "broke off")]
    public async Task An_answer_that_is_none_is_told_by_what_it_is(string kind, string expected)
    {
        await using var authority = await TestAuthority.OpenAsync();
        authority.Instead = (context, _) => SpoilAsync(kind, context);
        Assert.Contains(
            expected,
            await FaultAsync(authority, patience: kind == "slow" ? TimeSpan.FromSeconds(0.5) : null),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_authority_that_is_away_is_told()
    {
        var authority = await TestAuthority.OpenAsync();
        await authority.DisposeAsync();
        Assert.Contains("cannot be reached", await FaultAsync(authority), StringComparison.Ordinal);
    }

    static async Task<bool> SpoilAsync(string kind, HttpContext context)
    {
        var response = context.Response;
        switch (kind)
        {
            case "html":
                response.ContentType = "text/html";
                await response.WriteAsync("<h1>maintenance</h1>");
                break;
            case "bytes":
                await TestAuthority.SendAsync(context, "no token"u8.ToArray());
                break;
            case "large":
                await TestAuthority.SendAsync(context, new byte[70_000]);
                break;
            case "500":
                response.StatusCode = 500;
                break;
            case "redirect":
                response.Redirect("/elsewhere");
                break;
            case "slow":
                await Task.Delay(2_000);
                break;
            default:
                response.ContentType = "application/timestamp-reply";
                response.ContentLength = 5_000;
                await response.Body.WriteAsync(new byte[10]);
                await response.Body.FlushAsync();
                await Task.Delay(100);
                context.Abort();
                break;
        }

        return true;
    }
}
