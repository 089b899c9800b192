using System.Net;
using System.Net.Http.Json;
using IpGuard.Core.Accounts;
using IpGuard.Flows.Watches;
using IpGuard.Web.Tests.Matching;

namespace IpGuard.Web.Tests.Names;

/// <summary>The page of name matches and its API, through the door.</summary>
public sealed class NamePageTests : IAsyncLifetime
{
    readonly OpenDoor _door = new();

    public ValueTask InitializeAsync() => _door.InitializeAsync();

    public ValueTask DisposeAsync() => _door.DisposeAsync();

    static Task<HttpResponseMessage> AddNameAsync(HttpClient http, string name) =>
        OpenDoor.PostAsync(http, "/holder/names", new() { ["name"] = name }, "/holder");

    async Task SweepAsync(Bazaar bazaar)
    {
        await bazaar.SweepAsync();
        await _door.Get<AlertFlow>().DigestAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData("zh-CN")]
    [InlineData("en")]
    public async Task An_empty_page_says_what_to_do_next(string language)
    {
        var http = await _door.SignedInAsync("Named", OrganisationKind.Brand, language);
        var without = await http.GetStringAsync("/names");
        PageRules.Hold(without, language, "/names");
        Assert.Contains("class=\"button\" href=\"/holder\"", without, StringComparison.Ordinal);
        await AddNameAsync(http, "Velmora");
        var with = await http.GetStringAsync("/names");
        Assert.DoesNotContain("class=\"button\" href=\"/holder\"", with, StringComparison.Ordinal);
        Assert.Contains("class=\"button plain\" href=\"/watches\"", with, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("zh-CN")]
    [InlineData("en")]
    public async Task A_use_is_shown_marked_told_of_on_every_page_and_leaves_the_list_once_dismissed(string language)
    {
        var http = await _door.SignedInAsync("Named", OrganisationKind.Brand, language);
        await AddNameAsync(http, "Velmora");
        using var bazaar = new Bazaar(_door, ("copy", Bazaar.Design(9_700)), ("honest", Bazaar.Design(9_701)))
        {
            Titles = { ["copy"] = "新款 V-e-l-m-o-r-a <b>连衣裙</b> 高仿" },
            Sellers = { ["copy"] = "Somebody" },
        };
        await SweepAsync(bazaar);

        var list = await http.GetStringAsync("/names");
        PageRules.Hold(list, language, "/names");
        Assert.Contains(">V-e-l-m-o-r-a</mark>", list, StringComparison.Ordinal);
        Assert.Contains(">高仿</mark>", list, StringComparison.Ordinal);
        var number = OpenDoor.Numbers(list, 'N').Single();
        using (var picture = await http.GetAsync($"/names/{number}/picture?side=120"))
            Assert.Equal("image/jpeg", picture.Content.Headers.ContentType!.MediaType);
        var alerts = await http.GetStringAsync("/alerts");
        PageRules.Hold(alerts, language, "/alerts");
        Assert.Contains(number, alerts, StringComparison.Ordinal);
        var dashboard = await http.GetStringAsync("/");
        PageRules.Hold(dashboard, language, "/");
        Assert.Contains("/names?alert=", dashboard, StringComparison.Ordinal);

        var fields = new Dictionary<string, string> { ["isConfirmed"] = "false", ["next"] = "//evil.example/" };
        using var answer = await OpenDoor.PostAsync(http, $"/names/{number}/decide", fields, "/names");
        Assert.Equal((_door.Address.Host, "/"), (answer.RequestMessage!.RequestUri!.Host, answer.RequestMessage.RequestUri.AbsolutePath));
        Assert.Empty(OpenDoor.Numbers(await http.GetStringAsync("/names"), 'N'));
        var dismissed = await http.GetStringAsync("/names?state=Dismissed&name=Velmora");
        PageRules.Hold(dismissed, language, "/names?state=Dismissed");
        Assert.Equal([number], OpenDoor.Numbers(dismissed, 'N'));
    }

    [Fact]
    public async Task The_api_lists_and_decides_and_shows_another_organisation_nothing()
    {
        var (http, stranger) = (await _door.SignedInAsync("Named"), await _door.SignedInAsync("Stranger"));
        await AddNameAsync(http, "Velmora");
        using var bazaar = new Bazaar(_door, ("copy", Bazaar.Design(9_710))) { Titles = { ["copy"] = "Velmora dress" } };
        await SweepAsync(bazaar);
        var number = OpenDoor.Numbers(await http.GetStringAsync("/api/names"), 'N').Single();
        Assert.Empty(OpenDoor.Numbers(await stranger.GetStringAsync("/api/names"), 'N'));
        async Task<HttpStatusCode> DecideAsync(HttpClient who) =>
            (await who.PostAsJsonAsync($"/api/names/{number}/decision", new { isConfirmed = true })).StatusCode;
        Assert.Equal(HttpStatusCode.NotFound, await DecideAsync(stranger));
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/api/names/{number}/picture")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, await DecideAsync(http));
        Assert.Contains(number, await http.GetStringAsync("/api/names?state=Confirmed"), StringComparison.Ordinal);
        Assert.DoesNotContain(number, await http.GetStringAsync("/api/names?state=Waiting"), StringComparison.Ordinal);
    }
}
