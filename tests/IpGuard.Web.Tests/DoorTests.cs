using System.Net;
using IpGuard.Flows.Filings;
using IpGuard.Web.Security;
using Microsoft.AspNetCore.Http;

namespace IpGuard.Web.Tests;

/// <summary>What strangers' requests may do to the door: be refused in its own words, and nothing else.</summary>
[Collection(nameof(DoorCollection))]
public class DoorTests(OpenDoor door)
{
    [Theory]
    [InlineData("/filings?page=2147483647")]
    [InlineData("/matches?page=2147483647")]
    [InlineData("/alerts?page=2147483647")]
    [InlineData("/matches?page=-2147483648")]
    [InlineData("/api/filings?page=2147483647")]
    public async Task A_page_that_a_list_does_not_have_is_the_nearest_that_it_has(string path) =>
        Assert.Equal(HttpStatusCode.OK, (await (await door.SignedInAsync("Far")).GetAsync(path)).StatusCode);

    [Theory]
    [InlineData(0, 24, 1)]
    [InlineData(24, 24, 1)]
    [InlineData(25, 24, 2)]
    public void A_list_has_the_pages_that_its_items_fill(int total, int pageSize, int last)
    {
        Assert.Equal(last, PageOf.Within(int.MaxValue, pageSize, total));
        Assert.Equal(1, PageOf.Within(int.MinValue, pageSize, total));
    }

    [Theory]
    [InlineData("/\t/evil.example")]
    [InlineData("/a\nSet-Cookie: x=y")]
    [InlineData("/\\evil.example")]
    public async Task A_way_on_with_what_no_path_holds_leads_home(string next)
    {
        var http = door.Stranger();
        using var answer = await OpenDoor.PostAsync(http, "/language", new() { ["language"] = "en", ["next"] = next }, "/sign-in");
        Assert.Equal((HttpStatusCode.OK, "/"), (answer.StatusCode, answer.RequestMessage!.RequestUri!.AbsolutePath));
    }

    [Theory]
    [InlineData("/error/200", HttpStatusCode.NotFound)]
    [InlineData("/error/99", HttpStatusCode.NotFound)]
    [InlineData("/error/429", HttpStatusCode.TooManyRequests)]
    public async Task Only_faults_have_a_page_for_faults(string path, HttpStatusCode expected) =>
        Assert.Equal(expected, (await door.Stranger().GetAsync(path)).StatusCode);

    [Fact]
    public async Task The_api_tells_its_faults_as_problems_also_to_a_browser()
    {
        var http = await door.SignedInAsync("Browser");
        foreach (var path in new[] { "/api/nowhere", "/api/matches?page=abc", "/api/filings/F-0" })
            Assert.Equal("application/problem+json", (await http.GetAsync(path)).Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("/css/ipguard.css")]
    [InlineData("/js/ipguard.js")]
    [InlineData("/nowhere")]
    [InlineData("/api/filings")]
    [InlineData("/docs/api/")]
    public async Task Files_and_faults_carry_the_headers_that_pages_carry(string path)
    {
        using var answer = await door.Stranger().GetAsync(path);
        Assert.StartsWith("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        foreach (var (name, value) in new[] { ("X-Content-Type-Options", "nosniff"), ("Cross-Origin-Resource-Policy", "same-origin") })
            Assert.Equal(value, answer.Headers.GetValues(name).Single());
    }

    [Fact]
    public async Task The_api_hands_pictures_to_their_owner_only()
    {
        var (owner, other) = (await door.SignedInAsync("Owner"), await door.SignedInAsync("Other"));
        var filed = await (await OpenDoor.FileAsync(owner, "Pictured", OpenDoor.Picture(61))).Content.ReadAsStringAsync();
        var path = $"/api/filings/{OpenDoor.Numbers(filed, 'F').Single()}/pictures/1?side=96";
        Assert.Equal("image/jpeg", (await owner.GetAsync(path)).Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(path)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await door.Stranger().GetAsync(path)).StatusCode);
    }

    [Fact]
    public async Task The_api_orders_a_watch_or_lists_every_fault_of_the_order()
    {
        var http = await door.SignedInAsync("Orders");
        Dictionary<string, string> Order(string address, string hours) =>
            new()
            {
                ["name"] = "Shop",
                ["address"] = address,
                ["hours"] = hours,
            };
        using var refused = await OpenDoor.PostAsync(http, "/api/watches", Order("file:///x", "0"), "/watches");
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        var problem = await refused.Content.ReadAsStringAsync();
        Assert.Contains("\"address\":[", problem, StringComparison.Ordinal);
        Assert.Contains("\"every\":[", problem, StringComparison.Ordinal);
        using var ordered = await OpenDoor.PostAsync(http, "/api/watches", Order("https://shop.example", "24"), "/watches");
        Assert.Equal(HttpStatusCode.NoContent, ordered.StatusCode);
        using var forged = await http.PostAsync("/api/watches", new FormUrlEncodedContent(Order("https://shop.example", "24")));
        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
    }

    [Fact]
    public async Task What_is_behind_a_sign_in_is_kept_by_no_cache()
    {
        var http = await door.SignedInAsync("Uncached");
        Assert.True((await http.GetAsync("/filings")).Headers.CacheControl!.NoStore);
        Assert.True((await http.GetAsync("/api/filings")).Headers.CacheControl!.NoStore);
    }

    [Theory]
    [InlineData("https", "__Host-ipguard-session")]
    [InlineData("http", "ipguard-session")]
    public void Over_https_no_neighbouring_host_can_set_the_session(string scheme, string name)
    {
        var context = new DefaultHttpContext();
        context.Request.Scheme = scheme;
        var options = new CookieOptions { Path = "/", Secure = scheme == "https" };
        new HostCookies().AppendResponseCookie(context, "ipguard-session", "x", options);
        Assert.StartsWith($"{name}=x; path=/", context.Response.Headers.SetCookie.ToString(), StringComparison.Ordinal);
    }
}
