using System.Net;
using System.Text.RegularExpressions;
using IpGuard.Core.Accounts;
using IpGuard.Testing;
using IpGuard.Web;

namespace IpGuard.Web.Tests;

[Collection(nameof(DoorCollection))]
public class PageTests(OpenDoor door)
{
    static readonly string[] Open = ["/", "/sign-in", "/sign-up", "/health", "/check"];
    static readonly string[] Closed =
    [
        "/file",
        "/filings",
        "/alerts",
        "/matches",
        "/names",
        "/cases",
        "/watches",
        "/keys",
        "/prior",
        "/holder",
    ];

    [Theory]
    [InlineData("zh-CN")]
    [InlineData("en")]
    public async Task Every_page_opens_in_its_language_with_one_heading_and_labelled_fields(string language)
    {
        var (stranger, signedIn) = (door.Stranger(language), await door.SignedInAsync("Pages", language: language));
        var filed = await (await OpenDoor.FileAsync(signedIn, "Paged", OpenDoor.Picture(62))).Content.ReadAsStringAsync();
        PageRules.Hold(filed, language, "/file, posted");
        var inside = Closed.Append("/").Append("/health").Append($"/filings/{OpenDoor.Numbers(filed, 'F').Single()}");
        foreach (var (http, path) in Open.Select(p => (stranger, p)).Concat(inside.Select(p => (signedIn, p))))
        {
            using var answer = await http.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            PageRules.Hold(await answer.Content.ReadAsStringAsync(), language, path);
        }

        PageRules.Hold(await (await stranger.GetAsync("/nowhere")).Content.ReadAsStringAsync(), language, "/nowhere");
    }

    [Fact]
    public async Task Every_answer_carries_the_security_headers()
    {
        foreach (var path in Open.Append("/api/filings").Append("/css/ipguard.css").Append("/nowhere"))
        {
            using var answer = await door.Stranger().GetAsync(path);
            if (path.StartsWith("/css", StringComparison.Ordinal))
                continue;
            Assert.Contains("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        }
    }

    [Fact]
    public async Task A_stranger_is_sent_to_sign_in_by_pages_and_told_401_by_the_api()
    {
        var http = door.Stranger();
        foreach (var path in Closed)
            Assert.Equal("/sign-in", (await http.GetAsync(path)).RequestMessage!.RequestUri!.AbsolutePath);
        foreach (
            var path in new[] { "/api/filings", "/api/matches", "/api/names", "/api/alerts", "/api/watches", "/api/health", "/api/token" }
        )
            Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync(path)).StatusCode);
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused()
    {
        var http = await door.SignedInAsync("Forged");
        using var answer = await http.PostAsync(
            "/watches",
            new FormUrlEncodedContent(
                new Dictionary<string, string>
                {
                    ["name"] = "x",
                    ["address"] = "https://a.example",
                    ["hours"] = "24",
                }
            )
        );
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        using var multipart = await http.PostAsync("/file", new MultipartFormDataContent { { new StringContent("x"), "title" } });
        Assert.Equal(HttpStatusCode.BadRequest, multipart.StatusCode);
    }

    [Fact]
    public async Task Signing_in_sends_no_one_to_another_site()
    {
        var email = $"{Guid.NewGuid():N}@test.example";
        var http = door.Stranger();
        await OpenDoor.PostAsync(
            http,
            "/sign-up",
            new()
            {
                ["organisation"] = $"O {Guid.NewGuid():N}",
                ["kind"] = "Brand",
                ["email"] = email,
                ["password"] = OpenDoor.Password,
            }
        );
        var again = door.Stranger();
        using var answer = await OpenDoor.PostAsync(
            again,
            "/sign-in",
            new()
            {
                ["email"] = email,
                ["password"] = OpenDoor.Password,
                ["next"] = "//evil.example/",
            }
        );
        Assert.Equal((door.Address.Host, "/"), (answer.RequestMessage!.RequestUri!.Host, answer.RequestMessage.RequestUri.AbsolutePath));
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_are_told_alike()
    {
        var http = door.Stranger();
        var email = $"{Guid.NewGuid():N}@test.example";
        await OpenDoor.PostAsync(
            http,
            "/sign-up",
            new()
            {
                ["organisation"] = $"O {Guid.NewGuid():N}",
                ["kind"] = "Brand",
                ["email"] = email,
                ["password"] = OpenDoor.Password,
            }
        );
        async Task<string> SayAsync(string address) =>
            Regex.Replace(
                await (
                    await OpenDoor.PostAsync(door.Stranger(), "/sign-in", new() { ["email"] = address, ["password"] = "wrong password" })
                ).Content.ReadAsStringAsync(),
                "value=\"[^\"]*\"",
                ""
            );
        Assert.Equal(await SayAsync(email), await SayAsync("nobody@test.example"));
    }

    [Fact]
    public async Task A_regulator_cannot_be_signed_up_from_the_page()
    {
        using var answer = await OpenDoor.PostAsync(
            door.Stranger(),
            "/sign-up",
            new()
            {
                ["organisation"] = "Office",
                ["kind"] = "Regulator",
                ["email"] = "r@test.example",
                ["password"] = OpenDoor.Password,
            }
        );
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task The_language_is_switched_and_stays()
    {
        var http = door.Stranger("en");
        await OpenDoor.PostAsync(http, "/language", new() { ["language"] = "zh-CN", ["next"] = "/sign-in" }, "/sign-in");
        Assert.Contains("lang=\"zh-CN\"", await http.GetStringAsync("/sign-up"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_api_describes_itself_as_openapi_3_1_as_it_was_frozen()
    {
        var text = await door.Stranger().GetStringAsync("/openapi/v1.json");
        Assert.Contains("\"openapi\": \"3.1", text, StringComparison.Ordinal);
        var frozen = Path.Combine(SharedData.ProjectRoot, "tests", "frozen", "openapi.json");
        if (Environment.GetEnvironmentVariable("IPGUARD_FREEZE") == "1")
            await File.WriteAllTextAsync(frozen, text);
        Assert.Equal((await File.ReadAllTextAsync(frozen)).ReplaceLineEndings("\n"), text.ReplaceLineEndings("\n"));
        Assert.Equal(HttpStatusCode.OK, (await door.Stranger().GetAsync("/docs/api/")).StatusCode);
    }

    [Fact]
    public async Task Health_is_told_to_people_programs_and_containers()
    {
        var http = door.Stranger();
        Assert.Contains("Ledger", await http.GetStringAsync("/health"), StringComparison.Ordinal);
        Assert.Equal("well", await http.GetStringAsync("/healthz"));
        var signedIn = await door.SignedInAsync("Caretaker");
        Assert.Contains("\"part\":\"index\"", await signedIn.GetStringAsync("/api/health"), StringComparison.Ordinal);
        // How much is filed here is told to no stranger.
        Assert.Contains("MB free", await signedIn.GetStringAsync("/health"), StringComparison.Ordinal);
        Assert.DoesNotContain("MB free", await http.GetStringAsync("/health"), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_text_is_in_both_languages_and_pages_hold_no_other()
    {
        Assert.All(Texts.All, t => Assert.True(t.Value.Chinese.Length > 0 && t.Value.English.Length > 0, t.Key));
        Assert.All(Texts.All, t => Assert.Equal(Places(t.Value.Chinese), Places(t.Value.English)));
        foreach (
            var file in Directory
                .GetFiles(Path.Combine(SharedData.ProjectRoot, "src", "IpGuard.Web"), "*.razor", SearchOption.AllDirectories)
                .Where(f => !f.Contains("/obj/", StringComparison.Ordinal))
        )
        {
            var text = File.ReadAllText(file);
            Assert.Empty(PageRules.OwnSentences(text));
            foreach (Match used in Regex.Matches(text, "\\bT\\(\"([^\"]+)\""))
                Assert.True(Texts.All.ContainsKey(used.Groups[1].Value), $"{Path.GetFileName(file)}: {used.Groups[1].Value}");
        }
    }

    [Theory]
    [InlineData("<p>Nothing here yet</p>")]
    [InlineData("<p>还没有作品</p>")]
    public void The_guard_is_red_for_a_page_that_speaks_one_language(string razor) => Assert.Single(PageRules.OwnSentences(razor));

    [Fact]
    public void The_guard_lets_texts_and_code_be() =>
        Assert.Empty(PageRules.OwnSentences("@* why it is so *@<p>@T(\"a.b\")</p>@code { int OneTwo => 3 > 2 ? a b : 1; }"));

    static int Places(string text) => Regex.Count(text, @"\{\d");
}
