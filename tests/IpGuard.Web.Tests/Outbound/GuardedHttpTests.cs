using System.Net;
using IpGuard.Core.Listings;
using IpGuard.Flows;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace IpGuard.Web.Tests.Outbound;

public sealed class GuardedHttpTests : IAsyncLifetime
{
    WebApplication _server = null!;
    Uri _address = null!;
    string? _key;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.MapGet("/", () => "here");
        _server.MapGet("/agent", (HttpRequest request) => request.Headers.UserAgent.ToString());
        _server.MapGet("/loop", () => Results.Redirect("/loop"));
        _server.MapGet("/hops/{n:int}", (int n) => n == 0 ? Results.Text("arrived") : Results.Redirect($"/hops/{n - 1}"));
        _server.MapGet("/inside", () => Results.Redirect("http://169.254.169.254/latest/meta-data"));
        _server.MapGet("/away", (HttpRequest request) => Results.Redirect($"http://localhost:{request.Host.Port}/key"));
        _server.MapGet(
            "/key",
            (HttpRequest request) =>
            {
                _key = request.Headers["X-Key"];
                return "ok";
            }
        );
        await _server.StartAsync();
        _address = new(_server.Urls.Single());
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    static HttpClient Production() => GuardedHttp.Create(AddressPolicy.Production with { Ports = [] }, "https://contact.example");

    static HttpClient Opened() => GuardedHttp.Create(AddressPolicy.LoopbackForTests, "https://contact.example");

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("[::1]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("2130706433")]
    [InlineData("0x7f.1")]
    public async Task This_machine_cannot_be_asked_however_it_is_written(string host)
    {
        using var http = Production();
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetStringAsync($"http://{host}:{_address.Port}/"));
    }

    [Fact]
    public async Task Five_redirects_are_followed_a_sixth_and_a_loop_are_not()
    {
        using var http = Opened();
        Assert.Equal("arrived", await http.GetStringAsync(new Uri(_address, "/hops/5")));
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetStringAsync(new Uri(_address, "/hops/6")));
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetStringAsync(new Uri(_address, "/loop")));
    }

    [Fact]
    public async Task A_redirect_inside_is_not_followed()
    {
        using var http = Opened();
        var refusal = await Assert.ThrowsAsync<HttpRequestException>(() => http.GetStringAsync(new Uri(_address, "/inside")));
        Assert.Contains("public address", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_host_gets_no_header_of_ours()
    {
        using var http = Opened();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_address, "/away"));
        request.Headers.Add("X-Key", "secret");
        using var answer = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(string.IsNullOrEmpty(_key));
    }

    [Fact]
    public async Task It_says_honestly_who_is_calling()
    {
        using var http = Opened();
        Assert.Equal("IpGuardBot/1.0 (+https://contact.example)", await http.GetStringAsync(new Uri(_address, "/agent")));
    }
}
