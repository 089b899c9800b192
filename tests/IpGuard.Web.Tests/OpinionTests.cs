using System.Globalization;
using System.Net;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using IpGuard.Core.Accounts;
using IpGuard.Core.Matching;
using IpGuard.Flows;
using IpGuard.Flows.Filings;
using IpGuard.Flows.Sweeps;
using IpGuard.Flows.Watches;
using IpGuard.Store;
using IpGuard.Vision.Drawing;
using IpGuard.Web;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Web.Tests;

/// <summary>What the machine thinks of two pictures is told in words and drawn where it is seen.</summary>
[Collection(nameof(DoorCollection))]
public class OpinionTests(OpenDoor door)
{
    /// <summary>Files a work, sweeps a copy of it, and gives the match's number to its holder.</summary>
    async Task<(HttpClient Holder, string Match)> FindAsync(int seed, Attack attack, string language = "en")
    {
        var holder = await door.SignedInAsync("Seen", OrganisationKind.Brand, language);
        var work = MotifPainter.Draw(Core.Works.Category.ArtsAndCrafts, seed, 400);
        await OpenDoor.FileAsync(holder, $"Vase {seed}", work);
        var folder = Directory.CreateTempSubdirectory("ipguard-opinion-").FullName;
        await File.WriteAllBytesAsync(Path.Combine(folder, "copy.jpg"), AttackPainter.Apply(work, attack, 1));
        var owner = await door.Get<HolderFlow>().OfNameAsync("operator", OrganisationKind.Regulator, CancellationToken.None);
        var watch = await door.Get<WatchFlow>()
            .OrderAsync(owner, "operator", "Bazaar", MarketplaceKind.Recorded, folder, TimeSpan.FromDays(1), true, CancellationToken.None);
        await door.Get<DueSweeps>().RunAsync(watch, new(), CancellationToken.None);
        return (holder, OpenDoor.Numbers(await holder.GetStringAsync("/matches"), 'M').Single());
    }

    static async Task<IDocument> PageAsync(HttpClient http, string match, string language = "en")
    {
        var html = await http.GetStringAsync($"/matches/{match}");
        PageRules.Hold(html, language, "/matches/…");
        return new HtmlParser().ParseDocument(html);
    }

    [Theory]
    [InlineData("zh-CN", "疑似")]
    [InlineData("en", "Suspected")]
    public async Task Where_the_work_is_seen_is_outlined_on_both_pictures(string language, string suspected)
    {
        var (holder, match) = await FindAsync(language == "en" ? 811 : 812, Attack.Crop60, language);
        var page = await PageAsync(holder, match, language);
        var marks = page.QuerySelectorAll("svg.marks");
        Assert.Equal(2, marks.Length);
        foreach (var svg in marks)
        {
            var box = Numbers(svg.GetAttribute("viewBox")!);
            Assert.Equal("xMidYMid meet", svg.GetAttribute("preserveAspectRatio"));
            Assert.True(svg.GetAttribute("aria-label")!.Length > 0);
            var corners = Numbers(svg.QuerySelector("polygon.seam")!.GetAttribute("points")!);
            Assert.True(corners.Count >= 6);
            Assert.All(corners.Chunk(2), c => Assert.True(c[0] >= 0 && c[0] <= box[2] && c[1] >= 0 && c[1] <= box[3]));
        }

        // Every point of the work has its twin on the listing.
        Assert.Equal(Pairs(marks[0]), Pairs(marks[1]));
        Assert.NotEmpty(Pairs(marks[0]));
        Assert.StartsWith(suspected, page.QuerySelector(".opinion .answer")!.TextContent, StringComparison.Ordinal);
        Assert.NotEmpty(page.QuerySelectorAll(".voices .speaks"));
        // Why, in bars; the pictures speak for it, and a probability is never shown as certain.
        Assert.NotEmpty(page.QuerySelectorAll(".bars .for rect"));
        Assert.DoesNotContain("100.0", page.QuerySelector(".explain .answer")!.TextContent, StringComparison.Ordinal);
        var laid = await holder.GetAsync($"/matches/{match}/laid?side=300");
        Assert.Equal("image/webp", laid.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_match_that_rule_1_raised_is_shown_as_it_was_and_nothing_is_drawn_over_it()
    {
        var (holder, match) = await FindAsync(821, Attack.Resaved);
        await using (var db = door.Get<GuardStore>().Open(Viewer.House))
            await db
                .Matches.Where(m => m.Number == match)
                .ExecuteUpdateAsync(s =>
                    s.SetProperty(m => m.Picture, (byte[]?)null)
                        .SetProperty(m => m.Kind, (CopyKind?)null)
                        .SetProperty(m => m.RuleVersion, 1)
                );
        var page = await PageAsync(holder, match);
        Assert.Empty(page.QuerySelectorAll("svg.marks, .opinion .answer, #marks"));
        Assert.Contains("of 256 bits", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await holder.GetAsync($"/matches/{match}/laid")).StatusCode);
        Assert.Contains("of 256 bits", await holder.GetStringAsync("/matches"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_kind_of_copy_stands_on_the_card_and_in_the_api()
    {
        var (holder, match) = await FindAsync(831, Attack.Resaved);
        Assert.Contains("Suspected: the same picture", await holder.GetStringAsync("/matches"), StringComparison.Ordinal);
        using var json = JsonDocument.Parse(await holder.GetStringAsync($"/api/matches/{match}"));
        var opinion = json.RootElement.GetProperty("verdict").GetProperty("evidence").GetProperty("picture");
        Assert.Equal("SamePicture", opinion.GetProperty("kind").GetString());
        Assert.Contains("Hash", opinion.GetProperty("voices").GetString(), StringComparison.Ordinal);
        Assert.True(opinion.GetProperty("where").GetProperty("filed").GetArrayLength() >= 3);
        Assert.Equal(HttpStatusCode.OK, (await holder.GetAsync($"/api/matches/{match}/laid")).StatusCode);
    }

    [Fact]
    public void Whatever_the_machine_can_say_has_its_words()
    {
        var keys = Enum.GetNames<CopyKind>().SelectMany(k => new[] { $"copy.{k}", $"copy.{k}.text" });
        keys = keys.Concat(Enum.GetNames<DifferenceKind>().Select(k => $"differs.{k}"));
        keys = keys.Concat(Enum.GetValues<Voices>().Where(v => v != Voices.None).Select(v => $"voice.{v}"));
        Assert.All(keys, k => Assert.True(Texts.All.ContainsKey(k), k));
    }

    static List<double> Numbers(string text) => [.. text.Split(' ', ',').Select(n => double.Parse(n, CultureInfo.InvariantCulture))];

    static List<string?> Pairs(IElement svg) => [.. svg.QuerySelectorAll("[data-pair]").Select(p => p.GetAttribute("data-pair"))];
}
