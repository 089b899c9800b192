using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using IpGuard.Core.Accounts;
using IpGuard.Store;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Web.Tests;

/// <summary>The negative bank is the regulators' to keep; to others it is not there.</summary>
[Collection(nameof(DoorCollection))]
public class BankWalks(OpenDoor door)
{
    static async Task<HttpResponseMessage> AddAsync(HttpClient http, string note, byte[] picture, string page = "/bank")
    {
        var token = Regex.Match(await http.GetStringAsync(page), "__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;
        return await http.PostAsync(
            "/bank",
            new MultipartFormDataContent
            {
                { new StringContent(WebUtility.HtmlDecode(token)), "__RequestVerificationToken" },
                { new StringContent(note), "note" },
                { new ByteArrayContent(picture), "picture", "chart.jpg" },
            }
        );
    }

    static string IdOf(string page, string note) =>
        Regex.Match(page, $"/bank/(\\d+)/picture\\?side=480\" alt=\"{Regex.Escape(note)}\"").Groups[1].Value;

    [Theory]
    [InlineData("zh-CN")]
    [InlineData("en")]
    public async Task A_regulator_adds_a_picture_takes_it_out_and_puts_it_back(string language)
    {
        var office = await door.SignedInAsync("Office", OrganisationKind.Regulator, language);
        var note = $"Size chart {Guid.NewGuid():N}";
        PageRules.Hold(await office.GetStringAsync("/bank"), language, "/bank");
        var added = await (await AddAsync(office, note, OpenDoor.Picture(language == "en" ? 901 : 902))).Content.ReadAsStringAsync();
        PageRules.Hold(added, language, "/bank, added");
        var id = IdOf(added, note);
        Assert.Equal("image/jpeg", (await office.GetAsync($"/bank/{id}/picture")).Content.Headers.ContentType!.MediaType);
        foreach (var isActive in new[] { "false", "true", "false" })
        {
            using var decided = await OpenDoor.PostAsync(office, $"/bank/{id}", new() { ["isActive"] = isActive }, "/bank");
            PageRules.Hold(await decided.Content.ReadAsStringAsync(), language, "/bank, decided");
        }

        await using var db = door.Get<GuardStore>().Open(Viewer.House);
        var picture = await db.Bank.Where(b => b.Note == note).Select(b => b.Content).SingleAsync();
        var deeds = await db.Audit.Where(a => a.Subject == picture.ToString()).OrderBy(a => a.Id).Select(a => a.Action).ToListAsync();
        Assert.Equal(["bank.added", "bank.dismissed", "bank.accepted", "bank.dismissed"], deeds);
    }

    [Theory]
    [InlineData(OrganisationKind.Designer)]
    [InlineData(OrganisationKind.Brand)]
    public async Task To_any_but_a_regulator_there_is_no_bank(OrganisationKind kind)
    {
        var office = await door.SignedInAsync("Office", OrganisationKind.Regulator);
        var note = $"Packaging {Guid.NewGuid():N}";
        var id = IdOf(await (await AddAsync(office, note, OpenDoor.Picture(910 + (int)kind))).Content.ReadAsStringAsync(), note);
        var other = await door.SignedInAsync("Curious", kind);
        foreach (var path in new[] { "/bank", $"/bank/{id}/picture" })
            Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(path)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await AddAsync(other, "mine", OpenDoor.Picture(920), "/watches")).StatusCode);
        using var decided = await OpenDoor.PostAsync(other, $"/bank/{id}", new() { ["isActive"] = "false" }, "/watches");
        Assert.Equal(HttpStatusCode.NotFound, decided.StatusCode);
        Assert.DoesNotContain("href=\"/bank\"", await other.GetStringAsync("/watches"), StringComparison.Ordinal);
        Assert.Contains("href=\"/bank\"", await office.GetStringAsync("/watches"), StringComparison.Ordinal);
        Assert.Equal("/sign-in", (await door.Stranger().GetAsync("/bank")).RequestMessage!.RequestUri!.AbsolutePath);
    }

    [Fact]
    public async Task Whatever_is_wrong_with_an_addition_is_told_at_once_at_its_field()
    {
        var office = await door.SignedInAsync("Office", OrganisationKind.Regulator);
        using var refused = await AddAsync(office, " ", "PK\u0003\u0004 zip"u8.ToArray());
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        var html = await refused.Content.ReadAsStringAsync();
        PageRules.Hold(html, "en", "/bank, refused");
        var page = new HtmlParser().ParseDocument(html);
        Assert.Equal(["picture", "note"], page.QuerySelectorAll("[aria-invalid]").Select(f => f.Id!));
        Assert.Equal(["note", "picture"], page.QuerySelectorAll(".faults a").Select(a => a.GetAttribute("href")![1..]).Order());
    }
}
