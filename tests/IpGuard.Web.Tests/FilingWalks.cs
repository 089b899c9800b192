using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using IpGuard.Core.Accounts;
using IpGuard.Flows;
using IpGuard.Proof.Checking;

namespace IpGuard.Web.Tests;

[Collection(nameof(DoorCollection))]
public class FilingWalks(OpenDoor door)
{
    [Fact]
    public async Task A_designer_signs_up_files_a_work_sees_it_and_gets_a_bundle_that_a_stranger_can_check()
    {
        var http = door.Stranger();
        using (
            var signedUp = await OpenDoor.PostAsync(
                http,
                "/sign-up",
                new()
                {
                    ["organisation"] = $"Studio {Guid.NewGuid():N}",
                    ["kind"] = "Designer",
                    ["email"] = $"{Guid.NewGuid():N}@test.example",
                    ["password"] = OpenDoor.Password,
                }
            )
        )
            Assert.Equal(HttpStatusCode.OK, signedUp.StatusCode);

        using var filed = await OpenDoor.FileAsync(http, "云纹连衣裙", OpenDoor.Picture(1));
        var page = await filed.Content.ReadAsStringAsync();
        Assert.Contains("Accepted", page, StringComparison.Ordinal);
        var number = OpenDoor.Numbers(page, 'F').Single();

        Assert.Contains("云纹连衣裙", await http.GetStringAsync("/filings"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync($"/filings/{number}/bundle")).StatusCode);
        await door.Get<FinishFlow>().FinishAsync(CancellationToken.None);
        var report = BundleCheck.Check(new MemoryStream(await http.GetByteArrayAsync($"/filings/{number}/bundle")), new());
        Assert.All(report.Steps, s => Assert.True(s.IsPassed, s.Sentence));
        Assert.Equal(number, report.Number);
        Assert.Equal("image/jpeg", (await http.GetAsync($"/filings/{number}/pictures/1")).Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task The_same_work_filed_again_by_the_same_holder_gives_the_earlier_filing()
    {
        var http = await door.SignedInAsync("Twice");
        var first = OpenDoor
            .Numbers(await (await OpenDoor.FileAsync(http, "First", OpenDoor.Picture(2))).Content.ReadAsStringAsync(), 'F')
            .Single();
        var again = await (await OpenDoor.FileAsync(http, "Again", OpenDoor.Picture(2))).Content.ReadAsStringAsync();
        Assert.Contains("before", again, StringComparison.Ordinal);
        Assert.Equal([first], OpenDoor.Numbers(again, 'F'));
    }

    [Fact]
    public async Task An_identical_filing_of_another_holder_is_contested_and_nothing_of_the_first_is_told()
    {
        var (first, second) = (await door.SignedInAsync("Rightful Owner Ltd"), await door.SignedInAsync("Second"));
        var firstNumber = OpenDoor
            .Numbers(await (await OpenDoor.FileAsync(first, "Secret title", OpenDoor.Picture(3))).Content.ReadAsStringAsync(), 'F')
            .Single();
        var firstPage = await first.GetStringAsync($"/filings/{firstNumber}");

        var answer = await (await OpenDoor.FileAsync(second, "Mine", OpenDoor.Picture(3))).Content.ReadAsStringAsync();
        Assert.Contains("An earlier identical filing exists", answer, StringComparison.Ordinal);
        foreach (var telling in new[] { firstNumber, "Secret title", "Rightful Owner" })
            Assert.DoesNotContain(telling, answer, StringComparison.Ordinal);
        Assert.Contains("Secret title", firstPage, StringComparison.Ordinal);
        // It is kept all the same, under a number of its own.
        Assert.Single(OpenDoor.Numbers(answer, 'F'));
    }

    [Fact]
    public async Task Two_holders_who_file_the_same_bytes_at_the_same_instant_are_never_both_first()
    {
        var holders = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => door.SignedInAsync($"Racer {i}")));
        var answers = await Task.WhenAll(
            holders.Select(async h => await (await OpenDoor.FileAsync(h, "Race", OpenDoor.Picture(4))).Content.ReadAsStringAsync())
        );
        Assert.Equal(3, answers.Count(a => a.Contains("An earlier identical filing exists", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_belongs_to_another_is_not_there()
    {
        var (owner, other) = (await door.SignedInAsync("Owner"), await door.SignedInAsync("Other"));
        var number = OpenDoor
            .Numbers(await (await OpenDoor.FileAsync(owner, "Private", OpenDoor.Picture(5))).Content.ReadAsStringAsync(), 'F')
            .Single();
        await door.Get<FinishFlow>().FinishAsync(CancellationToken.None);
        var regulator = await door.SignedInAsync("Office", OrganisationKind.Regulator);
        foreach (var path in new[] { "", "/pictures/1", "/bundle" })
        {
            Assert.Equal(HttpStatusCode.OK, (await owner.GetAsync($"/filings/{number}{path}")).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/filings/{number}{path}")).StatusCode);
            // No one is suspected of copying it, so it is none of a regulator's business.
            Assert.Equal(HttpStatusCode.NotFound, (await regulator.GetAsync($"/filings/{number}{path}")).StatusCode);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/api/filings/{number}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/api/filings/{number}/bundle")).StatusCode);
        Assert.DoesNotContain("Private", await other.GetStringAsync("/filings"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_draft_shows_every_fault_and_keeps_what_was_typed()
    {
        var http = await door.SignedInAsync("Careless");
        using var answer = await OpenDoor.FileAsync(http, "A kept title", "PK\u0003\u0004 zip"u8.ToArray(), fileName: "photo.jpg");
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("a ZIP archive", page, StringComparison.Ordinal);
        Assert.Contains("A kept title", page, StringComparison.Ordinal);
        Assert.DoesNotContain("A kept title", await http.GetStringAsync("/filings"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_api_files_a_work_and_lists_all_faults_of_a_bad_one_as_a_problem()
    {
        var http = await door.SignedInAsync("Caller");
        http.DefaultRequestHeaders.Remove("Accept");
        using var created = await OpenDoor.FileAsync(http, "By API", OpenDoor.Picture(6), "/api/filings");
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal("accepted", (await created.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("decision").GetString());

        using var refused = await OpenDoor.FileAsync(http, " ", [], "/api/filings");
        Assert.Equal(
            (HttpStatusCode.BadRequest, "application/problem+json"),
            (refused.StatusCode, refused.Content.Headers.ContentType!.MediaType)
        );
        var problem = await refused.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(problem.GetProperty("errors").TryGetProperty("draft", out _));
        Assert.True(problem.GetProperty("errors").TryGetProperty("pictures[1]", out _));
    }

    [Fact]
    public async Task A_regulator_files_nothing()
    {
        var regulator = await door.SignedInAsync("Office", OrganisationKind.Regulator);
        using var answer = await OpenDoor.FileAsync(regulator, "Not mine", OpenDoor.Picture(8));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("expected a holder", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hostile_texts_are_shown_as_text()
    {
        var http = await door.SignedInAsync("Tester");
        await OpenDoor.FileAsync(http, "<script>alert(1)</script>", OpenDoor.Picture(7));
        var page = await http.GetStringAsync("/filings");
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
    }
}
